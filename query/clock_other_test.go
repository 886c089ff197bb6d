//go:build !linux

package query_test

import "time"

var started = time.Now()

// cpu is the time that has passed: not every system tells how long a thread has run.
func cpu() time.Duration { return time.Since(started) }

func processCPU() time.Duration { return cpu() }

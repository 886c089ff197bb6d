package query_test

import (
	"time"

	"golang.org/x/sys/unix"
)

// cpu is the time that this thread has run, so that a busy machine does not count.
func cpu() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err)
	}
	return time.Duration(t.Nano())
}

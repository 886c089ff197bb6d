// Command clew reads news articles, links people to institutions, policies, countries and
// places, and answers how two of them are connected, quoting a source for every step.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/clewgraph/clew/query/diagram"
)

func main() {
	if code, ok := diagram.Worker(os.Stdin, os.Stdout); ok {
		os.Exit(code) // this process was started to draw
	}
	os.Exit(interruptible(os.Args, os.Stdin, os.Stdout, os.Stderr))
}

// interruptible runs a command line that Ctrl-C stops cleanly. A second Ctrl-C stops it at once.
func interruptible(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // gives the signal back to the system
	return run(ctx, args, stdin, stdout, stderr)
}

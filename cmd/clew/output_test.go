package main

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestAnInterruptEndsALongResult(t *testing.T) {
	var out strings.Builder
	ctx, interrupt := context.WithCancel(t.Context())
	w := untilDone{ctx, &out}
	if _, err := w.Write([]byte("first\n")); err != nil {
		t.Fatal(err)
	}
	interrupt()
	if _, err := w.Write([]byte("second\n")); !errors.Is(err, context.Canceled) || out.String() != "first\n" {
		t.Errorf("wrote %q, error %v", out.String(), err)
	}
}

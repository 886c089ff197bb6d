package main

import (
	"github.com/urfave/cli/v2"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// progress counts for people how far a command has come. Where nobody looks on it does nothing.
type progress struct {
	bars *mpb.Progress
	bar  *mpb.Bar
}

// progress shows how many of something were done, on a terminal and unless quiet was asked for.
func (a *app) progress(c *cli.Context, what string) *progress {
	if c.Bool("quiet") || !isTerminal(a.stderr) {
		return &progress{}
	}
	bars := mpb.New(mpb.WithOutput(a.stderr), mpb.WithWidth(40))
	return &progress{bars, bars.AddSpinner(0, mpb.AppendDecorators(decor.CurrentNoUnit("%d "+what)), mpb.BarRemoveOnComplete())}
}

func (p *progress) step() {
	if p.bar != nil {
		p.bar.Increment()
	}
}

// done removes the line.
func (p *progress) done() {
	if p.bar != nil {
		p.bar.SetTotal(-1, true)
		p.bars.Wait()
	}
}

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

// version is set by a release build: -ldflags '-X main.version=v1.2.3'.
var version = "devel"

func (a *app) versionCommand() *cli.Command {
	return &cli.Command{
		Name:      "version",
		Usage:     "print clew's version and what it was built with",
		UsageText: "clew version\n   clew version -o json",
		Action: func(c *cli.Context) error {
			format, err := a.format(c, "text", "json")
			if err != nil {
				return err
			}
			return a.result(c, func(w io.Writer) error { return writeVersion(w, format) })
		},
	}
}

func writeVersion(w io.Writer, format string) error {
	v := struct {
		Version  string `json:"version"`
		Revision string `json:"revision,omitempty"`
		Go       string `json:"go"`
		System   string `json:"system"`
	}{version, revision(), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	if format == "json" {
		return json.NewEncoder(w).Encode(v)
	}
	_, err := fmt.Fprintf(w, "clew %s %s %s\n", v.Version, v.Go, v.System)
	return err
}

// revision returns the commit that the binary was built from, "" where the build does not say.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}

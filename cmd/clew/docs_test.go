package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/query/notebook"
)

// TestCommandsPage holds that docs/commands.md is what the commands say of themselves. UPDATE=1 writes it.
func TestCommandsPage(t *testing.T) {
	const file = "../../docs/commands.md"
	page := commandsPage((&app{}).cli())
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(page, string(have)); diff != "" {
		t.Errorf("docs/commands.md is not what the commands say; write it with: UPDATE=1 go test ./cmd/clew -run TestCommandsPage\n%s", diff)
	}
}

func commandsPage(app *cli.App) string {
	var b strings.Builder
	b.WriteString("# Commands\n\nWritten from the commands' own help; `go test ./cmd/clew` holds that they agree.\n\n")
	b.WriteString("Flags may stand before and after the names; `--` ends them. Exit codes: 0 an answer; 1 an error; 2 wrong usage; 3 no such\n" +
		"entity, no path, no match; 4 a name that fits several entities; 5 some of the articles could not be read; 130 interrupted.\n\n## Everywhere\n\n")
	writeFlags(&b, app.Flags)
	for _, c := range app.Commands {
		writeCommand(&b, "clew", c, "##")
	}
	return b.String()
}

func writeCommand(b *strings.Builder, before string, c *cli.Command, level string) {
	if c.Hidden {
		return
	}
	name := before + " " + c.Name
	fmt.Fprintf(b, "%s %s\n\n%s.\n\n", level, strings.TrimSpace(name+" "+c.ArgsUsage), strings.ToUpper(c.Usage[:1])+c.Usage[1:])
	if c.Description != "" {
		fmt.Fprintf(b, "%s\n\n", c.Description)
	}
	fmt.Fprintf(b, "```sh\n%s\n```\n\n", strings.Join(examplesOf(c), "\n"))
	writeFlags(b, c.Flags)
	for _, sub := range c.Subcommands {
		writeCommand(b, name, sub, level+"#")
	}
}

func writeFlags(b *strings.Builder, flags []cli.Flag) {
	if len(flags) == 0 {
		return
	}
	b.WriteString("| flag | |\n| --- | --- |\n")
	for _, f := range flags {
		names := []string{}
		for _, n := range f.Names() {
			names = append(names, "`"+strings.Repeat("-", min(len(n), 2))+n+"`")
		}
		d := f.(cli.DocGenerationFlag)
		usage := strings.ReplaceAll(strings.ReplaceAll(d.GetUsage(), "`", ""), "|", "\\|")
		if v := d.GetDefaultText(); v != "" && v != "false" && v != `""` {
			usage += fmt.Sprintf(" (default %s)", v)
		}
		fmt.Fprintf(b, "| %s | %s |\n", strings.Join(names, ", "), usage)
	}
	b.WriteString("\n")
}

func examplesOf(c *cli.Command) (examples []string) {
	for line := range strings.SplitSeq(c.UsageText, "\n") {
		examples = append(examples, strings.TrimSpace(line))
	}
	return examples
}

// TestExamplesInHelp holds that every command has an example, whose flags and commands there are.
func TestExamplesInHelp(t *testing.T) {
	var check func(c *cli.Command)
	check = func(c *cli.Command) {
		if c.Usage == "" || c.UsageText == "" {
			t.Errorf("%s has no help or no example", c.Name)
		}
		for _, example := range examplesOf(c) {
			_, command, ok := strings.Cut(example, "clew ")
			if !ok {
				t.Errorf("%s: the example %q does not call clew", c.Name, example)
				continue
			}
			command, _, _ = strings.Cut(strings.NewReplacer(" > ", "\n", " < ", "\n", " | ", "\n", ")", "\n", "'\"", "'").Replace(command), "\n")
			command, _, _ = strings.Cut(command, "   ")
			words, err := notebook.Words(command)
			if err != nil {
				continue // quotes that a cut took apart
			}
			a := &app{stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
			if _, err := arrange(a.cli(), append([]string{"clew"}, words...)); err != nil {
				t.Errorf("%s: the example %q: %v", c.Name, example, err)
			}
		}
		for _, sub := range c.Subcommands {
			check(sub)
		}
	}
	for _, c := range (&app{}).cli().Commands {
		if !c.Hidden {
			check(c)
		}
	}
}

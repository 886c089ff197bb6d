package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/ontology"
)

// completionScripts ask "clew __complete WORDS" for the words that may come next, one a line.
var completionScripts = map[string]string{
	"bash": `_clew() {
  local IFS=$'\n' word
  COMPREPLY=()
  while read -r word; do
    COMPREPLY+=("$(printf '%q' "$word")")
  done < <(clew __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _clew clew
`,
	"zsh": `#compdef clew
_clew() {
  local -a words_next
  words_next=("${(@f)$(clew __complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  if (( ${#words_next[@]} )) && [[ -n "${words_next[1]}" ]]; then
    compadd -a words_next
  else
    _files
  fi
}
compdef _clew clew
`,
	"fish": `function __clew_complete
  set -l words (commandline -opc) (commandline -ct)
  clew __complete -- $words[2..-1] 2>/dev/null
end
complete -c clew -a '(__clew_complete)'
`,
}

func (a *app) completionCommand() *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "print a script that completes commands, flags and names of entities in a shell",
		UsageText: "clew completion bash > /etc/bash_completion.d/clew\n   source <(clew completion zsh)\n   clew completion fish | source",
		ArgsUsage: "bash|zsh|fish",
		Action: func(c *cli.Context) error {
			if err := exactly(c, 1, "one of bash, zsh, fish"); err != nil {
				return err
			}
			script, ok := completionScripts[c.Args().First()]
			if !ok {
				return usageError("completion: %q is none of bash, zsh, fish", c.Args().First())
			}
			return a.result(c, func(w io.Writer) error {
				_, err := io.WriteString(w, script)
				return err
			})
		},
	}
}

// completeCommand answers the scripts above. It says nothing rather than fail.
func (a *app) completeCommand() *cli.Command {
	return &cli.Command{
		Name:   "__complete",
		Hidden: true,
		Action: func(c *cli.Context) error {
			words := c.Args().Slice()
			if len(words) == 0 {
				words = []string{""}
			}
			for _, w := range a.complete(c, words) {
				if _, err := fmt.Fprintln(a.stdout, clean(w)); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// maxCompletions bounds how many names are offered.
const maxCompletions = 50

// complete returns what may stand for the last of the words, which may be the beginning of one.
func (a *app) complete(c *cli.Context, words []string) []string {
	last := words[len(words)-1]
	var command *cli.Command
	commands := c.App.Commands
	for _, w := range words[:len(words)-1] {
		if next := findCommand(commands, w); next != nil {
			command, commands = next, next.Subcommands
		}
	}
	switch {
	case len(words) > 1 && strings.HasPrefix(words[len(words)-2], "-"):
		if values := valuesOf(strings.TrimLeft(words[len(words)-2], "-")); values != nil {
			return beginning(last, values)
		}
	case strings.HasPrefix(last, "-"):
		return beginning(last, flagWords(c, command))
	case len(commands) > 0:
		return beginning(last, commandNames(commands))
	}
	if command == nil {
		return nil
	}
	return a.completeName(c, command.Name, last)
}

func (a *app) completeName(c *cli.Context, command, last string) []string {
	switch command {
	case "list":
		return beginning(last, listed)
	case "completion":
		return beginning(last, []string{"bash", "fish", "zsh"})
	case "path", "near", "show", "why", "merge", "split":
		if command == "why" {
			if p := beginning(last, predicateNames()); len(p) > 0 && last != "" {
				return p
			}
		}
		return a.entityNames(c.Context, c.String("graph"), last)
	}
	return nil
}

// entityNames returns names in the graph that begin with the prefix; none where there is no graph.
func (a *app) entityNames(ctx context.Context, dir, prefix string) []string {
	g, err := a.open(ctx, dir)
	if err != nil {
		return nil
	}
	defer a.release(g) // there is nobody to tell
	var names []string
	for _, ref := range g.Complete(prefix, maxCompletions) {
		names = append(names, ref.Name)
	}
	return names
}

func commandNames(commands []*cli.Command) []string {
	var names []string
	for _, c := range commands {
		if !c.Hidden {
			names = append(names, c.Name)
		}
	}
	return names
}

func flagWords(c *cli.Context, command *cli.Command) []string {
	flags := slices.Clone(c.App.Flags)
	if command != nil {
		flags = append(flags, command.Flags...)
	}
	var names []string
	for name := range flagTable(flags) {
		if len(name) > 1 {
			names = append(names, "--"+name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// valuesOf returns the values that a flag may have, nil where they are not a fixed set.
func valuesOf(flag string) []string {
	switch flag {
	case "kind", "from-kind", "to-kind", "avoid-kind":
		var names []string
		for _, k := range graph.Kinds {
			names = append(names, string(k))
		}
		return names
	case "predicate":
		return predicateNames()
	case "color":
		return []string{"always", "auto", "never"}
	case "theme":
		return []string{"dark", "light", "print"}
	case "mode":
		return []string{"acyclic", "simple", "trail", "walk"}
	case "rank":
		return []string{"length", "support", "surprise"}
	}
	return nil
}

func predicateNames() []string {
	var names []string
	for _, p := range ontology.Default().Predicates {
		names = append(names, string(p.Name))
	}
	return names
}

// beginning returns the words that begin with the prefix, without regard to case.
func beginning(prefix string, words []string) []string {
	var fit []string
	for _, w := range words {
		if len(w) >= len(prefix) && strings.EqualFold(w[:len(prefix)], prefix) {
			fit = append(fit, w)
		}
	}
	return fit
}

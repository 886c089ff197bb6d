package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// arrange brings a command line into the order that urfave/cli understands: the global flags, the
// command, its flags, "--", the names. People write flags before and after the names.
func arrange(app *cli.App, args []string) ([]string, error) {
	var global, path, local, names []string
	known := flagTable(app.Flags)
	own := map[string]cli.Flag{}
	commands := app.Commands
	for i := 1; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--":
			names = append(names, args[i+1:]...)
			i = len(args)
		case !strings.HasPrefix(arg, "-") || arg == "-":
			command := findCommand(commands, arg)
			if command == nil && commands != nil {
				return nil, unknownCommand(arg, path, commands)
			}
			if command == nil {
				names = append(names, arg)
				continue
			}
			path, commands = append(path, command.Name), command.Subcommands
			own = flagTable(command.Flags)
		default:
			words, flag, err := takeFlag(args[i:], own, known)
			if err != nil {
				return nil, err
			}
			if _, isOwn := own[flag]; isOwn || flag == "help" {
				local = append(local, words...)
			} else {
				global = append(global, words...)
			}
			i += len(words) - 1
		}
	}
	out := slices.Concat(args[:1], global, path, local)
	if len(names) > 0 && !slices.Contains(local, "--help") { // help is of the command, whatever is named
		out = append(append(out, "--"), names...)
	}
	return out, nil
}

// takeFlag returns the words of the flag that args begins with, its value included, and its name.
func takeFlag(args []string, tables ...map[string]cli.Flag) (words []string, name string, err error) {
	name, _, hasValue := strings.Cut(strings.TrimLeft(args[0], "-"), "=")
	if name == "h" || name == "help" {
		return []string{"--help"}, "help", nil
	}
	var flag cli.Flag
	for _, table := range tables {
		if flag = table[name]; flag != nil {
			break
		}
	}
	if flag == nil {
		flagName, _, _ := strings.Cut(args[0], "=")
		return nil, "", unknownFlag(flagName, tables)
	}
	if _, isSwitch := flag.(*cli.BoolFlag); isSwitch || hasValue {
		return args[:1], name, nil
	}
	if len(args) < 2 {
		return nil, "", usageError("flag %s needs a value", args[0])
	}
	return args[:2], name, nil
}

func flagTable(flags []cli.Flag) map[string]cli.Flag {
	table := map[string]cli.Flag{}
	for _, f := range flags {
		for _, name := range f.Names() {
			table[name] = f
		}
	}
	return table
}

func findCommand(commands []*cli.Command, name string) *cli.Command {
	for _, c := range commands {
		if c.HasName(name) {
			return c
		}
	}
	return nil
}

func unknownCommand(name string, path []string, commands []*cli.Command) error {
	var names []string
	for _, c := range commands {
		if !c.Hidden {
			names = append(names, c.Name)
		}
	}
	command := strings.Join(append([]string{"clew"}, path...), " ")
	return suggest(usageError("%s has no command %q", command, name), name, names, "run '"+command+" --help' for the list")
}

func unknownFlag(arg string, tables []map[string]cli.Flag) error {
	var names []string
	for _, table := range tables {
		for name := range table {
			if len(name) > 1 {
				names = append(names, "--"+name)
			}
		}
	}
	slices.Sort(names)
	return suggest(usageError("unknown flag %s", arg), arg, names, "add --help to see the flags")
}

// suggest adds the nearest of the names to an error, or else the advice.
func suggest(err *exitError, name string, names []string, advice string) error {
	best, bestDistance := "", max(1, len(name)/3)+1
	for _, candidate := range names {
		d := editDistance(strings.ToLower(name), strings.ToLower(candidate))
		if strings.HasPrefix(candidate, name) {
			d = 1
		}
		if d < bestDistance {
			best, bestDistance = candidate, d
		}
	}
	err.hint = advice
	if best != "" {
		err.hint = fmt.Sprintf("did you mean %s?", best)
	}
	return err
}

// editDistance is the number of letters to insert, delete or change (Levenshtein 1965).
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// atLeast has a flag refuse numbers below the least.
func atLeast(least int, f *cli.IntFlag) *cli.IntFlag {
	f.Action = func(_ *cli.Context, n int) error {
		if n < least {
			return usageError("--%s %d: the least is %d", f.Name, n, least)
		}
		return nil
	}
	return f
}

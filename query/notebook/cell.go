package notebook

import (
	"fmt"
	"strings"
	"unicode"
)

// Command is one thing that a cell asks for.
type Command struct {
	Line int      // in the cell, from 1
	Args []string // as on the command line, without "clew"; a query is "query" and its text
}

// Parse reads a cell: one command a line, with the quoting of a shell; a backslash at the end continues
// a line; what follows # is a comment. A line that begins with MATCH or OPTIONAL MATCH begins a query, which ends
// with a semicolon, an empty line or the cell. A cell that begins with %%gql is one query as a whole. A line
// "?NAME", or a single word "NAME?", asks for help.
func Parse(cell string) ([]Command, error) {
	lines := strings.Split(strings.ReplaceAll(cell, "\r\n", "\n"), "\n")
	for i, line := range lines {
		if strings.TrimSpace(line) == "%%gql" {
			return []Command{{i + 1, []string{"query", strings.Join(lines[i+1:], "\n")}}}, nil
		}
		if !isBlank(line) {
			break
		}
	}
	var commands []Command
	for i := 0; i < len(lines); {
		command, used, err := parseAt(lines, i)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		if command.Args != nil {
			commands = append(commands, command)
		}
		i += used
	}
	return commands, nil
}

// Incomplete reports whether a cell typed at a prompt goes on: it ends in a backslash, inside quotes,
// or in a query without a semicolon.
func Incomplete(cell string) bool {
	last := cell[strings.LastIndexByte(cell, '\n')+1:]
	if strings.HasSuffix(last, "\\") {
		return true
	}
	if beginsQuery(cell) {
		return !isBlank(last) && !strings.HasSuffix(strings.TrimSpace(cell), ";")
	}
	_, err := Words(last)
	return err != nil
}

// parseAt reads the command at line i and says how many lines it took.
func parseAt(lines []string, i int) (Command, int, error) {
	if isBlank(lines[i]) {
		return Command{}, 1, nil
	}
	if beginsQuery(lines[i]) {
		text, used := queryAt(lines[i:])
		return Command{i + 1, []string{"query", text}}, used, nil
	}
	line, used := lines[i], 1
	for strings.HasSuffix(line, "\\") && i+used < len(lines) {
		line = strings.TrimSuffix(line, "\\") + " " + lines[i+used]
		used++
	}
	words, err := Words(line)
	return Command{i + 1, asHelp(words)}, used, err
}

// asHelp turns ?NAME and NAME? into the command help NAME.
func asHelp(words []string) []string {
	if len(words) == 0 {
		return words
	}
	if name, ok := strings.CutPrefix(words[0], "?"); ok {
		name = strings.TrimSpace(strings.Join(append([]string{name}, words[1:]...), " "))
		return []string{"help", name}
	}
	if name, ok := strings.CutSuffix(words[0], "?"); ok && len(words) == 1 {
		return []string{"help", name}
	}
	return words
}

func queryAt(lines []string) (text string, used int) {
	for used < len(lines) && strings.TrimSpace(lines[used]) != "" {
		line := strings.TrimRightFunc(lines[used], unicode.IsSpace)
		used++
		if before, ended := strings.CutSuffix(line, ";"); ended {
			lines[used-1] = before
			break
		}
	}
	return strings.Join(lines[:used], "\n"), used
}

// beginsQuery reports whether a line is the first of a graph query.
func beginsQuery(line string) bool {
	fields := strings.Fields(strings.ToUpper(line))
	return len(fields) > 0 && (isMatch(fields[0]) || len(fields) > 1 && fields[0] == "OPTIONAL" && isMatch(fields[1]))
}

func isMatch(word string) bool { return word == "MATCH" || strings.HasPrefix(word, "MATCH(") }

func isBlank(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || strings.HasPrefix(line, "#")
}

// Words splits a line as a shell does: at spaces outside of quotes; a backslash outside of single quotes
// takes the next character as it is; a # at the beginning of a word ends the line.
func Words(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	inWord, quote, escaped := false, rune(0), false
	for _, r := range line {
		switch {
		case escaped:
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'':
			inWord, escaped = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'':
			inWord, quote = true, r
		case unicode.IsSpace(r):
			if inWord {
				words = append(words, word.String())
			}
			inWord = false
			word.Reset()
		case r == '#' && !inWord:
			return words, nil
		default:
			inWord = true
			word.WriteRune(r)
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("a quote %c is not closed", quote)
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, nil
}

package jupyter

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clewgraph/clew/query/notebook"
)

// fields is the content of a message.
type fields map[string]any

// handle answers a request, with the news that the kernel is busy before and idle after it. It reports whether the
// cells that wait behind it shall not be run.
func (k *kernel) handle(ctx context.Context, s *socket, m message) (abort bool) {
	k.publish(m, "status", fields{"execution_state": "busy"})
	defer k.publish(m, "status", fields{"execution_state": "idle"})
	answer := map[string]func(context.Context, json.RawMessage) fields{
		"kernel_info_request": k.info,
		"is_complete_request": isComplete,
		"complete_request":    k.complete,
		"inspect_request":     k.inspect,
		"history_request":     k.recall,
		"comm_info_request":   func(context.Context, json.RawMessage) fields { return fields{"comms": fields{}} },
		"interrupt_request":   k.stopCell,
	}[m.header.Type]
	switch {
	case m.header.Type == "execute_request":
		return k.execute(ctx, s, m)
	case m.header.Type == "shutdown_request":
		k.shutdown(ctx, s, m)
	case answer != nil:
		content := answer(ctx, m.content)
		content["status"] = statusOf(content)
		k.reply(s, m, strings.Replace(m.header.Type, "_request", "_reply", 1), content)
	}
	return false
}

// statusOf is "ok" except in the answer to is_complete_request, whose status is its content.
func statusOf(content fields) any {
	if status, ok := content["status"]; ok {
		return status
	}
	return "ok"
}

func (k *kernel) info(context.Context, json.RawMessage) fields {
	return fields{
		"protocol_version":       protocolVersion,
		"implementation":         "clew",
		"implementation_version": k.version,
		"banner":                 "clew " + k.version + ": how are two names connected? Type help.",
		"language_info": fields{
			"name": "clew", "version": k.version, "mimetype": "text/x-clew", "file_extension": ".clew",
			"pygments_lexer": "text", "codemirror_mode": "null",
		},
		"help_links": []any{}, "debugger": false, "supported_features": []any{},
	}
}

func isComplete(_ context.Context, content json.RawMessage) fields {
	var r struct{ Code string }
	if json.Unmarshal(content, &r) != nil || !notebook.Incomplete(r.Code) {
		return fields{"status": "complete"}
	}
	return fields{"status": "incomplete", "indent": ""}
}

// position is a place in a cell, which Jupyter counts in characters.
type position struct {
	Code      string `json:"code"`
	CursorPos int    `json:"cursor_pos"`
}

// bytes returns the place in bytes.
func (p position) bytes() int {
	n := 0
	for i := range p.Code {
		if n == p.CursorPos {
			return i
		}
		n++
	}
	return len(p.Code)
}

func (k *kernel) complete(ctx context.Context, content json.RawMessage) fields {
	var p position
	if err := json.Unmarshal(content, &p); err != nil {
		return fields{"status": "error", "ename": notebook.ErrorName, "evalue": err.Error(), "traceback": []string{}}
	}
	matches, start := k.in.Complete(ctx, p.Code, p.bytes())
	if matches == nil {
		matches = []string{}
	}
	return fields{"matches": matches, "cursor_start": utf8.RuneCountInString(p.Code[:start]), "cursor_end": utf8.RuneCountInString(p.Code[:p.bytes()]), "metadata": fields{}}
}

func (k *kernel) inspect(ctx context.Context, content json.RawMessage) fields {
	var p position
	if err := json.Unmarshal(content, &p); err != nil {
		return fields{"status": "error", "ename": notebook.ErrorName, "evalue": err.Error(), "traceback": []string{}}
	}
	data := k.in.Inspect(ctx, p.Code, p.bytes())
	if data == nil {
		return fields{"found": false, "data": fields{}, "metadata": fields{}}
	}
	return fields{"found": true, "data": data, "metadata": fields{}}
}

// ran is a cell that was run, and the text of its result.
type ran struct{ source, result string }

// recall returns cells that were run: the last n, a range, or those that match a pattern. A row is the session,
// the cell's number, and its source or, where results are asked for too, source and result.
func (k *kernel) recall(_ context.Context, content json.RawMessage) fields {
	var r historyRequest
	if err := json.Unmarshal(content, &r); err != nil {
		return fields{"history": []any{}}
	}
	pattern := globPattern(r.Pattern)
	k.mu.Lock()
	defer k.mu.Unlock()
	rows := [][]any{}
	for i, cell := range k.history {
		number := i + 1
		switch {
		case r.AccessType == "range" && (number < r.Start || r.Stop > 0 && number >= r.Stop),
			r.AccessType == "search" && !pattern.MatchString(cell.source),
			r.AccessType == "search" && r.Unique && repeated(k.history[:i], cell):
			continue
		}
		row := []any{1, number, cell.source}
		if r.Output {
			row[2] = []any{cell.source, cell.result}
		}
		rows = append(rows, row)
	}
	if r.N > 0 && r.AccessType != "range" {
		rows = rows[max(0, len(rows)-r.N):]
	}
	return fields{"history": rows}
}

type historyRequest struct {
	AccessType string `json:"hist_access_type"`
	Output     bool   `json:"output"`
	N          int    `json:"n"`
	Start      int    `json:"start"`
	Stop       int    `json:"stop"`
	Pattern    string `json:"pattern"`
	Unique     bool   `json:"unique"`
}

func repeated(before []ran, cell ran) bool {
	return slices.ContainsFunc(before, func(b ran) bool { return b.source == cell.source })
}

// globPattern matches * with anything and ? with one character.
func globPattern(glob string) *regexp.Regexp {
	quoted := strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(glob))
	return regexp.MustCompile("(?s)^" + quoted + "$")
}

// stopCell interrupts the cell that runs, if one does.
func (k *kernel) stopCell(context.Context, json.RawMessage) fields {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.interrupt != nil {
		k.interrupt()
	}
	return fields{}
}

func (k *kernel) shutdown(ctx context.Context, s *socket, m message) {
	var r struct{ Restart bool }
	if err := json.Unmarshal(m.content, &r); err != nil {
		k.log(err)
	}
	k.stopCell(ctx, nil)
	content := fields{"status": "ok", "restart": r.Restart}
	k.reply(s, m, "shutdown_reply", content)
	k.publish(m, "shutdown_reply", content)
	k.quit()
}

type executeRequest struct {
	Code         string `json:"code"`
	Silent       bool   `json:"silent"`
	StoreHistory *bool  `json:"store_history"`
	StopOnError  *bool  `json:"stop_on_error"`
}

// execute runs a cell and reports whether the cells that wait behind it shall not be run, because it failed.
func (k *kernel) execute(ctx context.Context, s *socket, m message) (abort bool) {
	var r executeRequest
	if err := json.Unmarshal(m.content, &r); err != nil {
		k.log(err)
		return false
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if isGoodbye(r.Code) {
		k.replyExecuted(s, m, r, k.begin(r.Code, false, cancel), nil, fields{"source": "ask_exit", "keepkernel": false})
		return false
	}
	count := k.begin(r.Code, !r.Silent && (r.StoreHistory == nil || *r.StoreHistory), cancel)
	if !r.Silent {
		k.publish(m, "execute_input", fields{"code": r.Code, "execution_count": count})
	}
	text, pager := "", []fields{}
	err := k.in.Cell(ctx, r.Code, func(o notebook.Output, result bool) {
		if o.Aside {
			pager = append(pager, fields{"source": "page", "data": o.Data, "start": 0})
		} else if !r.Silent {
			k.show(m, o, result, count)
		}
		if plain, ok := o.Data["text/plain"].(string); ok && result {
			text = plain
		}
	})
	k.end(count, text)
	k.replyExecuted(s, m, r, count, err, pager...)
	return err != nil && (r.StopOnError == nil || *r.StopOnError)
}

// isGoodbye reports whether a cell asks to leave: a front end at a terminal, such as jupyter console, then ends.
func isGoodbye(code string) bool {
	return slices.Contains([]string{"exit", "quit", ".quit", ".exit"}, strings.TrimSpace(code))
}

// replyExecuted tells how a cell ended, and what the front end shall do besides.
func (k *kernel) replyExecuted(s *socket, m message, r executeRequest, count int, err error, payload ...fields) {
	if err == nil {
		k.reply(s, m, "execute_reply", fields{"status": "ok", "execution_count": count, "user_expressions": fields{}, "payload": append([]fields{}, payload...)})
		return
	}
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	failure := fields{"ename": notebook.ErrorName, "evalue": err.Error(), "traceback": strings.Split(err.Error(), "\n")}
	if !r.Silent {
		k.publish(m, "error", failure)
	}
	failure["status"], failure["execution_count"] = "error", count
	k.reply(s, m, "execute_reply", failure)
}

// begin numbers a cell and makes it the one that an interrupt stops.
func (k *kernel) begin(source string, store bool, interrupt context.CancelFunc) (count int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if store {
		k.count++
		k.history = append(k.history, ran{source: source})
	}
	k.interrupt = interrupt
	return k.count
}

// end keeps the result of the cell with that number.
func (k *kernel) end(count int, result string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.interrupt = nil
	if count == len(k.history) && count > 0 {
		k.history[count-1].result = result
	}
}

// show sends what a cell shows.
func (k *kernel) show(m message, o notebook.Output, result bool, count int) {
	switch {
	case o.Clear:
		k.publish(m, "clear_output", fields{"wait": false})
	case o.Stream != "":
		k.publish(m, "stream", fields{"name": o.Stream, "text": o.Text})
	case result:
		k.publish(m, "execute_result", fields{"data": o.Data, "metadata": fields{}, "execution_count": count})
	default:
		k.publish(m, "display_data", fields{"data": o.Data, "metadata": fields{}})
	}
}

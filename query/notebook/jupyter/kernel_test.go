package jupyter

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/query/notebook"
)

// interpreter says what it is told, fails at "fail", and waits at "wait".
func interpreter() notebook.Interpreter {
	return notebook.Interpreter{
		Execute: func(ctx context.Context, cell string, show func(notebook.Output)) error {
			switch cell {
			case "fail":
				return errors.New("it failed")
			case "help":
				show(notebook.Output{Data: notebook.Bundle{"text/plain": "noise"}})
				show(notebook.Output{Clear: true})
				show(notebook.Output{Data: notebook.Bundle{"text/plain": "a page"}, Aside: true})
				return nil
			case "wait":
				<-ctx.Done()
				return ctx.Err()
			}
			show(notebook.Output{Stream: "stdout", Text: "said\n"})
			show(notebook.Output{Data: notebook.Bundle{"text/plain": cell}})
			return nil
		},
		Complete: func(_ context.Context, cell string, cursor int) ([]string, int) {
			return []string{"étoile"}, cursor - 2
		},
		Inspect: func(context.Context, string, int) notebook.Bundle { return notebook.Bundle{"text/plain": "a card"} },
	}
}

// client is the Jupyter of the tests.
type client struct {
	t              *testing.T
	signer         signer
	shell, control zmq4.Socket
	iopub          zmq4.Socket
	end            chan error
}

func freePort(t *testing.T) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func start(t *testing.T) *client {
	c := connection{
		Transport: "tcp", IP: "127.0.0.1", Key: "secret", SignatureScheme: "hmac-sha256",
		Shell: freePort(t), IOPub: freePort(t), Stdin: freePort(t), Control: freePort(t), Heartbeat: freePort(t),
	}
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "connection.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cl := &client{t: t, signer: signer{[]byte("secret")}, end: make(chan error, 1)}
	go func() { cl.end <- Serve(ctx, file, interpreter(), "test", func(error) {}) }()
	cl.shell, cl.control, cl.iopub = zmq4.NewDealer(ctx), zmq4.NewDealer(ctx), zmq4.NewSub(ctx)
	for s, port := range map[zmq4.Socket]int{cl.shell: c.Shell, cl.control: c.Control, cl.iopub: c.IOPub} {
		cl.dial(s, port)
	}
	if err := cl.iopub.SetOption(zmq4.OptionSubscribe, ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		for _, s := range []zmq4.Socket{cl.shell, cl.control, cl.iopub} {
			_ = s.Close() // the kernel is gone
		}
	})
	return cl
}

// dial waits until the kernel listens.
func (c *client) dial(s zmq4.Socket, port int) {
	for {
		err := s.Dial("tcp://127.0.0.1:" + itoa(port))
		if err == nil {
			return
		}
		select {
		case end := <-c.end:
			c.t.Fatalf("the kernel ended: %v", end)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

func (c *client) send(s zmq4.Socket, kind string, content any) {
	frames, err := c.signer.encode(nil, newHeader("client", kind), nil, content)
	if err == nil {
		err = s.SendMulti(zmq4.NewMsgFrom(frames...))
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

// receive returns the type and content of the next message.
func (c *client) receive(s zmq4.Socket) (string, map[string]any) {
	m, err := s.Recv()
	if err != nil {
		c.t.Fatal(err)
	}
	d, err := c.signer.decode(m.Frames)
	if err != nil {
		c.t.Fatal(err)
	}
	var content map[string]any
	if err := json.Unmarshal(d.content, &content); err != nil {
		c.t.Fatal(err)
	}
	return d.header.Type, content
}

func TestKernel(t *testing.T) {
	c := start(t)
	ask := func(s zmq4.Socket, kind string, content any) map[string]any {
		c.send(s, kind, content)
		_, reply := c.receive(s)
		return reply
	}
	info := ask(c.shell, "kernel_info_request", fields{})
	if info["status"] != "ok" || info["protocol_version"] != "5.4" {
		t.Errorf("kernel_info: %v", info)
	}
	for name, r := range map[string]struct {
		kind    string
		content fields
		want    map[string]any
	}{
		"complete counts characters": {"complete_request", fields{"code": "é ét", "cursor_pos": 4}, map[string]any{
			"status": "ok", "matches": []any{"étoile"}, "cursor_start": 3.0, "cursor_end": 4.0, "metadata": map[string]any{},
		}},
		"inspect":     {"inspect_request", fields{"code": "x", "cursor_pos": 1}, map[string]any{"status": "ok", "found": true, "data": map[string]any{"text/plain": "a card"}, "metadata": map[string]any{}}},
		"is_complete": {"is_complete_request", fields{"code": "MATCH (a)"}, map[string]any{"status": "incomplete", "indent": ""}},
		"comm_info":   {"comm_info_request", fields{}, map[string]any{"status": "ok", "comms": map[string]any{}}},
	} {
		if diff := cmp.Diff(r.want, ask(c.shell, r.kind, r.content)); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", name, diff)
		}
	}
	if r := ask(c.shell, "execute_request", fields{"code": "say it"}); r["status"] != "ok" || r["execution_count"] != 1.0 {
		t.Errorf("execute: %v", r)
	}
	leave := ask(c.shell, "execute_request", fields{"code": "exit"})["payload"]
	if diff := cmp.Diff([]any{map[string]any{"source": "ask_exit", "keepkernel": false}}, leave); diff != "" {
		t.Errorf("exit asks the front end (-want +got):\n%s", diff)
	}
	pages := ask(c.shell, "execute_request", fields{"code": "help"})["payload"]
	if diff := cmp.Diff([]any{map[string]any{"source": "page", "data": map[string]any{"text/plain": "a page"}, "start": 0.0}}, pages); diff != "" {
		t.Errorf("help goes to the pager (-want +got):\n%s", diff)
	}
	history := ask(c.shell, "history_request", fields{"hist_access_type": "search", "pattern": "s?y*", "output": true})["history"]
	if diff := cmp.Diff([]any{[]any{1.0, 1.0, []any{"say it", "say it"}}}, history); diff != "" {
		t.Errorf("history differs (-want +got):\n%s", diff)
	}
}

func TestWhatACellShowsGoesToAll(t *testing.T) {
	c := start(t)
	time.Sleep(200 * time.Millisecond) // a subscription takes effect in its own time
	for _, cell := range []struct {
		code  string
		shows []string
	}{
		{"hello", []string{"stream", "execute_result"}},
		{"help", []string{"clear_output"}}, // what is cleared at once is not sent, and the page goes with the reply
	} {
		c.send(c.shell, "execute_request", fields{"code": cell.code})
		var kinds []string
		for len(kinds) == 0 || kinds[len(kinds)-1] != "status idle" {
			kind, content := c.receive(c.iopub)
			if state, ok := content["execution_state"].(string); ok {
				kind += " " + state
			}
			kinds = append(kinds, kind)
		}
		want := slices.Concat([]string{"status busy", "execute_input"}, cell.shows, []string{"status idle"})
		if diff := cmp.Diff(want, kinds); diff != "" {
			t.Errorf("%s: messages differ (-want +got):\n%s", cell.code, diff)
		}
	}
}

func TestInterruptStopsTheCellAndAbortsThoseBehindIt(t *testing.T) {
	c := start(t)
	c.send(c.shell, "execute_request", fields{"code": "wait"})
	c.send(c.shell, "execute_request", fields{"code": "behind it"})
	answered := make(chan map[string]any, 1)
	go func() {
		_, r := c.receive(c.shell)
		answered <- r
	}()
	for waiting := true; waiting; {
		c.send(c.control, "interrupt_request", fields{}) // the first may come before the cell runs
		c.receive(c.control)
		select {
		case r := <-answered:
			waiting = false
			if r["status"] != "error" || !strings.Contains(r["evalue"].(string), "interrupted") {
				t.Errorf("the cell that was interrupted: %v", r)
			}
		case <-time.After(100 * time.Millisecond):
		}
	}
	if _, r := c.receive(c.shell); r["status"] != "aborted" {
		t.Errorf("the cell behind it: %v", r)
	}
}

func TestShutdownEndsTheKernel(t *testing.T) {
	c := start(t)
	c.send(c.control, "shutdown_request", fields{"restart": true})
	if _, r := c.receive(c.control); r["restart"] != true || r["status"] != "ok" {
		t.Errorf("shutdown: %v", r)
	}
	if err := <-c.end; err != nil {
		t.Errorf("the kernel ended with %v", err)
	}
}

func TestAWrongSignatureIsNotAnswered(t *testing.T) {
	s := signer{[]byte("one key")}
	frames, err := s.encode(nil, newHeader("x", "execute_request"), nil, fields{"code": "rm everything"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.decode(frames); err != nil {
		t.Errorf("its own message: %v", err)
	}
	if _, err := (signer{[]byte("another key")}).decode(frames); !errors.Is(err, errSignature) {
		t.Errorf("error %v, want %v", err, errSignature)
	}
}

func TestConnectionRefuses(t *testing.T) {
	good := connection{Transport: "tcp", IP: "127.0.0.1", Key: "k"}
	for name, change := range map[string]func(*connection){
		"other machines": func(c *connection) { c.IP = "0.0.0.0" },
		"no key":         func(c *connection) { c.Key = "" },
		"other scheme":   func(c *connection) { c.SignatureScheme = "hmac-md5" },
		"ipc":            func(c *connection) { c.Transport = "ipc" },
	} {
		c := good
		if change(&c); c.check() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if err := good.check(); err != nil {
		t.Error(err)
	}
}

func FuzzDecodeMessage(f *testing.F) {
	s := signer{[]byte("k")}
	f.Add([]byte("id"), []byte("sig"), []byte("{}"), []byte("{}"))
	f.Fuzz(func(t *testing.T, id, signature, header, content []byte) {
		frames := [][]byte{id, delimiter, signature, header, []byte("{}"), []byte("{}"), content}
		if m, err := s.decode(frames); err == nil && len(m.identities) > 1 {
			t.Errorf("identities %q", m.identities)
		}
	})
}

func TestInstall(t *testing.T) {
	dir := PrefixFolder(t.TempDir())
	at, err := Install(dir, "/opt/clew")
	if err != nil {
		t.Fatal(err)
	}
	var spec struct {
		Argv          []string
		InterruptMode string `json:"interrupt_mode"`
	}
	data, err := os.ReadFile(filepath.Join(at, "kernel.json"))
	if err != nil || json.Unmarshal(data, &spec) != nil {
		t.Fatalf("kernel.json: %s, %v", data, err)
	}
	if diff := cmp.Diff([]string{"/opt/clew", "jupyter", "kernel", "{connection_file}"}, spec.Argv); diff != "" || spec.InterruptMode != "message" {
		t.Errorf("interrupt mode %q, argv differs:\n%s", spec.InterruptMode, diff)
	}
	if _, err := Uninstall(dir); err != nil {
		t.Error(err)
	}
	if _, err := Uninstall(dir); !errors.Is(err, ErrNotInstalled) {
		t.Errorf("a second uninstall: %v", err)
	}
}

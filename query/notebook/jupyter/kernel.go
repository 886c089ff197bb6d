// Package jupyter lets Jupyter run clew: a kernel that speaks Jupyter's protocol, and what tells Jupyter
// where the kernel is.
//
// Jupyter starts "clew jupyter kernel FILE"; the file names five ports of this machine and a key. Requests come on
// two of them, shell and control, each answered by a goroutine of its own, so that an interrupt reaches a
// query that runs. What a cell shows goes to everybody on a third.
//
// The protocol is https://jupyter-client.readthedocs.io/en/stable/messaging.html.
package jupyter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"

	"github.com/clewgraph/clew/query/notebook"
)

// connection is the file that Jupyter hands to a kernel.
type connection struct {
	Transport       string `json:"transport"`
	IP              string `json:"ip"`
	Key             string `json:"key"`
	SignatureScheme string `json:"signature_scheme"`
	Shell           int    `json:"shell_port"`
	IOPub           int    `json:"iopub_port"`
	Stdin           int    `json:"stdin_port"`
	Control         int    `json:"control_port"`
	Heartbeat       int    `json:"hb_port"`
}

func readConnection(file string) (connection, error) {
	var c connection
	data, err := os.ReadFile(file)
	if err != nil {
		return c, fmt.Errorf("read the connection file: %w", err)
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return c, fmt.Errorf("read the connection file %s: %w", file, err)
	}
	return c, c.check()
}

// check refuses to listen where others than this machine's users could speak to the kernel.
func (c connection) check() error {
	switch ip := net.ParseIP(c.IP); {
	case c.Transport != "tcp":
		return fmt.Errorf("the transport %q is not tcp", c.Transport)
	case ip == nil || !ip.IsLoopback():
		return fmt.Errorf("the address %q is not this machine's own; the kernel listens on 127.0.0.1 only", c.IP)
	case c.Key == "":
		return errors.New("the connection has no key, so anybody could send commands")
	case c.SignatureScheme != "" && c.SignatureScheme != "hmac-sha256":
		return fmt.Errorf("the signature scheme %q is not hmac-sha256", c.SignatureScheme)
	}
	return nil
}

// kernel answers the requests of one Jupyter.
type kernel struct {
	signer
	in      notebook.Interpreter
	version string
	session string

	shell, control, iopub, stdin, heartbeat *socket

	mu        sync.Mutex
	interrupt context.CancelFunc // of the cell that runs; nil where none does
	count     int                // cells run
	history   []ran
	quit      context.CancelFunc
	log       func(error)
}

// Serve runs a kernel on the connection that the file describes, until Jupyter ends it, ctx is done, or the
// process that started it is gone. What cannot be told to Jupyter goes to log.
func Serve(ctx context.Context, file string, in notebook.Interpreter, version string, log func(error)) error {
	c, err := readConnection(file)
	if err != nil {
		return err
	}
	ctx, quit := context.WithCancel(ctx)
	defer quit()
	k := &kernel{signer: signer{[]byte(c.Key)}, in: in, version: version, session: newID(), quit: quit, log: log}
	if err := k.listen(ctx, c); err != nil {
		return errors.Join(err, k.close())
	}
	go k.echo()
	go k.serve(ctx, k.shell)
	go k.serve(ctx, k.control)
	go quitWithParent(ctx, quit)
	<-ctx.Done()
	time.Sleep(100 * time.Millisecond) // the answer to the last request is on its way
	return k.close()
}

func (k *kernel) listen(ctx context.Context, c connection) error {
	// The sockets outlive ctx by the time that the last answer needs.
	ctx = context.WithoutCancel(ctx)
	for _, s := range []struct {
		into *(*socket)
		make func(context.Context, ...zmq4.Option) zmq4.Socket
		port int
	}{
		{&k.iopub, zmq4.NewPub, c.IOPub},
		{&k.heartbeat, zmq4.NewRouter, c.Heartbeat},
		{&k.stdin, zmq4.NewRouter, c.Stdin},
		{&k.shell, zmq4.NewRouter, c.Shell},
		{&k.control, zmq4.NewRouter, c.Control},
	} {
		*s.into = &socket{Socket: s.make(ctx)}
		address := "tcp://" + net.JoinHostPort(c.IP, fmt.Sprint(s.port))
		if err := (*s.into).Listen(address); err != nil {
			return fmt.Errorf("listen on %s: %w", address, err)
		}
	}
	return nil
}

func (k *kernel) close() error {
	var errs []error
	for _, s := range []*socket{k.iopub, k.heartbeat, k.stdin, k.shell, k.control} {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	return errors.Join(errs...)
}

// echo answers heartbeats, by which Jupyter sees that the kernel lives.
func (k *kernel) echo() {
	for {
		m, err := k.heartbeat.Recv()
		if err != nil {
			return // the socket was closed
		}
		if err := k.heartbeat.send(m.Frames); err != nil {
			k.log(err)
		}
	}
}

// serve answers the requests of one socket, one after the other. After a cell that failed, those that already wait
// are not run: a notebook that runs as a whole stops there.
func (k *kernel) serve(ctx context.Context, s *socket) {
	requests := make(chan message, 1000)
	go k.receive(ctx, s, requests)
	for m := range requests {
		if !k.handle(ctx, s, m) {
			continue
		}
		for waiting := len(requests); waiting > 0; waiting-- {
			if m := <-requests; m.header.Type == "execute_request" {
				k.reply(s, m, "execute_reply", fields{"status": "aborted"})
			} else {
				k.handle(ctx, s, m)
			}
		}
	}
}

// maxFailures is how many times in a row a socket may fail before the kernel gives up.
const maxFailures = 100

// receive hands on the requests that are signed as they should be.
func (k *kernel) receive(ctx context.Context, s *socket, requests chan<- message) {
	defer close(requests)
	for failures := 0; ctx.Err() == nil && failures < maxFailures; {
		frames, err := s.Recv()
		if err != nil {
			failures++
			time.Sleep(10 * time.Millisecond)
			continue
		}
		failures = 0
		m, err := k.decode(frames.Frames)
		if err != nil {
			k.log(err)
			continue
		}
		requests <- m
	}
	k.quit()
}

// quitWithParent ends the kernel when the process that started it is gone: some that run kernels leave them behind.
func quitWithParent(ctx context.Context, quit func()) {
	parent := os.Getppid()
	for ctx.Err() == nil && os.Getppid() == parent {
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
	quit()
}

// publish sends to everybody who watches the kernel.
func (k *kernel) publish(parent message, kind string, content any) {
	k.sendOn(k.iopub, [][]byte{[]byte("kernel." + k.session + "." + kind)}, kind, parent.rawHeader, content)
}

// reply answers a request.
func (k *kernel) reply(s *socket, to message, kind string, content any) {
	k.sendOn(s, to.identities, kind, to.rawHeader, content)
}

func (k *kernel) sendOn(s *socket, identities [][]byte, kind string, parent json.RawMessage, content any) {
	frames, err := k.encode(identities, newHeader(k.session, kind), parent, content)
	if err == nil {
		err = s.send(frames)
	}
	if err != nil {
		k.log(fmt.Errorf("send %s: %w", kind, err))
	}
}

package render

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A worker is sent jobs and sends answers, one after the other. Each message is a header of 16 bytes
// (magic, status, the sender's memory in MiB, the length of what follows) and that many bytes.
const (
	magic      = "clew"
	headerSize = 16
	maxMessage = 256 << 20
)

type status byte

const (
	ready  status = 1 + iota // from the worker, once, before anything else
	asked                    // to the worker: a job
	done                     // from the worker: the picture
	failed                   // from the worker: what Graphviz says
)

type message struct {
	status status
	memory int // of the sender, in MiB
	body   []byte
}

var errRubbish = errors.New("the drawing process answered something that is no answer")

func writeMessage(w io.Writer, m message) error {
	header := make([]byte, headerSize, headerSize+len(m.body))
	copy(header, magic)
	header[4] = byte(m.status)
	binary.LittleEndian.PutUint32(header[8:], uint32(m.memory))
	binary.LittleEndian.PutUint32(header[12:], uint32(len(m.body)))
	_, err := w.Write(append(header, m.body...))
	return err
}

func readMessage(r io.Reader) (message, error) {
	var header [headerSize]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return message{}, err
	}
	size := binary.LittleEndian.Uint32(header[12:])
	st := status(header[4])
	if string(header[:4]) != magic || st < ready || st > failed || size > maxMessage {
		return message{}, errRubbish
	}
	body, err := readBody(r, int64(size))
	return message{st, int(binary.LittleEndian.Uint32(header[8:])), body}, err
}

// readBody grows with what arrives, so that a wrong length costs no memory.
func readBody(r io.Reader, size int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, size))
	if err == nil && int64(len(body)) < size {
		err = io.ErrUnexpectedEOF
	}
	return body, err
}

func encodeJob(j Job) []byte {
	return []byte(string(j.Engine) + "\x00" + string(j.Format) + "\x00" + j.DOT)
}

func decodeJob(b []byte) (Job, error) {
	parts := strings.SplitN(string(b), "\x00", 3)
	if len(parts) != 3 {
		return Job{}, fmt.Errorf("a job of %d parts: %w", len(parts), errRubbish)
	}
	j := Job{Engine: Engine(parts[0]), Format: Format(parts[1]), DOT: parts[2]}
	return j, j.check()
}

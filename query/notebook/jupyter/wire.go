package jupyter

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// protocolVersion is that of https://jupyter-client.readthedocs.io/en/stable/messaging.html.
const protocolVersion = "5.4"

var delimiter = []byte("<IDS|MSG>")

// header says what a message is and who sent it.
type header struct {
	ID       string `json:"msg_id"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Date     string `json:"date"`
	Type     string `json:"msg_type"`
	Version  string `json:"version"`
}

// message is a request as it came in.
type message struct {
	identities [][]byte // whom to answer
	header     header
	rawHeader  json.RawMessage // what an answer names as its parent
	content    json.RawMessage
}

// signer makes and checks the signatures of messages, HMAC-SHA256 over their four parts.
type signer struct{ key []byte }

func (s signer) sign(parts [][]byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	for _, p := range parts {
		mac.Write(p)
	}
	return []byte(hex.EncodeToString(mac.Sum(nil)))
}

var errSignature = errors.New("a message is not signed with this kernel's key")

// decode reads the frames of a message. It refuses one with a wrong signature.
func (s signer) decode(frames [][]byte) (message, error) {
	at := 0
	for at < len(frames) && !bytes.Equal(frames[at], delimiter) {
		at++
	}
	if len(frames) < at+6 {
		return message{}, fmt.Errorf("a message has %d parts, which are too few", len(frames))
	}
	parts := frames[at+2 : at+6]
	if !hmac.Equal(frames[at+1], s.sign(parts)) {
		return message{}, errSignature
	}
	m := message{identities: frames[:at], rawHeader: parts[0], content: parts[3]}
	if err := json.Unmarshal(parts[0], &m.header); err != nil {
		return message{}, fmt.Errorf("a message's header: %w", err)
	}
	return m, nil
}

// encode makes the frames of a message.
func (s signer) encode(identities [][]byte, h header, parent json.RawMessage, content any) ([][]byte, error) {
	if parent == nil {
		parent = json.RawMessage("{}")
	}
	head, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(content)
	if err != nil {
		return nil, err
	}
	parts := [][]byte{head, parent, []byte("{}"), body}
	frames := append(append([][]byte{}, identities...), delimiter, s.sign(parts))
	return append(frames, parts...), nil
}

func newID() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails, see its documentation
	return hex.EncodeToString(b)
}

// socket is a ZeroMQ socket that several goroutines may send on.
type socket struct {
	zmq4.Socket
	mu sync.Mutex
}

func (s *socket) send(frames [][]byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.SendMulti(zmq4.NewMsgFrom(frames...))
}

func newHeader(session, kind string) header {
	return header{newID(), session, "clew", time.Now().UTC().Format(time.RFC3339Nano), kind, protocolVersion}
}

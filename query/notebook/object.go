package notebook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// object is a JSON object that keeps its members' order and what clew does not understand of them.
type object []member

type member struct {
	name  string
	value json.RawMessage
}

func (o *object) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return errors.New("a JSON object is wanted")
	}
	*o = object{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return err
		}
		*o = append(*o, member{name.(string), value})
	}
	_, err := dec.Token()
	return err
}

func (o object) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := marshal(m.name)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), m.value...)
	}
	return append(out, '}'), nil
}

// get returns a member's value, nil where there is none.
func (o object) get(name string) json.RawMessage {
	for _, m := range o {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// read decodes a member.
func (o object) read(name string, into any) error {
	raw := o.get(name)
	if raw == nil {
		return fmt.Errorf("%q is missing", name)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%q: %w", name, err)
	}
	return nil
}

// with returns the object with a member set, in its old place or at the end.
func (o object) with(name string, value any) object {
	raw, err := marshal(value)
	if err != nil {
		raw = json.RawMessage("null") // what is set here is text, numbers and JSON that was read
	}
	out := slices.Clone(o)
	for i := range out {
		if out[i].name == name {
			out[i].value = raw
			return out
		}
	}
	return append(out, member{name, raw})
}

// sorted returns the object with its members in the order of their names.
func (o object) sorted() object {
	return slices.SortedFunc(slices.Values(o), func(a, b member) int { return strings.Compare(a.name, b.name) })
}

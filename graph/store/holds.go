package store

import (
	"context"

	"github.com/clewgraph/clew/graph"
)

// Holds reports whether the graph has an article under its key as it is: the same text, title, date, address, author
// and publisher.
func (s *Store) Holds(ctx context.Context, a graph.Article) (holds bool, err error) {
	a.Text = ""
	err = s.read(ctx, func(v *view) error {
		data, err := v.sources.get([]byte(a.Name))
		if err != nil || data == nil {
			return err
		}
		have, err := decodeDescription(a.Name, &decoder{b: data})
		if err != nil {
			return &DamagedError{What: "source " + a.Name + ": " + err.Error()}
		}
		holds = have.hasText && have.reading.Article == a
		return nil
	})
	return holds, err
}

package match_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/query/match"
)

// TestRowsAreTheResult asks for rows one by one: they must be those of the whole result, and stop where one stops asking,
// where the context ends, and where a bound cuts them.
func TestRowsAreTheResult(t *testing.T) {
	x := talent().index(t)
	for _, text := range []string{
		"MATCH (a)-[e]->(b) RETURN a, e, b", "MATCH (a)-[e]->(b) RETURN a.name SKIP 2 LIMIT 3", "MATCH (a) RETURN a.name ORDER BY a.name DESC",
		"MATCH (a)-[e]->(b) RETURN b, count(*)", "MATCH (a)-[e]->(b) RETURN DISTINCT type(e)", "MATCH (a {name: 'nobody'}) RETURN a", "MATCH (a) RETURN a LIMIT 0",
	} {
		plan, err := match.Prepare(x, text, match.Options{})
		if err != nil {
			t.Fatal(text, err)
		}
		want, err := plan.Run(t.Context())
		if err != nil {
			t.Fatal(text, err)
		}
		got := [][]match.Value{}
		for row, err := range plan.Rows(t.Context()) {
			if err != nil {
				t.Fatal(text, err)
			}
			got = append(got, row)
		}
		if d := cmp.Diff(want.Rows, got); d != "" {
			t.Errorf("%s: %s", text, d)
		}
	}
}

func TestRowsStop(t *testing.T) {
	x := talent().index(t)
	const text = "MATCH (a)-[e]->(b) RETURN a"
	rows := func(ctx context.Context, o match.Options, most int, each func()) (n int, err error) {
		plan, err := match.Prepare(x, text, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, err = range plan.Rows(ctx) {
			if err != nil || n == most {
				break
			}
			n++
			each()
		}
		return n, err
	}
	if n, err := rows(t.Context(), match.Options{}, 2, func() {}); n != 2 || err != nil {
		t.Errorf("%d rows, %v, where 2 were asked for", n, err)
	}
	if n, err := rows(t.Context(), match.Options{MaxRows: 3}, 99, func() {}); n != 3 || !errors.Is(err, match.ErrCut) {
		t.Errorf("%d rows, %v, of at most 3", n, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := rows(ctx, match.Options{}, 99, cancel); !errors.Is(err, context.Canceled) {
		t.Errorf("%v after the context's end", err)
	}
}

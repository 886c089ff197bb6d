package query

import "context"

// Search answers a request with the numbers of the statements of its paths alone: what names and quotes cost is
// measured by the difference.
func (g *Graph) Search(ctx context.Context, r Request) (paths int, err error) {
	_, _, _, found, err := g.seek(ctx, &r)
	return len(found), err
}

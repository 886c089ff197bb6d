package store

// bulk builds a whole graph in one pass over sorted data, in several transactions.
type bulk struct{}

func (b *bulk) buildQuads(w *work, add []statedQuad) error { return nil }

// checkpoint commits what a bulk load has written so far when that is much.
func (w *work) checkpoint() error { return nil }

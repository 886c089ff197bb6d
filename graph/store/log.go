package store

import "github.com/clewgraph/clew/graph/identity"

func (v *view) activeDecisions() (identity.Decisions, error) { return nil, nil }

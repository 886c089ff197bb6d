package extract

// names are the user's own entities, to be looked up.
type names struct{}

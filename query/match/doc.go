// Package match finds what a query of package gql asks for: it plans the query and runs
// it over an index.
//
//	plan, err := match.Prepare(x, `MATCH (a:Person)-[:worksFor]->(b) RETURN a, b`, match.Options{})
//	result, err := plan.Run(ctx)
//
// # How a query is answered
//
// Each path pattern becomes an automaton whose transitions test an entity or cross a
// statement. The planner orders the patterns of a clause and picks, for each, the node
// that the fewest entities fit: one named by id or name, one that an earlier pattern
// bound, else the smallest kind. Conditions are tested as soon as their variables are bound.
//
// Without a selector such as ANY SHORTEST, a pattern is searched depth first from that
// node, first to its right end and then to its left, while a breadth-first search from
// the far end, where that is known, tells which branches lead nowhere.
//
// Where the answer is the same however often a match is found (DISTINCT, count(DISTINCT …), min, max) and asks for nothing
// but the ends of a path, a sweep takes the place of that search: it goes the same ways, but not on from where it
// has been, so that each end is found once.
//
// With a selector, the product of the graph and the automaton is searched breadth first:
// from both ends at once where both are known, which gives the shortest length and what
// lies on a shortest walk, else from one end to all others. The paths are then found depth
// first along these distances, one length after the other, tested against the path mode
// and the conditions, until the selector has enough.
//
// Matches are sets, as in GQL: two ways to read the same path with the same variables are
// one match.
package match

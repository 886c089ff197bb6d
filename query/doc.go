// Package query finds how entities are connected and what is said about them.
//
// A [Graph] is a folder with a store in it, seen through its index (package
// query/index), which is brought up to date on opening:
//
//	g, err := query.Open(ctx, dir, generation, openStore)
//	answer, err := g.Path(ctx, query.Request{From: []string{"Liu Jun"}, To: []string{"Tsinghua"}})
//
// [Graph.Path] searches, [Graph.Near], [Graph.Show], [Graph.Why] and the lists look
// up, [Graph.Resolve] finds the entity that a name means.
//
// # Paths
//
// A path leaves FROM and arrives at TO over one statement after another, in either
// direction unless the request is directed, and has at least one step. Its mode says
// what may repeat: nothing that it passes (acyclic), nothing except that it may end
// where it began (simple), no statement (trail), anything (walk).
//
// Under --via the labels of the steps must spell a word of a SPARQL 1.1 property
// path. The expression then says in which direction each statement is crossed.
//
// # Ranks
//
// A path costs the sum of its steps; less is better.
//
//	length    1 a step
//	support   1/sources + (1 - confidence) a step
//	surprise  1 + log2(out) + log2(in) + 1/sources + (1 - confidence) a step
//
// where out counts the statements of the step's predicate that share its subject and
// in those that share its object; each part is rounded down to 1/1024. Paths are listed by cost, length and the order of
// their statements. Where not all that cost the same are asked for, the search chooses, alike for equal graphs.
//
// # Time
//
// Since and Until keep the statements of which some evidence lies in that time: the
// time for which the text says that it held, from its From to its To (open where one is
// missing, but To is From of what happens and does not last, as moving, and the article's
// date where the statement is past); where the text gives neither, the article's date. Evidence with no date at all lies in no time.
package query

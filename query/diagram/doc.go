// Package diagram draws answers: how two entities are connected, what surrounds one, what changed.
//
// The way of a picture:
//
//	Picture -> drawing -> DOT -> Graphviz -> scene -> SVG, PNG
//
// A [Picture] says what is to be shown, in terms of package graph. Planning decides what of it is drawn and
// how prominently; DOT, written by this package, says it in Graphviz' language. Package render has Graphviz
// lay it out in a process of its own, which answers with shapes and texts and their places: the scene. From
// the scene this package writes SVG, and package paint PNG. A terminal gets box characters instead.
//
//	r := diagram.NewRenderer(render.Options{})
//	defer r.Close()
//	notes, err := r.Write(ctx, w, diagram.SVG, diagram.OfAnswer(answer, nil), diagram.Options{Theme: diagram.Dark})
//
// The look: a kind is told by shape, colour and a word; a predicate stands in its line; the answer is straight,
// bold and red; the rest recedes. Each line names its sources. Nothing is told by colour alone, and text has a
// contrast of 7 to 1 at least.
//
// Names, quotes and addresses are outside bytes: they are cleaned of control and direction characters,
// escaped, wrapped and cut, and only http, https and # addresses become links.
package diagram

package notebook

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// allowedElements are what a page may hold of an output: text, tables, things that unfold, drawings.
var allowedElements = strings.Fields(`
	a b blockquote br caption cite code col colgroup dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q
	s small span strong sub summary sup table tbody td tfoot th thead time tr u ul
	svg g path polygon polyline ellipse circle rect line text tspan title desc defs linearGradient stop clipPath`)

// allowedAttributes never run anything. Addresses are looked at besides, and style is not among them.
var allowedAttributes = strings.Fields(`
	href xlink:href title class id lang dir colspan rowspan scope open datetime role tabindex
	aria-label aria-labelledby aria-describedby aria-hidden aria-level
	viewBox width height x y x1 x2 y1 y2 dx dy cx cy r rx ry d points transform preserveAspectRatio xmlns version
	fill fill-opacity fill-rule stroke stroke-width stroke-dasharray stroke-opacity stroke-linecap stroke-linejoin opacity
	font-family font-size font-weight font-style font-variant text-anchor textLength lengthAdjust dominant-baseline letter-spacing
	offset stop-color clip-path gradientUnits`)

// sanitize keeps of a piece of HTML or SVG what cannot do anything: elements and attributes that are
// allowed, links to http, https and places on the page. What it drops keeps no content if it is code or
// style, and its text otherwise.
func sanitize(fragment string) (string, error) {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(fragment), body)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	for _, n := range nodes {
		for _, clean := range sanitized(n, 0) {
			if err := html.Render(&out, clean); err != nil {
				return "", err
			}
		}
	}
	return out.String(), nil
}

// maxDepth bounds how deep elements may be nested.
const maxDepth = 200

// sanitized returns what may stay of a node: itself without what it must not have, or its children.
func sanitized(n *html.Node, depth int) []*html.Node {
	switch {
	case depth > maxDepth:
		return nil
	case n.Type == html.TextNode:
		return []*html.Node{{Type: html.TextNode, Data: n.Data}}
	case n.Type != html.ElementNode:
		return nil
	}
	var children []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		children = append(children, sanitized(c, depth+1)...)
	}
	if slices.Contains([]string{"script", "style", "iframe", "object", "noscript", "template", "math", "foreignObject"}, n.Data) {
		return nil
	}
	if !slices.Contains(allowedElements, n.Data) {
		return children
	}
	clean := &html.Node{Type: html.ElementNode, Data: n.Data, DataAtom: n.DataAtom, Namespace: n.Namespace}
	for _, a := range n.Attr {
		if allowed(a) {
			clean.Attr = append(clean.Attr, a)
		}
	}
	for _, c := range children {
		clean.AppendChild(c)
	}
	return []*html.Node{clean}
}

func allowed(a html.Attribute) bool {
	name := a.Key
	if a.Namespace != "" {
		name = a.Namespace + ":" + a.Key
	}
	if !slices.Contains(allowedAttributes, name) {
		return false
	}
	value := strings.ToLower(strings.TrimSpace(a.Val))
	if strings.HasSuffix(name, "href") {
		return strings.HasPrefix(value, "http://") || strings.HasPrefix(value, "https://") || strings.HasPrefix(value, "#")
	}
	return !strings.Contains(value, "url(") || strings.HasPrefix(value, "url(#")
}

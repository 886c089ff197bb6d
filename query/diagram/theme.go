package diagram

import "github.com/clewgraph/clew/graph"

// Theme names a set of colours.
type Theme string

// The themes. Print is made of black, white and greys.
const (
	Light Theme = "light"
	Dark  Theme = "dark"
	Print Theme = "print"
)

// coat is how a kind of entity is dressed: the inside of its shape, its outline and its small words.
type coat struct{ fill, line, text string }

// palette holds the colours of a theme, as "#RRGGBB". Text keeps a contrast of 7 to 1 with what lies
// under it; a test computes that.
type palette struct {
	page    string
	ink     string // names
	mute    string // small words
	line    string // ordinary lines
	accent  string // the answer
	gained  string
	lost    string
	receded coat // what is context only
	kinds   map[graph.Kind]coat
}

var palettes = map[Theme]palette{"": light, Light: light, Dark: dark, Print: print}

var light = palette{
	page: "#FFFFFF", ink: "#16191D", mute: "#475059", line: "#717A84", accent: "#B3001B", gained: "#005540", lost: "#8A0F2D",
	receded: coat{"#F7F8F9", "#868F99", "#475059"},
	kinds: map[graph.Kind]coat{
		graph.Person:      {"#E3EEF7", "#0B5C99", "#074673"},
		graph.Institution: {"#E1F2EC", "#00694E", "#005540"},
		graph.Policy:      {"#FBEBDD", "#A34700", "#7D3600"},
		graph.Country:     {"#F5E6F0", "#8A2F68", "#782858"},
		graph.Place:       {"#FAF3D0", "#7A5C00", "#5C4500"},
	},
}

var dark = palette{
	page: "#12161B", ink: "#F2F4F6", mute: "#A9B3BE", line: "#8792A0", accent: "#FF8A80", gained: "#6FDDB6", lost: "#FFA3B5",
	receded: coat{"#171C22", "#6B7682", "#A9B3BE"},
	kinds: map[graph.Kind]coat{
		graph.Person:      {"#16324A", "#6DB9F2", "#8CCBFA"},
		graph.Institution: {"#0F3A2E", "#4CC9A0", "#6FDDB6"},
		graph.Policy:      {"#43280F", "#F5A25D", "#FFBB80"},
		graph.Country:     {"#402035", "#E58FC0", "#F2AAD4"},
		graph.Place:       {"#3A310B", "#E3C04A", "#EBD06A"},
	},
}

var print = palette{
	page: "#FFFFFF", ink: "#000000", mute: "#3D3D3D", line: "#666666", accent: "#000000", gained: "#000000", lost: "#3D3D3D",
	receded: coat{"#FFFFFF", "#808080", "#3D3D3D"},
	kinds: map[graph.Kind]coat{
		graph.Person:      {"#FFFFFF", "#000000", "#1F1F1F"},
		graph.Institution: {"#EDEDED", "#000000", "#1F1F1F"},
		graph.Policy:      {"#FFFFFF", "#000000", "#1F1F1F"},
		graph.Country:     {"#EDEDED", "#000000", "#1F1F1F"},
		graph.Place:       {"#FFFFFF", "#000000", "#1F1F1F"},
	},
}

// shape is a kind's outline in Graphviz' words, so that a kind is told without colour.
type shape struct{ name, style, more string }

var shapes = map[graph.Kind]shape{
	graph.Person:      {"box", "rounded,filled", ""},
	graph.Institution: {"box", "filled", ""},
	graph.Policy:      {"note", "filled", `, margin="0.17,0.065"`},
	graph.Country:     {"box", "filled,diagonals", `, margin="0.16,0.065"`},
	graph.Place:       {"box", "filled", ", peripheries=2"},
}

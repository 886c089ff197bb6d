package nlp

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/clewgraph/clew/extract/nlp/weightfile"
	"github.com/clewgraph/clew/graph"
)

// Pieces that stand for no text.
const (
	pieceUnknown = 100
	pieceBegin   = 101
	pieceEnd     = 102
)

const (
	wordPieces     = 8  // a word's further pieces are dropped, as in training
	wordCharacters = 60 // a longer word is unknown
)

// vocabulary finds the number of a piece in a hash table that lies in the weight file.
type vocabulary struct {
	text    string // all pieces, one after the other
	offsets string // uint32: where piece i begins; one more than there are pieces
	table   string // uint16: number of a piece plus one, 0 where free; the length is a power of two
}

// AppendVocabulary makes the sections of a weight file that hold the pieces, numbered in their order.
func AppendVocabulary(sections []weightfile.Section, pieces []string) ([]weightfile.Section, error) {
	const slots = 1 << 16
	if len(pieces) >= slots-1 {
		return nil, fmt.Errorf("vocabulary of %d pieces: at most %d have a number of 16 bits", len(pieces), slots-2)
	}
	var text []byte
	offsets := binary.LittleEndian.AppendUint32(nil, 0)
	table := make([]byte, slots*2)
	for i, p := range pieces {
		text = append(text, p...)
		offsets = binary.LittleEndian.AppendUint32(offsets, uint32(len(text)))
		slot := hash(p) % slots
		for binary.LittleEndian.Uint16(table[slot*2:]) != 0 {
			slot = (slot + 1) % slots
		}
		binary.LittleEndian.PutUint16(table[slot*2:], uint16(i+1))
	}
	return append(sections, weightfile.Section{Name: "vocabulary.text", Data: text},
		weightfile.Section{Name: "vocabulary.offsets", Data: offsets},
		weightfile.Section{Name: "vocabulary.table", Data: table}), nil
}

func openVocabulary(f *weightfile.File) (v vocabulary, err error) {
	if v.text, err = f.Bytes("vocabulary.text", -1); err != nil {
		return v, err
	}
	if v.offsets, err = f.Bytes("vocabulary.offsets", -1); err != nil {
		return v, err
	}
	if v.table, err = f.Bytes("vocabulary.table", -1); err != nil {
		return v, err
	}
	slots := len(v.table) / 2
	if slots == 0 || slots&(slots-1) != 0 || len(v.offsets) < 4 || v.size() <= pieceEnd {
		return v, fmt.Errorf("weight file: the vocabulary's tables have %d and %d bytes", len(v.table), len(v.offsets))
	}
	return v, nil
}

// size returns the number of pieces.
func (v *vocabulary) size() int { return len(v.offsets)/4 - 1 }

// hash is FNV-1a.
func hash[S string | []byte](s S) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// find returns the number of a piece.
func (v *vocabulary) find(piece []byte) (int, bool) {
	slots := uint32(len(v.table) / 2)
	slot := hash(piece) & (slots - 1)
	for range slots {
		id := int(v.table[slot*2]) | int(v.table[slot*2+1])<<8
		if id == 0 || id > v.size() {
			return 0, false
		}
		from, to := v.offset(id-1), v.offset(id)
		if 0 <= from && from <= to && to <= len(v.text) && v.text[from:to] == string(piece) {
			return id - 1, true
		}
		slot = (slot + 1) & (slots - 1)
	}
	return 0, false
}

func (v *vocabulary) offset(i int) int {
	s := v.offsets[i*4 : i*4+4]
	return int(s[0]) | int(s[1])<<8 | int(s[2])<<16 | int(s[3])<<24
}

// Piece is a part of a word that the network knows, and the bytes of the word that it stands for.
type Piece struct {
	ID int
	graph.Span
}

// splitter cuts words into pieces. It is scratch, for one goroutine.
type splitter struct {
	v      *vocabulary
	plain  []byte // "##" and the word, lower case and without accents
	origin []int  // offset in the word of the rune that each byte of plain came from, and the word's length
	pieces []Piece
}

// endOf returns the end in the word of the rune that a byte of plain came from. A rune that falls apart when
// its accents are taken off, as a Korean syllable does, may lie in two pieces.
func (s *splitter) endOf(at int) int {
	end := at + 1
	for s.origin[end] == s.origin[at] {
		end++
	}
	return s.origin[end]
}

// split returns one to eight pieces of a word: the longest that the vocabulary has, from left to right, in lower
// case and without accents; or the unknown piece. They are valid until the next call.
func (s *splitter) split(word string) []Piece {
	s.pieces = s.pieces[:0]
	s.fold(word)
	whole := len(s.plain)
	if utf8.RuneCount(s.plain[2:]) > wordCharacters {
		return s.unknown(word)
	}
	for at := 2; at < whole; {
		id, end := s.longest(at)
		if end == 0 {
			return s.unknown(word)
		}
		s.pieces = append(s.pieces, Piece{id, graph.Span{Start: s.origin[at], End: s.endOf(end - 1)}})
		at = end
	}
	if len(s.pieces) == 0 {
		return s.unknown(word)
	}
	return s.pieces[:min(len(s.pieces), wordPieces)]
}

func (s *splitter) unknown(word string) []Piece {
	s.pieces = append(s.pieces[:0], Piece{pieceUnknown, graph.Span{Start: 0, End: len(word)}})
	return s.pieces
}

// longest returns the longest piece that begins at plain[at], and its end, 0 where there is none.
func (s *splitter) longest(at int) (id, end int) {
	from, kept := at, [2]byte{}
	if at > 2 { // a piece inside a word has ## before it
		from = at - 2
		copy(kept[:], s.plain[from:])
		s.plain[from], s.plain[from+1] = '#', '#'
		defer copy(s.plain[from:], kept[:])
	}
	for end := len(s.plain); end > at; end-- {
		if end < len(s.plain) && !utf8.RuneStart(s.plain[end]) {
			continue
		}
		if id, ok := s.v.find(s.plain[from:end]); ok {
			return id, end
		}
	}
	return 0, 0
}

// fold writes the word in lower case and without accents to plain.
func (s *splitter) fold(word string) {
	s.plain, s.origin = append(s.plain[:0], "##"...), append(s.origin[:0], 0, 0)
	for at, r := range word {
		if r < utf8.RuneSelf {
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			s.plain, s.origin = append(s.plain, byte(r)), append(s.origin, at)
			continue
		}
		s.foldRune(r, at)
	}
	s.origin = append(s.origin, len(word))
}

func (s *splitter) foldRune(r rune, at int) {
	var lower, decomposed [64]byte
	for _, d := range string(norm.NFD.Append(decomposed[:0], utf8.AppendRune(lower[:0], unicode.ToLower(r))...)) {
		if unicode.Is(unicode.Mn, d) || unicode.Is(unicode.Cf, d) {
			continue
		}
		n := len(s.plain)
		s.plain = utf8.AppendRune(s.plain, d)
		for range len(s.plain) - n {
			s.origin = append(s.origin, at)
		}
	}
}

// Pieces returns the pieces of a word with their offsets in it, for tests and for the curious.
func (m *Model) Pieces(word string) []Piece {
	s := splitter{v: &m.vocabulary}
	return append([]Piece(nil), s.split(strings.Clone(word))...)
}

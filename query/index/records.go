package index

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/clewgraph/clew/graph"
)

// day is a partial date as a number: year<<9 | month<<5 | day, with 0 for what is not said.
// The zero day is not known.
type day uint32

const pastFlag = 1 << 31 // in a record's from: the statement is past

// packDate makes a day of a date.
func packDate(d graph.Date) (day, error) {
	y, m, n, ok := dateParts(string(d))
	if !ok || n > 28 { // the calendar decides
		if _, err := graph.ParseDate(string(d)); err != nil {
			return 0, err
		}
	}
	return y<<9 | m<<5 | n, nil
}

// dateParts reads year, month and day, which are 0 where the date does not give them.
func dateParts(d string) (y, m, n day, ok bool) {
	y, ok = digits(d, 0, 4, 9999)
	if ok && len(d) > 4 {
		m, ok = digits(d[4:], 1, 3, 12)
	}
	if ok && len(d) > 7 {
		n, ok = digits(d[7:], 1, 3, 31)
	}
	return y, m, n, ok && (len(d) == 4 || len(d) == 7 || len(d) == 10)
}

// digits reads the number between two places of a text, from 1 to most, after a hyphen if it does not begin it.
func digits(s string, from, to int, most day) (n day, ok bool) {
	if len(s) < to || from == 1 && s[0] != '-' {
		return 0, false
	}
	for _, c := range []byte(s[from:to]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + day(c-'0')
	}
	return n, n >= 1 && n <= most
}

const dateSize = len("0000-00-00")

// date undoes packDate.
func (p day) date() graph.Date {
	var text [dateSize]byte
	return graph.Date(p.write(&text))
}

// write writes the date into text and returns as much of that as it takes.
func (p day) write(text *[dateSize]byte) []byte {
	y, m, d := p>>9&0x3fff, p>>5&15, p&31
	copy(text[:], "0000-00-00")
	put(text[:4], y)
	put(text[5:7], m)
	put(text[8:], d)
	switch {
	case p == 0:
		return nil
	case m == 0:
		return text[:4]
	case d == 0:
		return text[:7]
	}
	return text[:]
}

// put writes a number over zeros, which end with its last digit.
func put(zeros []byte, n day) {
	for i := len(zeros) - 1; n > 0 && i >= 0; i-- {
		zeros[i] += byte(n % 10)
		n /= 10
	}
}

// first and last are the bounds of the days that a partial date may mean, as numbers to compare.
func (p day) first() day { return p }

func (p day) last() day {
	switch {
	case p&0x1ff == 0:
		return p | 0x1ff
	case p&31 == 0:
		return p | 31
	}
	return p
}

// factSize is the size of an edge's facts: confidence f64, end of its evidence and sources u64 (end<<24 | sources),
// from u32 (with pastFlag), to u32.
const (
	factSize    = 24
	factEnd     = 8 // where the end of its evidence lies
	sourceBits  = 24
	maxSources  = 1<<sourceBits - 1
	maxEvidence = 1<<(64-sourceBits) - 1
)

// facts are what queries filter edges by.
type facts struct {
	confidence  float64
	sources     uint32
	evidenceEnd uint64 // in the section of evidence
	past        bool
	from, to    day
}

func (f facts) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(f.confidence))
	b = binary.LittleEndian.AppendUint64(b, f.evidenceEnd<<sourceBits|uint64(f.sources))
	return appendTime(b, f.past, f.from, f.to)
}

func decodeFacts(b []byte) (f facts) {
	f.confidence = math.Float64frombits(binary.LittleEndian.Uint64(b))
	end := binary.LittleEndian.Uint64(b[factEnd:])
	f.sources, f.evidenceEnd = uint32(end&maxSources), end>>sourceBits
	f.past, f.from, f.to = decodeTime(b[16:])
	return f
}

func appendTime(b []byte, past bool, from, to day) []byte {
	if past {
		from |= pastFlag
	}
	return binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(b, uint32(from)), uint32(to))
}

func decodeTime(b []byte) (past bool, from, to day) {
	from = day(binary.LittleEndian.Uint32(b))
	return from&pastFlag != 0, from &^ pastFlag, day(binary.LittleEndian.Uint32(b[4:]))
}

// evidenceSize is the size of an evidence without its quote, which follows: bytes of the quote u32, article u32, start u32,
// end u32, confidence f64, from u32 (with pastFlag), to u32, the article's date u32.
const (
	evidenceSize    = 36
	evidenceArticle = 4 // where the article lies
)

// evidence is a graph.Evidence with its article as a number.
type evidence struct {
	quote      []byte
	article    uint32
	start, end uint32
	confidence float64
	past       bool
	from, to   day
	published  day // the article's date
}

// append adds an evidence up to its quote, which is to follow.
func (e *evidence) append(b []byte, quote int) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(quote))
	b = binary.LittleEndian.AppendUint32(b, e.article)
	b = binary.LittleEndian.AppendUint32(b, e.start)
	b = binary.LittleEndian.AppendUint32(b, e.end)
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(e.confidence))
	b = appendTime(b, e.past, e.from, e.to)
	return binary.LittleEndian.AppendUint32(b, uint32(e.published))
}

// cutEvidence reads an evidence and returns what follows; ok is false for broken bytes.
func cutEvidence(b []byte) (e evidence, rest []byte, ok bool) {
	if len(b) < evidenceSize {
		return e, nil, false
	}
	end := evidenceSize + uint64(binary.LittleEndian.Uint32(b))
	if end > uint64(len(b)) {
		return e, nil, false
	}
	e = evidence{
		quote:      b[evidenceSize:end],
		article:    binary.LittleEndian.Uint32(b[evidenceArticle:]),
		start:      binary.LittleEndian.Uint32(b[8:]),
		end:        binary.LittleEndian.Uint32(b[12:]),
		confidence: math.Float64frombits(binary.LittleEndian.Uint64(b[16:])),
		published:  day(binary.LittleEndian.Uint32(b[32:])),
	}
	e.past, e.from, e.to = decodeTime(b[24:])
	return e, b[end:], true
}

// appendTexts adds a list of texts: their number and each with its length, as uvarints.
func appendTexts(b []byte, texts []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(texts)))
	for _, t := range texts {
		b = binary.AppendUvarint(b, uint64(len(t)))
		b = append(b, t...)
	}
	return b
}

// cutTexts undoes appendTexts and returns what follows. Broken bytes end the list early. The texts share their memory.
func cutTexts(b []byte) (texts []string, rest []byte) {
	n, b := cutUvarint(b)
	if n == 0 {
		return nil, b
	}
	whole := string(b)
	texts = make([]string, 0, min(n, uint64(len(b))))
	for ; n > 0 && len(b) > 0; n-- {
		var size uint64
		size, b = cutUvarint(b)
		if size > uint64(len(b)) {
			return texts, nil
		}
		at := uint64(len(whole) - len(b))
		texts = append(texts, whole[at:at+size])
		b = b[size:]
	}
	return texts, b
}

// cutUvarint reads a number; broken bytes read as 0 with nothing left.
func cutUvarint(b []byte) (uint64, []byte) {
	n, size := binary.Uvarint(b)
	if size <= 0 {
		return 0, nil
	}
	return n, b[size:]
}

// appendExtras encodes an entity's aliases and its ids in other catalogues, by name of the catalogue.
func appendExtras(b []byte, e *graph.Entity) []byte {
	if len(e.Aliases) == 0 && len(e.IDs) == 0 {
		return b
	}
	catalogues := make([]string, 0, len(e.IDs))
	for c := range e.IDs {
		catalogues = append(catalogues, c)
	}
	slices.Sort(catalogues)
	var ids []string
	for _, c := range catalogues {
		ids = append(ids, c, e.IDs[c])
	}
	return appendTexts(appendTexts(b, e.Aliases), ids)
}

// decodeExtras undoes appendExtras.
func decodeExtras(b []byte) (aliases []string, ids map[string]string) {
	aliases, b = cutTexts(b)
	pairs, _ := cutTexts(b)
	for i := 0; i+1 < len(pairs); i += 2 {
		if ids == nil {
			ids = map[string]string{}
		}
		ids[pairs[i]] = pairs[i+1]
	}
	return aliases, ids
}

// appendArticle encodes an article's description.
func appendArticle(b []byte, a *graph.Article) []byte {
	b = binary.AppendUvarint(b, uint64(a.Bytes))
	return appendTexts(b, []string{string(a.ID), a.Name, a.Title, string(a.Date), a.URL, a.Author, a.Publisher})
}

// decodeArticle undoes appendArticle, with texts that keep has kept.
func decodeArticle(b []byte, keep func([]byte) string) graph.Article {
	whole := keep(b)
	size, b := cutUvarint(b)
	n, b := cutUvarint(b)
	var t [7]string
	for i := range min(n, uint64(len(t))) {
		length, rest := cutUvarint(b)
		if length > uint64(len(rest)) {
			break
		}
		at := uint64(len(whole) - len(rest))
		t[i], b = whole[at:at+length], rest[length:]
	}
	return graph.Article{
		ID: graph.ArticleID(t[0]), Name: t[1], Title: t[2], Date: graph.Date(t[3]), URL: t[4], Author: t[5], Publisher: t[6],
		Bytes: int(min(size, math.MaxInt)),
	}
}

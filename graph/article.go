package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"
)

// ArticleID is "a:" and the first 16 hex digits of the SHA-256 of the article's text.
type ArticleID string

// Article is a source. Its text is valid UTF-8 and never changes: another text is another article.
type Article struct {
	ID        ArticleID
	Name      string // its key: the address where it has one, else the path below the folder that was added
	Title     string
	Date      Date // of publication, "" where unknown
	URL       string
	Author    string
	Publisher string
	Bytes     int    // length of the text
	Text      string // "" where only the article's description was asked for
}

// NewArticle makes the article of that key and text. It fails on an empty or invalid text.
func NewArticle(name, text string) (Article, error) {
	switch {
	case strings.TrimSpace(text) == "":
		return Article{}, fmt.Errorf("%s: the article is empty", name)
	case !utf8.ValidString(text):
		return Article{}, fmt.Errorf("%s: the text is not valid UTF-8", name)
	}
	return Article{ID: IDOfText(text), Name: name, Bytes: len(text), Text: text}, nil
}

// IDOfText returns the id of the article with this text.
func IDOfText(text string) ArticleID {
	sum := sha256.Sum256([]byte(text))
	return ArticleID("a:" + hex.EncodeToString(sum[:8]))
}

// IRI returns the article's id as a URN, "urn:clew:article:…".
func (id ArticleID) IRI() string {
	return iriPrefix + "article:" + escapeIRI(strings.TrimPrefix(string(id), "a:"))
}

// Span is a half-open range of bytes of an article's text, on rune boundaries: 0 <= Start < End <= len.
type Span struct{ Start, End int }

// In reports whether the span is a valid range of the text, on rune boundaries.
func (s Span) In(text string) bool {
	return 0 <= s.Start && s.Start < s.End && s.End <= len(text) &&
		utf8.RuneStart(text[s.Start]) && (s.End == len(text) || utf8.RuneStart(text[s.End]))
}

// Of returns the part of the text that the span covers. The span must lie in the text.
func (s Span) Of(text string) string { return text[s.Start:s.End] }

package article

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/clewgraph/clew/graph"
)

func (f Fields) complete() Fields {
	for _, d := range []struct {
		name  *string
		usual string
	}{
		{&f.Text, "text"},
		{&f.Title, "title"},
		{&f.Date, "date"},
		{&f.URL, "url"},
		{&f.Author, "author"},
		{&f.Publisher, "publisher"},
	} {
		if *d.name == "" {
			*d.name = d.usual
		}
	}
	return f
}

// readJSONLines yields an article for each line. Its key is its address or, without one, the file's key and the line's number.
func readJSONLines(s source, in *bufio.Reader, o Options) iter.Seq2[graph.Article, error] {
	return func(yield func(graph.Article, error) bool) {
		for number := 1; ; number++ {
			line, err := readLine(in, o.MaxLine)
			if len(bytes.TrimSpace(line)) == 0 && err == nil {
				continue
			}
			if errors.Is(err, io.EOF) {
				if number == 1 {
					yield(graph.Article{}, fmt.Errorf("%s: the file is empty", s.key))
				}
				return
			}
			key := fmt.Sprintf("%s#%d", s.key, number)
			var a graph.Article
			if err == nil {
				a, err = readObject(key, line, o.Fields)
			}
			if err != nil {
				err = fmt.Errorf("%s: line %d: %w", s.key, number, err)
			}
			if !yield(a, err) || errors.Is(err, errStream) {
				return
			}
		}
	}
}

// errStream says that nothing more can be read.
var errStream = errors.New("cannot be read on")

// readLine reads a line without its end. One that is too long is read over and refused; io.EOF stands for no line.
func readLine(in *bufio.Reader, limit int) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := in.ReadSlice('\n')
		if long = long || len(line)+len(part) > limit; !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(part) == 0 && len(line) == 0 && !long:
			return nil, io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			return nil, fmt.Errorf("%w: %w", errStream, err)
		case long:
			return nil, fmt.Errorf("%d MB or longer", limit/1_000_000)
		}
		return bytes.TrimSuffix(line, []byte{'\n'}), nil
	}
}

// readObject makes an article of a JSON object.
func readObject(key string, line []byte, f Fields) (graph.Article, error) {
	text, err := decode(bytes.TrimPrefix(line, []byte("\ufeff")), "")
	if err != nil {
		return graph.Article{}, err
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(text), &object); err != nil {
		return graph.Article{}, fmt.Errorf("not a JSON object: %w", err)
	}
	get := func(name string) string { s, _ := object[name].(string); return s }
	body := get(f.Text)
	if strings.IndexByte(body, 0) >= 0 {
		return graph.Article{}, errNUL
	}
	if body == "" {
		return graph.Article{}, fmt.Errorf("no text in the field %q", f.Text)
	}
	if url := get(f.URL); url != "" {
		key = url
	}
	a, err := graph.NewArticle(key, body)
	if err != nil {
		return graph.Article{}, errors.New("the article is empty")
	}
	a.Title, a.Date, a.URL, a.Author, a.Publisher = get(f.Title), parseDate(get(f.Date)), get(f.URL), get(f.Author), get(f.Publisher)
	return a, nil
}

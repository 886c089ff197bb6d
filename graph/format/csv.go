package format

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// The files of a folder of CSV, and their columns.
const (
	articlesFile   = "articles.csv"
	entitiesFile   = "entities.csv"
	statementsFile = "statements.csv"
)

var (
	articleColumns   = []string{"id", "name", "title", "date", "url", "text"}
	entityColumns    = []string{"id", "name", "type", "aliases", "ids"}
	statementColumns = []string{"subject", "predicate", "object", "past", "from", "to", "confidence", "article", "start", "end", "text"}
)

// gatherCSV reads the folder: articles.csv, where there is one, then the entities, then the evidence.
func gatherCSV(ctx context.Context, in source, g *gathering) error {
	err := gatherTable(ctx, in.path, articlesFile, g.articleRow, 2, articleColumns)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := gatherTable(ctx, in.path, entitiesFile, g.entityRow, 3, entityColumns); err != nil {
		return err
	}
	if err := gatherTable(ctx, in.path, statementsFile, g.statementRow, 3, statementColumns); err != nil {
		return err
	}
	if line, err := g.check(); err != nil {
		return at(filepath.Join(in.path, statementsFile), line, err)
	}
	return nil
}

// gatherTable reads the rows of a file, each by the function.
func gatherTable(ctx context.Context, dir, name string, row func(*table) error, need int, columns []string) error {
	path := filepath.Join(dir, name)
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close() // it was only read
	return readTable(ctx, path, file, row, need, columns)
}

func readTable(ctx context.Context, name string, r io.Reader, row func(*table) error, need int, columns []string) error {
	t, err := newTable(name, r, need, columns...)
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		if n&0xFFF == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := t.next(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := row(t); err != nil {
			return at(name, t.line, err)
		}
	}
}

func (g *gathering) articleRow(t *table) error {
	date, err := graph.ParseDate(string(t.cell(3)))
	if err != nil {
		return err
	}
	return g.addArticle(graph.Article{
		ID: graph.ArticleID(t.cell(0)), Name: string(t.cell(1)), Title: string(t.cell(2)), Date: date, URL: string(t.cell(4)), Text: string(t.cell(5)),
	})
}

func (g *gathering) entityRow(t *table) error {
	kind, err := graph.ParseKind(string(t.cell(2)))
	if err != nil {
		return err
	}
	ids, err := splitIDs(string(t.cell(4)))
	if err != nil {
		return err
	}
	_, err = g.addEntity(graph.Entity{
		ID: graph.EntityID(t.cell(0)), Name: string(t.cell(1)), Kind: kind, Aliases: splitList(string(t.cell(3))), IDs: ids,
	}, t.line)
	return err
}

// statementRow reads a piece of evidence. An empty confidence is 1, an empty past is false.
func (g *gathering) statementRow(t *table) (err error) {
	c := claim{text: t.cell(10), line: t.line, confidence: 1}
	if c.subject, err = g.described(t.cell(0)); err != nil {
		return err
	}
	if c.predicate, err = g.predicate(t.cell(1)); err != nil {
		return err
	}
	if c.object, err = g.described(t.cell(2)); err != nil {
		return err
	}
	if c.past, err = parsePast(t.cell(3)); err != nil {
		return err
	}
	if c.from, err = g.date(t.cell(4)); err != nil {
		return err
	}
	if c.to, err = g.date(t.cell(5)); err != nil {
		return err
	}
	if cell := t.cell(6); len(cell) > 0 {
		if c.confidence, err = strconv.ParseFloat(string(cell), 64); err != nil {
			return fmt.Errorf("confidence %q is not a number in 0..1", cell)
		}
	}
	if c.article, err = g.articleNamed(t.cell(7)); err != nil {
		return err
	}
	if c.Start, err = parseOffset(t.cell(8)); err != nil {
		return err
	}
	if c.End, err = parseOffset(t.cell(9)); err != nil {
		return err
	}
	return g.add(c)
}

// described returns an entity that entities.csv has.
func (g *gathering) described(id []byte) (uint32, error) {
	i, ok := g.entityOf[string(id)]
	if !ok {
		parsed, err := graph.ParseEntityID(string(id))
		if err != nil {
			return 0, err
		}
		if i, ok = g.entityOf[string(parsed)]; !ok {
			return 0, fmt.Errorf("entity %s is not in %s", parsed, entitiesFile)
		}
	}
	return i, nil
}

func parsePast(cell []byte) (bool, error) {
	switch strings.ToLower(string(cell)) {
	case "true", "1":
		return true, nil
	case "false", "0", "":
		return false, nil
	}
	return false, fmt.Errorf("past %q is neither true nor false", cell)
}

func parseOffset(cell []byte) (int, error) {
	n, err := strconv.Atoi(string(cell))
	if err != nil {
		return 0, fmt.Errorf("offset %q is not a number of bytes", cell)
	}
	return n, nil
}

// joinIDs puts an entity's ids in other catalogues into a cell: "iso3166:CN|wikidata:Q148".
func joinIDs(ids map[string]string) string {
	pairs := make([]string, 0, len(ids))
	for _, key := range sortedKeys(ids) {
		pairs = append(pairs, keyEscapes.Replace(key)+":"+ids[key])
	}
	return joinList(pairs)
}

var (
	keyEscapes   = strings.NewReplacer("%", "%25", ":", "%3A")
	keyUnescapes = strings.NewReplacer("%25", "%", "%3A", ":")
)

// splitIDs takes them out again.
func splitIDs(cell string) (map[string]string, error) {
	if cell == "" {
		return nil, nil
	}
	ids := map[string]string{}
	for _, pair := range splitList(cell) {
		key, id, ok := strings.Cut(pair, ":")
		if !ok || key == "" || id == "" {
			return nil, fmt.Errorf("%q is not CATALOGUE:ID, as in wikidata:Q148", pair)
		}
		key = keyUnescapes.Replace(key)
		if _, twice := ids[key]; twice {
			return nil, fmt.Errorf("there are two ids of %s", key)
		}
		ids[key] = id
	}
	return ids, nil
}

// WriteFolder writes the graph into a folder, which is made where there is none. Each file takes the place of an old one when
// all are written.
func (f Format) WriteFolder(ctx context.Context, dir string, g Graph, _ Options) (err error) {
	if !f.Folder {
		return fmt.Errorf("write %s: it is one stream, not a folder", f.Name)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	out := &folder{dir: dir}
	defer func() { err = cmp.Or(err, out.remove()) }()
	for _, write := range []func(context.Context, *folder, Graph) error{writeArticles, writeEntities, writeStatements} {
		if err := write(ctx, out, g); err != nil {
			return fmt.Errorf("write %s: %w", f.Name, err)
		}
	}
	return out.rename()
}

func writeArticles(ctx context.Context, out *folder, g Graph) error {
	return out.write(articlesFile, articleColumns, func(w *bufio.Writer) error {
		return each(ctx, g.Articles, func(a graph.Article) error {
			return Row(w, string(a.ID), a.Name, a.Title, string(a.Date), a.URL, a.Text)
		})
	})
}

func writeEntities(ctx context.Context, out *folder, g Graph) error {
	return out.write(entitiesFile, entityColumns, func(w *bufio.Writer) error {
		return each(ctx, g.Entities, func(e graph.Entity) error {
			return Row(w, string(e.ID), e.Name, string(e.Kind), joinList(e.Aliases), joinIDs(e.IDs))
		})
	})
}

func writeStatements(ctx context.Context, out *folder, g Graph) error {
	return out.write(statementsFile, statementColumns, func(w *bufio.Writer) error {
		return each(ctx, g.Statements, func(s graph.Statement) error {
			for _, e := range s.Evidence {
				err := Row(w, string(s.Subject.ID), string(s.Predicate), string(s.Object.ID), strconv.FormatBool(e.Past), string(e.From), string(e.To),
					number(e.Confidence), e.Article.Name, strconv.Itoa(e.Start), strconv.Itoa(e.End), e.Text)
				if err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// number writes a number so that it is read as the same, without an exponent.
func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// folder writes files beside those whose places they take in the end.
type folder struct {
	dir   string
	files map[string]string // the temporary file of each name
}

func (f *folder) write(name string, columns []string, rows func(*bufio.Writer) error) (err error) {
	file, err := os.CreateTemp(f.dir, "."+name+".*")
	if err != nil {
		return err
	}
	if f.files == nil {
		f.files = map[string]string{}
	}
	f.files[name] = file.Name()
	defer func() { err = cmp.Or(err, file.Close()) }()
	w := bufio.NewWriterSize(file, 1<<16)
	if err := Row(w, columns...); err != nil {
		return err
	}
	if err := rows(w); err != nil {
		return err
	}
	return errors.Join(w.Flush(), file.Chmod(0o644), file.Sync())
}

// rename puts the files into their places.
func (f *folder) rename() error {
	for _, name := range []string{articlesFile, entitiesFile, statementsFile} {
		if err := os.Rename(f.files[name], filepath.Join(f.dir, name)); err != nil {
			return err
		}
		delete(f.files, name)
	}
	return nil
}

// remove removes what was not renamed.
func (f *folder) remove() (err error) {
	for _, file := range f.files {
		err = errors.Join(err, os.Remove(file))
	}
	return err
}

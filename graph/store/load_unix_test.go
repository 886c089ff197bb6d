//go:build unix

package store

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/clewgraph/clew/graph"
)

// loadGenerated reads the folder that the graph generator writes, one reading an article, without holding it in memory.
func loadGenerated(t testing.TB, dir string) iter.Seq2[graph.Reading, error] {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "statements.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	byArticle := &sorter{dir: t.TempDir(), limit: bulkMemory}
	lines := bufio.NewScanner(f)
	lines.Scan()
	for lines.Scan() {
		article := bytes.Split(lines.Bytes(), []byte(","))[7]
		if err := byArticle.add(article, lines.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	return func(yield func(graph.Reading, error) bool) {
		whole := func(k []byte) []byte { return k }
		err := byArticle.groups(whole, func(article []byte, rows []sortedRow) error {
			if !yield(generatedReading(t, string(article), rows), nil) {
				return errStopped
			}
			return nil
		})
		if err = errors.Join(err, byArticle.close()); err != nil && !errors.Is(err, errStopped) {
			t.Error(err)
		}
	}
}

var errStopped = errors.New("stopped")

func generatedReading(t testing.TB, name string, rows []sortedRow) graph.Reading {
	r := graph.Reading{Article: graph.Article{ID: graph.IDOfText(name), Name: name}}
	at := map[string]int{}
	entity := func(id string) int {
		i, ok := at[id]
		if !ok {
			i = len(r.Entities)
			at[id] = i
			_, local, _ := strings.Cut(id, "/")
			r.Entities = append(r.Entities, graph.LocalEntity{ID: graph.EntityID(id), Name: local, Kind: graph.EntityID(id).Kind()})
		}
		return i
	}
	statements := map[string]int{}
	for _, row := range rows {
		f := strings.Split(string(row.v), ",")
		c, err := strconv.ParseFloat(f[6], 64)
		if err != nil {
			t.Fatal(err)
		}
		start, _ := strconv.Atoi(f[8])
		end, _ := strconv.Atoi(f[9])
		key := f[0] + " " + f[1] + " " + f[2]
		i, ok := statements[key]
		if !ok {
			i = len(r.Statements)
			statements[key] = i
			r.Statements = append(r.Statements, graph.LocalStatement{Subject: entity(f[0]), Predicate: graph.Predicate(f[1]), Object: entity(f[2])})
		}
		r.Statements[i].Evidence = append(r.Statements[i].Evidence, graph.Evidence{
			Span: graph.Span{Start: start, End: end}, Text: f[10], Confidence: c, From: graph.Date(f[4]),
		})
	}
	return r
}

// TestLoadGenerated loads the graph in the folder CLEW_GENERATED and says what it took; see CONTRIBUTING.md.
func TestLoadGenerated(t *testing.T) {
	from := os.Getenv("CLEW_GENERATED")
	if from == "" {
		t.Skip("set CLEW_GENERATED to a folder that the graph generator wrote")
	}
	dir := t.TempDir()
	s := open(t, dir, Options{})
	readings := loadGenerated(t, from)
	runtime.GC()
	began, cpu := time.Now(), cpuTime()
	c, err := s.Import(t.Context(), readings)
	if err != nil {
		t.Fatal(err)
	}
	info, _ := os.Stat(filepath.Join(dir, FileName))
	t.Logf("import: %d articles, %d entities, %d statements in %v, CPU %v, file %d MB, most memory %d MB", c.Added, len(c.EntitiesGained), len(c.StatementsGained),
		time.Since(began), cpuTime()-cpu, info.Size()>>20, maxMemory())
	c = Changes{}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	began = time.Now()
	s2 := open(t, dir, Options{})
	t.Logf("open: %v", time.Since(began))
	began = time.Now()
	n, evidence := 0, 0
	for st, err := range s2.Statements(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		evidence += len(st.Evidence)
	}
	t.Logf("scan: %d statements, %d evidence in %v", n, evidence, time.Since(began))
	began = time.Now()
	w := writer{rand.New(rand.NewPCG(1, 1))}
	for i := range 20 {
		if _, err := s2.Add(t.Context(), []graph.Reading{w.reading(fmt.Sprint(i))}); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("add, one article at a time: %v each; most memory %d MB", time.Since(began)/20, maxMemory())
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func maxMemory() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return int64(u.Maxrss) >> 10
}

package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/clewgraph/clew/graph"
)

func TestOpenNothing(t *testing.T) {
	for _, o := range []Options{{ReadOnly: true}, {MustExist: true}} {
		dir := filepath.Join(t.TempDir(), "none")
		if _, err := Open(t.Context(), dir, o); !errors.Is(err, ErrNoGraph) {
			t.Errorf("%+v: %v", o, err)
		}
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%+v: the folder was made", o)
		}
	}
	if _, err := Generation(t.TempDir()); !errors.Is(err, ErrNoGraph) {
		t.Errorf("Generation: %v", err)
	}
}

// TestOpenOther refuses files that are something else, and leaves them as they are.
func TestOpenOther(t *testing.T) {
	for name, content := range map[string]string{"empty": "", "text": strings.Repeat("no graph\n", 4000), "zeros": strings.Repeat("\x00", 1<<16)} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, FileName)
			if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
			s, err := Open(t.Context(), dir, Options{ReadOnly: true})
			if err == nil {
				t.Error("it opened", s.Close())
			}
			if got, _ := os.ReadFile(path); string(got) != content {
				t.Error("the file was changed")
			}
		})
	}
}

func TestOpenOtherVersion(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	err := s.update(t.Context(), func(v *view) error { return v.meta.put(keyVersion, []byte("clew store 0")) })
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	s.db = nil
	_, err = Open(t.Context(), dir, Options{})
	var version *VersionError
	if !errors.As(err, &version) || version.Have != "clew store 0" {
		t.Error(err)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("nothing is read-only for root")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), filepath.Join(dir, "graph"), Options{}); !errors.Is(err, fs.ErrPermission) {
		t.Error(err)
	}
}

// TestLocked holds the graph in another process and sees who is named to those who wait.
func TestLocked(t *testing.T) {
	if dir := os.Getenv("CLEW_LOCK_DIR"); dir != "" { // the other process
		s := open(t, dir, Options{Holder: "clew add"})
		fmt.Println("locked")
		time.Sleep(time.Minute)
		_ = s
		return
	}
	dir := t.TempDir()
	if err := open(t, dir, Options{}).Close(); err != nil {
		t.Fatal(err)
	}
	other := exec.Command(os.Args[0], "-test.run=^TestLocked$")
	other.Env = append(os.Environ(), "CLEW_LOCK_DIR="+dir)
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Process.Kill(); _ = other.Wait() }()
	for lines := bufio.NewScanner(out); lines.Scan() && lines.Text() != "locked"; {
	}
	for _, o := range []Options{{ReadOnly: true}, {}} {
		o.LockWait = 50 * time.Millisecond
		_, err := Open(t.Context(), dir, o)
		var locked *LockedError
		if !errors.As(err, &locked) || !strings.Contains(locked.Holder, fmt.Sprint("clew add, process ", other.Process.Pid)) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	if _, err := Generation(dir); err != nil {
		t.Errorf("Generation waits for no lock: %v", err)
	}
}

// TestStaleNote holds that the note of a process that was killed is not taken for that of a reader.
func TestStaleNote(t *testing.T) {
	dir := t.TempDir()
	if err := open(t, dir, Options{}).Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, holderName), []byte("clew add, process 1 on mars"), 0o644); err != nil {
		t.Fatal(err)
	}
	open(t, dir, Options{ReadOnly: true})
	_, err := Open(t.Context(), dir, Options{LockWait: time.Millisecond})
	var locked *LockedError
	if !errors.As(err, &locked) || locked.Holder != "another process that reads it" {
		t.Error(err)
	}
}

func TestReadersShare(t *testing.T) {
	dir := t.TempDir()
	if err := open(t, dir, Options{}).Close(); err != nil {
		t.Fatal(err)
	}
	a, b := open(t, dir, Options{ReadOnly: true}), open(t, dir, Options{ReadOnly: true})
	contentOf(t, a)
	contentOf(t, b)
	if _, err := a.Add(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "reading only") {
		t.Error(err)
	}
}

func TestGeneration(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	seen := map[string]bool{}
	step := func(what string, another bool) {
		t.Helper()
		g, err := Generation(dir)
		if err != nil || seen[g] == another {
			t.Errorf("after %s: generation %s, %v", what, g, err)
		}
		seen[g] = true
	}
	w := writer{rand.New(rand.NewPCG(1, 1))}
	r := w.reading("a")
	step("making it", true)
	for _, x := range []struct {
		what    string
		another bool
		do      func() error
	}{
		{"add", true, func() error { _, err := s.Add(t.Context(), []graph.Reading{r}); return err }},
		{"add of the same", false, func() error { _, err := s.Add(t.Context(), []graph.Reading{r}); return err }},
		{"dry run", false, func() error { _, err := s.DryAdd(t.Context(), []graph.Reading{w.reading("b")}); return err }},
		{"reading", false, func() error { contentOf(t, s); return nil }},
		{"rm", true, func() error { _, err := s.Remove(t.Context(), "a"); return err }},
	} {
		if err := x.do(); err != nil {
			t.Fatal(x.what, err)
		}
		step(x.what, x.another)
	}
}

// TestDryRun holds that a dry run tells what the change then does, and changes nothing.
func TestDryRun(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	w := writer{rand.New(rand.NewPCG(2, 2))}
	for i := range 30 {
		batch := []graph.Reading{w.reading(fmt.Sprint(i % 7)), w.reading(fmt.Sprint(i % 5))}
		before := contentOf(t, s)
		dry, err := s.DryAdd(t.Context(), batch)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, contentOf(t, s)); diff != "" {
			t.Fatal("the dry run changed the graph", diff)
		}
		done, err := s.Add(t.Context(), batch)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(dry, done); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(changesBetween(before, contentOf(t, s)), done, cmpopts.IgnoreFields(Changes{}, "Added", "Unchanged", "Replaced", "Removed")); diff != "" {
			t.Fatal(diff)
		}
	}
}

func changesBetween(a, b content) (c Changes) {
	entities, triples := map[graph.EntityID]int{}, map[graph.Triple]int{}
	count := func(x content, n int) {
		for _, e := range x.Entities {
			entities[e.ID] += n
		}
		for _, s := range x.Statements {
			triples[s.Triple()] += n
		}
	}
	count(a, -1)
	count(b, +1)
	for _, e := range b.Entities {
		if entities[e.ID] > 0 {
			c.EntitiesGained = append(c.EntitiesGained, e.ID)
		}
	}
	for _, e := range a.Entities {
		if entities[e.ID] < 0 {
			c.EntitiesLost = append(c.EntitiesLost, e.ID)
		}
	}
	for _, s := range b.Statements {
		if triples[s.Triple()] > 0 {
			c.StatementsGained = append(c.StatementsGained, s.Triple())
		}
	}
	for _, s := range a.Statements {
		if triples[s.Triple()] < 0 {
			c.StatementsLost = append(c.StatementsLost, s.Triple())
		}
	}
	return c
}

// TestContextEnds holds that what a context cuts short says so (cayley's trap 8), and that a change leaves no trace.
func TestContextEnds(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	w := writer{rand.New(rand.NewPCG(3, 3))}
	if _, err := s.Add(t.Context(), []graph.Reading{w.reading("a"), w.reading("b")}); err != nil {
		t.Fatal(err)
	}
	before := contentOf(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for what, do := range map[string]func() error{
		"add":        func() error { _, err := s.Add(ctx, []graph.Reading{w.reading("c")}); return err },
		"rm":         func() error { _, err := s.Remove(ctx, "a"); return err },
		"text":       func() error { _, err := s.Text(ctx, before.Statements[0].Evidence[0].Article.ID); return err },
		"about":      func() error { _, err := s.About(ctx, before.Entities[0].ID); return err },
		"verify":     func() error { _, err := s.Verify(ctx); return err },
		"open":       func() error { _, err := Open(ctx, s.Dir(), Options{}); return err },
		"entities":   func() error { return last(s.Entities(ctx)) },
		"statements": func() error { return last(s.Statements(ctx)) },
		"articles":   func() error { return last(s.Articles(ctx)) },
		"log":        func() error { return last(s.Log(ctx)) },
	} {
		if err := do(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if diff := cmp.Diff(before, contentOf(t, s)); diff != "" {
		t.Error(diff)
	}
}

func last[T any](seq func(func(T, error) bool)) (err error) {
	seq(func(_ T, e error) bool { err = e; return true })
	return err
}

// TestChangeInsideIteration changes the graph inside an iteration over it. Where the system lets the file
// grow under readers that works, and the iteration goes on over what was there; where not, it fails (trap 6).
func TestChangeInsideIteration(t *testing.T) {
	for _, strict := range []bool{false, true} {
		s := open(t, t.TempDir(), Options{})
		s.gate.strict, s.gate.wait = strict, 10*time.Millisecond
		w := writer{rand.New(rand.NewPCG(4, 4))}
		if _, err := s.Add(t.Context(), []graph.Reading{w.reading("a")}); err != nil {
			t.Fatal(err)
		}
		for _, err := range s.Statements(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			_, err := s.Add(t.Context(), []graph.Reading{w.reading("b")})
			if want := strict || !remapsFreely(); errors.Is(err, ErrBusy) != want || err != nil && !want {
				t.Errorf("strict %v: %v", strict, err)
			}
		}
		if _, err := s.Add(t.Context(), []graph.Reading{w.reading("c")}); err != nil {
			t.Errorf("strict %v: after the iteration: %v", strict, err)
		}
	}
}

// TestBadReadings are refused with a reason, and with them all that came along.
func TestBadReadings(t *testing.T) {
	good := func() graph.Reading { return writer{rand.New(rand.NewPCG(5, 5))}.reading("good") }
	for want, spoil := range map[string]func(*graph.Reading){
		"key has 0 bytes":       func(r *graph.Reading) { r.Article.Name = "" },
		"16 hex digits":         func(r *graph.Reading) { r.Article.ID = "x" },
		"not that of the text":  func(r *graph.Reading) { r.Article.ID = "a:0000000000000000" },
		"is no kind":            func(r *graph.Reading) { r.Entities[0].Kind = "dog" },
		"which its id":          func(r *graph.Reading) { r.Entities[0].ID = "place/x" },
		"holds a NUL":           func(r *graph.Reading) { r.Entities[0].ID = "person/\x00" },
		"is no place in":        func(r *graph.Reading) { r.Entities[0].Mentions[0].End = 1 << 20 },
		"does not connect two":  func(r *graph.Reading) { r.Statements[0].Object = 99 },
		"has no evidence":       func(r *graph.Reading) { r.Statements[0].Evidence = nil },
		"is not what the text":  func(r *graph.Reading) { e := &r.Statements[0].Evidence[0]; e.Text = strings.Repeat("x", len(e.Text)) },
		"the predicate \"\" is": func(r *graph.Reading) { r.Statements[0].Predicate = "" },
	} {
		s := open(t, t.TempDir(), Options{})
		other, bad := good(), good()
		other.Article.Name = "other"
		spoil(&bad)
		for _, bulk := range []bool{false, true} {
			if bulk {
				s.bulkStatements = 0
			}
			_, err := s.Import(t.Context(), withoutErrors([]graph.Reading{other, bad}))
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("bulk %v: want %q, got %v", bulk, want, err)
			}
			if c := contentOf(t, s); len(c.Entities) > 0 {
				t.Errorf("%s: half of it was taken in", want)
			}
		}
	}
}

func TestFind(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	w := writer{rand.New(rand.NewPCG(6, 6))}
	a, b, c := w.reading("eu/a.txt"), w.reading("us/a.txt"), w.reading("us/c.txt")
	c.Article.URL = "https://example.org/c"
	twin := c
	twin.Article.Name = "copy.txt"
	if _, err := s.Add(t.Context(), []graph.Reading{a, b, c, twin}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{
		"eu/a.txt": {"eu/a.txt"}, "c.txt": {"us/c.txt"}, "https://example.org/c": {"copy.txt"},
		string(c.Article.ID): {"copy.txt", "us/c.txt"}, string(a.Article.ID): {"eu/a.txt"},
	} {
		if got, err := s.Find(t.Context(), name); err != nil || !cmp.Equal(want, got) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	var ambiguous *AmbiguousError
	if _, err := s.Find(t.Context(), "a.txt"); !errors.As(err, &ambiguous) || len(ambiguous.Keys) != 2 {
		t.Error(err)
	}
	if _, err := s.Find(t.Context(), "z.txt"); !errors.Is(err, ErrNoArticle) {
		t.Error(err)
	}
	if st, err := s.Size(t.Context()); err != nil || st.Keys != 4 || st.Articles != 3 {
		t.Errorf("%+v %v", st, err)
	}
}

// TestAboutAndBy compares cayley's look-ups with a scan.
func TestAboutAndBy(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	w := writer{rand.New(rand.NewPCG(8, 8))}
	for i := range 10 {
		if _, err := s.Add(t.Context(), []graph.Reading{w.reading(fmt.Sprint(i))}); err != nil {
			t.Fatal(err)
		}
	}
	c := contentOf(t, s)
	for _, e := range c.Entities {
		var want []graph.Statement
		for _, st := range c.Statements {
			if st.Subject.ID == e.ID || st.Object.ID == e.ID {
				want = append(want, st)
			}
		}
		if got, err := s.About(t.Context(), e.ID); err != nil || !cmp.Equal(want, got) {
			t.Errorf("%s: %v %s", e.ID, err, cmp.Diff(want, got))
		}
		if got, err := s.Entity(t.Context(), e.ID); err != nil || !cmp.Equal(e, got) {
			t.Errorf("%s: %v %v", e.ID, got, err)
		}
		if ms, err := s.Mentions(t.Context(), e.ID); err != nil || len(ms) == 0 {
			t.Errorf("%s: %v %v", e.ID, ms, err)
		}
		if gs, err := s.Grounds(t.Context(), e.ID); err != nil || len(gs) == 0 || gs[0].Ground == "" {
			t.Errorf("%s: %v %v", e.ID, gs, err)
		}
	}
	for a, err := range s.Articles(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		var want []graph.Statement
		for _, st := range c.Statements {
			for _, e := range st.Evidence {
				if e.Article.ID == a.ID {
					want = append(want, st)
					break
				}
			}
		}
		if got, err := s.By(t.Context(), a.ID); err != nil || !cmp.Equal(want, got) {
			t.Errorf("%s: %v", a.ID, err)
		}
	}
	if _, ok, err := s.Why(t.Context(), graph.Triple{Subject: "person/x"}); ok || err != nil {
		t.Error(ok, err)
	}
	if st, ok, err := s.Why(t.Context(), c.Statements[0].Triple()); !ok || err != nil || !cmp.Equal(st, c.Statements[0]) {
		t.Error(st, ok, err)
	}
}

// TestPanicOfTheCaller holds that a panic in an import's iteration stays one, and that the graph goes on.
func TestPanicOfTheCaller(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	s.bulkStatements = 0
	w := writer{rand.New(rand.NewPCG(9, 9))}
	func() {
		defer func() {
			if r := recover(); r != "mine" {
				t.Errorf("recovered %v", r)
			}
		}()
		_, _ = s.Import(t.Context(), func(yield func(graph.Reading, error) bool) {
			yield(w.reading("a"), nil)
			yield(w.reading("b"), nil)
			panic("mine")
		})
	}()
	if _, err := s.Import(t.Context(), withoutErrors([]graph.Reading{w.reading("c")})); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Verify(t.Context()); err != nil || len(r.Differences) > 0 || r.Articles != 1 {
		t.Error(r, err)
	}
}

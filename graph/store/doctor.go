package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// Repair says what Doctor found and did.
type Repair struct {
	Found []string // what was wrong; empty where nothing was
	Done  []string // what was done about it
	Lost  []string // keys of articles that could not be saved: add them again
}

// Doctor examines the graph in a folder and repairs it. What is derived from what was read is built anew. From a file
// that cannot be opened it saves what can be read into a new file and keeps the old one beside it.
func Doctor(ctx context.Context, dir string, o Options) (Repair, error) {
	o.ReadOnly, o.MustExist = false, true
	var r Repair
	s, err := Open(ctx, dir, o)
	var damaged *DamagedError
	if errors.As(err, &damaged) {
		r.Found = append(r.Found, damaged.What)
		return r, r.salvage(ctx, dir, o)
	}
	if err != nil {
		return r, err
	}
	report, err := s.Verify(ctx)
	if errors.As(err, &damaged) || err == nil && slices.ContainsFunc(report.Differences, beyondRebuilding) {
		r.found(report, err)
		return r, errors.Join(s.Close(), r.salvage(ctx, dir, o))
	}
	if err == nil && len(report.Differences) > 0 {
		r.found(report, nil)
		err = s.rederive(ctx)
		r.Done = append(r.Done, fmt.Sprintf("built entities, statements and quads anew from %d articles", report.Articles))
	}
	return r, errors.Join(err, s.Close())
}

func (r *Repair) found(report Report, err error) {
	if err != nil {
		r.Found = append(r.Found, err.Error())
	}
	for i, d := range report.Differences {
		if i == 20 {
			r.Found = append(r.Found, fmt.Sprintf("and %d more", len(report.Differences)+report.More-i))
			break
		}
		r.Found = append(r.Found, d.Where+": "+d.What)
	}
}

// beyondRebuilding tells differences in what was read from those in what is derived from it.
func beyondRebuilding(d Difference) bool {
	return !slices.Contains([]string{"profiles", "links", "members", "resolved", "entities", "evidence", "quads", "digests", "counts"}, d.Where)
}

// rederive builds everything from the sources.
func (s *Store) rederive(ctx context.Context) error {
	_, err := s.rebuild(ctx, ActionRepair, "derived tables differed from what was read", func(*work, *arrivals) error { return nil })
	return err
}

// salvage makes a new file of what the damaged one still has.
func (r *Repair) salvage(ctx context.Context, dir string, o Options) error {
	path := filepath.Join(dir, FileName)
	saved, err := readSaved(path, o)
	if err != nil {
		return err
	}
	r.Found = append(r.Found, saved.losses...)
	fresh := filepath.Join(dir, "repair")
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	if err := saved.write(ctx, fresh, o, r); err != nil {
		return errors.Join(err, os.RemoveAll(fresh))
	}
	kept := path + ".damaged-" + o.clock()().UTC().Format("20060102-150405")
	if err := os.Link(path, kept); err != nil { // so that a kill in between leaves a graph; not every file system can
		if err := os.Rename(path, kept); err != nil {
			return err
		}
	}
	if err := os.Rename(filepath.Join(fresh, FileName), path); err != nil {
		return err
	}
	r.Done = append(r.Done, fmt.Sprintf("saved %d articles and %d entries of the log into a new file; the damaged one is kept as %s",
		len(saved.sources), len(saved.log), filepath.Base(kept)))
	return os.RemoveAll(fresh)
}

// savedGraph is what could be read of a damaged file.
type savedGraph struct {
	sources map[string][]byte
	blocks  map[string][]byte
	log     map[string][]byte
	losses  []string
	missing []string // keys of articles whose sources cannot be read
}

// readSaved reads the sources, texts and log out of a file without trusting its pages.
func readSaved(path string, o Options) (g savedGraph, err error) {
	lock, err := openBolt(path, Options{ReadOnly: true, LockWait: o.LockWait}) // keeps others from writing meanwhile
	if err == nil {
		defer func() { err = errors.Join(err, lock.Close()) }()
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return g, err
	}
	for n, m := range metas(data) {
		s := &pageSalvage{data: data, meta: m, seen: map[uint64]bool{}, rows: map[string]map[string][]byte{}}
		if s.tree(m.root, nil, 0); s.root != "" {
			return s.saved(n), nil
		}
	}
	return g, errors.New("doctor: nothing of the graph can be read; restore a copy of its folder or add the articles again")
}

// saved returns what was found from the n-th newest of the file's states.
func (s *pageSalvage) saved(n int) savedGraph {
	g := savedGraph{sources: s.rows["sources"], blocks: s.rows["blocks"], log: s.rows["log"]}
	if s.garbled > 0 {
		g.losses = append(g.losses, fmt.Sprintf("%d pages or rows cannot be read", s.garbled))
	}
	if n > 0 {
		g.losses = append(g.losses, "the last change is missing")
	}
	for _, name := range []string{"sources", "blocks", "articles", "log"} { // a page may say that it holds less than it does
		if !slices.Contains(s.tables, name) {
			g.losses = append(g.losses, fmt.Sprintf("the table %q is missing", name))
		}
	}
	for _, row := range s.rows["articles"] {
		d := &decoder{b: row}
		for _, key := range d.strs() {
			if g.sources[key] == nil {
				g.missing = append(g.missing, key)
			}
		}
	}
	slices.Sort(g.missing)
	return g
}

// metas returns the whole metas of a file.
func metas(data []byte) []boltMeta {
	var out []boltMeta
	for at := 0; at < len(data) && at <= 1<<20; at = max(512, at*2) {
		if m, ok := parseMeta(data[at:]); ok && (at == 0 || at == m.pageSize) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b boltMeta) int { return cmp.Compare(b.txid, a.txid) })
	return out
}

// pageSalvage walks the tree of a damaged file, passing over what is garbled.
type pageSalvage struct {
	data    []byte
	meta    boltMeta
	seen    map[uint64]bool
	rows    map[string]map[string][]byte // by table
	root    string                       // the name of the tables that hold, once known
	tables  []string                     // that were found
	garbled int
}

// tree walks a bucket, whose place is given by the names of the buckets around it.
func (s *pageSalvage) tree(id uint64, place []string, depth int) {
	at := id * uint64(s.meta.pageSize)
	if s.seen[id] || depth > maxDepth || id < 2 || at+uint64(s.meta.pageSize) > uint64(len(s.data)) {
		s.garbled++
		return
	}
	s.seen[id] = true
	page := s.data[at:]
	length := (uint64(binary.NativeEndian.Uint32(page[12:])) + 1) * uint64(s.meta.pageSize)
	s.content(page[:min(length, uint64(len(page)))], place, depth)
}

func (s *pageSalvage) content(page []byte, place []string, depth int) {
	flags := binary.NativeEndian.Uint16(page[8:])
	count := int(binary.NativeEndian.Uint16(page[10:]))
	for i := range count {
		switch flags {
		case branchPage:
			e, _, err := element(page, i, count, 0)
			if err != nil {
				s.garbled++
				return
			}
			s.tree(binary.NativeEndian.Uint64(e[8:]), place, depth+1)
		case leafPage:
			e, data, err := element(page, i, count, 4)
			if err != nil {
				s.garbled++
				return
			}
			s.row(e, data, place, depth)
		default:
			s.garbled++
			return
		}
	}
}

func (s *pageSalvage) row(e, data []byte, place []string, depth int) {
	ksize, vsize := int(binary.NativeEndian.Uint32(e[8:])), int(binary.NativeEndian.Uint32(e[12:]))
	if ksize > len(data) || vsize > len(data)-ksize {
		s.garbled++
		return
	}
	k, v := data[:ksize], data[ksize:ksize+vsize]
	if binary.NativeEndian.Uint32(e) == bucketLeaf {
		s.bucket(k, v, place, depth)
		return
	}
	if len(place) == 0 {
		s.garbled++
		return
	}
	value, err := table{}.open(k, v)
	if err != nil {
		s.garbled++
		return
	}
	name := place[len(place)-1]
	if s.rows[name] == nil {
		s.rows[name] = map[string][]byte{}
	}
	s.rows[name][string(k)] = value
	if name == "meta" && bytes.Equal(k, keyRoot) {
		s.root = string(value)
	}
}

// bucket walks the buckets whose rows cannot be derived from others. The meta comes before the tables.
func (s *pageSalvage) bucket(name, v []byte, place []string, depth int) {
	wanted := []string{"meta", "log", s.root}
	if len(place) > 0 {
		wanted = []string{"sources", "blocks", "articles"}
	}
	if len(v) < 16 || !slices.Contains(wanted, string(name)) {
		return
	}
	s.tables = append(s.tables, string(name))
	inner := append(slices.Clone(place), string(name))
	if root := binary.NativeEndian.Uint64(v); root != 0 {
		s.tree(root, inner, depth+1)
	} else if len(v) >= 16+pageHeader {
		s.content(v[16:], inner, depth+1)
	}
}

// write makes a new graph of what was saved.
func (g *savedGraph) write(ctx context.Context, dir string, o Options, r *Repair) (err error) {
	o.MustExist = false
	s, err := Open(ctx, dir, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	have := g.texts(s.zstd)
	r.Lost = append(r.Lost, g.missing...)
	for _, key := range slices.Sorted(maps.Keys(g.sources)) {
		src, err := decodeSource(key, g.sources[key])
		if err != nil || src.hasText && have[src.article] == "" {
			r.Lost = append(r.Lost, key)
			delete(g.sources, key)
		}
	}
	if err := s.transaction(func(tx *bolt.Tx) error { return g.writeLog(s, tx) }); err != nil {
		return err
	}
	reason := fmt.Sprintf("saved from a damaged file, %d articles lost", len(r.Lost))
	_, err = s.rebuild(ctx, ActionRepair, reason, func(w *work, in *arrivals) error {
		for key, data := range g.sources {
			if err := in.add(come, key, data); err != nil {
				return err
			}
		}
		tw := textWriter{v: w.view}
		for _, a := range slices.SortedFunc(maps.Keys(have), compareKeys) {
			if err := tw.add(a, have[a]); err != nil {
				return err
			}
		}
		return tw.flush()
	})
	return err
}

func (g *savedGraph) texts(z *codecs) map[articleKey]string {
	have := map[articleKey]string{}
	for _, n := range slices.Sorted(maps.Keys(g.blocks)) {
		b, err := z.decode(g.blocks[n])
		if err != nil {
			continue // its articles are reported as lost
		}
		for i, a := range b.articles {
			have[a] = b.texts[i]
		}
	}
	return have
}

// writeLog puts the saved entries of the log back under their numbers.
func (g *savedGraph) writeLog(s *Store, tx *bolt.Tx) error {
	v, err := s.openView(tx)
	if err != nil {
		return err
	}
	for _, n := range slices.Sorted(maps.Keys(g.log)) {
		if err := v.log.put([]byte(n), g.log[n]); err != nil {
			return err
		}
	}
	return nil
}

package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// FileName is the name of the store's file in a graph's folder.
const FileName = "graph.db"

// formatVersion names the form of the file and of the rules by which entities are told apart.
const formatVersion = "clew store 1"

// Options says how to open a store. The zero value opens it for writing and makes it where there is none.
type Options struct {
	ReadOnly  bool             // share the graph with other readers; there must be one
	MustExist bool             // open for writing, but only what is there
	Now       func() time.Time // the clock of the log; time.Now where nil
	Holder    string           // what others are told who wait for the graph, as in "clew add"
	LockWait  time.Duration    // how long to wait for another process, 2 s where zero
}

func (o Options) clock() func() time.Time {
	if o.Now == nil {
		return time.Now
	}
	return o.Now
}

// Store is an open graph. Its methods may be called from several goroutines. Changes wait for each other; reading
// goes on beside them and sees the graph as it was when the reading began.
type Store struct {
	dir   string
	o     Options
	db    *bolt.DB
	zstd  *codecs
	write sync.Mutex
	gate  gate

	bulkStatements, bulkCommit, bulkMemory int // as the constants of these names; tests make them small
}

// Open opens the graph in a folder.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	o.Now = o.clock()
	if o.LockWait == 0 {
		o.LockWait = 2 * time.Second
	}
	z, err := newCodecs()
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir, o: o, zstd: z, bulkStatements: bulkStatements, bulkCommit: bulkCommit, bulkMemory: bulkMemory}
	if err := s.openFile(); err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// openFile opens the file, which it makes if need be.
func (s *Store) openFile() (err error) {
	defer s.guard(&err)
	path := filepath.Join(s.dir, FileName)
	info, err := os.Stat(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	switch {
	case err != nil && !fresh:
		return fmt.Errorf("open graph: %w", err)
	case fresh && (s.o.ReadOnly || s.o.MustExist):
		return fmt.Errorf("open graph %s: %w", s.dir, ErrNoGraph)
	case fresh:
		if err := os.MkdirAll(s.dir, 0o755); err != nil {
			return fmt.Errorf("make graph: %w", err)
		}
	case info.Size() > 0:
		if err := s.checkFile(path); err != nil {
			return err
		}
	}
	if s.db, err = openBolt(path, s.o); err != nil {
		return s.openError(err)
	}
	if s.o.ReadOnly {
		_ = removeHolder(s.dir) // whoever left a note was killed; in a folder that cannot be changed it stays
		return nil
	}
	return writeHolder(s.dir, s.o)
}

// checkFile checks the file's pages while no other process writes.
func (s *Store) checkFile(path string) error {
	o := s.o
	o.ReadOnly = true // which loads nothing that could be garbled but the two metas
	db, err := openBolt(path, o)
	if err != nil {
		return s.openError(err)
	}
	if err := checkPages(path); err != nil {
		return errors.Join(&DamagedError{s.dir, err.Error()}, db.Close())
	}
	return db.Close()
}

func (s *Store) openError(err error) error {
	if errors.Is(err, berrors.ErrTimeout) {
		return &LockedError{s.dir, readHolder(s.dir)}
	}
	var path *fs.PathError
	var errno syscall.Errno
	if !errors.As(err, &path) && !errors.As(err, &errno) {
		return &DamagedError{s.dir, err.Error()}
	}
	return fmt.Errorf("open graph %s: %w", s.dir, err)
}

func openBolt(path string, o Options) (*bolt.DB, error) {
	options := bolt.Options{Timeout: o.LockWait, ReadOnly: o.ReadOnly, FreelistType: bolt.FreelistMapType}
	if !o.ReadOnly {
		options.InitialMmapSize = mmapSize()
	}
	db, err := bolt.Open(path, 0o644, &options)
	if err != nil && options.InitialMmapSize > 0 && !errors.Is(err, berrors.ErrTimeout) {
		options.InitialMmapSize = 0 // the system may not lend that much address space
		db, err = bolt.Open(path, 0o644, &options)
	}
	if err != nil {
		return nil, err
	}
	db.AllocSize = 1 << 20
	return db, nil
}

// Close closes the graph. It waits for a change that is under way and for open iterations.
func (s *Store) Close() (err error) {
	if s.db == nil {
		return nil
	}
	defer s.guard(&err)
	if !s.o.ReadOnly {
		err = removeHolder(s.dir)
	}
	return errors.Join(err, s.db.Close())
}

// Dir returns the graph's folder.
func (s *Store) Dir() string { return s.dir }

// guard, deferred, turns what bbolt and cayley do on a damaged file, a panic or a memory fault, into a DamagedError.
func (s *Store) guard(err *error) { s.named(err, recover()) }

// named makes what was recovered an error, and gives an error of damage the name of the graph.
func (s *Store) named(err *error, recovered any) {
	if recovered != nil {
		*err = &DamagedError{s.dir, fmt.Sprint(recovered)}
	}
	var d *DamagedError
	if errors.As(*err, &d) && d.Dir == "" {
		d.Dir = s.dir
	}
}

// faultsPanic makes memory faults of this goroutine panics until the function that it returns is called.
func faultsPanic() func() {
	old := debug.SetPanicOnFault(true)
	return func() { debug.SetPanicOnFault(old) }
}

// view is the graph as one transaction sees it.
type view struct {
	s    *Store
	tx   *bolt.Tx
	meta table
	log  table
	tables
}

// tables are the parts of a graph. Keys and values are described where they are written.
type tables struct {
	quads    table // cayley's
	sources  table // key -> source
	articles table // article -> the keys under which it was read
	texts    table // article -> number of the block that holds its text
	blocks   table // number -> texts, compressed together
	profiles table // hash -> profile, its count and outcome
	links    table // hash of a link, hash of a profile -> nothing
	members  table // hash of a profile, article -> which of its entities
	resolved table // article -> the ids of its entities
	entities table // id -> how articles name it
	evidence table // triple -> evidence, article by article
	digests  table // beginning of an article's key -> digest of these articles
	counts   table // how much there is of each
}

func (t *tables) each(do func(name string, t *table) error) error {
	for _, x := range []struct {
		name string
		t    *table
	}{
		{"quads", &t.quads},
		{"sources", &t.sources},
		{"articles", &t.articles},
		{"texts", &t.texts},
		{"blocks", &t.blocks},
		{"profiles", &t.profiles},
		{"links", &t.links},
		{"members", &t.members},
		{"resolved", &t.resolved},
		{"entities", &t.entities},
		{"evidence", &t.evidence},
		{"digests", &t.digests},
		{"counts", &t.counts},
	} {
		if err := do(x.name, x.t); err != nil {
			return err
		}
	}
	return nil
}

var (
	metaBucket = []byte("meta")
	logBucket  = []byte("log")
	keyVersion = []byte("version")
	keyRoot    = []byte("root")
)

// openView finds the tables in a transaction.
func (s *Store) openView(tx *bolt.Tx) (*view, error) {
	v := &view{s: s, tx: tx}
	var err error
	if v.meta, err = bucketTable(tx.Bucket(metaBucket), "meta"); err != nil {
		return nil, err
	}
	if v.log, err = bucketTable(tx.Bucket(logBucket), "log"); err != nil {
		return nil, err
	}
	version, err := v.meta.get(keyVersion)
	if err != nil {
		return nil, err
	}
	if string(version) != formatVersion {
		return nil, &VersionError{s.dir, string(version)}
	}
	root, err := v.meta.get(keyRoot)
	if err != nil {
		return nil, err
	}
	return v, v.openRoot(root)
}

func (v *view) openRoot(name []byte) (err error) {
	v.tables, err = openTables(v.tx, name)
	return err
}

func openTables(tx *bolt.Tx, name []byte) (ts tables, err error) {
	root := tx.Bucket(name)
	if root == nil {
		return ts, &DamagedError{What: fmt.Sprintf("the tables %q are missing", name)}
	}
	err = ts.each(func(name string, t *table) (err error) {
		*t, err = bucketTable(root.Bucket([]byte(name)), name)
		return err
	})
	return ts, err
}

func bucketTable(b *bolt.Bucket, name string) (table, error) {
	if b == nil {
		return table{}, &DamagedError{What: fmt.Sprintf("the table %s is missing", name)}
	}
	if name == "sources" {
		b.FillPercent = 0.9 // its keys often come in order, and bbolt would leave half of each page empty
	}
	return table{name, b}, nil
}

// read runs do on the graph as it is now.
func (s *Store) read(ctx context.Context, do func(*view) error) error {
	sn, err := s.snapshot(ctx)
	if err != nil {
		return err
	}
	return errors.Join(sn.do(func() error { return do(sn.view) }), sn.close())
}

// snapshot is a view that stays open between steps, each of which is guarded by itself, so that
// a panic of the code that takes the results is not mistaken for damage.
type snapshot struct{ *view }

func (s *Store) snapshot(ctx context.Context) (sn *snapshot, err error) {
	if err := s.gate.enter(ctx); err != nil {
		return nil, err
	}
	sn = &snapshot{}
	err = sn.guarded(s, func() error {
		tx, err := s.db.Begin(false)
		if err != nil {
			return fmt.Errorf("read graph %s: %w", s.dir, err)
		}
		sn.view = &view{s: s, tx: tx}
		v, err := s.openView(tx)
		if err == nil {
			sn.view = v
		}
		return err
	})
	if err != nil {
		return nil, errors.Join(err, sn.close2(s))
	}
	return sn, nil
}

func (sn *snapshot) guarded(s *Store, do func() error) (err error) {
	defer s.guard(&err)
	defer faultsPanic()()
	return do()
}

func (sn *snapshot) do(step func() error) error { return sn.guarded(sn.s, step) }

func (sn *snapshot) close() error { return sn.close2(sn.s) }

func (sn *snapshot) close2(s *Store) error {
	defer s.gate.leave()
	if sn.view == nil {
		return nil
	}
	return sn.guarded(s, sn.tx.Rollback)
}

// update runs do in a transaction that is committed if do returns no error and otherwise leaves no trace.
func (s *Store) update(ctx context.Context, do func(*view) error) error {
	if s.o.ReadOnly {
		return fmt.Errorf("change graph %s: it was opened for reading only", s.dir)
	}
	s.write.Lock()
	defer s.write.Unlock()
	return s.locked(ctx, do)
}

// locked is update for those who hold the lock on writing.
func (s *Store) locked(ctx context.Context, do func(*view) error) error {
	if err := s.gate.close(ctx); err != nil {
		return err
	}
	defer s.gate.open()
	return s.transaction(func(tx *bolt.Tx) error {
		v, err := s.openView(tx)
		if err != nil {
			return err
		}
		if err := v.dropLeftovers(); err != nil {
			return err
		}
		return do(v)
	})
}

// errDry ends a transaction that was only to show what it would do.
var errDry = errors.New("dry run")

func (s *Store) transaction(do func(*bolt.Tx) error) (err error) {
	var tx *bolt.Tx
	defer func() {
		if tx != nil {
			err = errors.Join(err, s.abandon(tx))
		}
	}()
	defer s.guard(&err)
	defer faultsPanic()()
	if tx, err = s.db.Begin(true); err != nil {
		return fmt.Errorf("change graph %s: %w", s.dir, err)
	}
	if err := do(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("change graph %s: %w", s.dir, err)
	}
	tx = nil
	return nil
}

// abandon rolls back a transaction that did not commit.
func (s *Store) abandon(tx *bolt.Tx) (err error) {
	defer s.guard(&err)
	defer faultsPanic()()
	if err := tx.Rollback(); err != nil && !errors.Is(err, berrors.ErrTxClosed) {
		return err
	}
	return nil
}

// check makes a fresh file a graph and refuses one of another form.
func (s *Store) check() error {
	fresh := false
	err := s.guardedView(func(tx *bolt.Tx) error {
		k, _ := tx.Cursor().First()
		fresh = k == nil
		if fresh {
			return nil
		}
		_, err := s.openView(tx)
		return err
	})
	if err != nil || !fresh {
		return err
	}
	if s.o.ReadOnly {
		return fmt.Errorf("open graph %s: %w", s.dir, ErrNoGraph)
	}
	return s.transaction(s.create)
}

func (s *Store) guardedView(do func(*bolt.Tx) error) (err error) {
	defer s.guard(&err)
	defer faultsPanic()()
	return s.db.View(do)
}

func (s *Store) create(tx *bolt.Tx) error {
	for _, name := range [][]byte{metaBucket, logBucket} {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	v := &view{s: s, tx: tx, meta: table{"meta", tx.Bucket(metaBucket)}}
	if err := v.meta.put(keyVersion, []byte(formatVersion)); err != nil {
		return err
	}
	root := rootName(1)
	if err := v.meta.put(keyRoot, root); err != nil {
		return err
	}
	return v.createRoot(root)
}

// rootName names the bucket that holds the tables. A bulk load builds the next one and changes over to it.
func rootName(n uint64) []byte { return binary.BigEndian.AppendUint64([]byte("tables"), n) }

func (v *view) createRoot(name []byte) error {
	b, err := v.tx.CreateBucket(name)
	if err != nil {
		return err
	}
	if err := v.each(func(name string, _ *table) error { _, err := b.CreateBucket([]byte(name)); return err }); err != nil {
		return err
	}
	if err := v.openRoot(name); err != nil {
		return err
	}
	return initQuads(v.quads)
}

// dropLeftovers deletes tables that a bulk load left unfinished, and its files.
func (v *view) dropLeftovers() error {
	if err := removeSorterFiles(v.s.dir); err != nil {
		return err
	}
	root, err := v.meta.get(keyRoot)
	if err != nil {
		return err
	}
	var old [][]byte
	c := v.tx.Cursor()
	for k, _ := c.Seek([]byte("tables")); k != nil; k, _ = c.Next() {
		if string(k) != string(root) {
			old = append(old, k)
		}
	}
	for _, k := range old {
		if err := v.tx.DeleteBucket(k); err != nil {
			return fmt.Errorf("delete unfinished tables: %w", err)
		}
	}
	return nil
}

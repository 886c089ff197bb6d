package store

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// Texts lie in blocks that are compressed together, since a text alone of a few thousand bytes shrinks by half
// only. A block is a list of articles and lengths, and the texts in that order.
const (
	blockBytes  = 1 << 20   // a block takes more texts of one change until it holds so many bytes
	refillBytes = 192 << 10 // a later change fills up the last block if it holds fewer
	maxBlock    = 1 << 30
)

type textBlock struct {
	articles []articleKey
	texts    []string
}

func (b *textBlock) size() int {
	n := 0
	for _, t := range b.texts {
		n += len(t)
	}
	return n
}

// codecs holds the zstd coders, which are slow to make; both may be used from several goroutines at once.
type codecs struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newCodecs() (*codecs, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxBlock))
	return &codecs{enc, dec}, err
}

func (c *codecs) encode(b textBlock) []byte {
	e := &encoder{}
	e.int(len(b.articles))
	for i, a := range b.articles {
		e.raw(a[:])
		e.int(len(b.texts[i]))
	}
	var all []byte
	for _, t := range b.texts {
		all = append(all, t...)
	}
	return c.enc.EncodeAll(all, e.b)
}

func (c *codecs) decode(data []byte) (textBlock, error) {
	d := &decoder{b: data}
	b := textBlock{}
	lengths := make([]int, d.len())
	for i := range lengths {
		var k articleKey
		copy(k[:], d.raw(8))
		b.articles = append(b.articles, k)
		lengths[i] = d.int()
	}
	if d.err != nil {
		return b, d.err
	}
	all, err := c.dec.DecodeAll(d.b, nil)
	if err != nil {
		return b, fmt.Errorf("decompress texts: %w", err)
	}
	for _, n := range lengths {
		if n > len(all) {
			return b, errCut
		}
		b.texts = append(b.texts, string(all[:n]))
		all = all[n:]
	}
	return b, nil
}

func blockKey(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// block reads the block of a number.
func (v *view) block(n uint64) (textBlock, error) {
	data, err := v.blocks.get(blockKey(n))
	if err != nil {
		return textBlock{}, err
	}
	if data == nil {
		return textBlock{}, &DamagedError{What: fmt.Sprintf("the texts of block %d are missing", n)}
	}
	b, err := v.s.zstd.decode(data)
	if err != nil {
		return b, &DamagedError{What: fmt.Sprintf("the texts of block %d: %v", n, err)}
	}
	return b, nil
}

// blockOf returns the number of the block that holds an article's text; ok is false where there is no text.
func (v *view) blockOf(a articleKey) (n uint64, ok bool, err error) {
	at, err := v.texts.get(a[:])
	if err != nil || at == nil {
		return 0, false, err
	}
	d := &decoder{b: at}
	n = d.uint()
	return n, true, d.end()
}

// text returns an article's text, "" where the store has none.
func (v *view) text(a articleKey) (string, error) {
	n, ok, err := v.blockOf(a)
	if err != nil || !ok {
		return "", err
	}
	b, err := v.block(n)
	if err != nil {
		return "", err
	}
	i := slices.Index(b.articles, a)
	if i < 0 {
		return "", &DamagedError{What: fmt.Sprintf("the text of %s is not in its block", a.id())}
	}
	return b.texts[i], nil
}

// textWriter puts texts into blocks, filling up the last one first.
type textWriter struct {
	v     *view
	n     uint64
	block textBlock
	began bool
}

func (w *textWriter) add(a articleKey, text string) error {
	if !w.began {
		if err := w.begin(); err != nil {
			return err
		}
	}
	if w.block.size() > 0 && w.block.size()+len(text) > blockBytes {
		if err := w.flush(); err != nil {
			return err
		}
		w.n, w.block = w.n+1, textBlock{}
	}
	w.block.articles = append(w.block.articles, a)
	w.block.texts = append(w.block.texts, text)
	return w.v.texts.put(a[:], binary.AppendUvarint(nil, w.n))
}

// begin reads the last block, to be filled up.
func (w *textWriter) begin() error {
	w.began = true
	k, _ := w.v.blocks.b.Cursor().Last()
	if k == nil {
		return nil
	}
	if len(k) != 8 {
		return &DamagedError{What: "a key in blocks is garbled"}
	}
	w.n = binary.BigEndian.Uint64(k)
	last, err := w.v.block(w.n)
	if err != nil {
		return err
	}
	if last.size() < refillBytes {
		w.block = last
	} else {
		w.n++
	}
	return nil
}

func (w *textWriter) flush() error {
	if len(w.block.articles) == 0 {
		return nil
	}
	return w.v.blocks.put(blockKey(w.n), w.v.s.zstd.encode(w.block))
}

// removeText takes a text out of its block, so that nothing of it stays.
func (v *view) removeText(a articleKey) error {
	n, ok, err := v.blockOf(a)
	if err != nil || !ok {
		return err
	}
	b, err := v.block(n)
	if err != nil {
		return err
	}
	if i := slices.Index(b.articles, a); i >= 0 {
		b.articles, b.texts = slices.Delete(b.articles, i, i+1), slices.Delete(b.texts, i, i+1)
	}
	if err := v.texts.del(a[:]); err != nil {
		return err
	}
	if len(b.articles) == 0 {
		return v.blocks.del(blockKey(n))
	}
	return v.blocks.put(blockKey(n), v.s.zstd.encode(b))
}

// Command quantise turns what the training program writes into the weight file that package nlp embeds:
//
//	go run ./extract/nlp/quantise -in model -out extract/nlp/weights.bin -fixture extract/nlp/testdata/float.json
//
// The folder model holds one file of tensors (*.safetensors), config.json and vocab.txt. The encoder's weights
// and the embeddings become int8, the heads half precision; the outputs of other corpora (kn..., rd...) are left out.
// Windows share one sentence instead of the three of training: a third faster, and as good on the prototype.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"

	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/extract/nlp/weightfile"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "quantise:", err)
		os.Exit(1)
	}
}

func run(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("quantise", flag.ContinueOnError)
	in := flags.String("in", "", "`folder` of the trained model")
	out := flags.String("out", "", "weight `file` to write")
	cut := flags.String("cut", `^(kn|rd)`, "leave out the outputs whose name matches this `pattern`")
	float := flags.String("fixture", "", "write what the float model makes of a passage to this `file`, for the tests of package nlp")
	if err := flags.Parse(args); err != nil {
		return err
	}
	pattern, err := regexp.Compile(*cut)
	if err != nil {
		return err
	}
	data, err := build(*in, func(o string) bool { return !pattern.MatchString(o) })
	if err != nil {
		return err
	}
	m, err := nlp.Load(string(data), nlp.Options{})
	if err != nil {
		return fmt.Errorf("check the result: %w", err)
	}
	if err := os.WriteFile(*out, data, 0o644); err != nil {
		return err
	}
	if *float != "" {
		if err := writeFixture(*float, *in, m); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(stdout, "%s: %d bytes, sha256 %s, outputs %v\n", *out, len(data), m.Hash(), m.Config().Outputs)
	return err
}

// build reads the folder and returns the weight file.
func build(folder string, keep func(output string) bool) ([]byte, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.safetensors"))
	if err != nil || len(files) != 1 {
		return nil, fmt.Errorf("%s has %d files *.safetensors, not one", folder, len(files))
	}
	tensors, err := readCheckpoint(files[0])
	if err != nil {
		return nil, err
	}
	config, err := os.ReadFile(filepath.Join(folder, "config.json"))
	if err != nil {
		return nil, err
	}
	vocabulary, err := os.ReadFile(filepath.Join(folder, "vocab.txt"))
	if err != nil {
		return nil, err
	}
	sections, err := convert(tensors, config, string(vocabulary), keep)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = weightfile.Write(&b, sections)
	return b.Bytes(), err
}

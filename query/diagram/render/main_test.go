package render

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clewgraph/clew/query/diagram/render/dormant"
)

// behaviour names the variable that makes the tests' own program misbehave as a worker.
const behaviour = "CLEW_TEST_WORKER"

// TestMain lets the tests' own program serve as a drawing process, a good one or a bad one.
func TestMain(m *testing.M) {
	if os.Getenv(dormant.Environment) != "" {
		if how := os.Getenv(behaviour); how != "" {
			os.Exit(misbehave(how))
		}
	}
	if code, ok := Worker(os.Stdin, os.Stdout); ok {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

func misbehave(how string) int {
	how, file, _ := strings.Cut(how, ":")
	work := func(j Job) ([]byte, error) { return []byte("drawn"), nil }
	switch how {
	case "dies at once":
		fmt.Fprintln(os.Stderr, "no such luck\nand a trace")
		return 7
	case "leaves a mark":
		if err := os.WriteFile(filepath.Join(file, fmt.Sprint(os.Getpid())), nil, 0o600); err != nil {
			return 1
		}
	case "dies":
		work = func(Job) ([]byte, error) { fmt.Fprintln(os.Stderr, "out of ink"); os.Exit(7); return nil, nil }
	case "dies the first time":
		work = func(Job) ([]byte, error) {
			if _, err := os.Stat(file); err == nil {
				return []byte("drawn"), nil
			}
			if err := os.WriteFile(file, nil, 0o600); err != nil {
				return nil, err
			}
			os.Exit(7)
			return nil, nil
		}
	case "hangs":
		work = func(Job) ([]byte, error) { time.Sleep(time.Hour); return nil, nil }
	case "hangs at once":
		time.Sleep(time.Hour)
	case "answers rubbish":
		work = func(Job) ([]byte, error) { fmt.Println("<html>502 Bad Gateway</html>"); return nil, nil }
	case "answers too long":
		work = func(Job) ([]byte, error) {
			fmt.Print("clew\x03\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff")
			return nil, nil
		}
	case "refuses":
		work = func(Job) ([]byte, error) { return nil, errors.New("syntax error in line 1") }
	case "tells its process":
		work = func(Job) ([]byte, error) { return fmt.Append(nil, os.Getpid()), nil }
	case "grows":
		var hold [][]byte
		work = func(Job) ([]byte, error) {
			hold = append(hold, make([]byte, 64<<20))
			return fmt.Append(nil, os.Getpid(), len(hold)), nil
		}
	}
	if err := serve(os.Stdin, os.Stdout, work); err != nil {
		return 1
	}
	return 0
}

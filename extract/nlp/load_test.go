package nlp

import (
	"bytes"
	"strings"
	"testing"

	"github.com/clewgraph/clew/extract/nlp/weightfile"
)

// TestWeights: the embedded file is whole.
func TestWeights(t *testing.T) {
	f, err := weightfile.Open(weights)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Verify(); err != nil {
		t.Error(err)
	}
	for _, o := range defaultModel(t).Config().Outputs {
		if strings.HasPrefix(o, "kn") || strings.HasPrefix(o, "rd") {
			t.Errorf("output %q of another corpus was not left out", o)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	config := func(from, to string) string {
		text := defaultModel(t).Config().JSON
		if !strings.Contains(text, from) {
			t.Fatalf("the configuration has no %s", from)
		}
		return strings.Replace(text, from, to, 1)
	}
	for _, test := range []struct{ name, config, want string }{
		{"no JSON", `{`, "configuration"},
		{"other tags", config(`"B-person"`, `"B-people"`), "tags are"},
		{"other kinds", config(`"kinds":["person"`, `"kinds":["people"`), "kinds are"},
		{"no outputs", `{"kinds":["person","institution","policy","country","place","date"],"tags":["O","B-person","I-person","B-institution","I-institution","B-policy","I-policy","B-country","I-country","B-place","I-place"]}`, "0 relation outputs"},
		{"wide windows", config(`"window_pieces":250`, `"window_pieces":2000`), "windows of 2000 pieces"},
		{"bounds out of order", config(`"distance_bounds":[-60,-30`, `"distance_bounds":[-30,-60`), "distance bounds"},
		{"no sections", defaultModel(t).Config().JSON, "no section"},
	} {
		var b bytes.Buffer
		if err := weightfile.Write(&b, []weightfile.Section{{Name: "config", Data: []byte(test.config)}}); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(b.String(), Options{}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want an error with %q", test.name, err, test.want)
		}
	}
	if _, err := Load(weights, Options{Kernel: "mmx"}); err == nil {
		t.Error("a kernel that is none is accepted")
	}
}

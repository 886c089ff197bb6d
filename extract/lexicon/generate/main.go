// Command generate compiles the lists of the lexicon package from a folder of open data:
//
//	go run ./extract/lexicon/generate DATA_DIR extract/lexicon/data
//
// DATA_DIR holds countries/countries.json (mledoze/countries), cities/world-cities.csv
// (datasets/world-cities, of GeoNames), universities/world_universities_and_domains.json
// (Hipo/university-domains-list) and names/{forenames,surnames}.csv
// (sigpwned/popular-names-by-country-dataset). What the data lacks is in additions.go.
package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: generate DATA_DIR OUT_DIR")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(data, out string) error {
	countries, err := readCountries(data)
	if err != nil {
		return err
	}
	names := table{}
	addCountries(names, countries)
	for _, add := range []func(table, string) error{addCities, addUniversities, addPeople} {
		if err := add(names, data); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(out, "countries.tsv"), countryLines(countries), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "names.tsv"), names.lines(), 0o644)
}

// The lists that a name is on; the same bits as lexicon.Lists.
const (
	onCountries = 1 << iota
	onDemonyms
	onCities
	onUniversities
	onGivenNames
	onSurnames
	onCapitals
	onFemaleNames
	onMaleNames
)

// entry is what is known of a name.
type entry struct {
	lists   int
	country string // two letters: of the country that the name or demonym stands for
}

// table holds names as the words they are made of, with single spaces between.
type table map[string]*entry

var word = regexp.MustCompile(`[\pL\pN]+|[^\pL\pN\s]`)

func (t table) at(name string) *entry {
	key := strings.Join(word.FindAllString(name, -1), " ")
	if key == "" {
		return &entry{}
	}
	if t[key] == nil {
		t[key] = &entry{}
	}
	return t[key]
}

func (t table) lines() []byte {
	var lines []string
	for name, e := range t {
		lines = append(lines, fmt.Sprintf("%s\t%02x\t%s\n", name, e.lists, e.country))
	}
	slices.Sort(lines)
	return []byte(strings.Join(lines, ""))
}

// country is a line of countries.tsv.
type country struct {
	code, code3, wikidata, name string
	spellings, capitals         []string
	demonyms                    []string // of the data
}

func readCountries(data string) ([]country, error) {
	raw, err := os.ReadFile(filepath.Join(data, "countries", "countries.json"))
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Name         struct{ Common, Official string }
		CCA2, CCA3   string
		Capital      []string
		AltSpellings []string
		Demonyms     struct{ Eng struct{ F, M string } }
	}
	if err := json.Unmarshal(raw, &rows); err != nil {
		return nil, err
	}
	var out []country
	for _, r := range rows {
		c := country{code: r.CCA2, code3: r.CCA3, wikidata: wikidata[r.CCA2], name: r.Name.Common, capitals: r.Capital}
		c.spellings = append(c.spellings, r.Name.Common, r.Name.Official)
		for _, s := range r.AltSpellings {
			if len([]rune(s)) > 3 {
				c.spellings = append(c.spellings, s)
			}
		}
		for _, d := range []string{r.Demonyms.Eng.F, r.Demonyms.Eng.M} {
			if d != "" {
				c.demonyms = append(c.demonyms, d)
			}
		}
		if usual := usualNames[r.CCA2]; usual != "" {
			c.name = usual
		}
		out = append(out, c)
	}
	return out, nil
}

// addCountries lists spellings and demonyms. Later spellings of the data win over earlier ones, additions fill gaps;
// of demonyms the data's first wins, additions win over these. The training program does the same.
func addCountries(t table, countries []country) {
	spellings, demonyms := map[string]string{}, map[string]string{}
	for _, c := range countries {
		for _, s := range c.spellings {
			spellings[s] = c.code
		}
		for _, d := range c.demonyms {
			setDefault(demonyms, d, c.code)
		}
		for _, s := range c.capitals {
			t.single(s, onCapitals)
		}
	}
	for s, code := range moreSpellings {
		setDefault(spellings, s, code)
	}
	for _, s := range notStates {
		delete(spellings, s)
	}
	for d, code := range moreDemonyms {
		demonyms[d] = code
	}
	for d, code := range demonyms {
		if !strings.HasSuffix(d, "s") && !strings.HasSuffix(d, "ese") && !strings.HasSuffix(d, "sh") {
			setDefault(demonyms, d+"s", code)
		}
	}
	for _, list := range []struct {
		names map[string]string
		bit   int
	}{{spokenNames, 0}, {demonyms, onDemonyms}, {spellings, onCountries}} {
		for _, s := range sorted(list.names) {
			e := t.at(s)
			e.lists, e.country = e.lists|list.bit, list.names[s]
		}
	}
}

func setDefault(m map[string]string, key, value string) {
	if _, ok := m[key]; !ok {
		m[key] = value
	}
}

func sorted(m map[string]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// single lists a name that is one word; others can never equal a word.
func (t table) single(name string, bit int) {
	if word.FindString(name) == name && name != "" {
		t.at(name).lists |= bit
	}
}

func addCities(t table, data string) error {
	rows, err := readCSV(filepath.Join(data, "cities", "world-cities.csv"))
	if err != nil {
		return err
	}
	for _, r := range rows {
		t.at(r["name"]).lists |= onCities
		t.at(r["subcountry"]).lists |= onCities
	}
	return nil
}

func addUniversities(t table, data string) error {
	raw, err := os.ReadFile(filepath.Join(data, "universities", "world_universities_and_domains.json"))
	if err != nil {
		return err
	}
	var rows []struct {
		Name string
		Code string `json:"alpha_two_code"`
	}
	if err := json.Unmarshal(raw, &rows); err != nil {
		return err
	}
	for _, r := range rows {
		e := t.at(r.Name)
		if e.lists |= onUniversities; e.country == "" {
			e.country = r.Code
		}
	}
	return nil
}

func addPeople(t table, data string) error {
	for file, bit := range map[string]int{"forenames.csv": onGivenNames, "surnames.csv": onSurnames} {
		rows, err := readCSV(filepath.Join(data, "names", file))
		if err != nil {
			return err
		}
		for _, r := range rows {
			t.single(r["Romanized Name"], bit|genderBits[r["Gender"]])
		}
	}
	for _, name := range strings.Fields(moreFemale) {
		t.single(name, onFemaleNames)
	}
	for _, name := range strings.Fields(moreMale) {
		t.single(name, onMaleNames)
	}
	return nil
}

// genderBits are the lists for what the data calls a name's gender.
var genderBits = map[string]int{"F": onFemaleNames, "M": onMaleNames}

// readCSV returns the rows of a file by the names in its first line.
func readCSV(path string) ([]map[string]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff"))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, v := range row {
			m[rows[0][i]] = v
		}
		out = append(out, m)
	}
	return out, nil
}

func countryLines(countries []country) []byte {
	var lines []string
	for _, c := range countries {
		lines = append(lines, fmt.Sprintf("%s\t%s\t%s\t%s\t%s\n", c.code, c.code3, c.wikidata, c.name, strings.Join(c.capitals, "|")))
	}
	slices.Sort(lines)
	return []byte(strings.Join(lines, ""))
}

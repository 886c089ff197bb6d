"""Lists of names and the twenty binary features of a word that the encoder gets beside the word itself.

Features: 0-5 shape (lower, upper, capitalised, digits, punctuation, mixed), 6 month, 7 first of its sentence,
8-15 first/later word of a country, demonym, city, university, 16 given name, 17 surname, 18 capital, 19 unused.
"""

import collections
import csv
import json
import os
import re

from clewtrain.text import WORD

FEATURES = 20

_MONTHS = frozenset(
    "January February March April May June July August September October November December".split()
)

# Spellings that the country list lacks, and states of old that stand for those of today.
_COUNTRY_ALIASES = {
    "US": "United States",
    "U.S.": "United States",
    "USA": "United States",
    "America": "United States",
    "UK": "United Kingdom",
    "U.K.": "United Kingdom",
    "Britain": "United Kingdom",
    "Great Britain": "United Kingdom",
    "UAE": "United Arab Emirates",
    "Soviet Union": "Russia",
    "USSR": "Russia",
    "PRC": "China",
    "People's Republic of China": "China",
    "Czech Republic": "Czechia",
    "Burma": "Myanmar",
    "Korea": "South Korea",
    "Ivory Coast": "Ivory Coast",
}
_NOT_STATES = ("England", "Scotland", "Wales")
_DEMONYMS = {
    "British": "United Kingdom",
    "American": "United States",
    "Americans": "United States",
    "English": "United Kingdom",
    "Scottish": "United Kingdom",
    "Welsh": "United Kingdom",
    "Dutch": "Netherlands",
    "Chinese": "China",
    "French": "France",
    "Turkish": "Turkey",
    "Danish": "Denmark",
    "Swedish": "Sweden",
    "Spanish": "Spain",
    "Irish": "Ireland",
    "Soviet": "Russia",
    "Taiwanese": "Taiwan",
    "Hongkonger": "Hong Kong",
    "Kiwi": "New Zealand",
    "Thai": "Thailand",
    "Swiss": "Switzerland",
    "Polish": "Poland",
    "Finnish": "Finland",
    "Czech": "Czechia",
    "Israeli": "Israel",
    "Iraqi": "Iraq",
    "Briton": "United Kingdom",
    "Britons": "United Kingdom",
    "Brits": "United Kingdom",
}
_SPOKEN = {
    "U. S.": "US",
    "U. K.": "UK",
    "HK": "Hong Kong",
    "HKSAR": "Hong Kong",
    "mainland": "China",
    "mainland China": "China",
    "Mainland China": "China",
    "Aussies": "Australia",
    "Hongkongers": "Hong Kong",
    "Hong Kongers": "Hong Kong",
    "Hong Kong Special Administrative Region": "Hong Kong",
}


class Gazetteer:
    """Names of countries, cities, universities and people, read from DATA_DIR."""

    def __init__(self, data_dir):
        self.data_dir = data_dir
        self.countries, self.demonyms, self.capitals = _countries(data_dir)
        cities = self._column("cities/world-cities.csv", "name") | self._column(
            "cities/world-cities.csv", "subcountry"
        )
        with open(os.path.join(data_dir, "universities/world_universities_and_domains.json")) as f:
            universities = {u["name"] for u in json.load(f)}
        self.given_names = self._column("names/forenames.csv", "Romanized Name")
        self.surnames = self._column("names/surnames.csv", "Romanized Name")
        self._lists = collections.defaultdict(int)
        self._longest = collections.defaultdict(int)
        for bit, names in enumerate((self.countries, self.demonyms, cities, universities)):
            self._add(1 << bit, names)

    def _column(self, path, column):
        with open(os.path.join(self.data_dir, path), encoding="utf-8-sig", newline="") as f:
            return {row[column] for row in csv.DictReader(f)}

    def _add(self, bit, names):
        for name in names:
            words = tuple(WORD.findall(name))
            if words:
                self._lists[words] |= bit
                self._longest[words[0]] = max(self._longest[words[0]], len(words))

    def lists(self, words):
        """Bits of the lists that hold these words: 1 country, 2 demonym, 4 city, 8 university."""
        return self._lists.get(tuple(words), 0)

    def country_of(self, name):
        """The usual English name of the country that a name or demonym stands for, or None."""
        name = re.sub(r"^[Tt]he ", "", name.strip()).replace("’", "'")
        name = _SPOKEN.get(name, name)
        return self.countries.get(name) or self.demonyms.get(name)

    def features(self, words, sentence_of):
        """The features that are set, one tuple of their numbers for each word."""
        out = [self._word_features(word) for word in words]
        for i in range(len(words)):
            if i == 0 or sentence_of[i] != sentence_of[i - 1]:
                out[i].append(7)
        for i, word in enumerate(words):
            if word[0].isupper():
                self._mark_listed(words, i, out)
        return [tuple(sorted(set(f))) for f in out]

    def _word_features(self, word):
        out = [_shape(word)]
        if word in _MONTHS:
            out.append(6)
        if word in self.given_names:
            out.append(16)
        if word in self.surnames:
            out.append(17)
        if word in self.capitals:
            out.append(18)
        return out

    def _mark_listed(self, words, i, out):
        """Mark the longest listed name that begins at word i."""
        for n in range(min(self._longest.get(words[i], 0), len(words) - i), 0, -1):
            bits = self._lists.get(tuple(words[i : i + n]), 0)
            if not bits:
                continue
            for bit in range(4):
                if bits >> bit & 1:
                    for j in range(n):
                        out[i + j].append(8 + 2 * bit + (j > 0))
            return


def _shape(word):
    if word.isalpha() and word.islower():
        return 0
    if word.isalpha() and word.isupper() and len(word) > 1:
        return 1
    if word[0].isupper() and (word[1:].islower() or len(word) == 1):
        return 2
    if word.isdigit():
        return 3
    if not word[0].isalnum():
        return 4
    return 5


def _countries(data_dir):
    """(name -> country, demonym -> country, capitals) from the country list and the additions above."""
    names, demonyms, capitals = {}, {}, set()
    with open(os.path.join(data_dir, "countries/countries.json"), encoding="utf-8") as f:
        countries = json.load(f)
    for country in countries:
        common = country["name"]["common"]
        long_spellings = [s for s in country.get("altSpellings", []) if len(s) > 3]
        for name in [common, country["name"]["official"], *long_spellings]:
            names[name] = common
        english = country.get("demonyms", {}).get("eng") or {}
        for gender in ("f", "m"):
            if english.get(gender):
                demonyms.setdefault(english[gender], common)
        capitals.update(country.get("capital") or [])
    for alias, name in _COUNTRY_ALIASES.items():
        names.setdefault(alias, name)
    for name in _NOT_STATES:
        names.pop(name, None)
    demonyms.update(_DEMONYMS)
    for demonym, name in list(demonyms.items()):
        if not demonym.endswith(("s", "ese", "sh")):
            demonyms.setdefault(demonym + "s", name)
    return names, demonyms, capitals

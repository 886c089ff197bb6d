"""Windows: stretches of whole sentences that the encoder sees at once."""

from dataclasses import dataclass

from clewtrain import schema

_LONGEST_SENTENCE = 190  # pieces; longer ones are broken
_LARGEST_OVERLAP = 0.45  # of a window


@dataclass
class Window:
    """Words [start, stop) of a passage; mentions are those inside, numbered anew.

    `numbers` maps the passage's mention numbers to the window's.
    """

    passage: object
    start: int
    stop: int
    pieces: int
    numbers: dict

    @property
    def words(self):
        return self.passage.words[self.start : self.stop]

    def mentions(self):
        return [self.passage.mentions[i] for i in self.numbers]


def cut(passage, wordpiece, size=schema.WINDOW_PIECES, overlap=0, rng=None):
    """The windows of a passage, up to `size` pieces each, overlapping by up to `overlap` sentences.

    With a random generator the first window is cut short at random, so that epochs see different windows.
    """
    bounds, before = _sentence_bounds(passage, wordpiece)
    out, k = [], 0
    limit = rng.randint(50, size) if rng else size
    while k < len(bounds) - 1:
        j = k + 1
        while j < len(bounds) - 1 and before[bounds[j + 1]] - before[bounds[k]] <= limit:
            j += 1
        out.append(_window(passage, bounds[k], bounds[j], before))
        if j == len(bounds) - 1:
            break
        following = j
        while (
            following > k + 1
            and j - following < overlap
            and before[bounds[j]] - before[bounds[following - 1]] <= size * _LARGEST_OVERLAP
        ):
            following -= 1
        k, limit = following, size
    return out


def _window(passage, start, stop, before):
    inside = [i for i, m in enumerate(passage.mentions) if m.start >= start and m.end <= stop]
    numbers = {i: k for k, i in enumerate(inside)}
    return Window(passage, start, stop, before[stop] - before[start] + 2, numbers)


def _sentence_bounds(passage, wordpiece):
    """(word numbers where sentences begin and the last ends, pieces before each word), kept on the passage."""
    kept = getattr(passage, "_bounds", None)
    if kept:
        return kept
    numbers = passage.sentence_of
    bounds = [i for i in range(len(numbers)) if i == 0 or numbers[i] != numbers[i - 1]] + [len(numbers)]
    before = [0]
    for word in passage.words:
        before.append(before[-1] + len(wordpiece(word)))
    broken = bounds[:1]
    for start, stop in zip(bounds, bounds[1:]):
        while before[stop] - before[start] > _LONGEST_SENTENCE:
            k = start + 1
            while before[k + 1] - before[start] <= _LONGEST_SENTENCE:
                k += 1
            broken.append(k)
            start = k
        broken.append(stop)
    passage._bounds = (broken, before)
    return passage._bounds

"""Words, sentences and dates of a text. Offsets count characters; the Go side counts bytes and finds the same words."""

import re

WORD = re.compile(r"[^\W_]+|[^\w\s]|_")

DATE = re.compile(
    r"\b(?:(?:\d{1,2}(?:st|nd|rd|th)? )?"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
    r"(?: \d{1,2}(?:st|nd|rd|th)?)?(?:,? (?:1\d|20)\d\d)?|(?:1[0-9]|20)\d\d)\b(?!-)"
)

_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Gen|Sen|Rep|Gov|Lt|Col|Inc|Ltd|Co|Corp|vs|No"
    r"|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|e\.g|i\.e|Rev|Hon)|\b[A-Z])\.$"
)
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])")
_BULLET = re.compile(r"\s*(?:[-*•–—+>#]|\d+[.)]\s)")

_WIDEST_WRAP = 90


def wrap_width(text):
    """The column at which the text's lines were broken by hand, or 0 if its lines are whole paragraphs."""
    lengths = sorted(len(line) for line in text.split("\n") if line.strip())
    if len(lengths) < 6:
        return 0
    width = lengths[int(0.98 * (len(lengths) - 1))]
    return width if 40 <= width <= _WIDEST_WRAP else 0


def blocks(text):
    """Spans of text that no sentence crosses: lines, or several lines where only the wrapping parts them."""
    width = wrap_width(text)
    out, begin, at = [], 0, 0
    lines = text.split("\n")
    for this, following in zip(lines, lines[1:] + [""]):
        end = at + len(this)
        first = following.split(" ", 1)[0]
        wrapped = (
            width
            and following.strip()
            and not _BULLET.match(following)
            and len(this) >= width // 2
            and len(this) + 1 + len(first) > width - 4
        )
        if not wrapped:
            out.append((begin, end))
            begin = end + 1
        at = end + 1
    return [(a, b) for a, b in out if text[a:b].strip()]


def sentences(text):
    """Half-open spans of the sentences, in order."""
    out = []
    for begin, end in blocks(text):
        start = begin
        for match in _SENTENCE_END.finditer(text[begin:end]):
            stop = begin + match.start() + 1
            sentence = text[start:stop]
            if _ABBREVIATION.search(sentence) and not sentence.endswith(("U.S.", "U.K.")):
                continue
            stop = begin + match.end()
            out.append((start, stop))
            start = stop
        if start < end:
            out.append((start, end))
    return [(a, b) for a, b in out if text[a:b].strip()]


def tokenize(text):
    """The words of a text: (words, spans, number of the sentence of each word)."""
    words, spans, numbers = [], [], []
    for number, (begin, end) in enumerate(sentences(text)):
        for match in WORD.finditer(text, begin, end):
            words.append(match.group())
            spans.append(match.span())
            numbers.append(number)
    return words, spans, numbers

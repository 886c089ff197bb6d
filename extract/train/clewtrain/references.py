"""Pronouns and descriptions ("the university", "she") found by rule, classed by what they can stand for."""

PRONOUNS = {}
for _word in "he him his himself she her hers herself who whom whose i me my myself".split():
    PRONOUNS[_word] = "pers"
for _word in "it its itself which that".split():
    PRONOUNS[_word] = "thing"
for _word in "they them their theirs themselves we us our".split():
    PRONOUNS[_word] = "plur"

PRONOUN_KINDS = {
    "pers": ("person",),
    "thing": ("country", "institution", "place", "policy"),
    "plur": ("country", "institution", "person"),
}

_NOUNS = {
    "institution": """university school college institute institution company firm startup start-up agency
        department ministry centre center lab laboratory bank court group organisation organization association
        council committee party newspaper magazine paper outlet club team union think-tank tank foundation office
        bureau commission board corporation giant chipmaker government administration authority church hospital
        museum academy society faculty campus district employer publisher business unit body alliance network
        charity nonprofit federation league congress senate parliament library program police force army regulator
        retailer carrier airline developer subsidiary parent manufacturer chain""",
    "person": """professor scientist researcher president director chief minister leader student scholar academic
        engineer founder chairman chairwoman ceo economist physicist chemist mathematician author writer governor
        mayor dean chancellor head official man woman lawyer judge doctor nurse activist journalist player coach
        manager striker defender midfielder mother father son daughter wife husband brother sister candidate
        senator congressman lawmaker teacher actor actress star singer artist billionaire businessman entrepreneur
        executive analyst spokesman spokeswoman spokesperson secretary expert fellow alumnus graduate provost
        curator colonel general captain officer politician legislator""",
    "policy": """programme program law order act bill visa policy initiative plan scheme fund treaty ban rule
        regulation legislation ordinance agreement strategy proclamation deal measure directive pact amendment
        referendum tariff tariffs project award prize grant fellowship""",
    "country": "country nation state kingdom republic regime government",
    "place": "city province town region area county state territory village island capital borough",
}
NOUN_KINDS = {}
for _kind, _words in _NOUNS.items():
    for _word in _words.split():
        NOUN_KINDS.setdefault(_word, set()).add(_kind)

DETERMINERS = frozenset("the this that his her its their our my".split())
_LONGEST_DESCRIPTION = 4  # words after the determiner


def references(words, sentence_of, taken):
    """Pronouns and descriptions outside the taken words: (start, end, kind, types it can stand for).

    kind is "p" + pers/thing/plur for a pronoun and "n" for a description: a determiner, up to three lower-case
    modifiers (or a demonym) and a head noun of the list.
    """
    out = []
    for i, word in enumerate(words):
        if i in taken:
            continue
        lower = word.lower()
        if lower in PRONOUNS and word != "US" and not (lower == "i" and word != "I"):
            family = PRONOUNS[lower]
            out.append((i, i + 1, "p" + family, PRONOUN_KINDS[family]))
        if lower in DETERMINERS:
            end = _description_end(words, sentence_of, taken, i)
            if end:
                out.append((i, end, "n", tuple(sorted(NOUN_KINDS[words[end - 1].lower()]))))
    return out


def _description_end(words, sentence_of, taken, i):
    """Where the description that begins with the determiner at i ends, or None if there is none."""
    for j in range(i + 1, min(i + 1 + _LONGEST_DESCRIPTION, len(words))):
        word = words[j]
        if sentence_of[j] != sentence_of[i] or not (word[0].isalpha() or word == "-"):
            return None
        if word not in NOUN_KINDS or j in taken:  # lower-case heads only
            continue
        following = words[j + 1] if j + 1 < len(words) else ""
        if following in NOUN_KINDS and sentence_of[j + 1] == sentence_of[i]:
            continue
        if following == "-":
            continue
        return j + 1
    return None

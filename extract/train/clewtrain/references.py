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
    "institution": """university school college institute institution company firm startup start-up agency department
        ministry centre center lab laboratory bank court group organisation organization association council
        committee party newspaper magazine paper outlet club team union think-tank tank foundation office
        bureau commission board corporation giant chipmaker government administration authority church
        hospital museum academy society faculty campus district employer publisher business unit body
        alliance network charity nonprofit federation league congress senate parliament library program
        police force army regulator retailer carrier airline developer subsidiary parent manufacturer chain
        orchestra theatre theater gallery band choir ensemble brewery hotel factory shop restaurant studio
        label consortium cooperative co-operative embassy consulate mission clinic observatory seminary
        monastery abbey mosque temple parish diocese conglomerate insurer lender broker operator maker
        utility brand venture chamber assembly tribunal watchdog inspectorate secretariat directorate
        division squad broadcaster channel station journal producer exporter importer distributor supplier
        shipyard mine mill farm trust fellowship sorority fraternity guild lodge chapter legislature
        judiciary ombudsman treasury cabinet bloc coalition militia navy polytechnic conservatory
        kindergarten nursery archive zoo festival""",
    "person": """professor scientist researcher president director chief minister leader student scholar academic
        engineer founder chairman chairwoman ceo economist physicist chemist mathematician author writer
        governor mayor dean chancellor head official man woman lawyer judge doctor nurse activist journalist
        player coach manager striker defender midfielder mother father son daughter wife husband brother
        sister candidate senator congressman lawmaker teacher actor actress star singer artist billionaire
        businessman entrepreneur executive analyst spokesman spokeswoman spokesperson secretary expert
        fellow alumnus graduate provost curator colonel general captain officer politician legislator
        lecturer instructor postdoc biologist historian poet novelist farmer accountant consultant architect
        designer banker diplomat ambassador envoy bishop archbishop priest pastor rabbi imam cleric vicar
        monk nun composer conductor dancer painter sculptor photographer filmmaker programmer pilot surgeon
        psychiatrist psychologist sociologist geologist astronomer botanist virologist epidemiologist
        statistician librarian midwife pharmacist technician translator trader investor owner boss widow
        widower grandmother grandfather uncle aunt cousin nephew niece boy girl teenager veteran refugee
        migrant immigrant emigrant worker chef baker brewer carpenter welder driver premier councillor
        councilwoman councilman treasurer trustee prosecutor defendant plaintiff suspect victim principal
        rector speaker monarch king queen prince princess heiress heir tycoon magnate trainer goalkeeper
        keeper winger forward skipper runner swimmer cyclist boxer champion guitarist drummer pianist
        violinist cellist bassist soprano tenor rapper comedian presenter host broadcaster reporter
        correspondent columnist editor critic playwright anthropologist philosopher linguist archaeologist
        ecologist geneticist neuroscientist immunologist oncologist cardiologist paediatrician pediatrician
        dentist vet chairperson co-founder cofounder employee volunteer organiser organizer campaigner
        commander sergeant lieutenant major admiral detective sheriff attorney barrister solicitor
        magistrate notary deputy negotiator adviser advisor aide strategist native resident couple pair duo
        trio brothers sisters""",
    "policy": """programme program law order act bill visa policy initiative plan scheme fund treaty ban rule
        regulation legislation ordinance agreement strategy proclamation deal measure directive pact
        amendment referendum tariff tariffs project award prize grant fellowship permit decree mandate code
        charter convention protocol sanctions embargo levy quota moratorium amnesty accord framework
        guidelines subsidy tax licence license ruling waiver injunction statute bursary scholarship
        endowment rules laws orders curbs restrictions safeguards reform reforms benefit allowance voucher""",
    "country": "country nation state kingdom republic regime government",
    "place": """city province town region area county state territory village island capital borough suburb
        neighbourhood neighborhood peninsula coast valley port municipality commune prefecture canton hamlet
        district archipelago oblast emirate""",
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

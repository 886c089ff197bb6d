"""The whole way from articles to the folder that ships, on two articles of our own; no GPU, no corpora, a minute.

Run with: python -m unittest discover -s tests
"""

import json
import os
import random
import tempfile
import unittest

import numpy as np
import torch
from safetensors.torch import load_file

from clewtrain import decode, embedded, evaluate, export, schema, scoring
from clewtrain.batch import collate
from clewtrain.corpora import articles, written
from clewtrain.entities import Clusters, candidates
from clewtrain.model import Model
from clewtrain.passage import Mention
from clewtrain.quantise import WEIGHT_LIMIT, quantise_weight, quantised
from clewtrain.references import references
from clewtrain.text import sentences, tokenize, wrap_width
from clewtrain.training import Run, Settings
from clewtrain.windows import cut
from clewtrain.wordpiece import WordPiece, base_model_folder

TEXT = (
    "Mira Okafor leads the Harbour Institute in Lisbon. She joined the institute in 2011.\n"
    "Tomas Reiter, a former engineer at Nordwind, never worked for the Harbour Institute.\n"
)
ANNOTATION = {
    "article": "harbour.txt",
    "entities": [
        {"name": "Mira Okafor", "type": "person", "aliases": ["Okafor"]},
        {"name": "Harbour Institute", "type": "institution"},
        {"name": "Lisbon", "type": "place"},
        {"name": "Tomas Reiter", "type": "person"},
        {"name": "Nordwind", "type": "institution"},
    ],
    "statements": [
        {
            "s": "Mira Okafor",
            "p": "leads",
            "o": "Harbour Institute",
            "quote": "Mira Okafor leads the Harbour Institute in Lisbon.",
            "s_as": "Mira Okafor",
            "o_as": "Harbour Institute",
        },
        {
            "s": "Mira Okafor",
            "p": "worksFor",
            "o": "Harbour Institute",
            "quote": "She joined the institute in 2011.",
            "s_as": "She",
            "o_as": "the institute",
        },
        {
            "s": "Harbour Institute",
            "p": "locatedIn",
            "o": "Lisbon",
            "quote": "Mira Okafor leads the Harbour Institute in Lisbon.",
            "s_as": "Harbour Institute",
            "o_as": "Lisbon",
        },
        {
            "s": "Tomas Reiter",
            "p": "workedFor",
            "o": "Nordwind",
            "quote": "Tomas Reiter, a former engineer at Nordwind",
            "s_as": "Tomas Reiter",
            "o_as": "Nordwind",
        },
    ],
    "unasserted": [
        {
            "s": "Tomas Reiter",
            "p": "worksFor",
            "o": "Harbour Institute",
            "quote": "Tomas Reiter, a former engineer at Nordwind, never worked for the Harbour Institute.",
            "s_as": "Tomas Reiter",
            "o_as": "the Harbour Institute",
            "why": "denied",
        }
    ],
}


class NoLists:
    """A gazetteer that knows one country and no other name."""

    def country_of(self, name):
        return {"Portugal": "Portugal", "Portuguese": "Portugal"}.get(name)

    def lists(self, words):
        return 0

    def features(self, words, sentence_of):
        return [(2,) if w[0].isupper() else (0,) for w in words]


def wordpiece():
    return WordPiece(os.path.join(base_model_folder(), "vocab.txt"))


def passage():
    return articles.annotate("harbour.txt", TEXT, ANNOTATION, NoLists())


class Texts(unittest.TestCase):
    def test_sentences_end_with_lines_but_not_with_titles(self):
        text = "Dr. Li came. He left\nA heading\n"
        self.assertEqual([text[a:b] for a, b in sentences(text)], ["Dr. Li came. ", "He left", "A heading"])

    def test_hard_wrapped_lines_are_joined(self):
        line = "The committee that met in the old town hall on Monday was led by Anna\n"
        text = line * 8 + "Berg of the Harbour Institute.\n"
        self.assertEqual(wrap_width(text), 69)
        words, _, numbers = tokenize(text)
        self.assertEqual(numbers[words.index("Berg")], numbers[words.index("Berg") - 1])

    def test_references_are_pronouns_and_described_things(self):
        words, _, numbers = tokenize("She left the old university for its law school.")
        self.assertEqual(
            [(" ".join(words[a:b]), kind) for a, b, kind, _ in references(words, numbers, set())],
            [("She", "ppers"), ("the old university", "n"), ("its", "pthing"), ("its law school", "n")],
        )

    def test_pieces_are_those_of_the_vocabulary(self):
        split = wordpiece()
        names = {i: w for w, i in split.vocabulary.items()}
        self.assertEqual([names[i] for i in split("Unbelievably")], ["un", "##bel", "##ie", "##va", "##bly"])
        self.assertEqual(split("Zürich"), split("zurich"))


class Labels(unittest.TestCase):
    def test_quoted_mentions_are_positive_and_denied_ones_are_hard_negatives(self):
        p = passage()

        def outputs(pairs, subject, obj):
            return {
                o
                for (i, j), os in pairs.items()
                for o in os
                if p.surface(p.mentions[i]) == subject and p.surface(p.mentions[j]) == obj
            }

        self.assertEqual(outputs(p.positive, "Mira Okafor", "Harbour Institute"), {"leads", "tense"})
        self.assertEqual(outputs(p.positive, "She", "the institute"), {"employed", "tense"})
        self.assertEqual(outputs(p.positive, "Tomas Reiter", "Nordwind"), {"employed", "tense", "past"})
        self.assertEqual(outputs(p.denied, "Tomas Reiter", "Harbour Institute"), {"employed"})
        self.assertIn("employed", outputs(p.unknown, "Mira Okafor", "Harbour Institute"))

    def test_weights_mask_what_is_unknown(self):
        p = passage()
        batch = collate(cut(p, wordpiece()), wordpiece())
        names = [p.surface(m) for m in p.mentions]
        pair = batch.pair_numbers.index((0, names.index("Tomas Reiter"), names.index("Nordwind")))
        employed, past = schema.OUTPUT_INDEX["employed"], schema.OUTPUT_INDEX["past"]
        self.assertEqual(batch.target[pair, employed].item(), 1)
        self.assertEqual(batch.weight[pair, past].item(), 1)
        leads = batch.pair_numbers.index((0, names.index("Mira Okafor"), names.index("Harbour Institute")))
        self.assertEqual(batch.weight[leads, employed].item(), 0)
        self.assertEqual(batch.weight[leads, schema.OUTPUT_INDEX["kn3"]].item(), 0)

    def test_windows_hold_whole_sentences_and_all_words(self):
        p, split = passage(), wordpiece()
        windows = cut(p, split, size=25)
        self.assertEqual(windows[0].start, 0)
        self.assertEqual([w.start for w in windows[1:]], [w.stop for w in windows[:-1]])
        self.assertEqual(windows[-1].stop, len(p.words))


class Written(unittest.TestCase):
    NOTES = (
        "@person | Mira Okafor | Okafor\n@institution | Harbour Institute\n"
        "= Mira Okafor | worksFor | Harbour Institute | Okafor joined it. | Okafor | it\n"
        "!planned Mira Okafor | leads | Harbour Institute | Mira Okafor of the Harbour Institute\n"
    )
    ARTICLE = "Mira Okafor of the Harbour Institute spoke.\nOkafor joined it.\n=====\n" + NOTES

    def test_annotations_are_those_of_other_articles(self):
        name, text, gold = written.parse("a.txt", self.ARTICLE)
        self.assertEqual(text, "Mira Okafor of the Harbour Institute spoke.\nOkafor joined it.\n")
        self.assertEqual(gold["entities"][0], {"name": "Mira Okafor", "type": "person", "aliases": ["Okafor"]})
        ends = dict(s="Mira Okafor", o="Harbour Institute")
        joined = dict(p="worksFor", quote="Okafor joined it.", s_as="Okafor", o_as="it")
        leads = dict(p="leads", quote="Mira Okafor of the Harbour Institute", s_as="Mira Okafor")
        self.assertEqual(gold["statements"], [ends | joined])
        self.assertEqual(gold["unasserted"], [ends | leads | dict(o_as="Harbour Institute", why="planned")])
        self.assertIn("employed", articles.annotate(name, text, gold, NoLists()).positive[2, 3])

    def test_each_wrong_line_is_named(self):
        notes = "@star | Mira Okafor\n= Mira Okafor | knows | Lisbon | Okafor joined it.\n"
        with self.assertRaises(written.Fault) as caught:
            written.parse("a.txt", self.ARTICLE + notes)
        self.assertEqual(
            str(caught.exception),
            "a.txt: line 8: no kind 'star'\na.txt: line 9: 'Lisbon' is no entity of this article",
        )

    def test_all_that_are_trained_on_can_be_read(self):
        self.assertGreater(len([written.read_file(path) for path in written.paths()]), 200)


class Quantising(unittest.TestCase):
    def test_rounding_keeps_the_range_and_the_gradient(self):
        x = torch.randn(3, 8, requires_grad=True)
        y = quantise_weight(x)
        steps = (y / (x.abs().amax(-1, keepdim=True) / WEIGHT_LIMIT)).detach()
        self.assertLess((steps - steps.round()).abs().max().item(), 1e-3)
        y.sum().backward()
        self.assertTrue(torch.equal(x.grad, torch.ones_like(x)))


class NoFeatures(NoLists):
    def features(self, words, sentence_of):
        return [() for _ in words]


class Embedded(unittest.TestCase):
    """What is read back from the embedded weights is what they were made of, but for the rounding."""

    def test_embedded_weights_tag_as_those_they_were_made_of(self):
        folder = os.path.join(os.path.dirname(__file__), "..", "..", "nlp")
        with open(os.path.join(folder, "testdata", "float.json"), encoding="utf-8") as f:
            made_of = json.load(f)
        model = Model()
        model.enc.load_base(os.path.join(base_model_folder(), "model.safetensors"))
        export.load(model, embedded.read(os.path.join(folder, "weights.bin"), model.state_dict()))
        nothing = {"article": "a.txt", "entities": [], "statements": []}
        passage = articles.annotate("a.txt", made_of["Text"], nothing, NoFeatures())
        found = decode.tag_probabilities(model.eval(), [passage], wordpiece(), torch.device("cpu"))[0]
        self.assertLess(np.abs(found - np.array(made_of["Tags"])).mean(), 0.005)


class Counting(unittest.TestCase):
    def test_optional_statements_count_neither_way(self):
        gold = scoring.Gold(
            {
                "entities": [{"name": n, "type": t} for n, t in (("A", "person"), ("B", "institution"))],
                "statements": [["A", "leads", "B"]],
            }
        )
        self.assertIn(("A", "worksFor", "B"), gold.optional)

    def test_impossible_tag_sequences_are_never_chosen(self):
        log_p = np.full((3, len(schema.TAGS)), -9.0, dtype=np.float32)
        log_p[0, schema.TAG_INDEX["O"]] = 0
        log_p[1, schema.TAG_INDEX["I-person"]] = 0
        log_p[1, schema.TAG_INDEX["B-person"]] = -1
        log_p[2, schema.TAG_INDEX["I-person"]] = 0
        self.assertEqual([schema.TAGS[t] for t in decode.viterbi(log_p)], ["O", "B-person", "I-person"])


class WholeWay(unittest.TestCase):
    def test_training_learns_resumes_and_ships(self):
        torch.manual_seed(1)
        split, p = wordpiece(), passage()
        model = Model()
        model.enc.load_base(os.path.join(base_model_folder(), "model.safetensors"))
        with tempfile.TemporaryDirectory() as folder:
            weights = self._train(model, split, p, folder)
            again = Model()
            resumed = self._train(again, split, p, folder)  # finished: nothing to do
            self.assertTrue(torch.equal(weights["tag.weight"], resumed["tag.weight"]))
            self._finds_the_statements(again.eval(), split)
            self._ships(again, folder)

    def _train(self, model, split, p, folder):
        settings = Settings(epochs=40, seed=1, quantised_epochs=5, average_decay=0.9)
        path = os.path.join(folder, "run.checkpoint")
        run = Run(model, settings, lambda epoch, rng: cut(p, split), split, path, log=lambda line: None)
        return run.train()

    def _finds_the_statements(self, model, split):
        device = next(model.parameters()).device
        with quantised(model):
            item = ("harbour.txt", TEXT, ANNOTATION)
            found = evaluate.evaluate(model, [item], NoLists(), split, device)
        self.assertGreater(scoring.total(found.entities).f1, 0.85)
        self.assertGreater(found.best_flat()[1].f1, 0.7)
        self.assertIn("| leads |", evaluate.report(found, {"*": 0.5}, "test"))

    def _ships(self, model, folder):
        path = os.path.join(folder, "run1.pt")
        export.save_run(path, model.state_dict(), model.state_dict())
        export.load(model, export.read(path, "last"))
        state = {k: v.float().cpu() for k, v in model.state_dict().items()}
        scaled = export.scale_outputs(export.average([state, state]), 2.0, 0.5)
        export.write(folder, scaled, {"*": 0.5}, base_model_folder())
        tensors = load_file(os.path.join(folder, "model.safetensors"))
        self.assertEqual(tensors["out.weight"].shape, (len(schema.OURS), 256))
        self.assertTrue(
            torch.allclose(tensors["out.bias"][:3].float(), state["out.bias"][:3] * 2 + 0.5, atol=1e-2)
        )
        with open(os.path.join(folder, "config.json"), encoding="utf-8") as f:
            config = json.load(f)
        self.assertEqual(config["outputs"][0], "employed")
        self.assertTrue(os.path.exists(os.path.join(folder, "vocab.txt")))


class Entities(unittest.TestCase):
    def test_a_surname_joins_its_full_name(self):
        p = passage()
        p.mentions = [Mention(0, 2, "name", ("person",)), Mention(1, 2, "name", ("person",))]
        clusters = Clusters(decode.Prediction(p, {}, {}), NoLists())
        self.assertEqual([e.name for e in clusters.entities], ["Mira Okafor"])
        self.assertEqual(candidates(decode.Prediction(p, {}, {}), clusters), [])


if __name__ == "__main__":
    random.seed(1)
    unittest.main()

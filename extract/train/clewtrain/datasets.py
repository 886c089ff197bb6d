"""All corpora together: what each epoch of each stage sees."""

import os
import pickle

from clewtrain.corpora import articles, gum, knowledgenet, names, redocred, written
from clewtrain.decode import name_spans, tag_probabilities
from clewtrain.gazetteer import Gazetteer
from clewtrain.swap import NameSwapper
from clewtrain.windows import cut

# The part of each auxiliary corpus that an epoch sees.
_SHARES = {"knowledgenet": 1.0, "redocred": 1.0, "names": 0.25, "gum": 0.6}
_SIZES = {"knowledgenet": 200, "redocred": 180, "names": 200, "gum": 180}
_REPLAY = 0.2  # of those parts in stage 2
_WARM_UP_ARTICLES = 0.5


class Corpora:
    """The corpora's passages; KnowledgeNet's without the names that a tagger adds."""

    def __init__(self, data_dir, train_dir, wordpiece, folds=knowledgenet.FOLDS, swap_names=0.0):
        gazetteer = Gazetteer(data_dir)
        self.wordpiece = wordpiece
        self.swapper = NameSwapper(gazetteer, swap_names) if swap_names else None
        self.articles = [
            articles.read(train_dir, name, gazetteer) for name in articles.training_names(train_dir)
        ]
        self.written = [
            articles.annotate(*written.read_file(path), gazetteer) for path in written.paths()
        ]
        self.auxiliary = {
            "knowledgenet": knowledgenet.read(data_dir, gazetteer, folds),
            "redocred": redocred.read(data_dir, gazetteer),
            "names": names.read(data_dir, gazetteer),
            "gum": gum.read(data_dir, gazetteer),
        }

    def leave_out(self, number, count):
        """Train without one fold of the annotated and one of the written articles."""
        del self.articles[number::count]
        del self.written[number::count]

    def warm_up(self, epoch, rng):
        """Everything but KnowledgeNet, and half of the annotated articles: for the tagger that finds KnowledgeNet's names."""
        some = rng.sample(self.articles, int(len(self.articles) * _WARM_UP_ARTICLES))
        return self._cut(some, 200, rng) + self._auxiliary(rng, 1.0, without=("knowledgenet",))

    def stage1(self, epoch, rng):
        """The auxiliary corpora."""
        return self._auxiliary(rng, 1.0)

    def stage2(self, epoch, rng):
        """All annotated and written articles, and some of the auxiliary corpora again."""
        passages = self.articles + self.written
        if self.swapper:
            passages = [self.swapper(p, rng) for p in passages]
        return self._cut(passages, 200, rng) + self._auxiliary(rng, _REPLAY)

    def _auxiliary(self, rng, share, without=()):
        out = []
        for corpus, passages in self.auxiliary.items():
            if corpus not in without:
                count = int(len(passages) * _SHARES[corpus] * share)
                out += self._cut(rng.sample(passages, count), _SIZES[corpus], rng)
        return out

    def _cut(self, passages, size, rng):
        return [w for p in passages for w in cut(p, self.wordpiece, size, rng=rng)]

    def add_knowledgenet_names(self, model, device, path):
        """Add to KnowledgeNet the names that the model finds, kept in a file of that path."""
        passages = self.auxiliary["knowledgenet"]
        if os.path.exists(path):
            with open(path, "rb") as f:
                found = pickle.load(f)
        else:
            model.eval()
            probabilities = tag_probabilities(model, passages, self.wordpiece, device, overlap=0)
            found = [
                [span[:3] for span in name_spans(p, passage.sentence_of)]
                for p, passage in zip(probabilities, passages)
            ]
            with open(path, "wb") as f:
                pickle.dump(found, f)
        for passage, spans in zip(passages, found):
            knowledgenet.add_names(passage, spans)

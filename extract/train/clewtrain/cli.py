"""The command line. See README.md for what each command reads and writes."""

import argparse
import ctypes
import json
import multiprocessing
import os
import time

import torch

from clewtrain import embedded, export
from clewtrain.corpora import articles, knowledgenet, written
from clewtrain.datasets import Corpora
from clewtrain.evaluate import evaluate, fit_temperature, report
from clewtrain.gazetteer import Gazetteer
from clewtrain.knowledgenet_score import evaluate_fold
from clewtrain.model import Model
from clewtrain.quantise import quantised
from clewtrain.scoring import total
from clewtrain.training import Run, Settings, pick_device
from clewtrain.wordpiece import WordPiece, base_model_folder

_PIECES = 1600  # a batch
_SMOOTHING = 0.02
# Least score of a statement. Scores are calibrated, so this is a policy and no property of the weights: from here on the
# whole extractor's precision on dev is .8 (`clew eval --min-confidence`).
_THRESHOLD = 0.45
_LATE_RATE = 1.8e-4  # of the encoder in stage 2


def main(argv=None):
    arguments = _parser().parse_args(argv)
    _prepare(arguments.threads)
    arguments.base = arguments.base or base_model_folder()
    os.makedirs(arguments.work, exist_ok=True)
    arguments.command(arguments)


def _prepare(threads):
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    _keep_memory()


def _keep_memory():
    """Have glibc keep what is freed: a tenth of the time on a CPU went into mapping the same large tensors anew."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        trim_threshold, mmap_threshold = -1, -3
        mallopt(trim_threshold, 2**31 - 1)
        mallopt(mmap_threshold, 32 << 20)


def _parser():
    parser = argparse.ArgumentParser(prog="python -m clewtrain", description="Train clew's extractor.")
    parser.add_argument("--data", required=True, help="DATA_DIR: the third-party corpora")
    parser.add_argument("--train", required=True, help="TRAIN_DIR: the annotated articles")
    parser.add_argument("--work", default="train-work", help="folder of checkpoints, weights and reports")
    parser.add_argument("--base", default=None, help="folder of the base encoder, if not the installed package's")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="CPU threads")
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches (for a GPU)")
    parser.add_argument("--without-fold", type=int, help="a fold of KnowledgeNet that is not trained on")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "all", _all, "everything: data to the folder that ships", _pretraining, _runs, _shipping)
    _add(commands, "pretrain", _pretrain, "warm-up and stage 1: the auxiliary corpora", _pretraining)
    _add(commands, "finetune", _finetune, "stage 2: one run over our articles", _one_run)
    _add(commands, "export", _export, "choose the run that is best on dev, or the average, calibrate, write the folder and its report", _shipping)
    _add(commands, "evaluate", _evaluate, "report of some weights on dev, or on a left-out fold", _evaluating)
    _add(commands, "knowledgenet", _knowledgenet, "text F1 of some weights on --without-fold", _evaluating)
    return parser


def _add(commands, name, command, help_text, *options):
    parser = commands.add_parser(name, help=help_text, description=help_text)
    parser.set_defaults(command=command)
    for add in options:
        add(parser)


def _pretraining(parser):
    parser.add_argument("--stage1-epochs", type=int, default=6)


def _length(parser):
    parser.add_argument("--epochs", type=int, default=6, help="epochs of stage 2")
    parser.add_argument("--quantised-epochs", type=int, default=1, help="the last epochs, with int8 rounding")
    parser.add_argument("--swap-names", type=float, default=0.25, help="share of people who get new names")


def _runs(parser):
    _length(parser)
    parser.add_argument("--runs", type=int, default=2, help="runs of stage 2, side by side")
    parser.set_defaults(fold=None, start=None)


def _one_run(parser):
    _length(parser)
    parser.add_argument("--seed", type=int, required=True, help="number of the run")
    parser.add_argument("--fold", type=_fold, help="K/N: leave out every N-th article, beginning with K")
    parser.add_argument("--start", help="weights to go on from, instead of stage 1's: a run's .pt or embedded weights (.bin)")


def _shipping(parser):
    parser.add_argument("--out", default="train-model", help="folder to write")
    parser.add_argument("--weights", nargs="*", help="runs to choose from; all run*.pt of the work folder if none")
    parser.add_argument("--keep-auxiliary", action="store_true", help="keep other corpora's outputs")


def _evaluating(parser):
    parser.add_argument("weights", help="a .pt of a run, a .safetensors, or embedded weights (.bin)")
    parser.add_argument("--fold", type=_fold, help="the articles that `finetune --fold` left out, instead of dev")
    parser.add_argument("--quantised", action="store_true", help="with the rounding of int8")
    parser.add_argument("--last", action="store_true", help="a run's last weights, not its running average")


def _fold(text):
    number, count = text.split("/")
    return int(number), int(count)


def _path(arguments, name):
    return os.path.join(arguments.work, name)


def _log(line):
    print(time.strftime("%H:%M:%S"), line, flush=True)


def _wordpiece(arguments):
    return WordPiece(os.path.join(arguments.base, "vocab.txt"))


def _base_model(arguments):
    torch.manual_seed(1)
    model = Model()
    model.enc.load_base(os.path.join(arguments.base, "model.safetensors"))
    return model


def _corpora(arguments, swap_names=0.0):
    folds = [f for f in knowledgenet.FOLDS if f != arguments.without_fold]
    return Corpora(arguments.data, arguments.train, _wordpiece(arguments), folds, swap_names)


def _all(arguments):
    _pretrain(arguments)
    _side_by_side(arguments)
    _export(arguments)


def _side_by_side(arguments):
    """The runs of stage 2, each in a process of its own."""
    threads = max(1, arguments.threads // arguments.runs)
    runs = [
        multiprocessing.get_context("spawn").Process(target=_run_alone, args=(arguments, seed, threads))
        for seed in range(1, arguments.runs + 1)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    if any(run.exitcode for run in runs):
        raise SystemExit("a run of stage 2 failed: see above; the same command goes on from its last checkpoint")


def _run_alone(arguments, seed, threads):
    _prepare(threads)
    arguments.seed = seed
    _finetune(arguments)


def _pretrain(arguments):
    if os.path.exists(_path(arguments, "stage1.pt")):
        return
    corpora = _corpora(arguments)
    model = _base_model(arguments)
    weights = _stage(
        arguments, "warmup", model, corpora.warm_up, corpora, epochs=1, seed=1, pieces=_PIECES
    )
    export.load(model, weights["last"])
    _add_names(arguments, corpora, model)
    _stage(
        arguments,
        "stage1",
        model,
        corpora.stage1,
        corpora,
        epochs=arguments.stage1_epochs,
        seed=2,
        pieces=_PIECES,
    )


def _finetune(arguments):
    corpora = _corpora(arguments, arguments.swap_names)
    name = f"run{arguments.seed}"
    if arguments.fold:
        name = "fold%d-of-%d-" % arguments.fold + name
        corpora.leave_out(*arguments.fold)
    model = _base_model(arguments)
    start = arguments.start or _path(arguments, "stage1.pt")
    if not os.path.exists(start):
        raise SystemExit(f"no {start}: run pretrain first, or name other weights with --start")
    export.load(model, _read_weights(start, model, last=True))
    _add_names(arguments, corpora, model)
    _stage(
        arguments,
        name,
        model,
        corpora.stage2,
        corpora,
        epochs=arguments.epochs,
        seed=1000 + arguments.seed,
        pieces=_PIECES,
        quantised_epochs=arguments.quantised_epochs,
        encoder_rate=_LATE_RATE,
        smoothing=_SMOOTHING,
    )


def _read_weights(path, model, last):
    if path.endswith(".bin"):
        return embedded.read(path, model.state_dict())
    return export.read(path, "last" if last else "average")


def _add_names(arguments, corpora, model):
    """Give KnowledgeNet its other names: those kept by `pretrain`, else those that the model finds."""
    device = pick_device()
    corpora.add_knowledgenet_names(model.to(device), device, _path(arguments, "knowledgenet-names.pickle"))


def _stage(arguments, name, model, windows_of, corpora, **settings):
    """Train one stage; its weights go to NAME.pt. Finished stages are not repeated."""
    path = _path(arguments, name + ".pt")
    if not os.path.exists(path):
        _log(f"{name}: begins")
        run = Run(
            model,
            Settings(workers=arguments.workers, **settings),
            windows_of,
            corpora.wordpiece,
            _path(arguments, name + ".checkpoint"),
            log=lambda line: _log(f"{name}: {line}"),
        )
        run.train()
        export.save_run(path, run.average, run.model.state_dict())
        os.remove(_path(arguments, name + ".checkpoint"))
        _log(f"{name}: done in {run.seconds:.0f}s")
    return torch.load(path, weights_only=True)


class _Judge:
    """Judges weights on annotated articles; reads lists and articles once."""

    def __init__(self, arguments, items):
        self.gazetteer, self.wordpiece = Gazetteer(arguments.data), _wordpiece(arguments)
        self.model = _base_model(arguments).to(pick_device())
        self.items = items

    def __call__(self, weights, rounded):
        export.load(self.model, weights)
        device = next(self.model.parameters()).device
        with quantised(self.model, rounded):
            return evaluate(self.model, self.items, self.gazetteer, self.wordpiece, device)


def _dev_items(arguments):
    return [articles.item(arguments.train, name) for name in articles.dev_names(arguments.train)]


def _fold_items(arguments):
    """What `finetune --fold` left out: every N-th of the annotated articles, and of the written ones."""
    number, count = arguments.fold
    annotated = articles.training_names(arguments.train)[number::count]
    items = [articles.item(arguments.train, name) for name in annotated]
    return items + [written.read_file(path) for path in written.paths()[number::count]]


def _export(arguments):
    """Calibrate each run and their average with the rounding on, as it ships, and write the best on dev."""
    paths = arguments.weights or sorted(
        _path(arguments, f) for f in os.listdir(arguments.work) if f.startswith("run") and f.endswith(".pt")
    )
    judge = _Judge(arguments, _dev_items(arguments))
    runs = {os.path.basename(path): _read_weights(path, judge.model, last=False) for path in paths}
    if len(runs) > 1:
        runs["average of " + ", ".join(runs)] = export.average(list(runs.values()))
    best = None
    for name, weights in runs.items():
        a, b = fit_temperature(judge(weights, True))
        weights = export.scale_outputs(weights, a, b)
        evaluation = judge(weights, True)
        f1 = total(evaluation.statements(_THRESHOLD)).f1
        _log(f"{name}: statements F1 {f1:.3f} on dev")
        if best is None or f1 > best[0]:
            best = f1, name, weights, evaluation, [a, b]
    _, name, weights, evaluation, (a, b) = best
    export.load(judge.model, weights)
    weights = {k: v.cpu() for k, v in judge.model.state_dict().items()}  # with the frozen embeddings
    notes = {"runs": name, "calibration": [a, b]}
    export.write(arguments.out, weights, {"*": _THRESHOLD}, arguments.base, arguments.keep_auxiliary, notes)
    text = report(evaluation, {"*": _THRESHOLD}, f"{name} on dev, int8, logits * {a:.3f} + {b:.3f}")
    with open(os.path.join(arguments.out, "report.md"), "w", encoding="utf-8") as f:
        f.write(text)
    _log(f"wrote {arguments.out}")
    print(text)


def _evaluate(arguments):
    items = _fold_items(arguments) if arguments.fold else _dev_items(arguments)
    judge = _Judge(arguments, items)
    evaluation = judge(_read_weights(arguments.weights, judge.model, arguments.last), arguments.quantised)
    print(report(evaluation, {"*": evaluation.best_flat()[0]}, arguments.weights))
    print(json.dumps({"temperature": fit_temperature(evaluation)}))


def _knowledgenet(arguments):
    judge = _Judge(arguments, [])
    export.load(judge.model, _read_weights(arguments.weights, judge.model, arguments.last))
    counts = evaluate_fold(judge.model, arguments.data, arguments.without_fold, judge.gazetteer, judge.wordpiece)
    for name, c in [*sorted(counts.items()), ("all", total(counts))]:
        print(f"{name:<24} P {c.precision:.3f} R {c.recall:.3f} F1 {c.f1:.3f} {c.hit}/{c.false}/{c.missed}")

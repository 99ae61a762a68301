"""Trains the dependency parser that ships under models/language, from a folder of CoNLL-U files.

    python -m ihl_classifier.learning.parser_training TREEBANK_FOLDER OUTPUT_FOLDER

TREEBANK_FOLDER holds `<name>_{train,dev}.conllu.gz` of Universal Dependencies (English EWT, GUM). Sentences
whose id names a textbook are left out, because the terms of those texts vary. About 45 minutes on one core.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

LEFT_OUT = ("GUM_textbook",)
WIDTH, DEPTH, HIDDEN, PIECES = 96, 4, 64, 2
CONFIG = f"""
[nlp]
lang = "en"
pipeline = ["tok2vec", "tagger", "parser"]
batch_size = 256

[components]

[components.tok2vec]
factory = "tok2vec"

[components.tok2vec.model]
@architectures = "spacy.Tok2Vec.v2"

[components.tok2vec.model.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = {WIDTH}
attrs = ["NORM", "PREFIX", "SUFFIX", "SHAPE"]
rows = [5000, 1000, 2500, 2500]
include_static_vectors = false

[components.tok2vec.model.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = {WIDTH}
depth = {DEPTH}
window_size = 1
maxout_pieces = 3

[components.tagger]
factory = "tagger"

[components.tagger.model]
@architectures = "spacy.Tagger.v2"

[components.tagger.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = {WIDTH}
upstream = "tok2vec"

[components.parser]
factory = "parser"

[components.parser.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "parser"
extra_state_tokens = false
hidden_width = {HIDDEN}
maxout_pieces = {PIECES}
use_upper = true

[components.parser.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = {WIDTH}
upstream = "tok2vec"

[corpora]

[corpora.train]
@readers = "spacy.Corpus.v1"
path = "TRAIN"
max_length = 0

[corpora.dev]
@readers = "spacy.Corpus.v1"
path = "DEV"

[training]
train_corpus = "corpora.train"
dev_corpus = "corpora.dev"
seed = 7
dropout = 0.1
patience = 3000
max_steps = 9000
eval_frequency = 500

[training.optimizer]
@optimizers = "Adam.v1"
use_averages = true

[training.batcher]
@batchers = "spacy.batch_by_words.v1"
discard_oversize = false
tolerance = 0.2

[training.batcher.size]
@schedules = "compounding.v1"
start = 200
stop = 1500
compound = 1.001

[training.score_weights]
tag_acc = 0.3
dep_uas = 0.3
dep_las = 0.4
"""


def gather(treebank: Path, split: str, target: Path) -> int:
    """Return how many sentences of `split` were written to `target`, textbook ones left out.

    Raises:
        FileNotFoundError: the folder has no `*_<split>.conllu.gz`.
    """
    files = sorted(treebank.glob(f"*_{split}.conllu.gz"))
    if not files:
        raise FileNotFoundError(f"{treebank} holds no *_{split}.conllu.gz")
    count = 0
    with target.open("w", encoding="utf-8") as out:
        for file in files:
            for block in gzip.decompress(file.read_bytes()).decode("utf-8").split("\n\n"):
                name = next((line for line in block.split("\n") if line.startswith("# sent_id")), "")
                if block.strip() and not any(mark in name for mark in LEFT_OUT):
                    out.write(block.strip() + "\n\n")
                    count += 1
    return count


def train_parser(treebank: Path, output: Path) -> None:
    """Write the trained pipeline to `output`; progress goes to standard output."""
    from spacy import util
    from spacy.cli.convert import convert
    from spacy.cli.init_config import fill_config
    from spacy.cli.train import train

    with TemporaryDirectory() as name:
        work = Path(name)
        for split in ("train", "dev"):
            print(split, gather(treebank, split, work / f"{split}.conllu"), "sentences")
            convert(work / f"{split}.conllu", work, n_sents=8, converter="conllu")
        base = CONFIG.replace("TRAIN", str(work / "train.spacy")).replace("DEV", str(work / "dev.spacy"))
        (work / "base.cfg").write_text(base, encoding="utf-8")
        fill_config(work / "full.cfg", work / "base.cfg")
        train(work / "full.cfg", work / "out")
        nlp = util.load_model_from_path(work / "out" / "model-best")
        nlp.to_disk(output)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    train_parser(Path(sys.argv[1]), Path(sys.argv[2]))

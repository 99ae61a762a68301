from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ihl_classifier.learning.corpus import fingerprint, load_split, primary_rules, read_corpus, secondary_rules
from ihl_classifier.learning.corpus_check import ElementIds, check_corpus
from ihl_classifier.learning.corpus_stats import count_rows
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.schema.error import IhlError

Make = Callable[..., dict[str, Any]]
OTHER = "Rebels closed the only road to the town of Lera for nine weeks and bread ran out in most of the houses there."


def write(folder: Path, train: list[Any], gold: list[Any] | None = None) -> Path:
    for split, rows in (("train", train), ("gold", gold or [])):
        (folder / split).mkdir()
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        (folder / split / "f.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def errors(folder: Path, **options: Any) -> list[str]:
    return [f"{p.where}: {p.message}" for p in check_corpus(read_corpus(folder), **options).errors]


def test_a_good_row_has_no_errors(tmp_path: Path, row_json: Make) -> None:
    assert errors(write(tmp_path, [row_json()])) == []


LABEL = {"rule": 96, "evidence": ["seized"]}


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        ({"primary": [{"rule": 96, "evidence": ["abducted"]}]}, "primary[0].evidence[0]", "not in the text"),
        ({"primary": [{"rule": 96, "evidence": {"seizure": [{"quote": "seized", "n": 2}]}}]},
         "primary[0].evidence.seizure[0]", "occurs 1 times"),
        ({"acts": [{"verb": "shot", "doer": [], "harmed": []}]}, "acts[0].verb", "not in the text"),
        ({"secondary": [LABEL]}, "secondary", "rule 96 has both grades"),
        ({"primary": [{"rule": 12, "evidence": ["seized"]}]}, "primary", "rule 12 is never a label"),
        ({"primary": [LABEL, LABEL]}, "primary", "rule 96 is listed 2 times"),
        ({"primary": [{"rule": 96, "evidence": []}]}, "primary[0].evidence", "primary without a quote"),
        ({"primary": [{"rule": 96, "evidence": {"seizure": []}}]}, "primary[0].evidence", "primary without a quote"),
        ({"invented": False}, "facts_from", "where the facts are from"),
        ({"facts_from": "a report"}, "facts_from", "an invented row has no facts_from"),
    ],
)  # fmt: skip
def test_a_fault_of_a_row_is_named_with_its_field(
    tmp_path: Path, row_json: Make, changes: dict[str, Any], where: str, message: str
) -> None:
    found = errors(write(tmp_path, [row_json(**changes)]))
    assert any(line.startswith(f"train/f.jsonl:1:{where}: ") and message in line for line in found), found
    assert "traders" not in " ".join(found)


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("{", "train/f.jsonl:2"),
        ({"text": 7}, "train/f.jsonl:2:text"),
        ({"invented": "yes"}, "train/f.jsonl:2:invented"),
        ({"extra": 1}, "train/f.jsonl:2:extra"),
        ({"acts": [{"verb": "shot", "doer": "he", "harmed": []}]}, "train/f.jsonl:2:acts.0.doer"),
        ({"primary": [{"rule": 150, "evidence": ["seized"]}]}, "train/f.jsonl:2:primary.0.rule"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_named_and_stops_a_training(
    tmp_path: Path, row_json: Make, line: Any, where: str
) -> None:
    folder = write(tmp_path, [row_json(), line if isinstance(line, str) else row_json(id="t-002", **line)])
    assert [problem.where for problem in read_corpus(folder).problems] == [where]
    with pytest.raises(IhlError) as caught:
        load_split("train", folder)
    assert caught.value.info.where == where
    assert caught.value.info.code == "corpus_invalid"


def test_rows_are_checked_against_each_other(tmp_path: Path, row_json: Make) -> None:
    text = row_json()["text"]
    copy = row_json(id="t-002", text=text.replace("two traders", "three traders").replace("cash", "gold"),
                    acts=[], conflict="bb-two")  # fmt: skip
    found = errors(
        write(tmp_path, [row_json(), copy], [row_json(text=OTHER, primary=[], secondary=[], parties=[], acts=[])])
    )
    assert any(line.startswith("train/f.jsonl:2:text: near-duplicate of train/f.jsonl:1") for line in found)
    assert any(line.startswith("gold/f.jsonl:1:id: the id is already at train/f.jsonl:1") for line in found)
    assert any(line.startswith("gold/f.jsonl:1:conflict: ") for line in found)
    assert any(line.startswith("gold/f.jsonl:1:batch: ") for line in found)
    assert len(found) == 4


def test_words_copied_from_the_real_text_are_found(tmp_path: Path, row_json: Make) -> None:
    real = tmp_path / "real"
    real.mkdir()
    words = "Witnesses say GUNMEN seized two traders near the ford, and asked for help"
    (real / "dev.jsonl").write_text(json.dumps({"text": words}) + "\n", encoding="utf-8")
    folder = tmp_path / "corpus"
    folder.mkdir()
    assert errors(write(folder, [row_json()])) == []
    assert errors(folder, real=real) == ["train/f.jsonl:1:text: 8 words in a row are also in the text to measure on"]
    (real / "dev.jsonl").write_text(json.dumps({"text": words.replace("near the", "by a")}) + "\n", encoding="utf-8")
    assert errors(folder, real=real) == []


def test_evidence_keys_that_the_rule_file_lacks_are_warnings(tmp_path: Path, row_json: Make) -> None:
    elements = {
        96: ElementIds(frozenset({"taking", "compulsion"}), frozenset({"taking"})),
        99: ElementIds(frozenset({"detention"}), frozenset({"detention"})),
    }
    corpus = read_corpus(write(tmp_path, [row_json(), row_json(id="t-002", text=OTHER + row_json()["text"])]))
    found = [problem for problem in check_corpus(corpus, elements=elements).warnings if "labels)" in problem.message]
    assert [(problem.where, problem.message) for problem in found] == [
        (
            "train/f.jsonl:1:primary[0].evidence",
            "rule 96 has no element 'seizure'; it has compulsion, taking (so in 2 labels)",
        ),
        ("train/f.jsonl:1:primary[0].evidence", "rule 96 is primary without a quote for taking (so in 2 labels)"),
        (
            "train/f.jsonl:1:secondary[0].evidence",
            "rule 99 has a rule file: quotes are keyed by detention (so in 2 labels)",
        ),
    ]


def test_spread_gives_warnings(tmp_path: Path, row_json: Make) -> None:
    rows = [
        row_json(id=f"t-{n}", text=f"Gunmen seized them {n} a ransom a ransom", parties=[], acts=[]) for n in range(6)
    ]
    warnings = " ".join(problem.message for problem in check_corpus(read_corpus(write(tmp_path, rows))).warnings)
    for wanted in (
        "0.0% of rows have no label",
        "100.0% of rows are from aa-one",
        "1 styles",
        "8 words",
        "6 rows open",
        "ten most frequent rules hold 100.0%",
        "0 rules have 15 positives or more; 90 are wanted",
        "rule 96 has 0 near-misses",
    ):
        assert wanted in warnings


def test_a_note_tells_the_rules_that_a_negative_nearly_bears(tmp_path: Path, row_json: Make) -> None:
    quiet = {"primary": [], "secondary": [], "parties": [], "acts": []}
    rows = [row_json(), *(row_json(id=f"n{n}", note="near-miss 96 99 52: a metaphor", **quiet) for n in range(6))]
    warnings = [problem.message for problem in check_corpus(read_corpus(write(tmp_path, rows))).warnings]
    assert not any("near-misses" in message for message in warnings)


def test_rule_12_counts_as_11_and_a_primary_hides_a_secondary(row_json: Make) -> None:
    labels = [{"rule": rule, "evidence": ["seized"]} for rule in (12, 96)]
    row = CorpusRow.model_validate(row_json(primary=labels, secondary=[{"rule": 11, "evidence": ["seized"]}]))
    assert (primary_rules(row), secondary_rules(row)) == (frozenset({11, 96}), frozenset())


def test_the_fingerprint_is_of_texts_and_labels_not_of_order(rows: list[CorpusRow]) -> None:
    assert fingerprint(rows) == fingerprint(rows[::-1])
    changed = rows[0].model_copy(update={"primary": ()})
    assert fingerprint([changed, *rows[1:]]) != fingerprint(rows)


def test_stats_count_rows_and_labels(corpus_folder: Path) -> None:
    found = count_rows(read_corpus(corpus_folder).rows)
    assert (found.rows, found.negatives, found.primary[96], found.secondary[11]) == (168, 48, 24, 24)
    assert found.conflicts["aa-one"] == 21
    assert found.openings["the council of"] == 24

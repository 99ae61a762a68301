"""Strict YAML: what is refused, and that the error says file, line, key and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field

from ihl_classifier.knowledge.period import PartialDate
from ihl_classifier.knowledge.provenance import Sourced
from ihl_classifier.knowledge.yaml_files import ConfigError, StrictModel, read_folder, read_model, read_yaml
from ihl_classifier.schema.terms import PartyKind


class Leaf(StrictModel):
    word: str
    since: PartialDate | None = Field(default=None, alias="from")


class Tree(StrictModel):
    title: str = ""
    count: int = 0
    ready: bool = False
    kind: PartyKind | None = None
    leaves: tuple[Leaf, ...] = ()
    by_number: dict[int, str] = Field(default_factory=dict)
    facts: tuple[Sourced, ...] = ()


def write(folder: Path, text: str, name: str = "tree.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_words_stay_words_and_lists_become_tuples(tmp_path: Path) -> None:
    text = "title: yes\ncount: 3\nready: true\nby_number: {98: hidden}\nleaves:\n  - {word: on, from: 2012}\n"
    path = write(tmp_path, text)
    tree = read_model(path, Tree).model
    assert (tree.title, tree.count, tree.ready) == ("yes", 3, True)
    assert tree.by_number == {98: "hidden"}
    assert [(leaf.word, leaf.since) for leaf in tree.leaves] == [("on", "2012")]


BROKEN = [
    ("unknown key", "title: a\ntitel: b\n", 2, "titel", "did you mean 'title'?"),
    ("unknown key, nested", "leaves:\n  - word: a\n  - wrd: b\n", 3, "leaves.1.wrd", "did you mean 'word'?"),
    ("unknown key, aliased", "leaves:\n  - word: a\n    form: 2012\n", 3, "leaves.0.form", "did you mean 'from'?"),
    ("duplicate key", "title: a\ncount: 1\ntitle: b\n", 3, "title", "keep one of them"),
    ("wrong type, text", "title: 3\n", 1, "title", "put it in quotes"),
    ("wrong type, boolean", "title: a\nready: yes\n", 2, "ready", "write true or false"),
    ("wrong type, number", 'count: "3"\n', 1, "count", ""),
    ("word not allowed", "kind: armed_grup\n", 1, "kind", "did you mean 'armed_group'?"),
    ("missing key", "leaves:\n  - word: a\n  - {from: 2012}\n", 3, "leaves.1.word", ""),
    ("no date", "leaves:\n  - word: a\n    from: 2012-13\n", 3, "leaves.0.from", ""),
    ("anchor", "leaves: &all\n  - word: a\nby_number: *all\n", 1, "by_number", "write the part out"),
    ("two documents", "title: a\n---\ntitle: b\n", 2, "", ""),
    ("not YAML", "title: [a\ncount: 1\n", 2, "", ""),
    ("no provenance", "facts:\n  - source: x\n  - {}\n", 3, "facts.1", ""),
    ("two provenances", "facts:\n  - source: x\n    verify: true\n", 2, "facts.0", ""),
]


@pytest.mark.parametrize(("text", "line", "key", "hint"), [pytest.param(*case[1:], id=case[0]) for case in BROKEN])
def test_a_broken_file_is_refused_with_line_key_and_hint(
    tmp_path: Path, text: str, line: int, key: str, hint: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read_model(path, Tree)
    assert (caught.value.path, caught.value.line, caught.value.key, caught.value.hint) == (path, line, key, hint)
    assert f"{path}:{line}" in str(caught.value)
    assert caught.value.info.code == "config"


def test_an_unknown_key_is_told_before_what_follows_from_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read_model(write(tmp_path, "leaves:\n  - from: 2012\n    wrod: a\n"), Tree)
    assert caught.value.key == "leaves.0.wrod"


def test_a_missing_file_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_yaml(tmp_path / "none.yaml")
    with pytest.raises(ConfigError, match="has no YAML files"):
        read_folder(tmp_path, Tree)


def test_a_folder_is_read_by_name_without_shared_tables(tmp_path: Path) -> None:
    write(tmp_path, "title: b", "b.yaml")
    write(tmp_path, "title: a", "a.yaml")
    write(tmp_path, "anything: here", "_shared.yaml")
    assert [loaded.model.title for loaded in read_folder(tmp_path, Tree)] == ["a", "b"]


def test_models_do_not_change() -> None:
    leaf = Leaf(word="a")
    with pytest.raises(ValueError, match="frozen"):
        setattr(leaf, "word", "b")  # noqa: B010

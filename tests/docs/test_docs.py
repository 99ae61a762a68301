"""The docs cannot drift: what they list is compared with the code, both ways."""

from __future__ import annotations

import inspect
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import BaseModel, TypeAdapter

from api.app import create_app
from ihl_classifier import paths
from ihl_classifier.cli.main import cli
from ihl_classifier.knowledge import rulebook
from ihl_classifier.knowledge.lexicon import Lexicon
from ihl_classifier.knowledge.rulebook import RuleFile
from ihl_classifier.knowledge.yaml_files import read_model
from ihl_classifier.learning.codebook import CODEBOOK_VERSION
from ihl_classifier.learning.corpus_check import check_corpus
from ihl_classifier.schema.answer import ANSWER
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.schema.error import ERROR_LINE
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.passage import PASSAGE
from ihl_classifier.schema.review import Review
from ihl_classifier.settings import Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))])


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """Return what stands below each heading of level 2 or 3."""
    parts = re.split(r"^#{2,3} (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(text: str) -> list[list[str]]:
    """Return the cells of the tables, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    heads = {number - 1 for number, row in enumerate(cells) if set(row[0]) == {"-"}}
    return [row for number, row in enumerate(cells) if number not in heads and set(row[0]) != {"-"}]


def code(cell: str) -> list[str]:
    """Return the words in backticks."""
    return re.findall(r"`([^`]+)`", cell)


# settings


def test_each_setting_is_told_with_its_default() -> None:
    told = {code(row[0])[0]: row for row in rows(page("settings.md")) if len(row) == 4}
    assert list(told) == list(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        _, variable, default, what = told[name]
        assert code(variable) == [f"IHL_{name.upper()}"]
        if field.default_factory is None:
            assert default == (f"`{field.default}`" if field.default != "" else "empty")
        assert what.replace("`", "").startswith((field.description or "?").replace("`", "").rstrip(".")), name


def test_each_folder_variable_is_told() -> None:
    told = [code(row[0])[0] for row in rows(page("settings.md")) if len(row) == 2]
    assert told == [f"IHL_{name.upper()}_DIR" for name in paths.NAMES]


# routes


def test_the_routes_are_those_of_the_application() -> None:
    document = create_app(Settings()).openapi()
    there = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    told = [code(row[0])[0] for row in rows(page("api.md")) if code(row[0])]
    assert len(told) == len(set(told))
    assert set(told) == {*there, "GET /openapi.json"}


def test_the_scopes_told_are_those_of_the_routes() -> None:
    from ihl_classifier.store.keys import Scope

    named = {name for row in rows(page("api.md")) if len(row) == 3 for name in code(row[1])}
    assert named <= {scope.value for scope in Scope}


# commands


def commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    if len(path) > 1:
        yield " ".join(path), command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, (*path, name))


def test_the_commands_and_options_are_those_of_the_program() -> None:
    told, there = sections(page("commands.md")), dict(commands(cli, ("ihl",)))
    assert list(told) == list(there)
    for name, command in there.items():
        options = [sorted(one.opts) for one in command.params if isinstance(one, click.Option)]
        assert sorted(sorted(code(row[0])) for row in rows(told[name])) == sorted(options), name
        choices = {one.opts[-1]: one.type.choices for one in command.params if isinstance(one.type, click.Choice)}
        for row in rows(told[name]):
            for option in code(row[0]):
                assert code(row[1]) == list(choices.get(option, [])), f"{name} {option}"


# rule files


def rule_models() -> dict[str, type[BaseModel]]:
    found = inspect.getmembers(rulebook, lambda one: inspect.isclass(one) and issubclass(one, BaseModel))
    return {name: one for name, one in found if one.__module__ == rulebook.__name__ and not name.startswith("_")}


def test_each_field_of_a_rule_file_is_told() -> None:
    told = {name: rows(text) for name, text in sections(page("write-a-rule.md")).items() if rows(text)}
    models = rule_models()
    assert set(told) == set(models)
    for name, model in models.items():
        keys = [field.alias or field_name for field_name, field in model.model_fields.items()]
        assert [code(row[0])[0] for row in told[name]] == keys, name


def test_the_whole_file_of_the_page_is_one(tmp_path: Path) -> None:
    block = re.search(r"```yaml\n(.*?)```", page("write-a-rule.md"), re.DOTALL)
    assert block
    (tmp_path / "096.yaml").write_text(block[1], encoding="utf-8")
    rule = read_model(tmp_path / "096.yaml", RuleFile).model
    known = Lexicon.load(paths.data("rules")).concepts
    assert {name for _, part in rule.expressions() for name in part.concepts()} <= set(known)
    assert rule.examples.match
    assert rule.examples.no_match


# the Contract's examples


TYPES: dict[str, TypeAdapter[Any]] = {
    "incident": TypeAdapter(Incident),
    "answer": ANSWER,
    "error lines": ERROR_LINE,
    "review": TypeAdapter(Review),
    "corpus row": TypeAdapter(CorpusRow),
}


def examples() -> dict[str, list[str]]:
    found = re.findall(r"<!-- ([a-z ]+) -->\n```json\n(.*?)```", page("contract.md"), re.DOTALL)
    return {name: text.strip().splitlines() if name.endswith("lines") else [text] for name, text in found}


def test_the_examples_are_of_the_types() -> None:
    told = examples()
    assert set(told) == {*TYPES, "passage"}
    for name, adapter in TYPES.items():
        for text in told[name]:
            adapter.validate_json(text)


def spans(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.keys() == {"start", "end", "text"}:
            yield value
        for part in value.values():
            yield from spans(part)
    elif isinstance(value, list):
        for part in value:
            yield from spans(part)


@pytest.mark.parametrize("name", ["answer", "review"])
def test_the_spans_of_the_examples_quote_the_text(name: str) -> None:
    text = json.loads(examples()["incident"][0])["text"]
    found = list(spans(json.loads(examples()[name][0])))
    assert found
    for span in found:
        assert text[span["start"] : span["end"]] == span["text"]


def test_the_answer_is_that_of_the_input_and_has_a_candidate() -> None:
    given, answer = (json.loads(examples()[name][0]) for name in ("incident", "answer"))
    assert (answer["id"], answer["text"]) == (given["id"], given["text"])
    assert answer["candidates"]


def test_the_segments_of_the_passage_map_back() -> None:
    row = json.loads(examples()["passage"][0])
    passage = PASSAGE.validate_python(row["passage"])
    block = re.search(r"This document\n\n```\n(.*?)\n```", page("contract.md"), re.DOTALL)
    assert block
    assert len(passage.segments) > 1
    for start, place, length in passage.segments:
        assert row["text"][start : start + length] == block[1][place : place + length]


def test_the_corpus_row_holds_its_quotes(tmp_path: Path) -> None:
    from ihl_classifier.learning.corpus import read_corpus

    row = json.loads(examples()["corpus row"][0])
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / "one.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert check_corpus(read_corpus(tmp_path)).errors == ()


# pages


def test_the_codebook_is_of_the_version_in_use() -> None:
    text = page("codebook.md")
    assert text.startswith(f"# Codebook {CODEBOOK_VERSION}:")
    assert re.search(r"^## Cases decided$.*^\d{4}-\d\d-\d\d:", text, re.MULTILINE | re.DOTALL)


def test_readme_names_the_two_commands_and_what_it_is_not() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```\n(make .*?)```", text, re.DOTALL)
    assert block
    assert [line.split("#")[0].strip() for line in block[1].splitlines()] == ["make demo", "make test"]
    assert "never a violation" in text
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for path in PAGES:
        named = set(re.findall(r"\bmake ([a-z]+)\b(?=[`\s#])", "\n".join(blocks(path.read_text(encoding="utf-8")))))
        assert named <= targets, path.name


def blocks(text: str) -> list[str]:
    """Return what stands in code: blocks and words in backticks."""
    return [*re.findall(r"```.*?```", text, re.DOTALL), *(f"`{word} `" for word in re.findall(r"`([^`\n]+)`", text))]


def test_readme_shows_a_labelled_incident() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    capture = re.search(r"<!-- capture: begin -->(.*)<!-- capture: end -->", text, re.DOTALL)
    assert capture
    assert "candidates for review; not findings" in capture[1]
    assert "met" in capture[1]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target


def test_each_page_is_linked() -> None:
    start = (ROOT / "README.md").read_text(encoding="utf-8") + page("architecture.md")
    for path in DOCS.glob("*.md"):
        assert re.search(rf"\]\((?:docs/)?{re.escape(path.name)}\)", start), path.name


def test_decisions_are_numbered_dated_and_settled() -> None:
    found = sorted((DOCS / "adr").glob("*.md"))
    for number, path in enumerate(found, 1):
        text = path.read_text(encoding="utf-8")
        assert path.name.startswith(f"{number:04}-")
        assert text.startswith(f"# {number}. ")
        assert re.search(r"^Date: \d{4}-\d\d-\d\d\. Status: (?:accepted|superseded by \d+)\.$", text, re.MULTILINE)


def test_the_floors_are_those_that_are_checked() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = [name.strip() for layer in linter["contracts"][0]["layers"] for name in layer.split("|")]
    told = " ".join(row[0] for row in rows(sections(page("architecture.md"))["Floors"]))
    for layer in layers:
        assert layer.rpartition(".")[2] in told, layer


def test_the_modules_told_exist() -> None:
    names = {path.name for top in ("ihl_classifier", "api", "rules") for path in (ROOT / top).rglob("*.*")}
    for word in code(page("architecture.md")):
        if word.endswith((".py", ".yaml")):
            assert word.rpartition("/")[2] in names, word
            folder = word.rpartition("/")[0]
            holders = (ROOT, ROOT / "ihl_classifier")
            assert not folder or any((holder / word).is_file() for holder in holders), word

"""`ihl doctor`: checks this installation line by line and says what to mend."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from importlib.metadata import PackageNotFoundError, requires
from importlib.metadata import version as library_version
from pathlib import Path

import click
from pydantic import ValidationError

from ihl_classifier import __version__, paths
from ihl_classifier.paths import DataMissing
from ihl_classifier.schema.error import IhlError
from ihl_classifier.settings import Settings

LEAST_PYTHON = (3, 11)
SAMPLE = (
    "On 4 May 2023 gunmen abducted six villagers near the river crossing and demanded a ransom from their families. "
    "The men burned two houses and drove off with forty goats, residents said."
)
SLOW_MS = 200.0
_NAME = re.compile(r"[A-Za-z0-9._-]+")


class Verdict(StrEnum):
    """What a check found."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


_STYLES = {Verdict.OK: "green", Verdict.WARN: "yellow", Verdict.FAIL: "red"}


@dataclass(frozen=True, slots=True)
class Found:
    """What one check found, and what to do where that is not all well."""

    verdict: Verdict
    detail: str
    todo: str = ""


class Checkup:
    """The checks, in order; each stands alone, so that one fault does not hide the next."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _data(self) -> Path:
        return self._settings.data_dir

    def checks(self) -> Iterator[tuple[str, Callable[[], Found]]]:
        """Yield the name and the work of each check."""
        yield "python", python
        yield "libraries", libraries
        for name in ("rules", "models", "corpus"):
            yield f"{name} folder", lambda name=name: folder(name)  # type: ignore[misc]
        yield "lexicon", lexicon
        yield "rules", rules
        yield "parser", parser
        yield "data folder", self._data_folder
        yield "store", self._store
        yield "model", self._model
        yield "label", self._label

    def _data_folder(self) -> Found:
        folder = self._data
        if not folder.exists():
            parent = next(one for one in folder.parents if one.exists())
            if os.access(parent, os.W_OK):
                return Found(Verdict.OK, f"{folder} (not there yet; made when first needed)")
            return Found(Verdict.FAIL, f"{folder} cannot be made", "set IHL_DATA_DIR to a folder that you may write")
        try:
            with tempfile.NamedTemporaryFile(dir=folder):
                pass
        except OSError as error:
            todo = "mend its rights, or set IHL_DATA_DIR to another folder"
            return Found(Verdict.FAIL, f"{folder}: {error.strerror}", todo)
        return Found(Verdict.OK, f"{folder} (writable)")

    def _store(self) -> Found:
        from sqlalchemy import make_url

        from ihl_classifier.store import open_store

        url = make_url(self._settings.store_url)
        if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
            return Found(Verdict.OK, "none yet; made by: ihl serve, or ihl keys create")
        with closing(open_store(self._settings.store_url)) as store, store.read() as unit:
            if unit.keys.any():
                return Found(Verdict.OK, f"{store.engine.dialect.name}, opens")
        return Found(Verdict.WARN, "opens, and holds no API key", "ihl keys create --scope label")

    def _model(self) -> Found:
        from ihl_classifier.learning.model_store import ModelStore

        store = ModelStore(self._data)
        if self._settings.model:
            model = store.load_folder(Path(self._settings.model))
            return Found(Verdict.OK, f"{model.version} (named by IHL_MODEL), verified")
        current = store.current()
        if current is None:
            return Found(Verdict.FAIL, "there is no model", "train one: ihl train, then ihl models promote VERSION")
        manifest = store.verify(current)
        return Found(Verdict.OK, f"{current}, {manifest.rows} rows, verified with {len(manifest.self_test)} texts")

    def _label(self) -> Found:
        from ihl_classifier.labeller import Labeller
        from ihl_classifier.schema.incident import Incident

        began = time.perf_counter()
        labeller = Labeller.load(self._settings)
        loaded = time.perf_counter() - began
        incident = Incident(text=SAMPLE)
        labeller.label(incident)
        began = time.perf_counter()
        answer = labeller.label(incident)
        took = (time.perf_counter() - began) * 1000
        rules = ", ".join(str(one.rule) for one in answer.candidates if one.grade) or "none"
        detail = f"a sample text in {took:.0f} ms (loading took {loaded:.1f} s); candidates: {rules}"
        if rules == "none":
            return Found(Verdict.WARN, detail, "the sample should give candidates: ihl rules test, ihl evaluate")
        if took > SLOW_MS:
            return Found(
                Verdict.WARN, detail, f"more than {SLOW_MS:.0f} ms is slow: is the machine busy? See make bench"
            )
        return Found(Verdict.OK, detail)


@click.command()
def doctor() -> None:
    """Check this installation and say what to mend; exit code 1 where something must be mended."""
    failed = False
    try:
        settings = Settings()
    except ValidationError as error:
        _tell("settings", _faulty_settings(error))
        sys.exit(1)
    except OSError as error:
        _tell("settings", Found(Verdict.FAIL, str(error), "mend or unset IHL_CONFIG"))
        sys.exit(1)
    _tell("ihl", Found(Verdict.OK, f"{__version__}, settings read"))
    for name, check in Checkup(settings).checks():
        found = examine(check)
        _tell(name, found)
        failed = failed or found.verdict is Verdict.FAIL
    sys.exit(1 if failed else 0)


def examine(check: Callable[[], Found]) -> Found:
    """Return what the check found; one that breaks is itself a finding, told with its cause."""
    try:
        return check()
    except IhlError as error:
        where = f" ({error.info.where})" if error.info.where else ""
        return Found(Verdict.FAIL, f"{error.info.message}{where}", error.info.hint or "see the message")
    except DataMissing as error:
        return Found(Verdict.FAIL, str(error), "reinstall the package, or mend the setting")
    except Exception as error:
        return Found(Verdict.FAIL, f"{type(error).__name__}: {error}", "please report it with the output of ihl doctor")


def _tell(name: str, found: Found) -> None:
    mark = click.style(f"{found.verdict.value:<4}", fg=_STYLES[found.verdict], bold=found.verdict is not Verdict.OK)
    click.echo(f"{mark}  {name:<13}  {found.detail}")
    if found.verdict is not Verdict.OK:
        click.echo(f"{'':<21}do: {found.todo}")


def _faulty_settings(error: ValidationError) -> Found:
    """Return the first faulty setting, without its value: a database URL holds a password."""
    first = error.errors(include_input=False, include_url=False)[0]
    name = f"IHL_{'_'.join(map(str, first['loc'])).upper()}"
    return Found(Verdict.FAIL, f"{name}: {first['msg']}", f"mend {name}; docs/settings.md lists the settings")


def python() -> Found:
    """Return whether this Python is new enough."""
    shown = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < LEAST_PYTHON:
        return Found(Verdict.FAIL, shown, f"install Python {'.'.join(map(str, LEAST_PYTHON))} or newer")
    return Found(Verdict.OK, shown)


def libraries() -> Found:
    """Return the versions of the libraries that the package names as its own, or those that are missing."""
    present, missing = [], []
    for wanted in requires("ihl-classifier") or ():
        name = _NAME.match(wanted)
        if name is None or "extra ==" in wanted:
            continue
        try:
            present.append(f"{name[0]} {library_version(name[0])}")
        except PackageNotFoundError:
            missing.append(name[0])
    if missing:
        return Found(Verdict.FAIL, f"missing: {', '.join(missing)}", f"pip install {' '.join(missing)}")
    return Found(Verdict.OK, ", ".join(present[:4]) + f" and {len(present) - 4} more")


def folder(name: str) -> Found:
    """Return where a data folder lies, and why there."""
    try:
        found = paths.data(name)
    except DataMissing as error:
        verdict = Verdict.WARN if name == "corpus" else Verdict.FAIL
        todo = "only training needs it" if name == "corpus" else "reinstall the package, or mend the setting"
        return Found(verdict, str(error), todo)
    if os.environ.get(f"IHL_{name.upper()}_DIR"):
        return Found(Verdict.OK, f"{found} (chosen by IHL_{name.upper()}_DIR)")
    return Found(Verdict.OK, f"{found} ({'of the package' if paths.PACKAGE in found.parents else 'of the checkout'})")


def lexicon() -> Found:
    """Return whether the lexicon can be read, and its size."""
    from ihl_classifier.knowledge.lexicon import Lexicon

    found = Lexicon.load(paths.data("rules"))
    silent = [language for language in ("en", "fr") if next(found.patterns(language), None) is None]
    if silent:
        todo = "a language without words reads nothing: see rules/lexicon"
        return Found(Verdict.WARN, f"no words in {', '.join(silent)}", todo)
    return Found(Verdict.OK, f"{len(found.concepts)} concepts, words in English and French")


def rules() -> Found:
    """Return whether everything under rules/ parses, and what is there."""
    from ihl_classifier.rules_folder import RulesFolder

    found = RulesFolder.load(paths.data("rules"))
    files, bearing = set(found.rulebook.rules), found.catalogue.incident_bearing
    told = (
        f"version {found.version}: {len(found.catalogue.rules)} rules in the catalogue, {len(files)} rule files, "
        f"{len(found.registry.parties)} parties, {len(found.conflicts.conflicts)} conflicts"
    )
    if not files:
        return Found(
            Verdict.WARN, told, f"no rule of the {len(bearing)} that can be labels has a file: see rules/rules"
        )
    return Found(Verdict.OK, told)


def parser() -> Found:
    """Return whether the shipped parser loads and parses."""
    from ihl_classifier.language.parse import load_parser

    nlp = load_parser(paths.data("models") / "language")
    doc = nlp("Gunmen attacked the village.")
    if not any(token.dep_ == "nsubj" for token in doc):
        return Found(Verdict.WARN, "loads, and finds no subject in a plain sentence", "reinstall the package")
    return Found(Verdict.OK, f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}")

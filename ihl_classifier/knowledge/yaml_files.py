"""Strict reading of the YAML that lawyers edit: one error form, with file, line, key and a hint.

Strict means: unknown keys, duplicate keys, wrong types, anchors and several documents are errors. Only `true` and
`false` are booleans (`yes` and `no` stay words, for they are answers here) and dates stay text.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from ihl_classifier.schema.error import IhlError

Scalar = str | int | float | bool | None
KeyPath = tuple[str | int, ...]
ModelT = TypeVar("ModelT", bound="StrictModel")


class ConfigError(IhlError):
    """A YAML file that cannot be used; the start stops. `line` is 1-based, `key` a dotted path."""

    def __init__(self, path: Path, line: int, key: str, message: str, hint: str = "") -> None:
        super().__init__("config", f"{key}: {message}" if key else message, f"{path}:{line}", hint)
        self.path = path
        self.line = line
        self.key = key
        self.hint = hint


class StrictModel(BaseModel):
    """A part of a YAML file: unknown keys are errors, types are not coerced, instances do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


class _Loader(yaml.CSafeLoader):
    """libyaml's composer with the few scalar types of YAML 1.2's core schema."""


_SCALARS: tuple[tuple[str, str, str], ...] = (
    ("tag:yaml.org,2002:null", r"^(?:~|null|)$", "~n"),
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"^[-+]?[0-9]+\.[0-9]+$", "-+0123456789"),
)
_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in _SCALARS:
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), [*_first, *([""] if _tag.endswith("null") else [])])


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file as plain data, with the 1-based line of every key and list item by its path."""

    path: Path
    data: Any
    lines: dict[KeyPath, int]

    def line(self, *key: str | int) -> int:
        """Return the line of `key`, or of the nearest part around it that has one."""
        for end in range(len(key), 0, -1):
            if key[:end] in self.lines:
                return self.lines[key[:end]]
        return 1

    def error(self, key: Sequence[str | int], message: str, hint: str = "") -> ConfigError:
        """Return the error to raise for what stands at `key`."""
        return ConfigError(self.path, self.line(*key), ".".join(map(str, key)), message, hint)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[ModelT]):
    """A validated file: the model and where its parts stand."""

    file: YamlFile
    model: ModelT


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint naming the known word closest to `word`, or all of them where few, or ""."""
    choices = sorted(set(known))
    if close := difflib.get_close_matches(word, choices, n=1, cutoff=0.6):
        return f"did you mean {close[0]!r}?"
    return f"known here: {', '.join(choices)}" if 0 < len(choices) <= 30 else ""


def read_yaml(path: Path) -> YamlFile:
    """Return the file's data and line numbers.

    Raises:
        ConfigError: the file is missing, is not YAML, or has a duplicate key or an anchor.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigError(path, 1, "", f"cannot be read as UTF-8 text: {problem}") from problem
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else 1
        raise ConfigError(path, line, "", f"is not YAML: {problem.problem or problem.context}") from problem
    except yaml.YAMLError as problem:
        raise ConfigError(path, 1, "", f"is not YAML: {problem}") from problem
    finally:
        loader.dispose()
    reader = _NodeReader(path)
    return YamlFile(path, reader.value(node, ()) if node else None, reader.lines)


class _NodeReader:
    """Turns composed nodes into plain data, noting lines and refusing duplicates and anchors."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[KeyPath, int] = {}
        self._seen: set[int] = set()

    def _fail(self, node: yaml.Node, at: KeyPath, message: str, hint: str = "") -> ConfigError:
        return ConfigError(self.path, node.start_mark.line + 1, ".".join(map(str, at)), message, hint)

    def value(self, node: yaml.Node, at: KeyPath) -> Any:
        """Return the data of `node`; `at` is its path."""
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, at)
        if id(node) in self._seen:
            raise self._fail(node, at, "anchors and aliases are not allowed", "write the part out")
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            items = []
            for index, item in enumerate(node.value):
                self.lines[(*at, index)] = item.start_mark.line + 1
                items.append(self.value(item, (*at, index)))
            return items
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at)
        raise self._fail(node, at, "is of a kind that is not allowed")

    def _mapping(self, node: yaml.MappingNode, at: KeyPath) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = self._scalar(key_node, at) if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str | int) or isinstance(key, bool):
                raise self._fail(key_node, at, "a key must be a word or a whole number", "put it in quotes")
            if key in result:
                raise self._fail(key_node, (*at, key), f"the key {key!r} stands twice", "keep one of them")
            self.lines[(*at, key)] = key_node.start_mark.line + 1
            result[key] = self.value(value_node, (*at, key))
        return result

    def _scalar(self, node: yaml.ScalarNode, at: KeyPath) -> Scalar:
        text = str(node.value)
        match node.tag.rpartition(":")[2]:
            case "str" | "!":
                return text
            case "null":
                return None
            case "bool":
                return text == "true"
            case "int":
                return int(text)
            case "float":
                return float(text)
        raise self._fail(node, at, f"the tag {node.tag} is not allowed")


def read_model(path: Path, model: type[ModelT]) -> Loaded[ModelT]:
    """Return the file validated as `model`.

    Raises:
        ConfigError: the first fault found, with the line where it stands.
    """
    file = read_yaml(path)
    try:
        # By way of JSON, so that strict types accept lists as tuples and words as enum members.
        parsed = model.model_validate_json(json.dumps(file.data))
    except ValidationError as problem:
        raise _translate(file, model, problem.errors(include_url=False)) from problem
    return Loaded(file, parsed)


def read_folder(folder: Path, model: type[ModelT]) -> tuple[Loaded[ModelT], ...]:
    """Return every `*.yaml` of `folder` validated as `model`, by name; files named `_*` are shared tables, left out.

    Raises:
        ConfigError: the folder is missing or empty, or a file is faulty.
    """
    paths = sorted(path for path in folder.glob("*.yaml") if not path.name.startswith("_"))
    if not paths:
        raise ConfigError(folder, 1, "", "has no YAML files", "is the rules folder the right one?")
    return tuple(read_model(path, model) for path in paths)


def _translate(file: YamlFile, model: type[BaseModel], errors: list[ErrorDetails]) -> ConfigError:
    """Return the error for the fault that stands first; unknown keys before what may follow from them."""
    faults = [(_file_path(file, details["loc"]), details) for details in errors]
    faults.sort(key=lambda fault: (fault[1]["type"] != "extra_forbidden", file.line(*fault[0])))
    at, details = faults[0]
    kind, message, hint = details["type"], details["msg"], ""
    if kind == "extra_forbidden":
        holder = _model_at(model, at[:-1])
        message = "this key is not known here"
        hint = nearest(str(at[-1]), _keys(holder)) if holder else ""
    elif kind == "missing":
        message = "this key is missing"
    elif kind in {"enum", "literal_error"}:
        expected = re.findall(r"'([^']+)'", str(details.get("ctx", {}).get("expected", "")))
        message = f"{details['input']!r} is not one of the allowed words"
        hint = nearest(str(details["input"]), expected)
    elif kind == "bool_type":
        hint = "write true or false"
    elif kind == "string_type":
        hint = "put it in quotes"
    return file.error(at, message.removeprefix("Value error, "), hint)


def _file_path(file: YamlFile, loc: Sequence[str | int]) -> KeyPath:
    """Return `loc` as a path of the file: pydantic adds the names of union members, and its keys are all text."""
    path: KeyPath = ()
    for position, part in enumerate(loc):
        number = int(part) if isinstance(part, str) and part.isdigit() else part
        last = position == len(loc) - 1
        if (*path, part) in file.lines:
            path = (*path, part)
        elif (*path, number) in file.lines:
            path = (*path, number)
        elif last and isinstance(part, str) and part.isidentifier():
            path = (*path, part)
    return path


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: type[BaseModel], path: Sequence[str | int]) -> type[BaseModel] | None:
    """Return the model that holds the keys at `path`, or None where there is no single one."""
    holders: list[type[BaseModel]] = [model]
    for part in path:
        if isinstance(part, int):
            continue
        found: list[type[BaseModel]] = []
        for holder in holders:
            by_key = {field.alias or name: field.annotation for name, field in holder.model_fields.items()}
            found += _models_in(by_key[part]) if part in by_key else []
        holders = found or holders
    return holders[0] if holders else None


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]

"""Each floor imports only from floors below it, and no floor is left out of the contract."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[1]


def test_the_layers_hold(capsys: pytest.CaptureFixture[str]) -> None:
    code = lint_imports(str(ROOT / "pyproject.toml"), no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_an_import_upward_is_caught(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    turned = (
        '[tool.importlinter]\nroot_packages = ["ihl_classifier", "api"]\n[[tool.importlinter.contracts]]\n'
        'name = "upside down"\ntype = "layers"\nlayers = ["ihl_classifier.schema", "ihl_classifier.labeller"]\n'
    )
    (tmp_path / "pyproject.toml").write_text(turned, encoding="utf-8")
    assert lint_imports(str(tmp_path / "pyproject.toml"), no_cache=True) == 1
    assert "upside down BROKEN" in capsys.readouterr().out


def test_every_package_has_its_floor() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = config["tool"]["importlinter"]["contracts"]
    floors = {name.strip() for layer in contract["layers"] for name in layer.split("|")}
    package = ROOT / "ihl_classifier"
    found = {f"ihl_classifier.{path.stem}" for path in package.glob("[!_]*.py")}
    found |= {f"ihl_classifier.{path.parent.name}" for path in package.glob("[!_]*/__init__.py")}
    assert found == floors - {"api"}

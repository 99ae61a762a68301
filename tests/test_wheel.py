"""The wheel works by itself: built from this checkout, unpacked elsewhere, run outside the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAIN = "from ihl_classifier.cli.main import main; main()"
TEXT = "Gunmen abducted four engineers near the dam and demanded a ransom.\n"
WHERE = """
import json, api, ihl_classifier
from ihl_classifier import paths
print(json.dumps([ihl_classifier.__file__, api.__file__, *(str(paths.data(n)) for n in ("rules", "models", "corpus"))]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel; hatchling is in the environment, so nothing is fetched."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=out)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds what the wheel installs, and nothing else."""
    target = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def python(installed: Path, code: str, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Return what Python does with the installed copy, in an empty folder, with the dependencies of this environment."""
    empty = installed.with_name("elsewhere")
    empty.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("IHL_", "PYTHON"))}
    env = {**kept, "PYTHONPATH": str(installed), "IHL_DATA_DIR": str(empty / "data"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *words],
        input=given, capture_output=True, text=True, encoding="utf-8", timeout=240, check=False, cwd=empty, env=env,
    )  # fmt: skip


def test_what_the_wheel_carries(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    tops = {name.partition("/")[0] for name in names}
    (info,) = [top for top in tops if top.endswith(".dist-info")]
    assert tops == {"ihl_classifier", "api", info}
    data = "ihl_classifier/_data"
    for folder in ("rules", "corpus", "models"):
        wanted = {path for path in (ROOT / folder).rglob("*") if path.is_file()}
        assert {f"{data}/{path.relative_to(ROOT).as_posix()}" for path in wanted} <= names, folder
        assert wanted, folder
    for package in ("ihl_classifier", "api"):
        modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / package).rglob("*.py")}
        assert modules <= names, package
    assert {f"{info}/licenses/LICENSE", f"{info}/licenses/NOTICE", f"{info}/entry_points.txt"} <= names
    with zipfile.ZipFile(wheel) as archive:
        assert b"ihl = ihl_classifier.cli.main:main" in archive.read(f"{info}/entry_points.txt")
    assert not [name for name in names if "__pycache__" in name or name.startswith(("tests/", "docs/"))]


def test_the_installed_copy_is_what_runs(installed: Path) -> None:
    shown = python(installed, WHERE)
    assert shown.returncode == 0, shown.stderr
    assert all(Path(place).is_relative_to(installed) for place in json.loads(shown.stdout)), shown.stdout


def test_it_labels(installed: Path) -> None:
    shown = python(installed, MAIN, "label", "--format", "jsonl", given=TEXT)
    assert (shown.returncode, shown.stderr) == (0, "")
    answer = json.loads(shown.stdout)
    assert answer["candidates"][0]["rule"] == 96
    assert answer["parties"][0]["roles"] == ["perpetrator"]


def test_it_lists_its_rules(installed: Path) -> None:
    shown = python(installed, MAIN, "rules", "list")
    assert shown.returncode == 0, shown.stderr
    assert "Hostage-taking" in shown.stdout


def test_it_makes_its_store(installed: Path) -> None:
    shown = python(installed, MAIN, "keys", "create", "--scope", "label", "--quiet")
    assert shown.returncode == 0, shown.stderr
    assert len(shown.stdout.split()) == 1


def test_a_binary_file_is_an_error_without_a_traceback(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "report.bin").write_bytes(b"\x7fELF\x00\x01secret\x00\xff" * 50)
    shown = python(installed, MAIN, "label", str(tmp_path / "report.bin"))
    assert shown.returncode == 2
    assert shown.stderr.startswith("ihl: ")
    assert "Traceback" not in shown.stderr
    assert "secret" not in shown.stderr + shown.stdout

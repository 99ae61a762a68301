"""Where the project's data lies: a setting first, then the wheel's own copy, then the checkout."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent
NAMES = ("rules", "models", "corpus", "docs")


class DataMissing(FileNotFoundError):
    """A data folder is in none of the places where it may be."""


def data(name: str) -> Path:
    """Return the folder `name` (one of NAMES); `IHL_RULES_DIR`, `IHL_MODELS_DIR`, `IHL_CORPUS_DIR` override.

    Raises:
        DataMissing: the folder is in none of the places, or the setting names no folder.
    """
    if name not in NAMES:
        raise ValueError(f"no data folder is called {name!r}; there are {', '.join(NAMES)}")
    variable = f"IHL_{name.upper()}_DIR"
    if chosen := os.environ.get(variable):
        folder = Path(chosen)
        if not folder.is_dir():
            raise DataMissing(f"{variable} names {chosen}, which is no folder; mend or unset it")
        return folder
    for folder in (PACKAGE / "_data" / name, CHECKOUT / name):
        if folder.is_dir():
            return folder
    raise DataMissing(f"the folder {name!r} is not in the installed package; reinstall it, or set {variable}")

"""What every test shares: the real rules, read once, and a reader of the shipped parser."""

from __future__ import annotations

import hypothesis
import pytest

from ihl_classifier import paths
from ihl_classifier.labeller import Labeller
from ihl_classifier.language.reader import Reader
from ihl_classifier.learning.model_store import ModelStore
from ihl_classifier.reasoning.engine import Engine
from ihl_classifier.rules_folder import RulesFolder

hypothesis.settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("fixed")
"""The same examples at every run: a failure on one machine is a failure on each."""


@pytest.fixture(scope="session")
def rules_folder() -> RulesFolder:
    """Return the rules of this checkout."""
    return RulesFolder.load(paths.data("rules"))


@pytest.fixture(scope="session")
def reader(rules_folder: RulesFolder) -> Reader:
    """Return a reader with the shipped parser."""
    return rules_folder.reader()


@pytest.fixture(scope="session")
def engine(rules_folder: RulesFolder) -> Engine:
    """Return the rule engine."""
    return rules_folder.engine()


@pytest.fixture(scope="session")
def labeller(rules_folder: RulesFolder, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Labeller:
    """Return the real labeller with the shipped model, whatever is promoted on this machine."""
    return Labeller(rules_folder, engine, ModelStore(tmp_path_factory.mktemp("no-models")).load())

"""What the routes stand on: settings, store, labellers and the law's tables, loaded when the service starts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Request

from api.pool import LabellerPool
from ihl_classifier import paths
from ihl_classifier.knowledge.catalogue import Catalogue
from ihl_classifier.knowledge.parties import PartyRegistry
from ihl_classifier.schema.error import IhlError
from ihl_classifier.settings import Settings
from ihl_classifier.store import Store


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The catalogue of rules and the registry of parties, read-only."""

    catalogue: Catalogue
    parties: PartyRegistry

    @classmethod
    def load(cls) -> Knowledge:
        """Return the tables of the rules folder; raises IhlError for a faulty file."""
        root = paths.data("rules")
        return cls(Catalogue.load(root), PartyRegistry.load(root))


@dataclass(slots=True)
class Services:
    """One service's parts. `failure` says why the labellers could not be loaded."""

    settings: Settings
    store: Store
    pool: LabellerPool
    knowledge: Knowledge
    failure: IhlError | None = None


def pool_size(settings: Settings) -> int:
    """Return how many labellers to load: the setting, or one for each core that this process may use."""
    if settings.workers:
        return settings.workers
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def services_of(app: FastAPI) -> Services:
    """Return the running service's parts."""
    services = app.state.services
    assert isinstance(services, Services), "the service has not started"
    return services


def _services(request: Request) -> Services:
    return services_of(request.app)


Parts = Annotated[Services, Depends(_services)]

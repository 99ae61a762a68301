"""The application: its floors put together, and what is loaded when it starts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from api import errors, openapi
from api.body import BodyLimit
from api.log import LOG, RequestLog, describe
from api.pool import LabellerLike, LabellerPool
from api.routes import health, incidents, label, models, parties, rules, schema
from api.security import KeyGate
from api.services import Knowledge, Services, pool_size
from ihl_classifier import __version__
from ihl_classifier.paths import DataMissing
from ihl_classifier.schema.error import IhlError
from ihl_classifier.settings import Settings
from ihl_classifier.store import open_store

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
ROUTERS = (label, incidents, rules, parties, schema, models, health)


def create_app(settings: Settings, labeller: LabellerLike | None = None) -> FastAPI:
    """Return the application; store, tables and labellers are loaded when it starts, not before.

    `labeller` stands in for the promoted model (in tests); its siblings do the work.
    """
    app = FastAPI(
        title="ihl-classifier",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(settings, labeller),
        generate_unique_id_function=lambda route: f"{route.tags[0]}_{route.name}",
    )
    for module in ROUTERS:
        app.include_router(module.router)
    errors.install(app)
    openapi.install(app)
    # The last added is the first to see a request: log, then key, then the length of the body.
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(KeyGate, per_second=settings.rate_limit_per_second)
    app.add_middleware(RequestLog)
    app.state.on_failure = lambda: None
    return app


def _lifespan(settings: Settings, labeller: LabellerLike | None) -> Lifespan:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        store = await run_in_threadpool(open_store, settings.store_url)
        knowledge = await run_in_threadpool(Knowledge.load)
        pool = LabellerPool(_loader(settings, labeller), size=pool_size(settings), queue_limit=settings.queue_limit)
        services = Services(settings, store, pool, knowledge)
        app.state.services = services
        loading = asyncio.create_task(_load(services))
        loading.add_done_callback(lambda _: app.state.on_failure() if services.failure else None)
        try:
            yield
        finally:
            loading.cancel()
            with suppress(asyncio.CancelledError):
                await loading
            await pool.close()
            store.close()

    return lifespan


def _loader(settings: Settings, labeller: LabellerLike | None) -> Callable[[], LabellerLike]:
    if labeller is not None:
        return labeller.sibling

    def load() -> LabellerLike:
        # Imported here: the language and learning floors take a second that /health need not wait for.
        from ihl_classifier.labeller import Labeller

        return Labeller.load(settings)

    return load


async def _load(services: Services) -> None:
    try:
        info = await services.pool.reload()
    except (IhlError, DataMissing) as error:
        services.failure = error if isinstance(error, IhlError) else IhlError("data_missing", str(error))
        LOG.error("labellers_not_loaded", code=services.failure.info.code, **describe(error))
    except Exception as error:
        services.failure = IhlError("labellers_not_loaded", "the labellers could not be loaded", hint="see the log")
        LOG.error("labellers_not_loaded", **describe(error))
    else:
        LOG.info("labellers_loaded", labellers=services.pool.state.labellers, model=info.version)

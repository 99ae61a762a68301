"""The labellers of the service: loaded at start, each used by one thread at a time, with a bounded queue."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from operator import methodcaller
from typing import Protocol, Self, TypeVar

from ihl_classifier.schema.answer import LabelledIncident, ModelInfo
from ihl_classifier.schema.incident import Incident

CHUNK = 32
"""Texts of one request that a labeller takes at once; between chunks other requests get their turn."""

T = TypeVar("T")


class LabellerLike(Protocol):
    """What the pool needs of a labeller; `ihl_classifier.labeller.Labeller` has it."""

    @property
    def info(self) -> ModelInfo:
        """Return what labels: versions of model and rules."""

    def sibling(self) -> Self:
        """Return a labeller for another thread."""

    def label(self, incident: Incident) -> LabelledIncident:
        """Return the labelled incident."""

    def label_many(self, incidents: Sequence[Incident]) -> list[LabelledIncident]:
        """Return the labelled incidents, in input order."""


class PoolBusy(Exception):
    """As many requests wait as may; come back later."""


class PoolNotReady(Exception):
    """The labellers are not loaded (yet)."""


@dataclass(frozen=True, slots=True, eq=False)
class _Slot:
    labeller: LabellerLike
    generation: int


@dataclass(frozen=True, slots=True)
class PoolState:
    """The pool at one moment: how many labellers there are, how many work, how many requests wait."""

    labellers: int
    busy: int
    waiting: int


class LabellerPool:
    """Labels for many requests at once. Lives in one event loop; only the labelling itself is in threads."""

    def __init__(self, load: Callable[[], LabellerLike], *, size: int, queue_limit: int) -> None:
        self._load = load
        self._size = size
        self._queue_limit = queue_limit
        self._threads = ThreadPoolExecutor(max_workers=size + 1, thread_name_prefix="labeller")
        self._idle: deque[_Slot] = deque()
        self._waiters: deque[asyncio.Future[_Slot]] = deque()
        self._busy: set[_Slot] = set()
        self._generation = 0
        self._reloading = asyncio.Lock()
        self.info: ModelInfo | None = None
        """What labels now; None until the labellers are loaded."""

    @property
    def state(self) -> PoolState:
        """Return how many labellers of the present model there are, how many work and how many requests wait."""
        current = sum(slot.generation == self._generation for slot in tuple(self._busy))
        return PoolState(len(self._idle) + current, len(self._busy), len(self._waiters))

    async def reload(self) -> ModelInfo:
        """Return what labels now: all labellers loaded anew, then exchanged at once.

        Requests under way finish with the labellers they have; if loading raises, the old ones go on.
        """
        async with self._reloading:
            loop = asyncio.get_running_loop()
            first = await loop.run_in_executor(self._threads, self._load)
            labellers = [first]
            for _ in range(self._size - 1):
                labellers.append(await loop.run_in_executor(self._threads, first.sibling))
            self._generation += 1
            self._idle.clear()
            self.info = first.info
            for labeller in labellers:
                self._release(_Slot(labeller, self._generation))
            return first.info

    async def label(self, incident: Incident) -> LabelledIncident:
        """Return the labelled incident.

        Raises:
            PoolBusy: the queue is full.
            PoolNotReady: no labeller is loaded.
        """
        return await self._run(methodcaller("label", incident), admitted=False)

    async def label_many(self, incidents: Sequence[Incident]) -> list[LabelledIncident]:
        """Return the labelled incidents, in input order; raises as `label` does, before any work is done."""
        answers: list[LabelledIncident] = []
        for start in range(0, len(incidents), CHUNK):
            chunk = incidents[start : start + CHUNK]
            # Once admitted, a request is not turned away half-way.
            answers += await self._run(methodcaller("label_many", chunk), admitted=start > 0)
        return answers

    async def close(self) -> None:
        """Return when the labelling under way is done; requests that wait are cancelled."""
        while self._waiters:
            self._waiters.popleft().cancel()
        await asyncio.get_running_loop().run_in_executor(None, self._threads.shutdown)

    async def _run(self, work: Callable[[LabellerLike], T], *, admitted: bool) -> T:
        slot = await self._acquire(admitted)
        future = asyncio.get_running_loop().run_in_executor(self._threads, work, slot.labeller)
        # Released when the thread is done, not when the request is: a client that hangs up cancels this
        # coroutine while the thread still works with the labeller.
        future.add_done_callback(lambda _: self._release(slot))
        return await asyncio.shield(future)

    async def _acquire(self, admitted: bool) -> _Slot:
        if self.info is None:
            raise PoolNotReady
        if self._idle:
            slot = self._idle.popleft()
            self._busy.add(slot)
            return slot
        if len(self._waiters) >= self._queue_limit and not admitted:
            raise PoolBusy
        waiter: asyncio.Future[_Slot] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._release(waiter.result())
            elif waiter in self._waiters:
                self._waiters.remove(waiter)
            raise

    def _release(self, slot: _Slot) -> None:
        self._busy.discard(slot)
        if slot.generation != self._generation:
            return
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                self._busy.add(slot)
                waiter.set_result(slot)
                return
        self._idle.append(slot)

"""The pool: no labeller in two threads, no answer for another's text, a bounded queue, a clean exchange of models."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from api_fake_labeller import POISON, FakeLabeller, Shared

from api.pool import CHUNK, LabellerPool, PoolBusy, PoolNotReady
from ihl_classifier.schema.incident import Incident


def pool_of(shared: Shared, size: int = 4, queue_limit: int = 1000) -> LabellerPool:
    return LabellerPool(FakeLabeller(shared).sibling, size=size, queue_limit=queue_limit)


def in_pool(pool: LabellerPool, use: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async def whole() -> None:
        await pool.reload()
        try:
            await use()
        finally:
            await pool.close()

    asyncio.run(asyncio.wait_for(whole(), 60))


def incident(number: int) -> Incident:
    return Incident(text=f"abducted {number}", id=str(number))


def test_two_hundred_requests_on_four_labellers_do_not_mix() -> None:
    shared = Shared(seconds=0.002)
    pool = pool_of(shared)

    async def use() -> None:
        answers = await asyncio.gather(*(pool.label(incident(number)) for number in range(200)))
        assert [answer.id for answer in answers] == [str(number) for number in range(200)]
        assert [answer.text for answer in answers] == [f"abducted {number}" for number in range(200)]

    in_pool(pool, use)
    assert shared.collisions == 0
    assert shared.made == 4


def test_labellers_work_side_by_side() -> None:
    together = threading.Barrier(3)
    pool = pool_of(Shared(before=lambda _: together.wait(10) and None), size=3)

    async def use() -> None:
        # Each waits for the two others: with fewer than three at work this would break the barrier.
        await asyncio.gather(*(pool.label(incident(number)) for number in range(3)))

    in_pool(pool, use)


def test_a_full_queue_turns_away_and_recovers() -> None:
    go = threading.Event()
    pool = pool_of(Shared(before=lambda _: go.wait(10) and None), size=2, queue_limit=3)

    async def use() -> None:
        admitted = [asyncio.create_task(pool.label(incident(number))) for number in range(5)]
        await asyncio.sleep(0.05)
        assert (pool.state.busy, pool.state.waiting) == (2, 3)
        for ask in (lambda: pool.label(incident(9)), lambda: pool.label_many([incident(9)])):
            with pytest.raises(PoolBusy):
                await ask()
        go.set()
        assert [answer.id for answer in await asyncio.gather(*admitted)] == ["0", "1", "2", "3", "4"]
        assert (await pool.label(incident(9))).id == "9"
        assert (pool.state.busy, pool.state.waiting) == (0, 0)

    in_pool(pool, use)


def test_many_keep_their_order_and_let_others_through() -> None:
    seen: list[str] = []
    pool = pool_of(Shared(before=lambda item: seen.append(item.id or "")), size=1)

    async def use() -> None:
        many = asyncio.create_task(pool.label_many([incident(number) for number in range(3 * CHUNK)]))
        await asyncio.sleep(0)
        single = await pool.label(Incident(text="x", id="single"))
        assert single.id == "single"
        assert [answer.id for answer in await many] == [str(number) for number in range(3 * CHUNK)]

    in_pool(pool, use)
    assert seen.index("single") == CHUNK


def test_a_labeller_that_raises_is_not_lost() -> None:
    pool = pool_of(Shared(), size=1)

    async def use() -> None:
        for _ in range(3):
            with pytest.raises(ValueError, match="cannot digest"):
                await pool.label(Incident(text=POISON))
        assert (await pool.label(incident(1))).id == "1"

    in_pool(pool, use)


def test_a_request_that_is_given_up_keeps_its_labeller_until_the_thread_is_done() -> None:
    go = threading.Event()
    shared = Shared(before=lambda _: go.wait(10) and None)
    pool = pool_of(shared, size=1)

    async def use() -> None:
        working, waiting = (asyncio.create_task(pool.label(incident(number))) for number in (1, 2))
        await asyncio.sleep(0.05)
        waiting.cancel()
        working.cancel()
        await asyncio.sleep(0.05)
        assert (pool.state.busy, pool.state.waiting) == (1, 0)
        go.set()
        assert (await pool.label(incident(3))).id == "3"

    in_pool(pool, use)
    assert shared.collisions == 0


def test_reload_exchanges_all_labellers_and_fails_no_request() -> None:
    shared = Shared(seconds=0.01)
    pool = pool_of(shared, size=2)

    async def use() -> None:
        before = [asyncio.create_task(pool.label(incident(number))) for number in range(20)]
        await asyncio.sleep(0.02)
        shared.version = "fake-2"
        assert (await pool.reload()).version == "fake-2"
        assert pool.info is not None
        assert pool.info.version == "fake-2"
        after = [await pool.label(incident(number)) for number in range(4)]
        versions = [answer.model.version for answer in await asyncio.gather(*before)]
        assert {answer.model.version for answer in after} == {"fake-2"}
        assert versions[0] == "fake-1"
        assert versions[-1] == "fake-2"
        assert pool.state.labellers == 2

    in_pool(pool, use)
    assert shared.collisions == 0


def test_a_reload_that_fails_leaves_the_old_labellers() -> None:
    shared = Shared()
    broken = False

    def load() -> FakeLabeller:
        if broken:
            raise RuntimeError("no such model")
        return FakeLabeller(shared, shared.version)

    pool = LabellerPool(load, size=2, queue_limit=5)

    async def use() -> None:
        nonlocal broken
        broken = True
        with pytest.raises(RuntimeError, match="no such model"):
            await pool.reload()
        assert (await pool.label(incident(1))).model.version == "fake-1"

    in_pool(pool, use)


def test_before_loading_there_is_no_labeller() -> None:
    pool = pool_of(Shared())

    async def use() -> None:
        with pytest.raises(PoolNotReady):
            await pool.label(incident(1))
        await pool.close()

    asyncio.run(use())

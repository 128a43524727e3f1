"""Specify how errands are given to workers, against a scheduler that does what a test says."""

from __future__ import annotations

import asyncio
import itertools
from concurrent.futures import Future
from dataclasses import replace
from types import SimpleNamespace

import pytest

from grader import clusterworker
from grader.clusterdispatch import Dispatcher
from grader.clusterworker import Place
from grader.errors import InternalFault, UsageError
from grader.workforce import MOST_LOSSES, Patience, Ticket, WorkersLost

PATIENCE = Patience(join_s=0.2, silent_s=60, errand_s=60, lost_s=1, empty_s=60)


class Task:
    """A task at a worker: done when a test says so."""

    def __init__(self, address, key):
        self.address, self.key, self.released = address, key, False
        self.outcome = asyncio.get_running_loop().create_future()

    def __await__(self):
        return self.outcome.__await__()

    async def result(self):
        return await self.outcome

    def release(self):
        self.released = True


class Scripted:
    """A client whose scheduler knows the workers that a test names, by their status."""

    def __init__(self, *addresses):
        self.status = dict.fromkeys(addresses, "running")
        self.editions, self.tasks = {}, []
        self.scheduler = SimpleNamespace(identity=self.identity)
        self._clock = itertools.count()

    async def identity(self, n_workers):
        assert n_workers == -1
        seen = next(self._clock)
        return {"workers": {at: {"last_seen": seen, "status": word} for at, word in self.status.items()}}

    async def run(self, function, workers, on_error):
        return {at: self.editions.get(at, clusterworker.edition()) for at in workers}

    def submit(self, function, *arguments, key, workers, allow_other_workers, pure):
        assert (allow_other_workers, pure) == (False, False)
        self.tasks.append(Task(workers[0], key))
        if function is clusterworker.open_seat:
            self.tasks[-1].outcome.set_result(Place("token", ("calc/double",), 1))
        return self.tasks[-1]

    def errands(self):
        """Return the errands that are at work."""
        return [task for task in self.tasks if "errand" in task.key and not task.outcome.done()]


def scenario(test):
    """Run the coroutine *test* as a test."""

    def run():
        async def limited():
            await asyncio.wait_for(test(), 20)

        asyncio.run(limited())

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


async def opened(client, **patience):
    """Return a dispatcher whose workers have seats."""
    dispatcher = Dispatcher("tcp://s:1", client, b"secret", replace(PATIENCE, **patience))
    await dispatcher.settle()
    return dispatcher


def put(dispatcher, count):
    """Give *count* errands to a dispatcher and return their futures."""
    futures = [Future() for _ in range(count)]
    for number, future in enumerate(futures):
        dispatcher.put(Ticket(0, number, b"", future))
    return futures


async def until(true):
    """Wait until *true* returns something true."""
    while not true():
        await asyncio.sleep(0.005)


@scenario
async def test_a_worker_has_one_errand_at_a_time():
    """However many wait: what is at the scheduler does not grow with the class."""
    client = Scripted("a", "b")
    dispatcher = await opened(client)
    futures = put(dispatcher, 10)
    await until(lambda: len(client.errands()) == 2)
    for number in range(8):
        assert {task.address for task in client.errands()} == {"a", "b"}
        client.errands()[0].outcome.set_result(number)
        await until(lambda: len(client.errands()) == 2)
    for task in client.errands():
        task.outcome.set_result(0)
    await until(lambda: all(future.done() for future in futures))
    await until(lambda: all(task.released for task in client.tasks if "errand" in task.key))
    await dispatcher.close()


@scenario
async def test_a_worker_of_another_edition_gets_no_secret():
    """Nothing is sent to it at all."""
    client = Scripted("a")
    client.editions["a"] = replace(clusterworker.edition(), numpy="1.0")

    with pytest.raises(UsageError, match=r"^worker a: has another version: numpy 1\.0, here "):
        await opened(client)
    assert client.tasks == []


@scenario
async def test_a_worker_that_went_at_once_is_not_refused():
    """One that came and has gone again is no fault of anybody's; there are others."""
    client = Scripted("a", "b")
    client.editions["a"] = OSError("gone")

    dispatcher = await opened(client)

    assert set(dispatcher.places) == {"b"}
    assert dispatcher.refusals == {}
    await dispatcher.close()


@scenario
async def test_errands_of_a_worker_that_has_gone_are_given_to_another():
    """And its seat is released."""
    client = Scripted("a", "b")
    dispatcher = await opened(client)
    watching = asyncio.create_task(dispatcher.watch())
    (future,) = put(dispatcher, 1)
    await until(client.errands)
    (first,) = client.errands()

    del client.status[first.address]
    await until(lambda: client.errands() and client.errands()[0] is not first)

    (second,) = client.errands()
    assert second.address != first.address
    second.outcome.set_result("done")
    await until(future.done)
    assert future.result() == "done"
    assert all(task.released for task in client.tasks if task.address == first.address)
    watching.cancel()
    await dispatcher.close()


@scenario
async def test_a_worker_that_is_retired_is_no_submissions_fault():
    """However often that happens: a cluster that grows and shrinks retires workers all the time."""
    client = Scripted("w0")
    dispatcher = await opened(client)
    watching = asyncio.create_task(dispatcher.watch())
    (future,) = put(dispatcher, 1)
    for number in range(MOST_LOSSES + 1):
        await until(lambda number=number: client.errands() and client.errands()[-1].address == f"w{number}")
        client.status = {f"w{number}": "closing_gracefully", f"w{number + 1}": "running"}
    await until(lambda: client.errands()[-1].address == f"w{MOST_LOSSES + 1}")
    client.errands()[-1].outcome.set_result("done")
    await until(future.done)

    assert future.result() == "done"
    watching.cancel()
    await dispatcher.close()


@scenario
async def test_the_workers_that_an_errand_has_ended_are_named():
    """Three, in their order; then it is given to no other one."""
    client = Scripted("w0")
    dispatcher = await opened(client)
    watching = asyncio.create_task(dispatcher.watch())
    (future,) = put(dispatcher, 1)
    for number in range(MOST_LOSSES):
        await until(lambda number=number: client.errands() and client.errands()[-1].address == f"w{number}")
        client.status = {f"w{number + 1}": "running"}
    await until(future.done)

    with pytest.raises(WorkersLost, match=r"3 times while at it \(w0, w1, w2\)$"):
        future.result()
    watching.cancel()
    await dispatcher.close()


@scenario
async def test_a_worker_at_which_all_fails_is_used_no_more():
    """One without bubblewrap would else take, and fail, one errand after the other."""
    client = Scripted("good", "bad")
    dispatcher = await opened(client)
    watching = asyncio.create_task(dispatcher.watch())
    futures = put(dispatcher, 6)
    while not all(future.done() for future in futures):
        for task in client.errands():
            if task.address == "bad":
                task.outcome.set_exception(InternalFault("no bubblewrap"))
            elif len(client.tasks) > 4 or "bad" in dispatcher.refusals:
                task.outcome.set_result("done")
        await asyncio.sleep(0.005)

    assert [future.result() for future in futures] == ["done"] * 6
    assert dispatcher.refusals == {"bad": "no bubblewrap"}
    assert len([task for task in client.tasks if task.address == "bad" and "errand" in task.key]) == 2
    watching.cancel()
    await dispatcher.close()


@scenario
async def test_what_failed_at_one_worker_is_tried_at_another():
    """Though the first is free at once, and the other busy."""
    client = Scripted("a", "b")
    dispatcher = await opened(client)
    watching = asyncio.create_task(dispatcher.watch())
    futures = put(dispatcher, 2)
    await until(lambda: len(client.errands()) == 2)
    first, busy = client.errands()
    first.outcome.set_exception(InternalFault("disk full"))
    await until(lambda: len(dispatcher.places) == 1)
    await until(lambda: len(dispatcher.places) == 2)  # with a seat made anew
    await asyncio.sleep(0.3)

    assert client.errands() == [busy]
    busy.outcome.set_result("done")
    await until(lambda: len(client.errands()) == 1 and client.errands() != [busy])
    assert client.errands()[0].address == busy.address
    client.errands()[0].outcome.set_result("done")
    await until(lambda: all(future.done() for future in futures))
    watching.cancel()
    await dispatcher.close()


@scenario
async def test_an_errand_that_fails_everywhere_is_no_workers_fault():
    """After three attempts its own fault is told, and the worker goes on."""
    client = Scripted("a")
    dispatcher = await opened(client)
    watching = asyncio.create_task(dispatcher.watch())
    (future,) = put(dispatcher, 1)
    while not future.done():
        for task in client.errands():
            task.outcome.set_exception(InternalFault("the examiner ended"))
        await asyncio.sleep(0.005)

    with pytest.raises(InternalFault, match=r"^the examiner ended$"):
        future.result()
    assert dispatcher.refusals == {}
    watching.cancel()
    await dispatcher.close()


@scenario
async def test_closing_blames_no_errand():
    """One that runs when the batch ends may be given up, but has ended no worker."""
    client = Scripted("a")
    dispatcher = await opened(client)
    (future,) = put(dispatcher, 1)
    await until(client.errands)

    await dispatcher.close()

    assert not future.done()
    assert all(task.released for task in client.tasks if "seat" in task.key)

"""
Give errands to the workers of a Dask cluster, each worker one at a time, and bring back one result of each.

Who is there is looked up at the scheduler again and again: what a worker that has died, is cut off or
hangs was doing is done by another one, whatever the settings of a scheduler that somebody else has started.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import Any
from uuid import uuid4

from distributed.scheduler import KilledWorker

from grader import clusterworker
from grader.clusterworker import Edition, Moved, Place
from grader.errors import GraderError, InternalFault, UsageError
from grader.seat import Stopped
from grader.workforce import MOST_LOSSES, ClusterLost, Patience, Presence, Ticket, WorkersLost

_LOOK_S = 0.5
_ANSWER_S = 5.0
_LINGER_S = 0.005


class Dispatcher:
    """
    The coordinator's side of a cluster, within one event loop.

    Args:
        address: Of the scheduler, as the user writes it.
        client: Connected to the scheduler.
        delivery: What makes a seat, pickled.
        patience: How long to wait.
    """

    def __init__(self, address: str, client: Any, delivery: bytes, patience: Patience) -> None:
        self._address, self._client, self._delivery, self._patience = address, client, delivery, patience
        self._waiting: asyncio.PriorityQueue[Ticket] = asyncio.PriorityQueue()
        self._presence = Presence(patience.silent_s)
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._edition = clusterworker.edition()
        self._faulty: dict[str, int] = {}
        self._closing = False
        self.places: dict[str, Place] = {}
        self.refusals: dict[str, str] = {}

    def put(self, ticket: Ticket) -> None:
        """Have an errand done."""
        self._waiting.put_nowait(ticket)

    def drop(self) -> None:
        """Cancel all errands that no worker is doing."""
        while not self._waiting.empty():
            self._waiting.get_nowait().give_up()

    async def settle(self) -> None:
        """
        Wait for the first workers, and until each of them has a seat.

        Raises:
            UsageError: None came, or one is of no use; the text names it.
            ClusterLost: The scheduler does not answer any more.
        """
        end_s = time.monotonic() + self._patience.join_s
        first = await self._look()
        while not (self.places and first <= set(self.places) | set(self.refusals)):
            if self.refusals:
                break
            if time.monotonic() > end_s and (self.places or not first):
                break
            await asyncio.sleep(_LOOK_S / 5)
            first = await self._look()
        for address, reason in self.refusals.items():
            raise UsageError(f"worker {address}: {reason}")
        if not self.places:
            raise UsageError(
                f"no worker has joined the scheduler within {self._patience.join_s:g} s; "
                f"start some: dask worker {self._address} --nthreads 1"
            )

    async def watch(self) -> None:
        """
        Have errands done until this is cancelled.

        Raises:
            ClusterLost: The scheduler has gone, or there has been no worker for too long.
        """
        served_s = time.monotonic()
        while True:
            await asyncio.sleep(_LOOK_S)
            await self._look()
            if self.places:
                served_s = time.monotonic()
            elif time.monotonic() - served_s > self._patience.empty_s:
                reasons = "".join(f"; {address}: {reason}" for address, reason in self.refusals.items())
                raise ClusterLost(f"the cluster has had no worker for {self._patience.empty_s:g} s{reasons}")

    async def close(self) -> None:
        """Leave all workers."""
        self._closing = True
        tasks = list(self._serving.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _look(self) -> set[str]:
        """Begin with workers that have come, end with those that have gone; return those that are there."""
        there = self._presence.look(await self._workers(), time.monotonic())
        for address, task in list(self._serving.items()):
            if task.done():
                del self._serving[address]
                if not task.cancelled():
                    task.result()  # a fault of ours ends the batch rather than hang it
            elif address not in there:
                task.cancel()
        for address in (set(self.refusals) | set(self._faulty)) - there:
            self.refusals.pop(address, None)  # whoever comes to that address may be another one
            self._faulty.pop(address, None)
        for address in there - set(self._serving) - set(self.refusals):
            self._serving[address] = asyncio.create_task(self._serve(address))
        return there

    async def _workers(self) -> Mapping[str, Mapping[str, Any]]:
        heard_s, limit_s = time.monotonic(), min(_ANSWER_S, self._patience.lost_s)
        while True:
            with suppress(OSError, TimeoutError):
                identity = await asyncio.wait_for(self._client.scheduler.identity(n_workers=-1), limit_s)
                return dict(identity["workers"])
            if time.monotonic() - heard_s > self._patience.lost_s:
                raise ClusterLost("the scheduler does not answer any more")
            await asyncio.sleep(_LOOK_S)

    async def _serve(self, address: str) -> None:
        """Open a seat in a worker and give it errands, until it has gone."""
        key, ticket, seat = f"grader-seat-{uuid4().hex}", None, None
        try:
            if not await self._fits(address):
                return
            seat = self._submit(address, key, clusterworker.open_seat, key, self._delivery)
            place = await self._opened(address, seat)
            while place is not None:
                self.places[address] = place
                ticket = await self._waiting.get()
                if address in ticket.lost_on and set(self.places) - set(ticket.lost_on):
                    self.put(ticket)  # somebody else's turn
                    ticket = None
                    await asyncio.sleep(_LOOK_S / 5)
                    continue
                if ticket.begin() and not await self._done(address, key, place.token, ticket):
                    return
                ticket = None
        except asyncio.CancelledError:
            if ticket is not None:
                self._lost(ticket, address)
            raise
        finally:
            self.places.pop(address, None)
            if seat is not None:
                seat.release()

    async def _fits(self, address: str) -> bool:
        """Tell whether a worker has what this side has; where not, `refusals` says why."""
        answer = await self._client.run(clusterworker.edition, workers=[address], on_error="return")
        found = answer.get(address)
        if isinstance(found, Edition):
            if difference := self._edition.unlike(found):
                self.refusals[address] = f"has another version: {difference}"
            return not difference
        if not isinstance(found, OSError):  # else it has gone
            self.refusals[address] = f"the grader cannot be used there: {found}"
        return False

    async def _opened(self, address: str, seat: Any) -> Place | None:
        """Return the place of a seat, or None where it cannot be opened; a reason is in `refusals`."""
        try:
            place: Place = await seat
        except GraderError as error:
            self.refusals[address] = str(error)
            return None
        except (KilledWorker, CancelledError):
            return None
        return place

    async def _done(self, address: str, key: str, token: str, ticket: Ticket) -> bool:
        """Have one errand done; return whether that worker can do another one."""
        name = f"grader-errand-{uuid4().hex}"
        task = self._submit(address, name, clusterworker.examine, key, token, ticket.packed)
        try:
            result = await asyncio.wait_for(task.result(), self._patience.errand_s)
        except (CancelledError, Stopped):
            self.put(ticket)  # the scheduler has forgotten it, or the worker closes: nothing of the errand's
        except (Moved, KilledWorker, TimeoutError):
            self._lost(ticket, address)
        except InternalFault as fault:
            self._suspect(address, ticket, fault)
            self._lost(ticket, address, fault)  # of this machine, maybe; another place, or a seat made anew
        except GraderError as error:
            ticket.future.set_exception(error)
            return True
        except Exception as error:  # noqa: BLE001  Dask's own; whatever it is, nobody must wait for ever
            self._lost(ticket, address, InternalFault(f"{address}: {type(error).__name__}: {error}"))
        else:
            self._faulty.pop(address, None)
            ticket.future.set_result(result)
            return True
        finally:
            # A message sent now would hold up the next errand, which goes out within the same millisecond.
            asyncio.get_running_loop().call_later(_LINGER_S, task.release)
        return False

    def _submit(self, address: str, key: str, function: Any, *arguments: Any) -> Any:
        """Have a task run by that worker and by no other; return Dask's future of it."""
        return self._client.submit(
            function, *arguments, key=key, workers=[address], allow_other_workers=False, pure=False
        )

    def _suspect(self, address: str, ticket: Ticket, fault: InternalFault) -> None:
        """Use a worker no more where two new errands in a row have failed: all others would fail too."""
        if ticket.losses == 0 and self._faulty.setdefault(address, ticket.number) != ticket.number:
            self.refusals[address] = str(fault)

    def _lost(self, ticket: Ticket, address: str, fault: InternalFault | None = None) -> None:
        """Have done elsewhere what came to nothing at one worker, unless that has happened too often."""
        if not (self._closing or address in self._presence.leaving):
            ticket.losses += 1
            ticket.lost_on.append(address)
        if ticket.losses < MOST_LOSSES:
            self.put(ticket)
            return
        workers = ", ".join(ticket.lost_on)
        lost = f"the worker ended or fell silent {ticket.losses} times while at it ({workers})"
        ticket.future.set_exception(fault or WorkersLost(lost))

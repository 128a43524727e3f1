"""Have errands done by a Dask cluster, behind the interface of an executor of the standard library."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import itertools
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.errors import GraderError, InternalFault, UsageError
from grader.seat import Course, Seat, Stopped
from grader.shipment import pack
from grader.workforce import Patience, Ticket
from grader.yamlfile import read_mapping

if TYPE_CHECKING:
    from grader.clusterdispatch import Dispatcher
    from grader.clusterworker import Place

_CLOSE_S = 5.0


class Cluster(Executor):
    """
    The workers of a Dask cluster, each with one warm seat and one errand at a time.

    Opening it connects, sends the assignment to each worker and waits until those that are there are warm;
    workers that come later get it as they come. Nothing is kept of an errand whose future is done.

    Args:
        address: Of the scheduler, such as ``tcp://10.0.0.1:8786``.
        course: Against what submissions are examined; the assignment's files and the secret are sent.
        patience: How long to wait for what.
        tls: A file of Dask's configuration with certificates; without one, Dask's own configuration counts.
        make_seat: Makes a seat of a course, there.

    Raises:
        UsageError: Nobody answers at the address, there are no workers, or one of them is of no use.
    """

    def __init__(
        self,
        address: str,
        course: Course,
        patience: Patience | None = None,
        tls: Path | None = None,
        make_seat: Callable[[Course], Any] = Seat,
    ) -> None:
        _require_dask()
        from grader.clusterworker import Delivery

        self.address, self._patience, self._tls = address, patience or Patience(), tls
        self._delivery = _pickled(Delivery(pack(course.assignment), course, make_seat))
        self._numbers = itertools.count()
        self._lock = threading.RLock()  # a signal's handler may shut down what is just taking an errand
        self._open: dict[Future[Any], Ticket] = {}
        self._fault: BaseException | None = None
        self._closed = False
        self._ready: Future[None] = Future()
        self._loop: asyncio.AbstractEventLoop
        self._dispatcher: Dispatcher
        self._stopped: asyncio.Event
        self._thread = threading.Thread(target=self._work, name="grader-cluster", daemon=True)
        self._thread.start()
        try:
            self._ready.result()
        except BaseException:
            self._closed = True
            if not self._ready.done():  # Ctrl-C
                self._stop()
            raise

    @property
    def places(self) -> dict[str, Place]:
        """The seats that are there now, by the addresses of their workers."""
        return dict(self._dispatcher.places)

    @property
    def refusals(self) -> dict[str, str]:
        """The workers that came later and are of no use, and why."""
        return dict(self._dispatcher.refusals)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """
        Have a worker call ``fn(seat, *args, **kwargs)``; all of it is pickled.

        The future's exception is that of *fn* where that is an error of the grader, an `InternalFault`
        only after it came at three places; `WorkersLost`, which is one too, where the call has ended its
        worker three times; `ClusterLost` where nobody is left who could do it.

        Raises:
            RuntimeError: The cluster was shut down.
            ClusterLost: It has gone.
        """
        packed = _pickled(_Call(fn, args, kwargs))
        future: Future[Any] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("cannot have errands done after shutdown")
            if self._fault is not None:
                raise self._fault
            ticket = self._open[future] = Ticket(0, next(self._numbers), packed, future)
            future.add_done_callback(self._open.pop)
            self._later(lambda: self._dispatcher.put(ticket))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """
        Take no more errands and let those that are being done end.

        Args:
            wait: Let them come to their ends; otherwise they are given up at once, by `Stopped`.
            cancel_futures: Do not begin those that wait.
        """
        with self._lock:
            self._closed = True
        if cancel_futures or not wait:
            self._later(self._dispatcher.drop)
        if wait:
            self._await_errands()
        self._stop()
        self._thread.join(None if wait else _CLOSE_S)

    def _await_errands(self) -> None:
        wait(list(self._open))

    def _stop(self) -> None:
        with contextlib.suppress(AttributeError):  # not begun
            self._later(self._stopped.set)

    def _later(self, act: Callable[[], object]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(act)

    def _work(self) -> None:
        """Run the coordinator's loop; whatever ends it, no future stays open."""
        fault: BaseException = Stopped("the examination was stopped")
        try:
            asyncio.run(self._coordinate())
        except GraderError as error:
            fault = type(error)(f"{self.address or 'an empty address'}: {error}")
        except BaseException as error:  # noqa: BLE001  told to all who wait
            fault = InternalFault(f"{self.address}: {type(error).__name__}: {error}")
        with self._lock:
            self._fault = fault
        if not self._ready.done():
            self._ready.set_exception(fault)
        for ticket in list(self._open.values()):
            ticket.give_up(fault)

    async def _coordinate(self) -> None:
        from grader.clusterdispatch import Dispatcher

        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        client = await self._connected()
        self._dispatcher = Dispatcher(self.address, client, self._delivery, self._patience)
        try:
            await self._until_stopped(self._dispatcher.settle())
            self._ready.set_result(None)
            await self._until_stopped(self._dispatcher.watch())
        finally:
            await self._dispatcher.close()
            await _left(client)

    async def _until_stopped(self, work: Any) -> None:
        """Do *work* until it ends or this cluster is left."""
        working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(self._stopped.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
        finally:
            working.cancel()
            stopping.cancel()

    async def _connected(self) -> Any:
        """
        Return a client of the scheduler.

        Raises:
            UsageError: Nobody answers there as a scheduler.
        """
        from distributed import Client

        limit_s = self._patience.connect_s
        client: Any = None
        try:
            _require_form(self.address)
            client = Client(  # type: ignore[no-untyped-call]
                self.address,
                asynchronous=True,
                set_as_default=False,
                timeout=limit_s,
                **({"security": _security(self._tls)} if self._tls else {}),
            )
            await asyncio.wait_for(client, limit_s + 1)
        except GraderError:
            raise
        except Exception as error:
            await _left(client)
            reason = (str(error).splitlines() or [f"no answer within {limit_s:g} s"])[0]
            raise UsageError(f"no Dask scheduler answers there: {reason}") from error
        return client


def _require_form(address: str) -> None:
    """
    Refuse what is no address: a client that cannot be made leaves warnings behind.

    Raises:
        ValueError: The text says what is missing.
    """
    from distributed.comm.addressing import parse_address, parse_host_port
    from distributed.comm.registry import get_backend

    scheme, place = parse_address(address)
    get_backend(scheme)
    parse_host_port(place)


async def _left(client: Any) -> None:
    """Close what may be connected, or only half."""
    if client is not None:
        with contextlib.suppress(OSError, TimeoutError):
            await asyncio.wait_for(client.close(), _CLOSE_S)


class _Call:
    """A function of a seat with the rest of its arguments, as it travels."""

    def __init__(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.function, self.args, self.kwargs = function, args, kwargs

    def __call__(self, seat: Any) -> Any:
        return self.function(seat, *self.args, **self.kwargs)


def _pickled(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _require_dask() -> None:
    if importlib.util.find_spec("distributed") is None:
        raise UsageError("--cluster needs Dask, which is not installed: pip install 'nn-grader[cluster]'")


def _security(file: Path) -> Any:
    """
    Return what Dask's configuration in *file* says of TLS.

    Raises:
        UsageError: It cannot be read or says nothing of it.
    """
    from distributed.security import Security

    found = read_mapping(file)
    try:
        tls = found["distributed"]["comm"]["tls"]
        return Security(  # type: ignore[no-untyped-call]
            require_encryption=True,
            tls_ca_file=tls["ca-file"],
            tls_client_cert=tls["client"]["cert"],
            tls_client_key=tls["client"].get("key"),
        )
    except (KeyError, TypeError, AttributeError) as error:
        wanted = "distributed.comm.tls with ca-file, client.cert and client.key"
        raise UsageError(f"{file}: says nothing of {wanted}") from error

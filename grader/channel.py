"""
The judge's conversation with one worker: programs out, answers and call-backs in, limits watched.

Knows the format of frames but not what is in them.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from grader import faults, frames, wire
from grader.records import Limits
from grader.starvation import Starvation
from grader.watch import Watch, out_of_memory, too_long

CallBack = Callable[[bytes | bytearray], bytes]

KEPT_OUTPUT_BYTES = 16 * 2**10
_MAX_NESTING = 32


@dataclass(frozen=True)
class Ending:
    """
    How a worker ended: its exit code, or the number of its signal below zero.

    *out_of_memory* tells whether the system killed it because its group had used up its memory.
    """

    code: int
    out_of_memory: bool = False


class Channel:
    """
    The conversation with one worker; it ends with the check, or at the first fault.

    Args:
        stream: To the worker and nobody else.
        output_fd: Where what the worker prints can be read.
        starvation: Of this and other workers, one at a time.
        limits: What each call, and the check as a whole, may use.
        bury: Ends the worker with everything that it started.
        overfull: Tells whether the worker has written more files than allowed.

    Attributes:
        ending: How the worker ended; None before, and when nobody is left to tell.
    """

    cause: BaseException | None = None

    def __init__(
        self,
        stream: socket.socket,
        output_fd: int,
        starvation: Starvation,
        limits: Limits,
        bury: Callable[[], Ending | None],
        overfull: Callable[[], bool] = bool,
    ) -> None:
        self._stream, self._output_fd, self._starvation = stream, output_fd, starvation
        self._limits, self._bury, self._overfull = limits, bury, overfull
        self._stream.setblocking(False)
        os.set_blocking(output_fd, False)
        self._reader = frames.FrameReader()
        self._unsent: list[memoryview] = []
        self._waits_for_room = False
        self._kept = bytearray()
        self._printed_bytes = 0
        self._poll = select.poll()
        self._poll.register(stream, select.POLLIN)
        self._poll.register(output_fd, select.POLLIN)
        self._stream_fd = stream.fileno()
        self._nesting = 0
        self._started_s = time.monotonic()
        starvation.begin()
        self._ended = False
        self._fault: faults.StudentFault | None = None
        self.ending: Ending | None = None

    @property
    def output(self) -> str:
        """What the submission printed, its first bytes, undecodable ones replaced."""
        text = self._kept.decode("utf-8", "replace")
        more, limit = self._printed_bytes - len(self._kept), self._limits.output_bytes
        if self._printed_bytes > limit:
            return f"{text}\n[more than {limit} bytes in all]"  # how many by then is chance
        return text + (f"\n[{more} more bytes]" if more else "")

    @property
    def killed(self) -> bool:
        """Tell whether the worker, or its template, was killed, for no limit that it passed."""
        return isinstance(self._fault, faults.Killed) or self.orphaned

    @property
    def orphaned(self) -> bool:
        """Tell whether all calls were answered and yet nobody was left to tell how the worker ended."""
        return self._ended and self._fault is None and self.ending is None

    def exchange(self, request: bytes, call_back: CallBack, call: str) -> bytes | bytearray:
        """
        Send a program and return its answer, serving the worker's call-backs meanwhile.

        Args:
            request: An encoded program.
            call_back: Answers an encoded request of the worker.
            call: What is called, in words of the judge, for messages: ``layers.ReLU.forward``.

        Raises:
            StudentFault: A limit was passed, the worker died, or what it sent is not an answer.
        """
        if self._ended:
            raise self._fault or self._death(call)
        if self._starvation.is_over(time.monotonic() - self._started_s, self._limits.check_wall_s):
            self._fault = too_long(call, f"{self._limits.check_wall_s:g} s for all calls of one check")
            self.close()
            raise self._fault
        self._nesting += 1
        watch = Watch(self._limits, self._started_s, self._starvation, call, self._overfull)
        try:
            if self._nesting > _MAX_NESTING:
                text = f"{call} and what was handed to it call each other without end"
                raise faults.Breach(text, {"call": call})
            return self._converse(request, call_back, watch, call)
        except faults.StudentFault as fault:
            self._fault = self._fault or fault
            self.close()
            raise
        except wire.WireError as error:
            self._fault = faults.Breach(
                f"{call}: what came back is not an answer ({error}); was it tampered with?", {"call": call}
            )
            self.close()
            raise self._fault from error
        except BaseException:
            self.close()
            raise
        finally:
            self._nesting -= 1

    def close(self) -> None:
        """End the worker with everything that it started; doing so twice does no harm."""
        if not self._ended:
            self._ended = True
            try:
                self.ending = self._bury()  # first: a worker that sees its channel end goes to work once more
                with contextlib.suppress(faults.OutputLimit):
                    self._read_output()
            finally:
                self._stream.close()
                os.close(self._output_fd)

    def _converse(self, request: bytes, call_back: CallBack, watch: Watch, call: str) -> bytes | bytearray:
        if self._reader.waiting or self._something_came():
            raise wire.WireError("it came before the question")
        self._send(b"P", request)
        while True:
            found = self._reader.next()
            if found is None:
                self._step(watch, call)
            elif self._unsent:
                raise wire.WireError("it came before the question was read")
            elif found[0] == b"D":
                return found[1]
            elif found[0] == b"C":
                self._send(b"R", call_back(found[1]))
            else:
                raise wire.WireError("an unknown kind of frame")

    def _step(self, watch: Watch, call: str) -> None:
        """Wait for whatever comes first, bytes to read, room to write or a tick of the watch."""
        if self._ended:
            raise self._fault or self._death(call)
        watch.look()
        ready: list[int] = []
        try:
            if self._unsent:
                self._write()
            ready = [fd for fd, _ in self._poll.poll(watch.tick_s * 1000)]
            data = self._stream.recv(frames.READ_BYTES) if self._stream_fd in ready else None
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._reader.feed(data)
        elif data is not None:
            self.close()
            raise self._death(call)
        elif self._output_fd in ready:
            self._read_output(call)

    def _something_came(self) -> bool:
        if not any(fd == self._stream_fd for fd, _ in self._poll.poll(0)):
            return False
        try:
            return bool(self._stream.recv(1, socket.MSG_PEEK))
        except OSError:
            return False

    def _send(self, tag: bytes, body: bytes) -> None:
        self._unsent = frames.parts(tag, body)

    def _write(self) -> None:
        while self._unsent:
            part = self._unsent[0]
            try:
                sent = self._stream.send(part)
            except BlockingIOError:
                self._wait_for_room(True)
                return
            self._unsent[:1] = [part[sent:]] if sent < len(part) else []
        if self._waits_for_room:
            self._wait_for_room(False)

    def _wait_for_room(self, waits: bool) -> None:
        self._waits_for_room = waits
        self._poll.modify(self._stream, select.POLLIN | select.POLLOUT if waits else select.POLLIN)

    def _read_output(self, call: str = "") -> None:
        for _ in range(64):
            try:
                data = os.read(self._output_fd, 1 << 16)
            except BlockingIOError:
                return
            if not data:
                with contextlib.suppress(KeyError):  # seen before
                    self._poll.unregister(self._output_fd)
                return
            self._printed_bytes += len(data)
            self._kept += data[: KEPT_OUTPUT_BYTES - len(self._kept)]
            if self._printed_bytes > self._limits.output_bytes:
                limit = f"{self._limits.output_bytes / 2**20:.3g} MB of printed text"
                raise faults.OutputLimit(
                    f"{call} printed more than the limit of {limit}", {"call": call, "limit": limit}
                )

    def _death(self, call: str) -> faults.StudentFault:
        code = self.ending.code if self.ending else -signal.SIGKILL
        if code == -signal.SIGXCPU:
            return too_long(call, f"{self._limits.check_wall_s:g} s of CPU time in one check")
        if code == -signal.SIGSYS:
            return faults.denied(call)
        if code == -signal.SIGKILL and self.ending and self.ending.out_of_memory:
            return out_of_memory(call, self._limits)
        if code < 0:
            name = _signal_name(-code)
            text = f"the interpreter was ended by signal {name} in {call}"
            kind = faults.Killed if code == -signal.SIGKILL else faults.Crash
            return kind(text, {"call": call, "signal": name})
        return faults.Crash(
            f"the process ended by itself in {call} (exit code {code}): code that is graded must not exit",
            {"call": call},
        )


def _signal_name(number: int) -> str:
    """Return the signal's name; those for real-time use have none."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)

"""Specify the judge's conversation with a worker, honest, broken and hostile ones."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
import time
from contextlib import contextmanager

import psutil
import pytest

from grader import faults, frames, wire
from grader.channel import KEPT_OUTPUT_BYTES, Channel, Ending
from grader.errors import CheckFailed
from grader.records import Limits
from grader.starvation import Starvation

LIMITS = Limits(call_cpu_s=60, call_wall_s=0.4, check_wall_s=30, memory_bytes=2**40, output_bytes=10_000)


@contextmanager
def talking_to(script, ending=None, limits=LIMITS):
    """Open a channel to a worker that is a thread running *script* on its end of the stream."""
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()

    def play():
        reader = frames.FrameReader()
        try:
            script(theirs, lambda: frames.receive(theirs, reader), writing)
        except (OSError, wire.WireError):
            return  # the judge has hung up

    thread = threading.Thread(target=play)
    channel = Channel(ours, reading, Starvation(psutil.Process()), limits, lambda: ending)
    thread.start()
    try:
        yield channel
    finally:
        channel.close()
        theirs.close()
        os.close(writing)
        thread.join()


def unasked(_):
    """Answer no call-back."""
    raise AssertionError("a call-back came")


def echo(stream, receive, _):
    """Answer every program with itself."""
    while True:
        frames.send(stream, b"D", bytes(receive()[1]))


def test_a_program_is_answered():
    """The answer to a program is the body of the worker's next frame, again and again."""
    with talking_to(echo) as channel:
        answers = [channel.exchange(body, unasked, "f") for body in (b"a", b"b" * 3_000_000, b"")]

    assert answers == [b"a", b"b" * 3_000_000, b""]


def test_call_backs_are_served_meanwhile():
    """The worker may ask the judge before it answers; what it asks may call the worker again."""

    def script(stream, receive, _):
        receive()
        frames.send(stream, b"C", b"ask")
        assert receive() == (b"P", b"inner")
        frames.send(stream, b"D", b"inner answer")
        assert receive() == (b"R", b"told inner answer")
        frames.send(stream, b"D", b"outer answer")

    with talking_to(script) as channel:
        answer = channel.exchange(
            b"outer", lambda body: b"told " + channel.exchange(b"inner", unasked, "g"), "f"
        )

    assert answer == b"outer answer"


def test_an_exception_of_a_call_back_ends_the_conversation():
    """A finding of the check passes through, and the worker, which waits for ever, is ended."""

    def script(stream, receive, _):
        receive()
        frames.send(stream, b"C", b"ask")
        receive()

    def fail(_):
        raise CheckFailed("wrong")

    with talking_to(script) as channel:
        with pytest.raises(CheckFailed, match="wrong"):
            channel.exchange(b"p", fail, "f")
        with pytest.raises(faults.Crash):
            channel.exchange(b"p", unasked, "f")


def hostile(*pieces):
    """Return a script that reads one program and sends *pieces*."""

    def script(stream, receive, _):
        receive()
        for piece in pieces:
            stream.sendall(piece)
        receive()

    return script


@pytest.mark.parametrize(
    "pieces",
    [
        [frames.frame(b"X", b"")],
        [frames.frame(b"P", b"")],
        [b"\xff\xff\xff\xffD"],
        [b"\x08\x00\x00\x01D"],
    ],
    ids=["unknown tag", "the judge's own tag", "4 GB", "one byte too large"],
)
def test_frames_that_are_none_are_a_breach(pieces):
    """Wrong tags and sizes are the submission's doing: nobody else can write there."""
    with talking_to(hostile(*pieces)) as channel, pytest.raises(faults.Breach, match=r"layers\.f: what came"):
        channel.exchange(b"p", unasked, "layers.f")


def test_an_answer_before_the_question_is_a_breach():
    """What came while nothing was asked cannot be the answer to the next question."""

    def script(stream, receive, _):
        receive()
        stream.sendall(frames.frame(b"D", b"1") + frames.frame(b"D", b"2"))
        receive()

    with talking_to(script) as channel:
        channel.exchange(b"p", unasked, "f")
        with pytest.raises(faults.Breach, match="before the question"):
            channel.exchange(b"p", unasked, "f")


def test_endless_call_backs_are_stopped():
    """A worker that asks without reading the answers is stopped before they fill the memory."""

    def script(stream, receive, _):
        receive()
        while True:
            stream.sendall(frames.frame(b"C", b"ask"))

    with talking_to(script) as channel, pytest.raises(faults.StudentFault):
        channel.exchange(b"p", lambda _: bytes(100_000), "f")


def test_call_backs_without_end_meet_the_limit_of_the_call():
    """The watch looks even when the worker never keeps the judge waiting."""

    def script(stream, receive, _):
        receive()
        while True:
            frames.send(stream, b"C", b"ask")
            receive()

    with talking_to(script) as channel, pytest.raises(faults.TimeLimit, match=r"f took longer .* 0\.4 s"):
        channel.exchange(b"p", lambda _: b"x", "f")


def test_objects_that_call_each_other_without_end_are_stopped():
    """Nesting is limited in the judge, whose own stack it would fill."""

    def script(stream, receive, _):
        while True:
            receive()
            frames.send(stream, b"C", b"ask")

    with talking_to(script) as channel:

        def again(_):
            return channel.exchange(b"p", again, "f")

        with pytest.raises(faults.Breach, match="call each other without end"):
            channel.exchange(b"p", again, "f")


def test_a_worker_that_never_answers_meets_the_limit():
    """Bytes that trickle in without making a frame do not help it."""

    def script(stream, receive, _):
        receive()
        stream.sendall(b"\x00\x00\x01\x00D")
        receive()

    started_s = time.monotonic()
    with talking_to(script) as channel, pytest.raises(faults.TimeLimit) as caught:
        channel.exchange(b"p", unasked, "layers.f")

    assert caught.value.details == {"call": "layers.f", "limit": "0.4 s"}
    assert time.monotonic() - started_s < 5


def test_after_a_fault_the_conversation_is_over():
    """A check that catches a fault gets the same one again, and no late answer as the next."""
    with talking_to(hostile(frames.frame(b"X", b""))) as channel:
        with pytest.raises(faults.Breach) as first:
            channel.exchange(b"p", unasked, "f")
        with pytest.raises(faults.Breach) as second:
            channel.exchange(b"p", unasked, "g")

    assert second.value is first.value


@pytest.mark.parametrize(
    "ending, kind, words",
    [
        (Ending(0), faults.Crash, r"ended by itself in f \(exit code 0\)"),
        (Ending(-signal.SIGSEGV), faults.Crash, "signal SIGSEGV in f"),
        (Ending(-signal.SIGKILL), faults.Killed, "signal SIGKILL in f"),
        (
            Ending(-signal.SIGKILL, out_of_memory=True),
            faults.MemoryLimit,
            "f used more than .* of mem",
        ),
        (
            Ending(-signal.SIGSYS),
            faults.Blocked,
            "f was ended for a system call that no solution needs",
        ),
        (Ending(-signal.SIGXCPU), faults.TimeLimit, "30 s of CPU time in one check"),
        (Ending(-40), faults.Crash, "signal 40 in f"),
        (None, faults.Killed, "signal SIGKILL in f"),
    ],
    ids=["exit", "segfault", "kill", "out of memory", "denied", "cpu", "real time", "unknown"],
)
def test_a_dead_worker_is_a_crash_that_says_how(ending, kind, words):
    """The message names the call and the signal or exit code; signals without a name too."""

    def script(stream, receive, _):
        receive()
        stream.shutdown(socket.SHUT_RDWR)

    with talking_to(script, ending) as channel:
        with pytest.raises(kind, match=words):
            channel.exchange(b"p", unasked, "f")

        assert channel.ending == ending
        assert channel.killed is (kind is faults.Killed)


@pytest.mark.parametrize("ending", [None, Ending(0)], ids=["gone", "told"])
def test_a_channel_tells_whether_anybody_was_left_to_tell_of_the_end(ending):
    """A template that is gone when the check ends was killed, though all calls were answered."""
    with talking_to(echo, ending) as channel:
        assert not channel.killed
        channel.close()

        assert channel.orphaned is channel.killed is (ending is None)


def test_a_closed_channel_answers_with_the_workers_end():
    """Asking after the end is a crash, not an error of the judge; closing twice does no harm."""
    with talking_to(echo, Ending(0)) as channel:
        channel.close()
        channel.close()

        with pytest.raises(faults.Crash):
            channel.exchange(b"p", unasked, "f")


def test_what_is_printed_is_kept_up_to_a_bound():
    """The first bytes are kept, undecodable ones replaced, and the number of the others told."""

    def script(stream, receive, output):
        receive()
        os.write(output, b"\xff\xfe caf\xc3\xa9\n" + b"x" * 30_000)
        frames.send(stream, b"D", b"")

    with talking_to(script, limits=Limits(60, 5, 30, 2**40, 100_000)) as channel:
        channel.exchange(b"p", unasked, "f")
        channel.close()

    assert channel.output.startswith("\ufffd\ufffd café\nxxx")
    assert channel.output.endswith(f"x\n[{30_009 - KEPT_OUTPUT_BYTES} more bytes]")


def test_a_flood_is_told_by_its_limit():
    """How much of it came before the end is chance, and a report must repeat."""

    def script(stream, receive, output):
        receive()
        os.write(output, b"x" * 30_000)
        frames.send(stream, b"D", b"")

    with talking_to(script, limits=Limits(60, 5, 30, 2**40, 20_000)) as channel:
        with contextlib.suppress(faults.OutputLimit):  # or the answer was there first
            channel.exchange(b"p", unasked, "f")
        channel.close()

    assert channel.output.endswith("x\n[more than 20000 bytes in all]")


def test_printing_over_the_limit_is_a_fault():
    """The fault names the call and the limit; it is told while the worker still prints."""

    def script(stream, receive, output):
        receive()
        while True:
            os.write(output, bytes(1000))

    with talking_to(script) as channel, pytest.raises(faults.OutputLimit) as caught:
        channel.exchange(b"p", unasked, "f")

    assert caught.value.details == {"call": "f", "limit": "0.00954 MB of printed text"}


def test_waiting_costs_no_processor_time_when_the_output_is_closed():
    """A worker that closes its output must not make the judge spin on the end of it."""
    reading, writing = os.pipe()
    os.close(writing)
    ours, theirs = socket.socketpair()
    channel = Channel(ours, reading, Starvation(psutil.Process()), LIMITS, lambda: None)
    used_s = time.process_time()

    with theirs, pytest.raises(faults.TimeLimit):
        channel.exchange(b"p", unasked, "f")

    assert time.process_time() - used_s < 0.2

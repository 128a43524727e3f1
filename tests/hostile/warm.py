"""
Fork the judge's process from one that has its libraries loaded, in place of starting it anew.

Some hundred milliseconds less for each of a thousand gradings. Only the trusted side is changed: the worker's
template, and whatever confines it, starts as it always does.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from _pytest.config import default_plugins

from grader import examiner, hearing, mnist, syscalls

LIBRARIES = (
    *(f"_pytest.{name}" for name in default_plugins if "pytester" not in name),
    *("pytest_jsonreport.plugin", "pytest_metadata.plugin", "numpy.random"),
    *(f"grader.{name}" for name in ("plugin", "training", "gradients", "claims", "gradreport", "evidence")),
)
COMMAND = [sys.executable, "-P", "-m", "grader.examiner"]


def install() -> None:
    """Have `grader.hearing` fork its examiner out of this process from now on."""
    for name in LIBRARIES:
        importlib.import_module(name)
    with contextlib.suppress(syscalls.Unavailable):
        syscalls.sandbox_filter(), syscalls.lone_filter()  # kept once they are made
    mnist.load = functools.cache(mnist.load)
    real = subprocess.Popen

    def choose(command: Sequence[str], **options: Any) -> Any:
        return (Forked if list(command[:-1]) == COMMAND else real)(command, **options)

    class Substitute:
        """The module `subprocess` but for one name."""

        Popen = staticmethod(choose)

        def __getattr__(self, name: str) -> Any:
            return getattr(subprocess, name)

    hearing.subprocess = Substitute()


@contextlib.contextmanager
def lifted() -> Iterator[None]:
    """Have `grader.hearing` start its examiner anew, as it always does, for a while."""
    installed, hearing.subprocess = hearing.subprocess, subprocess
    try:
        yield
    finally:
        hearing.subprocess = installed


class Forked:
    """As much of a `subprocess.Popen` as the judge uses."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        pass_fds: Sequence[int],
        cwd: str,
        env: Mapping[str, str],
        stdin: int,
        stdout: int,
        stderr: int,
        start_new_session: bool,
    ) -> None:
        assert (stdin, stdout, stderr, start_new_session) == (subprocess.PIPE, -1, subprocess.STDOUT, True)
        self.returncode: int | None = None
        read_in, write_in = os.pipe()
        read_out, write_out = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _be(command, read_in, write_out, pass_fds, cwd, env)
        os.close(read_in)
        os.close(write_out)
        self.stdin, self.stdout = os.fdopen(write_in, "wb"), os.fdopen(read_out, "rb")

    def poll(self) -> int | None:
        """Return the exit code if the process has ended."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code once the process has ended."""
        end_s = time.monotonic() + (timeout if timeout is not None else 1e9)
        while self.poll() is None:
            if time.monotonic() > end_s:
                raise subprocess.TimeoutExpired(COMMAND, timeout or 0.0)
            time.sleep(0.002)
        assert self.returncode is not None
        return self.returncode

    def terminate(self) -> None:
        """Ask the process to end."""
        self._signal(15)

    def kill(self) -> None:
        """End the process."""
        self._signal(9)

    def _signal(self, number: int) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


def _be(
    command: Sequence[str],
    read_in: int,
    write_out: int,
    keep: Sequence[int],
    cwd: str,
    env: Mapping[str, str],
) -> None:
    """Become the judge's process: its descriptors, folder, environment and session; never return."""
    code = 70
    try:
        for target, source in ((0, read_in), (1, write_out), (2, write_out)):
            os.dup2(source, target)
        for number in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
            if number > 2 and number not in keep:
                with contextlib.suppress(OSError):
                    os.close(number)
        os.setsid()
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(env)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  a descriptor
        sys.argv = ["grader.examiner", command[-1]]
        code = examiner.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001  as the interpreter does
        sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)

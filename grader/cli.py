"""The command line's door: start what takes longest, then load the commands and leave the rest to them."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import NoReturn

_INTERRUPTS = (signal.SIGINT, signal.SIGTERM)


def main() -> None:
    """Run the command line; every fault of the user's is one line and exit code 2, one of ours is 3."""
    gc.disable()  # while modules are loaded, of which next to nothing is ever freed
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _end_when_interrupted()
    from grader import launch
    from grader.atterminal import end, end_when_interrupted
    from grader.errors import GraderError
    from grader.headstart import Headstart

    launch.forbid_inspection()  # the secret may be in our environment
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # to look for them takes longer than a check
    early = Headstart.begin(sys.argv[1:])
    if early is not None:
        _leave_interrupts_to_python()
        end_when_interrupted(early)
    try:
        from grader.commands import app

        if early is None:
            gc.enable()  # else a grading is about to load as much again: `graded` does it
        _leave_interrupts_to_python()
        app(standalone_mode=True, obj=early)
    except GraderError as error:
        end(str(error), error.exit_code)
    finally:
        _leave_interrupts_to_python()
        gc.enable()
        if early is not None:
            early.close()


def _end_when_interrupted() -> None:
    """Have whoever interrupts the command end it at once: nothing has begun, and there is nothing to tell."""
    for number in _INTERRUPTS:
        if signal.getsignal(number) is signal.default_int_handler:
            signal.signal(number, _ended)


def _leave_interrupts_to_python() -> None:
    for number in _INTERRUPTS:
        if signal.getsignal(number) is _ended:
            signal.signal(number, signal.default_int_handler)


def _ended(*_: object) -> NoReturn:
    os._exit(130)

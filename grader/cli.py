"""The command line's door: start what takes longest, then load the commands and leave the rest to them."""

from __future__ import annotations

import os
import signal
import sys

from grader import launch
from grader.atterminal import INTERRUPTS, end, interrupted
from grader.errors import GraderError
from grader.headstart import Headstart


def main() -> None:
    """Run the command line; every fault of the user's is one line and exit code 2, one of ours is 3."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    launch.forbid_inspection()  # the secret may be in our environment
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # to look for them takes longer than a check
    early = Headstart.begin(sys.argv[1:])
    if early is not None:
        for number in INTERRUPTS:  # until the grading begins, which ends in its own way
            if signal.getsignal(number) is signal.default_int_handler:
                signal.signal(number, lambda *_: interrupted())
    try:
        from grader.commands import app

        app(standalone_mode=True, obj=early)
    except GraderError as error:
        end(str(error), error.exit_code)
    finally:
        if early is not None:
            early.close()

"""Demand that student code cannot read what only its user may read. Tries it and changes nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from grader import footprint, sandbox
from grader.confinement import Level
from grader.errors import InternalFault


def demand_walls() -> None:
    """
    Refuse a machine on which a submission would run with this process's own rights to files.

    Raises:
        InternalFault: Neither another user nor a view of the files of its own can be had; the text says why.
    """
    command = [str(footprint.interpreter()), "-I", "-S", "-c", "import time; time.sleep(60)"]
    readable = footprint.of_python([Path(np.__file__).parent], [])
    confined = sandbox.Confined(sandbox.Order(command, readable=readable, least=Level.SECCOMP))
    confined.stop()
    wall = confined.wall
    if wall.level.rank < Level.LANDLOCK.rank and wall.uid is None:
        raise InternalFault(
            f"submissions would run as the user who may read the hidden checks (isolation: {wall.level}); "
            "grade as root, or install bubblewrap"
        )

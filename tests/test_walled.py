"""Where a submission could read what only its grader may read, it is not run."""

import pytest

from grader import walled
from grader.confinement import Level
from grader.errors import InternalFault


class Pretended:
    """A confined process behind a wall that a test chooses."""

    def __init__(self, level, uid):
        self.wall = type("Wall", (), {"level": level, "uid": uid})
        self.stopped = False

    def stop(self):
        self.stopped = True


@pytest.fixture
def offer(monkeypatch):
    """Have the machine offer a wall, and return the process behind it and what was asked for."""
    asked = []

    def offers(level, uid=None):
        process = Pretended(level, uid)
        monkeypatch.setattr(walled.sandbox, "Confined", lambda order: (asked.append(order), process)[1])
        return process, asked

    return offers


@pytest.mark.parametrize(
    "level, uid", [(Level.BUBBLEWRAP, None), (Level.LANDLOCK, None), (Level.SECCOMP, 1_879_048_200)]
)
def test_a_view_of_its_own_or_a_user_of_its_own_is_enough(offer, level, uid):
    """Either way the files of root cannot be read; what was started for the trial is ended."""
    process, asked = offer(level, uid)

    walled.demand_walls()

    assert process.stopped
    assert asked[0].least is Level.SECCOMP


def test_the_graders_own_user_with_a_filter_only_is_refused(offer):
    """Its files could be opened."""
    process, _ = offer(Level.SECCOMP)

    with pytest.raises(InternalFault, match="as the user who may read the hidden checks"):
        walled.demand_walls()

    assert process.stopped


def test_this_machine_is_really_tried():
    """What works here is accepted; nothing of the trial is left."""
    offered = walled.sandbox.offered(walled.footprint.of_python([], []))
    if offered[Level.BUBBLEWRAP] and offered[Level.LANDLOCK]:
        pytest.skip("neither bubblewrap nor landlock here")

    walled.demand_walls()

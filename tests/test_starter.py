"""A fresh assignment proves itself as it stands."""

import pytest

from grader import seeds
from grader.build import stale
from grader.config import load
from grader.errors import UsageError
from grader.misconceptions import load as misconceptions
from grader.records import Verdict, Visibility
from grader.rehearsal import Part, Rehearsal
from grader.release import release
from grader.starter import create
from grader.verify import rehearse


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A fresh assignment."""
    folder = tmp_path_factory.mktemp("new") / "Deep learning, 2nd"
    create(folder)
    return folder


def test_it_is_named_like_its_folder(course):
    """In words that a file name and a seed can hold."""
    config = load(course)

    assert (config.name, config.title) == ("deep-learning-2nd", "Deep learning 2nd")


def test_it_has_everything_once(course):
    """A skeleton that is what the reference gives, visible and hidden checks, misconceptions; no secret."""
    planned = Rehearsal(course, processes=1).plan()

    assert stale(course) == []
    assert {check.visibility for check in planned} == {Visibility.VISIBLE, Visibility.HIDDEN}
    assert len(misconceptions(course)) >= 1
    assert (course / ".gitignore").read_text().splitlines()[-1] == seeds.SECRET_FILE
    assert not (course / seeds.SECRET_FILE).exists()


def test_it_passes_verification(course):
    """The reference earns everything, and each misconception is caught as it says."""
    matrix = rehearse(course, 2, lambda done, total: None)

    assert matrix.faults() == []


def test_its_skeleton_earns_nothing(course):
    """What students start from fails every check."""
    skeleton = {"layers.py": (course / "exercises/layers.py").read_bytes()}

    found = list(Rehearsal(course, processes=1).run([Part("skeleton", skeleton, b"s")]))

    assert len(found) == 4
    assert Verdict.PASSED not in {one.verdict for one in found}


def test_it_may_be_released(course):
    """Nothing of its reference is in what students get."""
    assert release(course, {}).faults == ()


@pytest.mark.parametrize("there", ["a file", "a folder with a file"])
def test_what_is_there_is_left_alone(tmp_path, there):
    """Nothing is written over."""
    place = tmp_path / "course"
    if there == "a file":
        place.write_text("mine")
    else:
        place.mkdir()
        (place / "notes.txt").write_text("mine")

    with pytest.raises(UsageError, match="course: is there already; name a new folder"):
        create(place)


def test_an_empty_folder_will_do(tmp_path):
    """Such as a repository that was just made."""
    assert len(create(tmp_path)) == 11

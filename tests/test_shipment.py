"""Specify how an assignment travels: what of it, and that it arrives as it was."""

from __future__ import annotations

import dataclasses
import zlib

import msgpack
import pytest

from grader import config, shipment
from grader.errors import InternalFault, UsageError
from grader.seeds import framed_sha256
from tests.assignments import CHECK, write_assignment


@pytest.fixture
def assignment(tmp_path):
    """An assignment with hidden checks, in which more lies than belongs to it."""
    folder = write_assignment(tmp_path / "course", hidden=CHECK, reference="X = 1\n")
    (folder / ".grader-secret").write_text("do not send me")
    (folder / "reports").mkdir()
    (folder / "reports" / "ada.json").write_text("{}")
    (folder / "reference" / "__pycache__").mkdir()
    (folder / "reference" / "__pycache__" / "calc.pyc").write_bytes(b"stale")
    (folder / "reference" / "data.npz").write_bytes(bytes(range(256)))
    return folder


def names(folder):
    """Return the files below *folder*."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_an_assignment_arrives_as_it_was(assignment, tmp_path):
    """Byte for byte, with the same digest that reports name."""
    there = tmp_path / "there"
    there.mkdir()

    shipment.lay_out(shipment.pack(assignment), there)

    assert config.digest(there) == config.digest(assignment)
    assert (there / "reference/data.npz").read_bytes() == bytes(range(256))


def test_only_what_an_examination_needs_travels(assignment, tmp_path):
    """Not the secret's file, not reports, no bytecode."""
    there = tmp_path / "there"
    there.mkdir()

    shipment.lay_out(shipment.pack(assignment), there)

    assert names(there) == [
        "config.yaml",
        "exercises/checks/test_calc.py",
        "reference/calc.py",
        "reference/checks/test_calc.py",
        "reference/data.npz",
    ]


def test_the_digest_is_that_of_the_content(assignment):
    """The same files give the same parcel; another byte in any gives another digest."""
    before = shipment.pack(assignment)

    assert shipment.pack(assignment) == before
    (assignment / "reference/data.npz").write_bytes(b"other")
    assert shipment.pack(assignment).digest != before.digest


def test_a_linked_folder_travels_with_its_files(assignment, tmp_path):
    """And one that leads back up does not go round for ever."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "table.csv").write_text("1")
    (assignment / "reference/tables").symlink_to(elsewhere)
    (assignment / "reference/loop").symlink_to(assignment / "reference")
    there = tmp_path / "there"
    there.mkdir()

    shipment.lay_out(shipment.pack(assignment), there)

    assert "reference/tables/table.csv" in names(there)


@pytest.mark.parametrize("cut", [0, 10, -1])
def test_a_damaged_parcel_is_refused(assignment, tmp_path, cut):
    """Whatever is missing of it."""
    parcel = shipment.pack(assignment)

    with pytest.raises(InternalFault, match="arrived damaged"):
        shipment.lay_out(dataclasses.replace(parcel, content=parcel.content[:cut]), tmp_path)


def test_another_parcel_than_was_sent_is_refused(assignment, tmp_path):
    """A digest that is not of the content."""
    with pytest.raises(InternalFault, match="not the one that was sent"):
        shipment.lay_out(dataclasses.replace(shipment.pack(assignment), digest="0" * 64), tmp_path)


@pytest.mark.parametrize("name", ["/etc/x", "../x", "exercises/../../x"])
def test_nothing_is_written_outside_the_folder(tmp_path, name):
    """A parcel whose names lead out is refused, though its digest is right."""
    digest = framed_sha256([name.encode(), b"x"]).hex()
    parcel = shipment.Parcel(digest, zlib.compress(msgpack.packb([(name, b"x")])))
    inner = tmp_path / "a" / "b" / "c"
    inner.mkdir(parents=True)

    with pytest.raises(InternalFault, match="outside"):
        shipment.lay_out(parcel, inner)

    assert names(tmp_path) == []


def test_a_file_that_cannot_be_read_is_named(assignment):
    """A link to nothing, such as a solution that was moved away."""
    (assignment / "reference/loss.py").symlink_to(assignment / "gone.py")

    with pytest.raises(UsageError, match=r"loss\.py: cannot be sent to the cluster: No such file"):
        shipment.pack(assignment)


def test_an_assignment_too_large_to_send_is_refused(assignment, monkeypatch):
    """A data set left in `reference/` is named, rather than sent to each worker."""
    monkeypatch.setattr(shipment, "MOST_BYTES", 1000)
    (assignment / "reference/huge.npz").write_bytes(bytes(1000))

    with pytest.raises(UsageError, match=r"huge\.npz: with it, the assignment has more than"):
        shipment.pack(assignment)

"""Specify the secret and the seeds drawn from it."""

from __future__ import annotations

import stat
import threading

import numpy as np
import pytest

from grader import seeds
from grader.errors import UsageError


def test_a_secret_is_made_at_first_use_and_kept(tmp_path):
    """The first call makes 32 random bytes as hexadecimal text; later calls return the same."""
    first = seeds.secret(tmp_path, {})

    again = seeds.secret(tmp_path, {})

    assert first == again
    assert len(bytes.fromhex(first.decode())) == 32


def test_two_assignments_have_different_secrets(tmp_path):
    """A secret is random, not derived from anything that students know."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    assert seeds.secret(tmp_path / "a", {}) != seeds.secret(tmp_path / "b", {})


def test_only_the_owner_reads_the_secret_file(tmp_path):
    """The file has mode 0600 and nothing else is left in the folder."""
    seeds.secret(tmp_path, {})

    names = [path.name for path in tmp_path.iterdir()]

    assert names == [".grader-secret"]
    assert stat.S_IMODE((tmp_path / ".grader-secret").stat().st_mode) == 0o600


def test_the_environment_wins_over_the_file(tmp_path):
    """With GRADER_SECRET set no file is read or made."""
    value = seeds.secret(tmp_path, {"GRADER_SECRET": "from CI"})

    assert value == b"from CI"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("empty", ["", "  \n"])
def test_an_empty_variable_counts_as_unset(tmp_path, empty):
    """CI systems pass a secret that does not exist as an empty variable; the file counts then."""
    kept = seeds.secret(tmp_path, {})

    assert seeds.secret(tmp_path, {"GRADER_SECRET": empty}) == kept


def test_the_text_of_the_file_in_the_variable_is_the_same_secret(tmp_path):
    """The file, pasted into a CI system's secret with its line break, gives the same seeds."""
    kept = seeds.secret(tmp_path, {})

    pasted = seeds.secret(tmp_path, {"GRADER_SECRET": (tmp_path / ".grader-secret").read_text()})

    assert pasted == kept


def test_processes_that_start_together_agree_on_one_secret(tmp_path):
    """Several gradings at first use end up with one and the same secret."""
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(seeds.secret(tmp_path, {}))) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_file_system_without_hard_links_gets_a_secret_too(tmp_path, monkeypatch):
    """Where a link cannot be made the file is renamed into place."""

    def refuse(*_):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(seeds.os, "link", refuse)

    made = seeds.secret(tmp_path, {})

    assert (tmp_path / ".grader-secret").read_bytes().strip() == made


def test_an_empty_secret_file_is_refused(tmp_path):
    """An empty file would be the same secret for everyone."""
    (tmp_path / ".grader-secret").write_text("\n")

    with pytest.raises(UsageError, match=r"\.grader-secret: the secret is empty; delete the file"):
        seeds.secret(tmp_path, {})


def test_an_unreadable_secret_file_is_named(tmp_path):
    """A folder in place of the file is told in one line."""
    (tmp_path / ".grader-secret").mkdir()

    with pytest.raises(UsageError, match=r"\.grader-secret: the secret cannot be read: [^\n]+$"):
        seeds.secret(tmp_path, {})


def test_a_folder_that_takes_no_file_is_told_with_the_way_out(tmp_path):
    """Where no secret can be made the message names the variable to set."""
    with pytest.raises(UsageError, match=r"none can be made here \([^\n]+\); set GRADER_SECRET$"):
        seeds.secret(tmp_path / "absent", {})


def test_a_seed_repeats_and_depends_on_every_part():
    """The same three parts give the same seed; any other part gives another one."""
    base = seeds.check_seed(b"s", "course", "layers/relu")

    others = [
        seeds.check_seed(b"t", "course", "layers/relu"),
        seeds.check_seed(b"s", "course2", "layers/relu"),
        seeds.check_seed(b"s", "course", "layers/relu2"),
    ]

    assert base == seeds.check_seed(b"s", "course", "layers/relu")
    assert len({base, *others}) == 4


def test_the_border_between_the_parts_counts():
    """`("ab", "c")` and `("a", "bc")` are different checks."""
    assert seeds.check_seed(b"s", "ab", "c") != seeds.check_seed(b"s", "a", "bc")


def test_a_seed_starts_a_generator():
    """NumPy takes the seed as it is."""
    seed = seeds.check_seed(seeds.PUBLIC_SECRET, "course", "layers/relu")

    drawn = np.random.default_rng(seed).standard_normal(3)

    assert np.array_equal(drawn, np.random.default_rng(seed).standard_normal(3))


def test_the_seed_id_is_short_and_tells_secrets_apart():
    """Reports show twelve hexadecimal digits, equal for equal secrets, without any of the secret itself."""
    secret = b"0123456789abcdef" * 4

    name = seeds.seed_id(secret)

    assert name == seeds.seed_id(secret) != seeds.seed_id(b"other")
    assert len(bytes.fromhex(name)) == 6
    assert name not in secret.decode()

"""Specify that forks carry no `secrets` along, and that all who ask for it have it."""

import subprocess
import sys

import pytest

from grader.confinement import Level
from grader.lightrandom import stood_in
from tests.levels import opened_at

START = """
import sys
from grader.lightrandom import stood_in
with stood_in():
    import numpy.random
    {more}
print(sorted({{"secrets", "_hashlib"}} & set(sys.modules)))
import secrets, hashlib, hmac, numpy as np
assert len(secrets.token_hex(8)) == 16 and hashlib.md5(b"").hexdigest() and secrets.__spec__
assert np.random.default_rng().random() != np.random.default_rng().random()
"""
USES = b"""
import sys
import numpy as np
before = sorted({"secrets", "hashlib", "hmac", "_hashlib"} & set(sys.modules))

def used():
    import base64, hashlib, hmac, secrets
    told = hmac.new(b"key", b"text", "sha256").hexdigest(), hashlib.sha3_256(b"").hexdigest()
    assert 0 <= secrets.randbits(8) < 256 and base64.b64encode(secrets.token_bytes(4))
    drawn = {np.random.default_rng().integers(2**60) for _ in range(3)}
    entropy = np.random.SeedSequence().entropy
    return [before, told[0][:8], told[1][:8], len(drawn), entropy > 2**64]
"""


def loaded(more):
    """Return which modules of interest are there when NumPy and *more* are loaded without `secrets`."""
    command = [sys.executable, "-c", START.format(more=more)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_numpy_is_loaded_without():
    """Behind the block there is Python's own."""
    assert loaded("pass") == "[]"


@pytest.mark.parametrize("more", ["import secrets; secrets.choice([1])", "from secrets import token_bytes"])
def test_what_asks_for_more_gets_all_of_it(more):
    """A NumPy to come may take another function."""
    assert loaded(more) == "['_hashlib', 'secrets']"


def test_what_is_loaded_already_is_left_alone():
    """A stand-in would not be what others hold."""
    import secrets

    with stood_in():
        assert sys.modules["secrets"] is secrets
    assert sys.modules["secrets"] is secrets


@pytest.mark.parametrize("level", list(Level))
def test_student_code_finds_all_of_it(level):
    """Behind every wall, although a template has none of it loaded."""
    with opened_at(level, "uses", USES) as (student, _):
        used = student.uses.used()

    assert used == [[], "6afa9046", "a7ffc6f8", 3, True]

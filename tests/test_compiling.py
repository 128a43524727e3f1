"""Specify how a submission is compiled once for all of its checks."""

from __future__ import annotations

from grader.compiling import compiled_apart

CASE = {"libraries": [], "loaded_bytes": None}


def test_what_compiles_is_there_by_module_name():
    """The code is that of the sources; nothing has run."""
    files = {"layers.py": b"x = 1 / 0", "inner/more.py": b"y = 2"}

    found = compiled_apart({**CASE, "files": files})

    assert sorted(found) == ["inner.more", "layers"]
    assert found["layers"].co_filename == "layers.py"


def test_code_that_is_larger_than_a_pipe_comes_whole():
    """In as many pieces as it takes."""
    text = "a" * 1_000_000

    found = compiled_apart({**CASE, "files": {"large.py": f"x = {text!r}".encode()}})

    assert text in found["large"].co_consts


def test_what_does_not_compile_is_left_out():
    """The check that imports it will tell."""
    found = compiled_apart({**CASE, "files": {"good.py": b"x = 1", "bad.py": b"x = (", "odd.py": b"\0"}})

    assert sorted(found) == ["good"]


def test_a_source_that_ends_the_compiler_leaves_nothing_compiled():
    """Neither for too much memory nor for too much time does anything here end."""
    deep = b"x = " + b"-" * 2_000_000 + b"1"

    found = compiled_apart({**CASE, "files": {"deep.py": deep, "good.py": b"x = 1"}})

    assert "deep" not in found

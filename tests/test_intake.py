"""Specify what belongs to a submission and what is refused before anything runs."""

from __future__ import annotations

import json
import os
import shutil
import unicodedata
from pathlib import Path

import pytest

from grader import config as configuration
from grader.errors import UsageError
from grader.imports import ForbiddenImport
from grader.intake import read_submission

CONFIG = configuration.load(Path(__file__).resolve().parents[1])
SMALL = CONFIG.model_copy(
    update={"submission": configuration.SubmissionLimits(max_file_kb=1, max_files=2, max_total_mb=1)}
)


def hand_in(folder, **files):
    """Write files (``layers="x = 1"`` is `layers.py`) into *folder* and return it."""
    for name, content in files.items():
        put(folder, f"{name}.py", content)
    return folder


def put(folder, name, content="x = 1\n"):
    """Write one file, with its folders, and return *folder*."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def refusal(path, config=CONFIG):
    """Return the one line by which *path* is refused."""
    with pytest.raises(UsageError) as caught:
        read_submission(path, config)
    text = str(caught.value)
    assert text.isprintable()
    return text


def test_a_folder_gives_its_python_files_and_what_is_missing(tmp_path):
    """Contents are bytes as they are on disk; declared files that are not there are listed."""
    folder = hand_in(tmp_path / "alice", layers="a = 1\r\n", loss="b = 2", helper="c = 3")

    submission = read_submission(folder, CONFIG)

    assert submission.id == "alice"
    assert dict(submission.files) == {"helper.py": b"c = 3", "layers.py": b"a = 1\r\n", "loss.py": b"b = 2"}
    assert submission.missing == ("optimizer.py", "network.py", "data.py", "graph.py")


def test_own_helper_modules_in_packages_belong_to_it(tmp_path):
    """A file in a sub-folder is named with `/`."""
    folder = put(hand_in(tmp_path, layers="import mylib.maths"), "mylib/maths.py")

    assert list(read_submission(folder, CONFIG).files) == ["layers.py", "mylib/maths.py"]


@pytest.mark.parametrize(
    "other",
    [
        ".git/hook.py",
        ".hidden.d/a.py",
        "__pycache__/layers.py",
        "checks/test_layers.py",
        "misconceptions/sum.py",
        "notebooks/a.py",
        "env/lib/site.py",
        "layers.pyc",
        "layers.so",
        "notes.txt",
        "line\nbreak.py",
        "-c.py",
    ],
)
def test_other_files_do_not_belong_to_it(tmp_path, other):
    """Checks, caches, virtual environments, compiled files and unspeakable names are left out."""
    folder = put(hand_in(tmp_path, layers="x = 1"), other)
    put(folder, "env/pyvenv.cfg")

    assert list(read_submission(folder, CONFIG).files) == ["layers.py"]


def test_one_python_file_is_a_submission(tmp_path):
    """The file's stem is the id; every other declared file is missing."""
    hand_in(tmp_path, layers="x = 1", loss="y = 1")

    submission = read_submission(tmp_path / "layers.py", CONFIG)

    assert (submission.id, list(submission.files)) == ("layers", ["layers.py"])
    assert "loss.py" in submission.missing


def test_the_exercises_folder_inside_counts_where_the_path_itself_holds_nothing(tmp_path):
    """A student names the course folder; the id stays that of the named folder."""
    hand_in(tmp_path / "bob" / "exercises", layers="x = 1")

    submission = read_submission(tmp_path / "bob", CONFIG)

    assert (submission.id, list(submission.files)) == ("bob", ["layers.py"])


def test_the_path_itself_counts_where_it_holds_a_declared_file(tmp_path):
    """An `exercises` folder beside declared files is one more folder."""
    hand_in(hand_in(tmp_path / "bob", loss="x = 1") / "exercises", layers="x = 1")

    assert list(read_submission(tmp_path / "bob", CONFIG).files) == ["exercises/layers.py", "loss.py"]


def test_the_current_folder_has_a_name(tmp_path, monkeypatch):
    """`grader grade .` gives the folder's name as id."""
    monkeypatch.chdir(hand_in(tmp_path / "carol", layers="x = 1"))

    assert read_submission(Path(), CONFIG).id == "carol"


def test_an_id_holds_no_control_characters(tmp_path):
    """A folder's name cannot move a terminal's cursor or turn its text round."""
    folder = hand_in(tmp_path / "a\x1b[31m\u202eb\nc", layers="x = 1")

    assert read_submission(folder, CONFIG).id == "a_[31m_b_c"


def test_the_digest_depends_on_paths_and_contents_only(tmp_path):
    """A copy elsewhere has the same digest; a changed byte or name has another."""
    first = read_submission(hand_in(tmp_path / "a", layers="x", loss="y"), CONFIG)

    copy = read_submission(hand_in(tmp_path / "b", layers="x", loss="y"), CONFIG)
    content = read_submission(hand_in(tmp_path / "c", layers="x", loss="z"), CONFIG)
    name = read_submission(hand_in(tmp_path / "d", layers="x", data="y"), CONFIG)

    assert first.digest == copy.digest
    assert len({first.digest, content.digest, name.digest}) == 3


@pytest.mark.parametrize(
    "content",
    [
        "def f(:\n",
        "\ufeffx = 'ü'\n",
        b"# -*- coding: latin-1 -*-\nx = '\xfc'\n",
        b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'\n",
        "\t x = 1\n",
        "(" * 10000,
        "",
    ],
    ids=["syntax error", "byte order mark", "latin-1", "cp1252", "tabs", "brackets", "empty"],
)
def test_what_decodes_is_taken(tmp_path, content):
    """Declared encodings are respected, and bad syntax costs only the checks of its file, later."""
    folder = hand_in(tmp_path, layers=content)

    assert list(read_submission(folder, CONFIG).files) == ["layers.py"]


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"x = '\xfc'\n", "is not UTF-8 text"),
        (b"\n\n\nx = '\xfc'\n", "is not UTF-8 text: byte 0xfc in line 4; save it as UTF-8"),
        ("x = 1".encode("utf-16"), "is UTF-16 or UTF-32 text; save it as UTF-8"),
        (b"x = 1\n\0", "holds a NUL byte in line 2"),
        (b"# coding: no-such\n", "unknown encoding"),
        (b"# coding: punycode\n", "declares the encoding punycode; save it as UTF-8"),
        (b"# coding: rot13\n", "declares the encoding rot13; save it as UTF-8"),
        (b"# coding: utf-8\n# \n\xff", "is not UTF-8 text: byte 0xff in line 3"),
    ],
)
@pytest.mark.parametrize("name", ["layers.py", "lib/helper.py"])
def test_what_is_not_text_is_refused_by_name(tmp_path, content, reason, name):
    """Declared and helper files alike are named with the reason and, where known, the line."""
    folder = put(hand_in(tmp_path, loss="x = 1"), name, content)

    text = refusal(folder)

    assert text.startswith(f"{folder / name}: ")
    assert reason in text


def test_a_single_file_that_is_not_text_is_named_once(tmp_path):
    """The path of a single file is told as it was typed."""
    put(tmp_path, "layers.py", b"\xff\xfe")

    assert refusal(tmp_path / "layers.py").startswith(f"{tmp_path / 'layers.py'}: is UTF-16")


def test_no_such_folder_is_named(tmp_path):
    """A path that does not exist is told as typed."""
    assert refusal(tmp_path / "nobody") == f"{tmp_path / 'nobody'}: no such folder"


def test_an_empty_folder_is_told_with_what_was_expected(tmp_path):
    """The declared files are listed."""
    text = refusal(tmp_path)

    assert text == (
        f"{tmp_path}: no Python file in it; "
        "expected layers.py, optimizer.py, loss.py, network.py, data.py, graph.py"
    )


@pytest.mark.parametrize(
    "name, advice",
    [
        ("notes.txt", ""),
        ("ada.rar", "; pack it as .zip or .tar.gz"),
        ("ada.tar.XZ", "; pack it as .zip or .tar.gz"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path, name, advice):
    """Folders, Python files and two kinds of archives can be graded; of others the way out is told."""
    put(tmp_path, name)

    kinds = "a folder, a .py file, a notebook (.ipynb) or an archive (.zip, .tar, .tar.gz, .tgz)"
    assert refusal(tmp_path / name) == f"{tmp_path / name}: must be {kinds}{advice}"


FILES = {
    "layers.py": "import helper\n",
    "helper.py": "x = 'ü'\n",
    "kit/loss.py": "",
    "checks/test_layers.py": "assert False\n",
    "notes.txt": "notes",
    ".git/hook.py": "",
    "env/pyvenv.cfg": "",
    "env/lib/site.py": "",
    "exercises/extra.py": "y = 1\n",
}


@pytest.mark.parametrize("top", ["", "ada-main/", "outer/inner/"])
@pytest.mark.parametrize("kind, suffix", [("zip", ".zip"), ("gztar", ".tar.gz"), ("tar", ".tar")])
def test_an_archive_is_the_folder_that_was_packed(tmp_path, kind, suffix, top):
    """Files, digest, what is missing and what is left out are the same, in one top folder or in none."""
    folder = tmp_path / "ada"
    for name, content in FILES.items():
        put(folder, name, content)
        put(tmp_path / "packed", top + name, content)

    archive = Path(shutil.make_archive(str(tmp_path / "ada"), kind, tmp_path / "packed"))

    assert archive.name == f"ada{suffix}"
    assert read_submission(archive, CONFIG) == read_submission(folder, CONFIG)
    assert list(read_submission(archive, CONFIG).files) == [
        "exercises/extra.py",
        "helper.py",
        "kit/loss.py",
        "layers.py",
    ]


def test_the_exercises_folder_inside_an_archive_counts_too(tmp_path):
    """The course folder, packed whole with its checks and reference, gives the student's files."""
    put(put(tmp_path / "packed", "course/exercises/layers.py"), "course/README.md")
    put(tmp_path / "packed", "course/reference/layers.py", "other = 1\n")

    archive = Path(shutil.make_archive(str(tmp_path / "bob"), "zip", tmp_path / "packed"))

    assert dict(read_submission(archive, CONFIG).files) == {"layers.py": b"x = 1\n"}


def test_a_near_miss_in_an_archive_is_told(tmp_path):
    """As in a folder."""
    put(tmp_path / "packed", "Layers.py")

    archive = shutil.make_archive(str(tmp_path / "bob"), "zip", tmp_path / "packed")

    assert refusal(Path(archive)).endswith("found Layers.py for layers.py: rename or move it")


def test_text_in_an_archive_is_held_to_the_same_rules(tmp_path):
    """The member is named in the archive that was typed."""
    put(put(tmp_path / "packed", "layers.py"), "lib/helper.py", b"x = 1\n\0")

    archive = shutil.make_archive(str(tmp_path / "bob"), "zip", tmp_path / "packed")

    assert refusal(Path(archive)) == (
        f"{archive}: member 'lib/helper.py': holds a NUL byte in line 2; save it as UTF-8 text"
    )


def test_names_are_kept_in_the_form_that_imports_ask_for(tmp_path):
    """On macOS the dots of `größe.py` are characters of their own; `import größe` finds it all the same."""
    folder = put(hand_in(tmp_path, layers="import größe"), unicodedata.normalize("NFD", "größe.py"))

    assert "größe.py" in read_submission(folder, CONFIG).files


def test_two_spellings_of_one_name_are_refused(tmp_path):
    """Which of them an import means could not be told."""
    folder = put(put(hand_in(tmp_path, layers=""), "größe.py"), unicodedata.normalize("NFD", "größe.py"))

    assert "is there twice, in two spellings of one name" in refusal(folder)


def test_imports_of_what_will_not_be_there_are_found(tmp_path):
    """By file and line, without running anything; what the course allows is not among them."""
    folder = hand_in(tmp_path, layers="import numpy, helper\nimport torch\nimport yaml", helper="1/0")
    rules = CONFIG.model_copy(update={"imports": configuration.ImportRules(allowed=("yaml",))})

    assert read_submission(folder, rules).forbidden == (ForbiddenImport("layers.py", 2, "torch"),)


@pytest.mark.parametrize(
    "name, meant",
    [
        ("Layers.py", "Layers.py for layers.py"),
        ("layer.py", "layer.py for layers.py"),
        ("optimiser.py", "optimiser.py for optimizer.py"),
    ],
)
def test_a_near_miss_is_told(tmp_path, name, meant):
    """Other case, other spelling and one folder too deep are recognised where nothing declared is there."""
    text = refusal(put(tmp_path, name))

    assert text.endswith(f"found {meant}: rename or move it")


def test_the_only_folder_with_expected_files_counts_at_any_depth(tmp_path):
    """What lies beside it does not belong to the submission."""
    hand_in(put(tmp_path / "ada", "notes.py") / "week 3" / "work", loss="x = 1", helper="y = 1")

    assert list(read_submission(tmp_path / "ada", CONFIG).files) == ["helper.py", "loss.py"]


def test_two_folders_with_expected_files_are_refused_by_name(tmp_path):
    """A folder and an archive of it say the same."""
    for name in ("new", "old"):
        hand_in(tmp_path / "ada" / name, loss="x = 1")
    packed = shutil.make_archive(str(tmp_path / "ada"), "zip", tmp_path / "ada")

    for path in (tmp_path / "ada", Path(packed)):
        text = refusal(path)
        assert text == f"{path}: the expected files are in new and in old; hand in one of them"


def test_a_near_miss_beside_right_files_is_kept_for_the_checks_message(tmp_path):
    """With one file right, the wrongly named other is remembered, not refused."""
    submission = read_submission(put(hand_in(tmp_path, loss="x = 1"), "Layers.py"), CONFIG)

    assert dict(submission.near_misses) == {"layers.py": "Layers.py"}


def test_nothing_near_is_told_plainly(tmp_path):
    """An unrelated file is no near miss."""
    assert refusal(put(tmp_path, "zebra.py")).endswith("graph.py in it")


@pytest.mark.parametrize(
    "files, limit",
    [
        ({"layers.py": b"x" * 1025}, "layers.py: is larger than 1 kB, which is submission.max_file_kb"),
        ({"layers.py": b"", "a.py": b"", "b.py": b""}, "submission.max_files is 2"),
    ],
)
def test_a_limit_is_named_with_the_file(tmp_path, files, limit):
    """The file over the limit and the limit's key are told."""
    for name, content in files.items():
        put(tmp_path, name, content)

    text = refusal(tmp_path, SMALL)

    assert limit in text
    assert ".py: " in text


def test_the_limit_on_all_files_together_is_kept(tmp_path):
    """Many files, each small enough, are too much together."""
    rules = configuration.SubmissionLimits(max_file_kb=600, max_files=9, max_total_mb=1)
    hand_in(tmp_path, layers="#" * 600_000, loss="#" * 600_000)

    text = refusal(tmp_path, CONFIG.model_copy(update={"submission": rules}))

    assert text.endswith("loss.py: the files together are too large by here; submission.max_total_mb is 1")


def test_a_linked_helper_is_not_followed(tmp_path):
    """Neither a link to a file nor one to a folder brings outside text into a submission."""
    outside = hand_in(tmp_path / "outside", secret="answers")
    folder = hand_in(tmp_path / "eve", layers="x = 1")
    (folder / "answers.py").symlink_to(outside / "secret.py")
    (folder / "lib").symlink_to(outside, target_is_directory=True)

    assert list(read_submission(folder, CONFIG).files) == ["layers.py"]


def test_a_linked_declared_file_is_refused_by_name(tmp_path):
    """A student who links a file learns why it would not count."""
    folder = hand_in(tmp_path / "eve", layers="x = 1")
    (folder / "loss.py").symlink_to(folder / "layers.py")

    text = refusal(folder)

    assert text == f"{folder / 'loss.py'}: is a symbolic link; hand in the file itself"


def test_a_pipe_is_no_file(tmp_path):
    """A named pipe under a declared name does not block the grader."""
    folder = hand_in(tmp_path, loss="x = 1")
    os.mkfifo(folder / "layers.py")

    assert "layers.py" in read_submission(folder, CONFIG).missing


def test_a_file_name_in_a_message_stays_on_its_line(tmp_path):
    """A hostile folder name is shown escaped."""
    folder = tmp_path / "a\n::error::b\x1b[2J"
    folder.mkdir()

    assert "\\n::error" in refusal(folder)


def test_a_path_that_the_system_refuses_is_told_in_one_line(tmp_path):
    """A name of 4,096 characters is an error of the call, not of the grader."""
    assert "cannot be read: File name too long" in refusal(tmp_path / ("a" * 4096))


def test_very_deep_folders_end_somewhere(tmp_path):
    """Folders nested without end are not walked without end."""
    folder = hand_in(tmp_path, layers="x = 1")
    put(folder, "/".join(["d"] * 40) + "/deep.py")

    assert list(read_submission(folder, CONFIG).files) == ["layers.py"]


def test_resource_files_of_macos_are_left_out(tmp_path):
    """Archives made on macOS carry `._layers.py` and `__MACOSX/`, which are binary and nobody's code."""
    folder = hand_in(tmp_path / "mac", layers="a = 1")
    (folder / "._layers.py").write_bytes(b"\0\5\x16\7")
    (folder / "__MACOSX").mkdir()
    (folder / "__MACOSX" / "extra.py").write_bytes(b"\0")

    assert list(read_submission(folder, CONFIG).files) == ["layers.py"]


PROJECT = Path(__file__).resolve().parents[1]


def notebook_of(*cells):
    """Return the JSON of a notebook with these code cells."""
    return json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": cell} for cell in cells]})


@pytest.mark.parametrize("place", ["homework.ipynb", "notebooks/a.ipynb", "week 3/a.ipynb"])
def test_notebooks_count_as_the_files_that_they_give(tmp_path, place):
    """Alone, in a folder and in an archive: the same files, the same digest."""
    folder = put(tmp_path / "ada", place, notebook_of("class Sgd: pass", "class ReLU: pass", "x = ("))
    packed = Path(shutil.make_archive(str(tmp_path / "ada"), "zip", folder))

    submissions = [read_submission(path, CONFIG, PROJECT) for path in (folder / place, folder, packed)]

    assert all(list(each.files) == ["layers.py", "optimizer.py"] for each in submissions)
    assert len({each.digest for each in submissions}) == 1
    assert submissions[0].notes == (
        f"{folder / place}: cell 3 does not compile: '(' was never closed, line 1",
    )
    assert set(submissions[0].origins) == {"layers.py", "optimizer.py"}


def test_a_notebook_beside_the_exercises_folder_counts(tmp_path):
    """The skeletons handed out lie in `exercises`, what was done lies beside them."""
    skeleton = "class Sgd:\n    def __init__(self):\n        raise NotImplementedError\n"
    folder = put(
        put(tmp_path / "ada", "exercises/optimizer.py", skeleton), "my.ipynb", notebook_of("class Sgd: x = 1")
    )
    packed = Path(shutil.make_archive(str(tmp_path / "ada"), "gztar", folder))

    for path in (folder, packed):
        assert b"x = 1" in read_submission(path, CONFIG, PROJECT).files["optimizer.py"]


@pytest.mark.parametrize(
    "content, reason",
    [
        ("x", "is no notebook: Expecting value in line 1"),
        (notebook_of("x = 1"), f"no cell defines anything of {', '.join(CONFIG.modules.values())}"),
        (" " * (2**20 + 1), "is larger than 1 MB, which is submission.max_notebook_mb"),
    ],
)
def test_a_notebook_that_gives_nothing_is_refused_by_name(tmp_path, content, reason):
    """Alone it is all that there is; in a folder with files it is passed over."""
    rules = configuration.SubmissionLimits(max_notebook_mb=1)
    config = CONFIG.model_copy(update={"submission": rules})
    path = put(tmp_path / "ada", "a.ipynb", content) / "a.ipynb"

    assert refusal(path, config) == f"{path}: {reason}"

    submission = read_submission(hand_in(tmp_path / "ada", layers="x = 1"), config, PROJECT)
    assert list(submission.files) == ["layers.py"]


def test_a_large_notebook_in_an_archive_is_not_unpacked(tmp_path):
    """Its size is known before."""
    rules = configuration.SubmissionLimits(max_notebook_mb=1)
    hand_in(put(tmp_path / "ada", "a.ipynb", os.urandom(2**20 + 1)), layers="x = 1")
    packed = Path(shutil.make_archive(str(tmp_path / "ada"), "zip", tmp_path / "ada"))

    submission = read_submission(packed, CONFIG.model_copy(update={"submission": rules}), PROJECT)

    assert list(submission.files) == ["layers.py"]
    assert "is larger than 1 MB" in submission.notes[0]

"""Specify which members make an archive one to refuse."""

from __future__ import annotations

import unicodedata

import pytest

from grader.members import BadArchive, Member, environment_folders, is_skipped, quoted, require_harmless


def files(*names):
    """Return members that are files."""
    return [Member(name, "file", 1) for name in names]


def refusal(*members):
    """Return why *members* are refused."""
    with pytest.raises(BadArchive) as caught:
        require_harmless(members)
    text = str(caught.value)
    assert text.isprintable()
    assert len(text) < 300
    return text


@pytest.mark.parametrize(
    "name, reason",
    [
        ("../x.py", "leaves the archive"),
        ("a/../../x.py", "leaves the archive"),
        ("a/..", "leaves the archive"),
        ("/etc/x.py", "leaves the archive"),
        ("C:/x.py", "leaves the archive"),
        ("c:x.py", "leaves the archive"),
        ("..\\x.py", "backslash"),
        ("kit\\x.py", "backslash"),
        ("a\nb.py", "cannot be shown"),
        ("a\0b.py", "cannot be shown"),
        ("\u202eyp.a", "cannot be shown"),
        ("a\x1b[2J.txt", "cannot be shown"),
        ("-rf.py", "begins with a dash"),
        ("a" * 4096 + ".py", "has a name of 4099 characters; at most 400"),
        ("d/" * 60 + "x.py", "lies 60 folders deep; at most 39"),
        (".venv/../../x", "leaves the archive"),
        ("__MACOSX/a\nb", "cannot be shown"),
    ],
)
def test_a_name_that_is_not_safe_to_unpack_is_refused(name, reason):
    """Wherever it is, and whatever kind of file: staff may unpack the archive by hand."""
    text = refusal(*files("layers.py", name))

    assert text.startswith("member ")
    assert reason in text


@pytest.mark.parametrize(
    "name",
    ["layers.py", "./layers.py", "a//b.py", "my notes (2).txt", "größe.py", "-5.png", "Icon\r", "a/Icon\r"],
)
def test_an_honest_name_is_taken(name):
    """Spaces, umlauts, pictures, and the folder icons of macOS, whose name ends in a carriage return."""
    require_harmless(files(name))


@pytest.mark.parametrize(
    "kind", ["symbolic link", "hard link", "device", "pipe", "sparse file", "special file"]
)
def test_what_is_no_file_is_refused_by_name(kind):
    """A link is not followed, and a device not opened."""
    text = refusal(*files("loss.py"), Member("layers.py", kind, 0))

    assert text == f"member 'layers.py' is a {kind}; only files and folders can be handed in"


def test_the_links_of_a_virtual_environment_are_no_reason():
    """It is not looked into, and it always holds links."""
    require_harmless(
        [
            *files("layers.py", "env/pyvenv.cfg"),
            Member("env/bin/python", "symbolic link", 0),
            Member(".venv/lib64", "symbolic link", 0),
        ]
    )


@pytest.mark.parametrize(
    "first, second, how",
    [
        ("layers.py", "layers.py", "'layers.py' is there twice"),
        ("layers.py", "./layers.py", "'./layers.py' is there twice"),
        ("ö.py", unicodedata.normalize("NFD", "ö.py"), "is there twice"),
        ("layers.py", "Layers.py", "'Layers.py' differs from 'layers.py' in case alone"),
        ("Kit/a.py", "kit/a.py", "'kit/a.py' differs from 'Kit/a.py' in case alone"),
    ],
)
def test_two_python_files_of_one_name_are_refused(first, second, how):
    """Which of them counts would be up to the system on which the archive is unpacked."""
    text = refusal(*files(first, second))

    assert how in text
    assert text.endswith("; leave out one of them")


def test_data_may_be_there_twice():
    """Nobody reads it."""
    require_harmless(files("a.txt", "A.txt", "a.txt", "__MACOSX/a.py", "__MACOSX/A.py"))


def test_a_virtual_environment_is_known_by_its_file():
    """Whatever its name; hidden folders are skipped without it."""
    environments = environment_folders(files("my env/pyvenv.cfg"))

    assert is_skipped(("my env", "a.py"), environments)
    assert is_skipped((".git", "a.py"), environments)
    assert not is_skipped(("kit", "a.py"), environments)


def test_a_long_name_is_shown_short():
    """Its beginning and its end."""
    assert quoted("a" * 60 + "b" * 4000 + "c" * 30) == repr("a" * 60 + "..." + "c" * 30)
    assert quoted("\u202ea") == "'\\u202ea'"

"""What must not be handed out is found in any text, and what is no secret is not."""

import pytest

from grader.leaks import Leak, Secrets, find, telling_line, telling_number

LINE = "error_below = error_tensor @ self.weights[:-1].T"
SECRETS = Secrets(
    lines={LINE: "reference/layers.py, line 80"},
    names={"test_memory": "a hidden check of test_layers.py", "relu_leaky": "a misconception"},
    sentences={"Your ReLU leaks where x < 0.": "the misconception relu_leaky"},
    constants={"0.6827": "reference/checks/test_data.py", "1234": "reference/data.py"},
    bytes_={b"s3cr3t-of-ada": "the secret of .grader-secret"},
)


def told(text, path="exercises/README.md", **options):
    """Return what is found in one file, without its name."""
    return [(leak.line, leak.what) for leak in find({path: text.encode()}, SECRETS, **options)]


@pytest.mark.parametrize(
    "path, text",
    [
        ("exercises/layers.py", f"class A:\n        {LINE}\n"),
        ("exercises/layers.py", f"class A:\n    # {LINE}  # the old way\n"),
        (
            "exercises/layers.py",
            "class A:\n    error_below  =  error_tensor @ self.weights[:-1].T; return 0\n",
        ),
        ("exercises/README.md", f"Write\n`{LINE}`.\n"),
        ("exercises/notebooks/layers.ipynb", '{"source": [\n "    ' + LINE + '\\n",\n "x"]}'),
    ],
    ids=["as-it-stands", "in-a-comment", "with-other-blanks", "in-a-statement", "in-a-notebook"],
)
def test_a_line_of_a_solution_is_found(path, text):
    """Wherever it stands in a line, and however it is spaced."""
    assert told(text, path) == [(2, f"holds a line of reference/layers.py, line 80: {LINE}")]


@pytest.mark.parametrize(
    "text, what",
    [
        ("see test_memory there", "names a hidden check of test_layers.py: test_memory"),
        ("the mistake relu_leaky", "names a misconception: relu_leaky"),
        ("about 0.68270 of all", "holds a number of reference/checks/test_data.py: 0.6827"),
        ("x = 1234", "holds a number of reference/data.py: 1234"),
        ("Your ReLU  leaks where x < 0.", "holds a sentence of the misconception relu_leaky"),
        ("key: s3cr3t-of-ada", "holds the secret of .grader-secret"),
    ],
)
def test_names_numbers_sentences_and_the_secret_are_found(text, what):
    """Each kind of secret is told with where it is from."""
    found = told(text)

    assert len(found) == 1
    assert what in found[0][1]


def test_a_sentence_over_two_lines_is_found_at_its_first():
    """A text that was wrapped anew gives away as much."""
    assert told("x\nYour ReLU leaks\n  where x < 0. And so on") == [
        (2, "holds a sentence of the misconception relu_leaky: Your ReLU leaks where x < 0.")
    ]


@pytest.mark.parametrize(
    "text", ["my_test_memory2", "relu_leaky_too", "10.6827", "12345", "x1234", "0.68271"]
)
def test_parts_of_words_and_numbers_are_none(text):
    """A longer name or number is another one."""
    assert told(text) == []


def test_the_secret_is_found_in_what_is_no_text():
    """A picture that holds the secret is refused as well."""
    leaks = find({"exercises/plot.png": b"\x89PNG\xff s3cr3t-of-ada"}, SECRETS)

    assert leaks == [Leak("exercises/plot.png", 0, "holds the secret of .grader-secret")]
    assert str(leaks[0]) == "exercises/plot.png: holds the secret of .grader-secret"


def test_what_somebody_has_allowed_is_none():
    """Only the text that is allowed: what else is in its line still counts."""
    assert told("p = 0.6827, q = 1234", allowed=["p = 0.6827"]) == [
        (1, "holds a number of reference/data.py: 1234")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "return self.output",
        "for _ in range(number_of_iterations):",
        "import numpy.linalg as linear_algebra",
        "# x = y",
    ],
)
def test_some_lines_tell_nothing(line):
    """Short ones, heads of blocks, imports and comments are in every file."""
    assert telling_line(line) is None


def test_a_telling_line_is_plain():
    """Without its comment, its blanks made one."""
    line = "    below  =  error_tensor @ self.weights[:-1].T  # E W'^T"

    assert telling_line(line) == "below = error_tensor @ self.weights[:-1].T"


@pytest.mark.parametrize(
    "value, told_as",
    [(0.6827, "0.6827"), (1234, "1234"), (1e-05, None), (0.125, None), (True, None), ("1234", None)],
)
def test_a_number_tells_by_its_digits(value, told_as):
    """Four of them: tolerances and sizes are no secrets."""
    assert telling_number(value) == told_as

"""How a YAML file is read, and how its faults are told in one line; no file's own keys."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from grader.errors import ConfigError, UsageError
from grader.yamlfile import first_fault, read_mapping, suggest


@pytest.fixture
def read(tmp_path):
    """Return what reads a text, or bytes, as the file `some.yaml`."""

    def read(source):
        path = tmp_path / "some.yaml"
        path.write_bytes(source if isinstance(source, bytes) else source.encode())
        return read_mapping(path)

    return read


@pytest.fixture
def fault(read):
    """Return what gives the one line by which a text is refused."""

    def fault(source):
        with pytest.raises(ConfigError) as caught:
            read(source)
        text = str(caught.value)
        assert "\n" not in text
        return text.removeprefix("some.yaml: ")

    return fault


class Part(BaseModel):
    """A section such as a file may hold."""

    model_config = ConfigDict(strict=True, extra="forbid")
    ratio: float = Field(default=0.5, gt=0.5, le=2.5, allow_inf_nan=False)


class Whole(BaseModel):
    """A file such as may be read."""

    part: Part = Part(ratio=1.0)
    parts: dict[str, Part] = {}
    names: tuple[str, ...] = ("a",)
    entries: dict[str, int] = Field(default={"a": 1}, min_length=1)
    name: str


def told(data):
    """Return how the first fault in *data* is told."""
    with pytest.raises(ValidationError) as caught:
        Whole.model_validate(data)
    return first_fault(caught.value)


# ---------------------------------------------------------------- what is read


def test_a_mapping_is_read_as_plain_data(read):
    """Mappings, lists, texts, numbers and nothing come as Python's own."""
    data = read("a: {b: [1, 2.5, text, true, null]}\n")

    assert data == {"a": {"b": [1, 2.5, "text", True, None]}}


@pytest.mark.parametrize(
    "written, value",
    [("1e-3", 1e-3), ("1E5", 1e5), ("-2e+1", -20.0), ("+1_0.5e2", 1050.0), ("1.5e3", 1500.0)],
)
def test_an_exponent_makes_a_number(read, written, value):
    """YAML 1.1 takes `1e-3` for text; whoever writes it means a number."""
    read_value = read(f"a: {written}\n")["a"]

    assert (type(read_value), read_value) == (float, value)


@pytest.mark.parametrize("written", ["1e", "e3", "1e3x", "_1e3", "'1e3'"])
def test_what_only_resembles_an_exponent_stays_text(read, written):
    """No more becomes a number than numbers, and quotes make a text."""
    assert read(f"a: {written}\n") == {"a": written.strip("'")}


def test_a_byte_order_mark_is_passed_over(read):
    """Windows editors write one."""
    assert read("\ufeffa: b\n") == {"a": "b"}


def test_no_object_of_python_is_made(fault):
    """The loader is a safe one: a tag for a Python name is a fault."""
    assert fault("a: !!python/name:os.system\n").startswith("line 1, column 4: could not determine")


# ---------------------------------------------------------------- keys


@pytest.mark.parametrize(
    "source, place, key",
    [
        ("a: 1\nb: 2\na: 3\n", "line 3, column 1", "a"),
        ("x:\n  a: 1\n  'a': 2\n", "line 3, column 3", "a"),
        ("x: [{a: 1, a: 2}]\n", "line 1, column 12", "a"),
        ("1: a\n0x1: b\n", "line 2, column 1", "0x1"),
        ("~: a\nnull: b\n", "line 2, column 1", "null"),
    ],
)
def test_a_key_given_twice_is_refused_with_its_line(fault, source, place, key):
    """YAML would keep the last one without a word; keys count as what they mean, at any depth."""
    assert fault(source) == f"{place}: the key {key!r} is given twice"


def test_keys_that_only_look_alike_differ(read):
    """The number 1 and the text '1' are two keys."""
    assert read("1: a\n'1': b\n") == {1: "a", "1": "b"}


def test_a_key_that_claims_to_be_a_list_is_refused(fault):
    """A tag does not make a text what cannot be looked up."""
    assert fault("!!seq a: 1\n") == "line 1, column 1: 'a' cannot be a key"


def test_a_key_may_stand_in_for_one_that_was_merged(read):
    """What `<<` brings in gives way to what is written, also where that is used before it is built."""
    data = read("a: {deep: {deeper: &m {<<: {k: 1, l: 1}, k: 2}}}\nb: {<<: *m, l: 3}\n")

    assert data == {"a": {"deep": {"deeper": {"k": 2, "l": 1}}}, "b": {"k": 2, "l": 3}}


# ---------------------------------------------------------------- faults of the file


@pytest.mark.parametrize(
    "source, line",
    [
        ("name: [a\ntitle: b\n", 2),
        ("name: a\n\tb: c\n", 2),
        ("a: b: c\n", 1),
        ("? [a]\n: b\n", 1),
        ("a: *b", 1),
        ("a: 1\n---\nb: 2\n", 2),
    ],
)
def test_a_syntax_error_is_told_with_its_line(fault, source, line):
    """The YAML parser's complaint is one line that starts with the place."""
    assert fault(source).startswith(f"line {line}, column ")


@pytest.mark.parametrize(
    "value, words",
    [
        ("2026-02-30", "'2026-02-30' is not a valid timestamp"),
        ("0x_", "'0x_' is not a valid int"),
        ("!!int ''", "'' is not a valid int"),
        ("!!bool maybe", "'maybe' is not a valid bool"),
        ("!!timestamp soon", "'soon' is not a valid timestamp"),
        ("9" * 5000, f"'{'9' * 56}... is not a valid int"),
    ],
)
def test_a_value_that_its_type_does_not_allow_is_told_with_its_place(fault, value, words):
    """Impossible dates, numbers that Python refuses and tags that do not fit are the file's faults."""
    assert fault(f"a: 1\nb: {value}\n") == f"line 2, column 4: {words}"


@pytest.mark.parametrize(
    "source, got",
    [("", "nothing"), ("# a\n", "nothing"), ("- a\n", "['a']"), ("text\n", "'text'"), ("3", "3")],
)
def test_what_is_no_mapping_is_shown(fault, source, got):
    """An empty file, a list, a text and a number are told as what they are."""
    assert fault(source) == f"must be a mapping of keys, got {got}"


def test_what_is_shown_is_cut(fault):
    """A long value is shown by its beginning."""
    text = fault("- " + "long " * 1000)

    assert text == "must be a mapping of keys, got ['" + ("long " * 12)[:55] + "..."


def test_deep_nesting_is_told(fault):
    """What would exhaust the parser's recursion is no crash."""
    assert fault("a: " + "[" * 3000) == "is nested too deeply"


def test_a_control_character_is_told(fault):
    """What YAML does not allow in a file at all is a fault without a line."""
    assert fault("\x07: a\n").startswith("is not YAML: unacceptable character #x0007")


def test_bytes_that_are_no_utf8_are_told(fault):
    """The first wrong byte and its line are named."""
    assert fault(b"name: a\ntitle: Gr\xfc\xdfe\n") == "must be UTF-8, got byte 0xfc in line 2"


def test_a_file_that_cannot_be_read_is_told_by_its_path(tmp_path):
    """A missing file is a wrong call, not a wrong configuration."""
    with pytest.raises(UsageError, match=r"some\.yaml: cannot be read: No such file or directory$"):
        read_mapping(tmp_path / "some.yaml")


# ---------------------------------------------------------------- faults of the content


@pytest.mark.parametrize(
    "data, line",
    [
        ({}, "name is missing"),
        ({"name": 3}, "name must be text, got 3"),
        ({"name": None}, "name must be text, got nothing"),
        ({"name": "a", "part": []}, "part must be a mapping, got []"),
        ({"name": "a", "part": {"ratio": "1"}}, "part.ratio must be a number, got '1'"),
        ({"name": "a", "part": {"ratio": 0.5}}, "part.ratio must be more than 0.5, got 0.5"),
        ({"name": "a", "part": {"ratio": 3}}, "part.ratio must be at most 2.5, got 3"),
        ({"name": "a", "part": {"ratio": float("inf")}}, "part.ratio must be a finite number, got inf"),
        ({"name": "a", "parts": {"b": {"ratio": 9}}}, "parts.b.ratio must be at most 2.5, got 9"),
        ({"name": "a", "parts": {3: {}}}, "parts.3 must be text, got 3"),
        ({"name": "a", "names": 3}, "names must be a list, got 3"),
        ({"name": "a", "names": ["b", 3]}, "names.1 must be text, got 3"),
        ({"name": "a", "entries": {}}, "entries must have at least one entry, got {}"),
    ],
)
def test_a_fault_is_told_by_its_path_what_is_allowed_and_what_came(data, line):
    """One line, in the words of whoever wrote the file, not in those of pydantic."""
    assert told(data) == line


def test_of_several_faults_the_first_is_told():
    """One thing to mend at a time, in the order of the model."""
    assert told({"part": {"ratio": 0}, "names": 3}) == "part.ratio must be more than 0.5, got 0"


def test_a_key_with_line_breaks_makes_no_second_line():
    """A fault is one line, whatever stands in the file."""
    assert told({"name": "a", "parts": {"x\n\ny": 3}}) == "parts.x y must be a mapping, got 3"


@pytest.mark.parametrize(
    "kind, context, line",
    [
        ("unknown_key", {"path": ["b"], "advice": "; known: c"}, "a.b is not a known key; known: c"),
        ("unknown_task", {"path": ["b"], "advice": "; known: c"}, "a.b is not a known task; known: c"),
        ("rule", {"path": ["b", "c"]}, "a.b.c must rhyme"),
        ("rule", {}, "a must rhyme"),
    ],
)
def test_a_rule_of_the_files_own_may_point_further_down(kind, context, line):
    """A validator's fault names the key below its own place to which it applies."""
    error = ValidationError.from_exception_data(
        "file",
        [{"type": PydanticCustomError(kind, "must rhyme", context), "loc": ("a",), "input": 1}],
    )

    assert first_fault(error) == line


@pytest.mark.parametrize(
    "word, advice",
    [
        ("pionts", "; did you mean 'points'? known: title, points"),
        ("zzz", "; known: title, points"),
    ],
)
def test_a_guess_is_made_only_where_a_word_is_near(word, advice):
    """A misspelt word is recognised; a strange one gets the list alone."""
    assert suggest(word, iter(["title", "points"])) == advice

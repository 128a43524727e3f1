"""Specify the worker's half of the conversation: programs, references, exceptions, stand-ins."""

from __future__ import annotations

import copy
import sys

import numpy as np
import pytest

from grader import servant, wire
from grader.loader import SubmissionFinder
from grader.servant import Servant, scrub
from grader.standin import StandIn


class Judge:
    """The other half: sends programs, keeps references as they come, answers call-backs."""

    def __init__(self, source="", answers=()):
        self.finder = SubmissionFinder({"mine.py": source.encode()})
        self.finder.install()
        self.servant = Servant(self.finder.filenames, self.call_back)
        self.answers, self.asked = list(answers), []

    def call_back(self, request):
        self.asked.append(wire.decode(request, lambda ref: ref))
        return wire.encode(self.answers.pop(0), None)

    def run(self, *operations):
        return wire.decode(self.servant.serve(wire.encode(list(operations), None)), lambda ref: ref)

    def value(self, *operation):
        status, values, *_ = self.run(list(operation))
        assert status == "ok", values
        return values[0]

    def error(self, *operation):
        status, index, description = self.run(list(operation))
        assert (status, index) == ("error", 0)
        return description


@pytest.fixture
def submit():
    """Open a conversation about the source of `mine.py`."""
    judges = []

    def _submit(source="", answers=()):
        judges.append(Judge(source, answers))
        return judges[-1]

    yield _submit
    for judge in judges:
        judge.finder.uninstall()


# ---------------------------------------------------------------- programs


def test_a_module_is_used_by_its_handle(submit):
    """Import, get, set and call, with positional and keyword arguments."""
    judge = submit("x = 1\ndef add(a, b=0): return a + b + x\n")

    module = judge.value("import", "mine")

    assert module.type == "module"
    assert module.methods == ("add",) or "add" in module.methods
    assert judge.value("get", module, "x") == 1
    assert judge.value("set", module, "x", 10) is None
    assert judge.value("call", module, "add", [1], {"b": 2}) == 13


def test_an_object_keeps_its_handle(submit):
    """The same object has the same number each time, and another has another."""
    judge = submit("a, b = object(), object()")
    module = judge.value("import", "mine")

    assert judge.value("get", module, "a") == judge.value("get", module, "a")
    assert judge.value("get", module, "a") != judge.value("get", module, "b")


def test_methods_are_named_without_running_properties(submit):
    """A handle lists what can be called; what is computed is not touched."""
    judge = submit(
        "class Layer:\n"
        "    z = 1\n"
        "    def forward(self): pass\n"
        "    @property\n"
        "    def weights(self): raise ValueError\n"
        "layer = Layer()\n"
    )

    handle = judge.value("get", judge.value("import", "mine"), "layer")

    assert handle.type == "mine.Layer"
    assert handle.methods == ("forward",)


def test_methods_are_those_of_all_bases_in_order(submit):
    """What a class hides behind a plain value is none any more."""
    judge = submit(
        "class Base:\n    def zero(self): pass\n    def one(self): pass\n    def two(self): pass\n"
        "class Own(Base):\n    two = 2\n    def beta(self): pass\n    def _alpha(self): pass\n"
    )
    module = judge.value("import", "mine")

    assert judge.value("call", module, "Own", [], {}).methods == ("_alpha", "beta", "one", "zero")


def test_a_program_stops_at_the_first_error(submit):
    """The answer tells which operation it was; those after it do not run."""
    judge = submit("n = 0\ndef count():\n    global n\n    n += 1\n    return n\n")
    module = judge.value("import", "mine")
    count = ["call", module, "count", [], {}]

    status, index, description = judge.run(count, ["get", module, "none"], count)

    assert (status, index, description["type"]) == ("error", 1, "AttributeError")
    assert judge.value(*count) == 2


def test_results_are_taken_before_the_next_operation(submit):
    """A layer that reuses its output array gives each call its own result in one program too."""
    judge = submit("import numpy as np\ny = np.zeros(2)\ndef f(x):\n    y[:] = x\n    return y\n")
    module = judge.value("import", "mine")

    _, values, types_ = judge.run(["call", module, "f", [1.0], {}], ["call", module, "f", [2.0], {}])

    np.testing.assert_array_equal(values, [[1, 1], [2, 2]])
    assert types_ == ["numpy.ndarray", "numpy.ndarray"]


def test_operators_and_folds(submit):
    """Binary operators, the minus sign, and a chain of one operator over many values."""
    judge = submit()

    assert judge.value("operator", "/", 1, 4) == 0.25
    assert judge.value("operator", "neg", 3) == -3
    assert judge.value("fold", "+", 1, [2, 3, 4]) == 10


def test_items_are_handed_out_in_portions(submit):
    """An iterator lives in the worker; its end is an empty portion."""
    judge = submit("def count():\n    yield from range(5)\n")
    generator = judge.value("call", judge.value("import", "mine"), "count", [], {})

    number = judge.value("iterate", generator)

    assert judge.value("items", number, 3) == [0, 1, 2]
    assert judge.value("items", number, 3) == [3, 4]
    assert judge.value("items", number, 3) == []


def test_lengths_and_objects_themselves_can_be_asked_for(submit):
    """`len` of what stayed, and calling the object itself."""
    judge = submit("class Box(list):\n    def __call__(self): return 'called'\nbox = Box([1, 2])\n")
    box = judge.value("get", judge.value("import", "mine"), "box")

    assert judge.value("length", box) == 2
    assert judge.value("call", box, None, [], {}) == "called"


@pytest.mark.parametrize("operation", [["nonsense"], ["get"], ["items", 99, 1], ["import", "no_such_x"], 3])
def test_programs_that_are_none_are_errors(submit, operation):
    """Nothing that is asked can end the servant."""
    judge = submit()

    assert judge.run(operation)[0] == "error"
    assert judge.value("operator", "+", 1, 1) == 2


# ---------------------------------------------------------------- recipes and stand-ins


def test_a_recipe_is_made_once(submit):
    """A value that is held is the same object at each use, arrays in place included."""
    judge = submit("seen = []\ndef f(x):\n    seen.append(x)\n    x += 1\n    return seen[0] is x\n")
    module = judge.value("import", "mine")
    held = wire.Recipe(0, "hold", [np.zeros(2)])

    assert judge.value("call", module, "f", [held], {}) is True
    assert judge.value("call", module, "f", [wire.Recipe(0, "hold", None)], {}) is True
    np.testing.assert_array_equal(judge.value("now", wire.Recipe(0, "hold", None)), [2, 2])


def test_generators_of_random_numbers_are_made_from_their_seed(submit):
    """Student code draws from a real NumPy generator."""
    judge = submit("def f(rng): return rng.standard_normal(3)")

    drawn = judge.value("call", judge.value("import", "mine"), "f", [wire.Recipe(0, "generator", [5])], {})

    np.testing.assert_array_equal(drawn, np.random.default_rng(5).standard_normal(3))


EXPORT = wire.Export(4, ("update",), ("rate",), ("state",))


def test_a_stand_in_forwards_what_is_exported(submit):
    """Methods, attributes and settable names become call-backs."""
    judge = submit(
        "def f(o):\n    o.state = 5\n    return o.update(2, b=3), o.rate\n",
        [["ok", None], ["ok", 7], ["ok", 0.5]],
    )

    result = judge.value("call", judge.value("import", "mine"), "f", [EXPORT], {})

    assert result == (7, 0.5)
    assert judge.asked == [["set", 4, "state", 5], ["call", 4, "update", [2], {"b": 3}], ["get", 4, "rate"]]


def test_a_stand_in_keeps_other_attributes_to_itself(submit):
    """What is not exported does not exist, unless the student sets it."""
    judge = submit("def f(o):\n    o.mine = 1\n    return o.mine\ndef g(o): return o.secret\n")
    module = judge.value("import", "mine")

    assert judge.value("call", module, "f", [EXPORT], {}) == 1
    assert "no attribute 'secret'" in judge.error("call", module, "g", [EXPORT], {})["message"]
    assert judge.asked == []


def test_a_stand_in_comes_back_as_what_was_handed_in(submit):
    """The judge gets its own object again, not a handle to the stand-in."""
    judge = submit("def f(o): return [o]")

    assert judge.value("call", judge.value("import", "mine"), "f", [EXPORT], {}) == [EXPORT]


@pytest.mark.parametrize("how", [copy.copy, copy.deepcopy])
def test_copies_of_a_stand_in_are_made_by_the_judge(how):
    """Deep or shallow, also inside other objects."""
    asked = []
    stand_in = StandIn(EXPORT, lambda request: asked.append(request) or "the copy")

    assert how(stand_in) == "the copy"
    assert copy.deepcopy([stand_in]) == ["the copy"]
    assert asked == [["copy", 4], ["copy", 4]]


@pytest.mark.parametrize("name", ["AttributeError", "StopIteration", "TypeError", "ValueError"])
def test_errors_of_the_judges_object_arrive(submit, name):
    """The two that Python code lives by keep their type, others are a TypeError."""
    judge = submit("def f(o): return o.update()", [["error", name, "no"]])

    description = judge.error("call", judge.value("import", "mine"), "f", [EXPORT], {})

    assert description["type"] == (name if name in {"AttributeError", "StopIteration"} else "TypeError")
    assert description["message"] == "no"


# ---------------------------------------------------------------- exceptions


def test_an_exception_is_described_with_the_students_frames_only(submit):
    """File, line, function and text of each; none of ours and none of NumPy's."""
    judge = submit(
        "import numpy as np\ndef f():\n    return g()\ndef g():\n    return np.zeros((2, 3)).reshape(4)\n"
    )

    description = judge.error("call", judge.value("import", "mine"), "f", [], {})

    assert description["type"] == "ValueError"
    assert description["frames"] == [
        ["mine.py", 3, "f", "return g()"],
        ["mine.py", 5, "g", "return np.zeros((2, 3)).reshape(4)"],
    ]


def test_a_syntax_error_is_described_with_file_and_line(submit):
    """Though no line of the file ever ran."""
    description = submit("x = 1\ndef f(:\n").error("import", "mine")

    assert description["type"] == "SyntaxError"
    assert description["frames"][-1] == ["mine.py", 2, "<module>", "def f(:"]


@pytest.mark.parametrize(
    "name",
    ["SystemExit", "KeyboardInterrupt", "MemoryError", "RecursionError", "GeneratorExit", "StopIteration"],
)
def test_exceptions_of_every_kind_are_answers(submit, name):
    """Those that are no `Exception` too."""
    judge = submit(f"def f(): raise {name}('text')")

    description = judge.error("call", judge.value("import", "mine"), "f", [], {})

    assert (description["type"], description["message"]) == (name, "text")


def test_a_recursion_without_end_is_cut(submit):
    """The last dozen frames are enough."""
    description = submit("def f(): return f()\nf()").error("import", "mine")

    assert description["type"] == "RecursionError"
    assert description["frames"] == [["mine.py", 1, "f", "def f(): return f()"]] * 12


@pytest.mark.parametrize(
    "body",
    [
        "def __str__(self): raise ValueError",
        "def __str__(self): raise SystemExit",
        "def __str__(self): return 3",
        "def __str__(self): return type('Text', (str,), {'__iter__': None, '__getitem__': None})('text')",
        "def __getattribute__(self, name): raise KeyError",
        "def __str__(self): return 'x' * 10**6",
        "__name__ = 3",
        "__qualname__ = 'x' * 10**6",
    ],
)
def test_exceptions_that_resist_are_described_as_well_as_they_can(submit, body):
    """Whatever a student's class does, the answer is plain text of bounded length."""
    judge = submit(f"class Odd(Exception):\n    {body}\ndef f(): raise Odd\n")

    description = judge.error("call", judge.value("import", "mine"), "f", [], {})

    assert type(description["type"]) is type(description["message"]) is str
    assert len(description["message"]) <= 2000
    assert judge.value("operator", "+", 1, 1) == 2


@pytest.mark.parametrize(
    "body",
    [
        "def __getattr__(self, name): raise ValueError",
        "def __getattribute__(self, name): raise ValueError",
        "def __eq__(self, other): raise ValueError\n    __hash__ = None",
        "def __len__(self): raise ValueError\n    __bool__ = __repr__ = __iter__ = __len__",
        "__class__ = property(lambda self: 1 / 0)",
    ],
)
def test_objects_that_resist_are_handed_over_or_told(submit, body):
    """A handle, or an error of the student's; never the servant's end."""
    judge = submit(f"class Odd:\n    {body}\nodd = Odd()\n")

    status, *rest = judge.run(["get", judge.value("import", "mine"), "odd"])

    assert status == "error" or rest[0][0].type == "mine.Odd"
    assert judge.value("operator", "+", 1, 1) == 2


def test_a_value_that_cannot_travel_is_an_error_of_its_operation(submit):
    """A list in itself is told at the operation that gave it."""
    judge = submit("cycle = []\ncycle.append(cycle)\nx = 1\n")
    module = judge.value("import", "mine")

    status, index, description = judge.run(["get", module, "x"], ["get", module, "cycle"])

    assert (status, index) == ("error", 1)
    assert "cannot be sent" in description["message"]


def test_memory_addresses_are_scrubbed(submit):
    """They differ from one run to the next, and a report must not."""
    judge = submit("def f(): raise ValueError(object())")

    assert (
        judge.error("call", judge.value("import", "mine"), "f", [], {})["message"]
        == "<object object at 0x...>"
    )
    assert scrub("0xFF and <f at 0x7f0000001234>") == "0xFF and <f at 0x...>"


def test_long_names_are_cut(submit):
    """A type's name and the list of methods are bounded."""
    judge = submit("odd = type('T' * 10**5, (), {f'm{n}': len for n in range(1000)})()")

    handle = judge.value("get", judge.value("import", "mine"), "odd")

    assert len(handle.type) == 200
    assert len(handle.methods) == 256


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="address space is limited on Linux")
def test_a_memory_error_opens_the_reserve(submit, monkeypatch):
    """Telling of it takes memory too: the soft limit goes up to the hard one."""
    limits = {"now": (100, 200)}
    monkeypatch.setattr(servant.resource, "getrlimit", lambda _: limits["now"])
    monkeypatch.setattr(servant.resource, "setrlimit", lambda _, wanted: limits.update(now=wanted))
    judge = submit("raise MemoryError")

    described = judge.error("import", "mine")

    assert described["type"] == "MemoryError"
    assert limits["now"] == (200, 200)

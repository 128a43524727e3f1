"""Specify one conversation: what travels, what comes back, and what a hostile answer amounts to."""

import numpy as np
import pytest

from grader import faults, wire
from grader.errors import CheckFailed, InternalFault
from grader.exports import Exported, Kept
from grader.inprocess import local_student
from grader.pipeline import pipelined, settled
from grader.remote import Remote
from grader.session import Session, Student

SOURCE = b"""
import copy
import numpy as np

class Holder:
    def __init__(self, thing=None):
        self.thing = thing
        self.inner = {"list": [thing]}

def use(thing, *args):
    return thing.run(*args)

def read(thing, name):
    return getattr(thing, name)

def put(thing, name, value):
    setattr(thing, name, value)
    return getattr(thing, name)

def copied(thing):
    return copy.deepcopy(thing), copy.copy(thing)

def swallow(thing):
    try:
        thing.run()
    except BaseException:
        return "swallowed"

def until_stop(thing):
    taken = []
    try:
        while True:
            taken.append(thing.run())
    except StopIteration:
        return taken

def draw(rng):
    return float(rng.random())

def change(x):
    x[0] = 99.0
    return x.sum()

def kind():
    return np.matrix([[1.0]])

def fail(x):
    raise ValueError("wrong " + str(x))
"""


class Double:
    """An object of a check."""

    step = 2

    def __init__(self, action=None):
        self.calls, self.action, self.stored = [], action, None

    def run(self, *args):
        self.calls.append(args)
        return self.action(*args) if self.action else None

    def secret(self):
        return "answer"


class Transport:
    """A worker that answers each program with prepared bytes, whatever was asked."""

    cause = None

    def __init__(self, *answers, asks=()):
        self.answers, self.asks, self.heard = list(answers), list(asks), []

    def exchange(self, request, call_back, call):
        self.heard += [wire.decode(call_back(wire.encode(ask, None)), lambda ref: ref) for ask in self.asks]
        answer = self.answers.pop(0)
        return answer if isinstance(answer, bytes) else wire.encode(answer, lambda value: value)


def export(target, methods=("run",), attributes=(), settable=()):
    """Return *target* exported."""
    return Exported(target, methods, attributes, settable)


@pytest.fixture
def module():
    """The submission's only module, in this process."""
    with local_student({"calc.py": SOURCE}, {"calc": "calc.py"}, ()) as student:
        yield student.calc


def test_only_exported_names_work(module):
    """A method, attribute or name to set that was not exported is not there."""
    double = export(Double(lambda: 7), attributes=("step",), settable=("stored",))

    assert module.use(double) == 7
    assert module.read(double, "step") == 2
    assert module.put(double, "stored", 5) == 5
    assert double.target.stored == 5
    for name in ("secret", "calls", "action", "__dict__x"):
        with pytest.raises(faults.StudentError, match="has no"):
            module.read(double, name)


def test_setting_another_name_stays_with_the_student(module):
    """A name that is not settable is kept in the worker and does not reach the check's object."""
    double = export(Double(), attributes=("step",))

    assert module.put(double, "note", 3) == 3
    assert not hasattr(double.target, "note")


def test_an_exported_object_comes_back_as_itself(module):
    """Read back from where the student stored it, nested too, it is the check's own object."""
    double = export(Double())

    holder = module.Holder(double)

    assert holder.thing is double.target
    assert holder.inner["list"][0] is double.target


def test_the_target_itself_can_be_handed_over_again(module):
    """Once exported, an object may be named directly, also nested in what a call-back returns."""
    double = export(Double())
    giver = export(Double(lambda: (1, [double.target])))
    module.Holder(double)

    assert module.use(giver) == (1, [double.target])
    assert module.Holder(double.target).thing is double.target


def test_a_double_gets_the_students_own_object(module):
    """A remote object that the student hands to the double is that object."""
    seen = []
    holder = module.Holder(3)

    module.use(export(Double(seen.append)), holder)

    assert seen == [holder]


def test_copies_by_the_student_are_known(module):
    """Deep and shallow copies both are copies of the check's object, and exported as it is."""
    double = export(Double(), attributes=("step",))

    deep, shallow = module.copied(double)

    assert double.copies == [deep, shallow]
    assert deep is not double.target


@pytest.mark.parametrize("error", [CheckFailed("a finding"), AssertionError("a finding")])
def test_a_finding_inside_a_double_passes_by_the_student(module, error):
    """Student code that catches everything cannot swallow what the check found."""

    def find():
        raise error

    with pytest.raises(type(error), match="a finding"):
        module.swallow(export(Double(find)))


def test_other_exceptions_of_a_double_are_the_callers(module):
    """A double that stumbles over wrong arguments raises TypeError where it was called."""
    with pytest.raises(faults.StudentError, match=r"TypeError: .* cannot do run\(int\): ZeroDivisionError"):
        module.use(export(Double(lambda x: 1 / x)), 0)


def test_a_property_that_is_not_ready_is_an_attribute_error(module):
    """A double without the value yet behaves like an object without the attribute."""
    with pytest.raises(faults.StudentError, match="AttributeError"):
        module.read(export(Double(), attributes=("later",)), "later")


def test_stop_iteration_travels(module):
    """A double can be a data layer that ends."""
    items = iter([1, 2])

    assert module.until_stop(export(Double(lambda: next(items)))) == [1, 2]


def test_what_cannot_travel_is_the_checks_fault(module):
    """Handing over an object that is not exported names the call and the type."""
    with pytest.raises(InternalFault, match=r"calc\.Holder: a check hands over a Double.*exported"):
        module.Holder(Double())


def test_arguments_and_results_are_copies(module):
    """In-place changes on one side do not show on the other."""
    x = np.zeros(3)

    module.change(x)

    assert x.tolist() == [0.0, 0.0, 0.0]


def test_held_values_are_one_object(module):
    """A held array is changed for all later uses, a generator goes on where it stopped."""
    held, rng = Kept("hold", np.zeros(3)), Kept("generator", 5)

    module.change(held)
    first, second = module.draw(rng), module.draw(rng)

    assert held.now().tolist() == [99.0, 0.0, 0.0]
    assert [first, second] == np.random.default_rng(5).random(2).tolist()


@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_the_type_that_came_back_can_be_asked(module):
    """The judge gets plain arrays and can see that it was none."""
    session = module._session

    value = module.kind()

    assert type(value) is np.ndarray
    assert session.last_type == "numpy.matrix"


def test_errors_name_call_and_line(module):
    """The message says which call raised what, where."""
    with pytest.raises(faults.StudentError, match=r"calc\.fail raised ValueError: wrong 3\n  calc\.py, line"):
        module.fail(3)


def test_a_queued_error_is_that_of_its_call(module):
    """In a pipelined block the call that failed is named, not the first one."""
    with pytest.raises(faults.StudentError, match=r"calc\.fail raised"), pipelined():  # noqa: PT012  the block is the test
        module.read(export(Double(), attributes=("step",)), "step")
        module.fail(1)


def test_a_queued_error_is_noted_as_that_of_its_call(module):
    """What is known of the check afterwards names the call that failed, and what it was given."""
    with pytest.raises(faults.StudentError), pipelined():  # noqa: PT012  the block is the test
        module.change(np.zeros(1))
        module.fail(1)

    last = module._session.journal.exchanges[-1]
    assert (last.call, last.given, last.came.exception) == ("calc.fail", (1,), "ValueError")


def test_queued_objects_have_names_of_their_own(module):
    """What comes back is called as what was asked for, not as the first of those asked for with it."""
    with pipelined():
        module.change(np.zeros(1))
        holder = module.Holder()

    with pytest.raises(faults.StudentError, match=r"^calc\.Holder has no 'nothing'"):
        settled(holder).nothing()


def test_an_answer_to_several_calls_that_is_none_is_told_of_all_of_them():
    """Nothing tells for which of them the worker has made it up."""
    session = Session(Transport(["wrong"], ["wrong"]), {"calc": "calc.py"}, [])

    with pytest.raises(faults.Breach, match=r"^calc\.f or calc\.g: the answer has the wrong form") as caught:
        session.run([["get", 0, "f"], ["get", 0, "g"], ["get", 0, "f"]], ["calc.f", "calc.g", "calc.f"])
    with pytest.raises(faults.Breach, match=r"^calc\.f: the answer"):
        session.run([["get", 0, "f"], ["get", 0, "f"]], ["calc.f", "calc.f"])

    assert caught.value.details == {"call": "calc.f or calc.g"}
    assert [each.call for each in session.journal.exchanges] == ["calc.f or calc.g", "calc.f"]


def test_every_answer_counts():
    """Values and errors both show that the submission was asked."""
    session = Session(
        Transport(["ok", [1], ["int"]], ["error", 0, {"type": "ValueError"}]), {"calc": "calc.py"}, ()
    )

    session.do(["now", 1], "x")
    with pytest.raises(faults.StudentError):
        session.do(["now", 1], "x")

    assert session.answers == 2


def test_a_missing_file_is_not_done_yet():
    """Asking for a module whose file was not submitted fails the check without a worker."""
    student = Student(Session(Transport(), {"calc": "calc.py"}, ("calc.py",)))

    with pytest.raises(faults.NotDone, match=r"calc\.py was not submitted"):
        _ = student.calc


def test_an_unknown_module_is_the_checks_fault():
    """A check that misspells a module is told which there are."""
    student = Student(Session(Transport(), {"calc": "calc.py"}, ()))

    with pytest.raises(InternalFault, match=r"student\.clac: config\.yaml names the modules calc"):
        _ = student.clac
    with pytest.raises(AttributeError):
        _ = student.__wrapped__


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xc1garbage",
        ["ok"],
        ["ok", [], []],
        ["ok", [1, 2], ["int", "int"]],
        ["ok", [1], []],
        ["error", 5, {}],
        ["error", -1, {}],
        ["error", "x", {}],
        ["passed", [1], ["int"]],
        {"verdict": "passed"},
        None,
        7,
    ],
)
def test_an_answer_of_the_wrong_form_is_a_breach(answer):
    """Whatever a worker that was tampered with sends, it is the submission's fault and never a value."""
    session = Session(Transport(answer), {"calc": "calc.py"}, ())

    with pytest.raises(faults.Breach):
        session.do(["now", 1], "calc.double")


@pytest.mark.parametrize("first", [np.arange(2), np.zeros(0), np.ones((2, 2))], ids=["two", "none", "four"])
def test_an_array_where_a_word_is_due_is_a_breach(first):
    """Comparing it with the word gives an array, which is neither true nor false."""
    for answer in ([first, [1], ["int"]], [first, 0, {}], [first]):
        with pytest.raises(faults.Breach, match="wrong form"):
            Session(Transport(answer), {}, ()).do(["now", 1], "calc.double")


def test_a_type_that_is_no_text_is_not_shown():
    """A nested list or an array can take minutes to show."""
    session = Session(Transport(["ok", [1], [[np.zeros(3)] * 3]]), {}, ())

    assert session.do(["now", 1], "x") == 1
    assert session.last_type == ""


def test_copies_of_an_exported_object_are_limited(monkeypatch):
    """The judge keeps each, so that a check can look at them: a worker could fill its memory with copies."""
    monkeypatch.setattr("grader.session._MAX_COPIES", 3)
    session = Session(Transport(["ok", [1], ["int"]], ["ok", [1], ["int"]]), {}, ())
    double = export(Double())
    session.do(["call", double, "x", [], {}], "first")
    session.transport.asks = [["copy", 0]] * 4

    with pytest.raises(faults.StudentError, match=r"use: an object that was handed in was copied 3 times"):
        session.do(["now", 1], "use")

    assert len(double.copies) == 3


def test_an_answer_that_exhausts_the_judges_memory_is_over_the_limit():
    """Then the submission is told so; it is not the grader's fault."""

    class Exhausted(Transport):
        def exchange(self, request, call_back, call):
            raise MemoryError

    with pytest.raises(faults.MemoryLimit, match=r"layers\.f: what your code sent does not fit"):
        Session(Exhausted(), {}, ()).do(["now", 1], "layers.f")


def test_an_import_that_gives_a_value_is_a_breach():
    """A module must be an object of the worker's."""
    student = Student(Session(Transport(["ok", [7], ["int"]]), {"calc": "calc.py"}, ()))

    with pytest.raises(faults.Breach, match="not a module"):
        _ = student.calc


def test_an_object_that_was_never_handed_over_cannot_be_named():
    """A forged reference to an object of the judge is a breach."""
    forged = ["ok", [wire.Export(0)], ["x"]]

    with pytest.raises(faults.Breach):
        Session(Transport(forged), {}, ()).do(["now", 1], "x")


@pytest.mark.parametrize(
    "ask",
    [
        ["call", 0, "secret", [], {}],
        ["get", 0, "secret"],
        ["get", 0, "run"],
        ["set", 0, "run", 1],
        ["call", 7, "run", [], {}],
        ["call", 0, "__init__", [], {}],
        ["call", 0],
        ["copy", 0, "more"],
        "copy",
        [],
    ],
)
def test_forged_call_backs_are_refused(ask):
    """A worker cannot reach a name that was not exported, nor another object."""
    session = Session(Transport(["ok", [1], ["int"]], ["ok", [1], ["int"]]), {}, ())
    double = export(Double())
    session.do(["call", double, "x", [], {}], "first")
    session.transport.asks = [ask]

    with pytest.raises(wire.WireError):
        session.do(["now", 1], "x")

    assert double.target.calls == []


def test_a_request_that_nobody_can_read_is_the_graders_fault(module, monkeypatch):
    """A broken wire costs no student a point: it is internal."""
    session, decode = module._session, wire.decode
    session.transport.exchange = lambda *_: wire.encode(["unread", "no"], lambda value: value)

    def broken(body, resolve, **options):
        if resolve == session._resolve:
            return decode(body, resolve, **options)
        raise TypeError("unhashable type: 'bytearray'")

    monkeypatch.setattr(wire, "decode", broken)

    with pytest.raises(InternalFault, match="cannot be read"):
        module.use(1)


def test_a_worker_cannot_withhold_its_score_by_claiming_not_to_read(module):
    """The claim that a sound request cannot be read is a breach."""
    module._session.transport.exchange = lambda *_: wire.encode(["unread", "no"], lambda value: value)

    with pytest.raises(faults.Breach, match="wrong form"):
        module.use(1)


def test_a_use_names_its_object_by_number_alone():
    """The worker knows class and methods of its own objects; other references keep their form."""
    sent = []

    class Listening:
        cause = None

        def exchange(self, request, call_back, call):
            sent.append(wire.decode(request, lambda ref: ref))
            return wire.encode(["ok", [1.0], ["float"]], wire.nothing)

    session = Session(Listening(), {}, ())
    layer = Remote(session, wire.Handle(7, "layers.ReLU", ("forward",)), "layers.ReLU")

    layer.forward(layer)
    layer.rate = 2

    assert sent[0] == [["call", 7, "forward", [wire.Handle(7, "")], {}]]
    assert sent[1] == [["set", 7, "rate", 2]]
    assert session.answers == 2
    assert session.last_type == "float"

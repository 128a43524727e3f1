"""Specify the judge's view of a student's objects, over a submission that runs in this process."""

import copy

import numpy as np
import pytest

from grader import faults, wire
from grader.inprocess import local_student
from grader.pipeline import pipelined
from grader.remote import Remote, RemoteMethod

SOURCE = b"""
import numpy as np

class Layer:
    def __init__(self, size=2):
        self.weights = np.ones(size)
        self.name = "layer"
        self.double = lambda x: 2 * x

    @property
    def total(self):
        return float(self.weights.sum())

    def forward(self, x, scale=1.0):
        return x * scale

    def slow(self):
        raise NotImplementedError

    def __len__(self):
        return 5

    def __call__(self, x):
        return x + 1

class Plain:
    scale = 1.0
    def __init__(self): self.size = 0

class Number:
    def __init__(self, value):
        self.value = value
    def __add__(self, other): return Number(self.value + getattr(other, "value", other))
    def __radd__(self, other): return Number(other + self.value)
    def __sub__(self, other): return Number(self.value - getattr(other, "value", other))
    def __rsub__(self, other): return Number(other - self.value)
    def __mul__(self, other): return Number(self.value * getattr(other, "value", other))
    def __rmul__(self, other): return Number(other * self.value)
    def __truediv__(self, other): return Number(self.value / getattr(other, "value", other))
    def __rtruediv__(self, other): return Number(other / self.value)
    def __pow__(self, other): return Number(self.value ** other)
    def __neg__(self): return Number(-self.value)

def count(n):
    yield from range(n)

def forever():
    while True:
        yield [0] * 10

shared = Plain()
callable_one = Layer()

def same(a, b):
    return a is b
"""


@pytest.fixture
def module():
    """The submission's only module."""
    with local_student({"layers.py": SOURCE}, {"layers": "layers.py"}, ()) as student:
        yield student.layers


class Scripted:
    """A session that gives prepared answers, as a hostile worker can."""

    def __init__(self, *answers):
        self.answers = list(answers)

    def run(self, operations, labels):
        return [self.answers.pop(0)]

    do = run


def scripted(*answers):
    """Return a remote object whose worker gives *answers*."""
    return Remote(Scripted(*answers), wire.Handle(1, "layers.Layer", ()), "layers.Layer")


def test_attributes_are_read_and_written(module):
    """Reading gives a copy, writing stores a copy."""
    layer = module.Layer()
    weights = np.array([1.0, 2.0])

    layer.weights = weights
    weights[0] = 9.0
    layer.weights[1] = 9.0

    assert layer.weights.tolist() == [1.0, 2.0]
    assert layer.total == 3.0
    assert layer.name == "layer"


def test_methods_take_positional_and_keyword_arguments(module):
    """A call passes on what it gets."""
    layer = module.Layer(3)

    assert layer.forward(2.0) == 2.0
    assert layer.forward(2.0, scale=3.0) == 6.0
    assert layer.weights.shape == (3,)


def test_callable_attributes_and_objects_can_be_called(module):
    """A function kept in an attribute and an object with __call__ are called like methods."""
    layer = module.Layer()

    assert layer.double(4) == 8
    assert layer(1) == 2


@pytest.mark.parametrize("other", [3.0, 3, np.float64(3.0)], ids=["float", "int", "numpy"])
def test_operators_work_with_numbers_on_either_side(module, other):
    """Each operator runs on the student's object, which returns another one."""
    two = module.Number(2.0)

    results = [two + other, other + two, two - other, other - two, two * other, other * two]
    results += [two / other, other / two, two**3, -two]

    assert [result.value for result in results] == [5, 5, -1, 1, 6, 6, 2 / 3, 1.5, 8, -2]


def test_operators_between_remotes(module):
    """Both operands are the student's own objects."""
    assert (module.Number(2.0) * module.Number(5.0)).value == 10.0


def test_an_array_does_not_spread_over_a_remote(module):
    """Array * remote is one operation of the student's, not one request per entry of the array."""
    number = module.Number(2.0)
    before = number._session.answers

    product = np.ones(3) * number

    assert isinstance(product, Remote)
    assert number._session.answers == before + 1


def test_identity_survives(module):
    """Handed back, a remote is the very object; two views of it are equal and hash alike."""
    one, two = module.shared, module.shared

    assert module.same(one, two) is True
    assert one == two
    assert hash(one) == hash(two)
    assert one != module.Plain()
    assert one != 3


def test_classes_functions_and_methods_can_be_handed_over(module):
    """What can be called is an object too: the very same one there."""
    layer = module.Layer()

    assert module.same(module.Plain, module.Plain) is True
    assert module.same(module.callable_one, module.callable_one) is True
    assert module.same(layer.forward, module.count) is False


def test_an_attribute_can_be_set_on_what_can_be_called(module):
    """A class attribute, or one of an object that has __call__, is set there and not on the stand-in."""
    module.Plain.scale = 4.0
    module.callable_one.weights = np.zeros(3)

    assert module.Plain().scale == 4.0
    assert module.callable_one.weights.shape == (3,)


def test_a_copy_of_a_remote_is_the_same_object(module):
    """A double of a check that is copied keeps naming the student's object."""
    layer = module.Layer()

    assert copy.deepcopy([layer])[0] is layer
    assert copy.copy(layer) is layer


def test_generators_are_iterated_in_the_worker(module):
    """All items come, over several requests, and the length is the object's own."""
    assert list(module.count(150)) == list(range(150))
    assert len(module.Layer()) == 5


def test_iterating_keeps_the_order_of_queued_calls(module):
    """A pipelined block sends what waits before it iterates."""
    layer = module.Layer()

    with pipelined():
        layer.weights = np.zeros(7)
        items = list(module.count(2))
        length = len(layer)
        size = layer.weights

    assert (items, length, np.asarray(size).size) == ([0, 1], 5, 7)


def test_an_endless_generator_ends(module, monkeypatch):
    """A generator without end becomes the student's error."""
    monkeypatch.setattr("grader.remote._MAX_ITEMS", 200)

    with pytest.raises(faults.StudentError, match="more than 200 items: does it ever end"):
        list(module.forever())


def test_a_missing_attribute_is_the_students_error(module):
    """It names file and attribute, and is no AttributeError: hasattr must not swallow it."""
    with pytest.raises(faults.StudentError, match=r"layers\.py has no 'ReLU'"):
        module.ReLU()
    with pytest.raises(faults.StudentError, match=r"layers\.Layer has no 'gradient'"):
        hasattr(module.Layer(), "gradient")


def test_what_is_not_implemented_is_named(module):
    """NotImplementedError is told by call and place."""
    with pytest.raises(faults.NotDone, match=r"not implemented yet: layers\.Layer\.slow \(layers\.py"):
        module.Layer().slow()


def test_a_method_where_a_value_is_due_reaches_the_students_object(module):
    """An attribute of a method is looked up on the method itself; its text says what it is."""
    method = module.Layer().forward

    assert isinstance(method, RemoteMethod)
    assert "method forward" in repr(method)
    with pytest.raises(faults.StudentError, match="has no 'shape'"):
        _ = method.shape


def test_a_value_in_the_place_of_a_method_is_the_students_error():
    """`self.forward = []` hides the method of that name, which the class has nevertheless."""
    with local_student(
        {"m.py": b"class Layer:\n def __init__(self): self.forward = []\n def forward(self): pass"},
        {"m": "m.py"},
        (),
    ) as student:
        layer = student.m.Layer()

        for use in (
            lambda: setattr(layer.forward, "note", 1),
            lambda: layer.forward.note,
            lambda: student.m.Layer(layer.forward),
        ):
            with pytest.raises(faults.StudentError, match=r"Layer\.forward: expected a function, got list"):
                use()


def test_dunder_names_are_never_asked_for(module):
    """Probing by libraries does not reach the student's code."""
    with pytest.raises(AttributeError):
        _ = module.Layer().__array_interface__
    with pytest.raises(AttributeError):
        _ = module.Layer().forward.__wrapped__


def test_a_remote_is_true_and_says_what_it_is(module):
    """Truth is not asked of the student's object; its text names the type."""
    assert module.Layer()
    assert repr(module.Layer()) == "<the student's layers.Layer>"


@pytest.mark.parametrize("answer", ["five", -1, 2.0, None, True, 2**70])
def test_a_length_that_is_none_is_a_breach(answer):
    """A worker that was tampered with cannot make the judge itself stumble."""
    with pytest.raises(faults.Breach, match="no length"):
        len(scripted(answer))


@pytest.mark.parametrize("answer", ["items", 7, {"a": 1}])
def test_items_that_are_no_list_are_a_breach(answer):
    """The same holds for what an iteration gives."""
    with pytest.raises(faults.Breach, match="no items"):
        [*iter(scripted(0, answer))]  # without a length

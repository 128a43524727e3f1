"""Specify the queue of remote operations: order, sizes, and what a pending result may be used for."""

from types import SimpleNamespace

import numpy as np
import pytest

from grader import pipeline
from grader.errors import InternalFault
from grader.pipeline import Pending, Queue, current_queue, is_flat, pipelined, plain, settled, unqueued


class Echo:
    """A session that answers each operation with its last entry, and remembers the programs."""

    def __init__(self, fails=()):
        self.programs, self.fails = [], fails

    def run(self, operations, labels):
        self.programs.append(labels)
        if set(labels) & set(self.fails):
            raise ValueError(labels)
        return [operation[-1] for operation in operations]

    def do(self, value, label="call"):
        queue = current_queue()
        return queue.add(self, ["echo", value], label) if queue else self.run([["echo", value]], [label])[0]


def test_the_calls_of_a_block_travel_in_one_program():
    """What is queued in a block is sent at its end, in order, as one program."""
    session = Echo()

    with pipelined():
        results = [session.do(number, f"call {number}") for number in range(5)]

    assert session.programs == [[f"call {number}" for number in range(5)]]
    assert [settled(result) for result in results] == list(range(5))


def test_calls_keep_their_order_in_a_block_within_a_block():
    """What waits outside is sent before, what comes later after."""
    session = Echo()

    with pipelined():
        session.do(0, "before")
        with pipelined():
            session.do(1, "inside")
        session.do(2, "behind")

    assert session.programs == [["before"], ["inside"], ["behind"]]


def test_a_full_queue_is_sent_at_once():
    """No program grows beyond its limit of operations."""
    session = Echo()

    with pipelined():
        for number in range(2 * pipeline.PROGRAM_OPERATIONS + 1):
            session.do(number)

    assert [len(program) for program in session.programs] == [pipeline.PROGRAM_OPERATIONS] * 2 + [1]


def test_large_arrays_are_not_piled_up():
    """Arrays of more bytes than a program may have are sent as they come."""
    session = Echo()
    large = np.zeros(pipeline.PROGRAM_BYTES // 8 + 1)

    with pipelined():
        session.do([large])
        session.do([large])

    assert [len(program) for program in session.programs] == [1, 1]


def test_an_array_travels_as_it_was_when_it_was_queued():
    """Changing an array in place after a call does not change what the call gets."""
    session = Echo()
    array = np.zeros(3)

    with pipelined():
        first = session.do([array])
        array[0] = 7.0
        second = session.do([array])

    assert settled(first)[0].tolist() == [0.0, 0.0, 0.0]
    assert settled(second)[0].tolist() == [7.0, 0.0, 0.0]


def test_a_pending_result_inside_arguments_is_settled():
    """A result of the block can be handed to the next call, in a list or a dict too."""
    session = Echo()

    with pipelined():
        first = session.do(np.ones(2))
        second = session.do([{"x": (first,)}])

    assert settled(second)[0]["x"][0].tolist() == [1.0, 1.0]


def test_using_a_pending_result_sends_the_queue():
    """Any use inside the block gives the value that it would have outside."""
    session = Echo()

    with pipelined():
        number, array = session.do(3.0), session.do(np.arange(3.0))

        assert -number == -3.0
        assert number + 1 == 4.0
        assert 6.0 / number == 2.0
        assert number**2 == 9.0
        assert number < 4
        assert float(number) == 3.0
        assert number == 3.0
        assert bool(session.do(0.0)) is False
        assert array[2] == 2.0
        assert len(array) == 3
        assert list(array) == [0.0, 1.0, 2.0]
        assert array.shape == (3,)
        assert np.asarray(array).sum() == 3.0
        assert (array @ np.ones(3)) == 3.0
        assert repr(number) == "3.0"


def test_a_failed_program_leaves_no_result():
    """After a failure a result that never came is told as such, not taken for None."""
    session = Echo(fails=["bad"])

    with pytest.raises(ValueError, match="bad"), pipelined():
        pending = session.do(1, "bad")

    with pytest.raises(InternalFault, match="no result"):
        pending + 1


def test_unqueued_keeps_the_order():
    """Calls that run at once run after those that were queued before them."""
    session = Echo()

    with pipelined():
        session.do(1, "first")
        with unqueued():
            assert session.do(2, "second") == 2
        session.do(3, "third")

    assert session.programs == [["first"], ["second"], ["third"]]


def test_two_sessions_do_not_mix():
    """A call of another session sends what waits for the first one."""
    one, two = Echo(), Echo()

    with pipelined():
        one.do(1, "a")
        two.do(2, "b")
        one.do(3, "c")

    assert (one.programs, two.programs) == ([["a"], ["c"]], [["b"]])


def test_a_block_that_raises_sends_nothing_more():
    """An exception of the check ends the block; what waits is dropped."""
    session = Echo()

    with pytest.raises(KeyError), pipelined():  # noqa: PT012  the block is the test
        session.do(1)
        raise KeyError("of the check")

    assert session.programs == []
    assert current_queue() is None


def test_plain_leaves_other_values_alone():
    """Without a pending result in it a value stays what it is."""
    value = {"a": [1, (2, "x")], "b": None}

    assert plain(value) == value
    assert isinstance(plain(value)["a"][1], tuple)


def test_a_pending_result_has_no_dunder_of_its_own():
    """Protocols that it does not know are refused, so that copy and pickle do not guess."""
    pending = Pending(Queue())

    with pytest.raises(AttributeError):
        pending.__deepcopy__  # noqa: B018  the access is the test


@pytest.mark.parametrize(
    "operation, flat",
    [
        (["get", object(), "weights"], True),
        (["set", object(), "weights", np.zeros(2)], True),
        (["set", object(), "weights", [1.0]], False),
        (["call", object(), "forward", [np.zeros(2), 1, 2.0, "a", True, None], {}], True),
        (["call", object(), "forward", [[1.0]], {}], False),
        (["call", object(), "forward", [Pending(Queue())], {}], False),
        (["call", object(), "forward", [1.0], {"rate": 1.0}], False),
        (["call", object(), "forward", [1.0] * 100_000, {}], False),
        (["import", "layers"], False),
        (["operator", "+", 1.0, 2.0], False),
    ],
)
def test_only_a_use_with_leaves_is_flat(operation, flat):
    """Whatever may hold other things, or stand for them, is looked into."""
    assert is_flat(operation) is flat


def test_an_attribute_set_on_a_pending_result_is_set_on_what_it_stands_for():
    """An object that was made inside a block has its weights set where it lives."""
    layer, pending = SimpleNamespace(weights=None), Pending(Queue())
    pending._settle(layer)

    pending.weights = 3
    pending._value = 4

    assert (layer.weights, layer._value) == (3, 4)

"""Specify how a submission's classes are trained and scored, on a small made-up data set."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from grader import faults, mnist, training
from grader.bench import Result
from grader.config import AccuracyRules, DatasetRules, EarlyStop
from grader.earlystop import Look, Rule
from grader.errors import CheckFailed
from grader.inprocess import local_student
from grader.trainee import Trainee
from grader.training import accuracy_runs
from grader.trainingrun import batch_order, initial_weights

ROOT = Path(__file__).parents[1]
NAMES = ("layers", "optimizer", "loss", "network")
FILES = {f"{name}.py": (ROOT / "reference" / f"{name}.py").read_bytes() for name in NAMES}
MODULES = {name: f"{name}.py" for name in NAMES}
PIXELS, CLASSES = 16, 3


@pytest.fixture(autouse=True)
def images(monkeypatch):
    """Put three well separated classes in the place of MNIST."""
    rng = np.random.default_rng(0)
    centres = rng.integers(0, 200, (CLASSES, PIXELS))

    def draw(rows):
        labels = rng.permutation(np.arange(rows) % CLASSES).astype(np.uint8)
        return (centres[labels] + rng.integers(0, 30, (rows, PIXELS))).astype(np.uint8), labels

    train, labels = draw(400)
    test, test_labels = draw(90)
    data = SimpleNamespace(
        train_images=train,
        train_labels=labels,
        validation_images=train[:0],
        validation_labels=labels[:0],
        test_images=test,
        test_labels=test_labels,
    )
    monkeypatch.setattr(mnist, "load", lambda dataset: data)
    for cached in (training.load_images, training._held_out):
        cached.cache_clear()
    yield data
    for cached in (training.load_images, training._held_out):
        cached.cache_clear()


def rules(threshold=0.9, floor=0.5, seeds=(1, 2), steps=10, rates=(0.1, 0.02), stop=None):
    """Return rules for the small data set; *stop* says when runs are stopped."""
    goal = DatasetRules(learning_rates=rates, threshold=threshold, floor=floor)
    whole = AccuracyRules(seeds=seeds, batch_size=8, trajectory_steps=steps, early_stop=stop)
    return whole.model_copy(
        update={"architecture": (PIXELS, 8, CLASSES), "datasets": {"embedded": goal, "full": goal}}
    )


def run(files, check, *args):
    """Run *check* on a submission of *files* in this process."""
    with local_student(FILES | files, MODULES, ()) as student:
        return check(student, *args)


def accuracy(files, wanted=None, rng=None):
    """Run the accuracy check and return its result and its failure."""
    result, events = Result(), []
    rng = rng or np.random.default_rng(3)
    try:
        run(files, accuracy_runs, wanted or rules(), rng, result, events.append)
    except CheckFailed as failure:
        return result, failure, events
    return result, None, events


def network(body):
    """Return a network.py that changes the reference's by *body*, methods of a subclass."""
    source = FILES["network.py"].decode().replace("class NeuralNetwork", "class Base")
    source = source.replace("self.test(", "self.run(") + "\nBase.run = Base.test\n"
    return {"network.py": f"{source}\nimport numpy as np\n\nclass NeuralNetwork(Base):\n{body}".encode()}


def test_a_right_solution_reaches_the_threshold():
    """All runs are in the report with seed, accuracy and curve, and the progress ends with the training."""
    result, failure, events = accuracy({})

    block = result.details["accuracy"]
    assert failure is None
    assert result.fraction == 1.0
    assert [entry["seed"] for entry in block["runs"]] == [1, 2]
    assert block["mean"] > 0.9
    assert all(entry["iterations"] == 100 and len(entry["loss"]) == 50 for entry in block["runs"])
    assert block["runs"][0]["loss"][-1] < block["runs"][0]["loss"][0]
    assert (events[-1].run, events[-1].iteration, events[-1].iterations) == (2, 100, 100)


def test_the_same_seeds_give_the_same_accuracy():
    """Weights, batches and the order of the test images all repeat; another secret draws other images."""
    first, second = accuracy({})[0], accuracy({})[0]

    assert first.details["accuracy"] == second.details["accuracy"]
    assert first.details["timing"] != first.details["accuracy"]


@pytest.mark.parametrize(
    "wrong_rows, fraction",
    [(0.0, 1.0), (0.1, 1.0), (0.3, 0.5), (0.5, 0.0), (0.9, 0.0)],
    ids=["all", "threshold", "between", "floor", "below"],
)
def test_points_are_linear_between_floor_and_threshold(images, monkeypatch, wrong_rows, fraction):
    """At or above the threshold all, at or below the floor none."""
    result = Result()
    block = {"mean": 1.0 - wrong_rows, "runs": [{"accuracy": 1.0 - wrong_rows}], "left_out": []}

    try:
        training._credit(block, [0.1], rules().datasets["embedded"], result)
    except CheckFailed as failure:
        message = failure.message
    else:
        message = ""
    assert (message == "") == (fraction == 1.0)
    assert not message or f"mean accuracy {1 - wrong_rows:.4f} over 1 run (" in message
    assert result.fraction == pytest.approx(fraction)


@pytest.mark.parametrize(
    "value",
    ["np.full((len(x), 3), np.nan)", "np.zeros((len(x), 3))", "np.full((len(x), 3), -np.inf)"],
)
def test_useless_predictions_earn_nothing(value):
    """NaN is never right, and a constant is right as often as chance has it."""
    result, failure, _ = accuracy(network(f"    def test(self, x):\n        return {value}\n"))

    assert failure is not None
    assert result.fraction == 0.0


@pytest.mark.parametrize(
    "value, said",
    [
        ("np.zeros(len(x))", "shape (90,)"),
        ("np.zeros((len(x), 4))", "shape (90, 4)"),
        ("np.zeros((len(x), 0))", "shape (90, 0)"),
        ("np.zeros((1, 3))", "shape (1, 3)"),
        ("np.zeros((len(x), 3, 1))", "shape (90, 3, 1)"),
        ("np.zeros((len(x), 3), dtype=complex)", "complex128"),
        ("None", "NoneType"),
        ("[[0.0, 0.0, 1.0]] * len(x)", "list"),
        ("self", "the student's network.NeuralNetwork"),
    ],
)
def test_predictions_of_another_form_are_told(value, said):
    """One row per image and one column per digit, numbers: anything else is the submission's fault."""
    _, failure, _ = accuracy(network(f"    def test(self, x):\n        return {value}\n"))

    assert "network.test must return one row per image, (90, 3)" in failure.message
    assert said in failure.message


LISTS = {
    "reset at each call": "self.loss = []\n        super().train(n)",
    "numpy scalars": "super().train(n)\n        self.loss = [np.float64(v) for v in self.loss]",
    "arrays": "super().train(n)\n        self.loss = [np.array(v) for v in self.loss]",
    "arrays of one": "super().train(n)\n        self.loss = [np.reshape(v, (1, 1)) for v in self.loss]",
}


@pytest.mark.parametrize("kind", LISTS)
def test_losses_come_in_many_forms(kind):
    """However a right solution keeps its losses, accuracy and curve are there."""
    result, failure, _ = accuracy(network(f"    def train(self, n):\n        {LISTS[kind]}\n"))

    assert failure is None
    assert result.details["accuracy"]["runs"][0]["iterations"] == 100


@pytest.mark.parametrize(
    "value", ["None", "7", "object()", "['a']", "[[1.0, 2.0]]", "(v for v in [1.0])", "{}"]
)
def test_without_losses_there_is_still_an_accuracy(value):
    """The curve is for reading; a list that is none costs no point here."""
    body = "    def train(self, n):\n        self.loss = []\n        super().train(n)\n"
    body += f"        self.loss = {value}\n"
    result, failure, _ = accuracy(network(body))

    assert failure is None
    assert result.details["accuracy"]["runs"][0] == {
        **result.details["accuracy"]["runs"][0],
        "loss": [],
        "iterations": 0,
    }


def test_a_missing_list_of_losses_costs_nothing_here():
    """A network without the attribute at all is trained and scored all the same."""
    body = (
        "    def train(self, n):\n        self.loss = []\n        super().train(n)\n        del self.loss\n"
    )

    result, failure, _ = accuracy(network(body))

    assert failure is None
    assert result.details["accuracy"]["runs"][0]["loss"] == []


def test_an_exception_while_training_is_the_submissions():
    """What student code raises surfaces with its call."""
    with pytest.raises(faults.StudentError, match=r"network\.NeuralNetwork\.train raised ValueError"):
        accuracy(network("    def train(self, n):\n        raise ValueError('no')\n"))


def test_the_worker_never_gets_test_labels(images):
    """Of all arrays that cross the wire none holds the labels of the test images, in any order."""
    crossed = []

    def remember(student, *args):
        transport = student._session.transport
        exchange = transport.exchange

        def recorded(request, call_back, call):
            crossed.append(bytes(request))
            return exchange(request, call_back, call)

        transport.exchange = recorded
        accuracy_runs(student, *args)

    rng = np.random.default_rng(3)
    run({}, remember, rules(), rng, Result(), lambda event: None)

    everything = b"".join(crossed)
    order = np.random.default_rng(3).permutation(len(images.test_images))
    labels = images.test_labels
    assert images.train_labels.tobytes() in everything
    for wanted in (labels, labels[order]):
        for kind in (np.uint8, np.int64, np.float64):
            assert wanted.astype(kind).tobytes() not in everything
            assert np.eye(CLASSES)[wanted].tobytes() not in everything


def test_no_loss_that_students_see_comes_after_a_test_image():
    """A network that writes what it is tested with into its next losses tells nobody anything."""
    body = (
        "    told = []\n"
        "    def test(self, x):\n        type(self).told += [float(v) for v in x[:9].ravel()]\n"
        "        return super().test(x)\n"
        "    @property\n    def loss(self): return ([7.0] * 1000 + self.told)[-len(self._loss):]\n"
        "    @loss.setter\n    def loss(self, value): self._loss = value\n"
    )

    result, _, _ = accuracy(network(body), rules(seeds=(1, 2, 3)))

    curves = [run["loss"] for run in result.details["accuracy"]["runs"]]
    assert {loss for curve in curves for loss in curve} <= {7.0}


def test_the_test_images_depend_on_the_secret():
    """Another secret gives another order and other noise, so that a table of answers is of no use."""

    def seen(secret):
        tested = []

        def predict(trainee, parts, handed):
            tested.append(np.concatenate(parts))
            return np.zeros((len(tested[-1]), CLASSES))

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Trainee, "predict", predict)
            accuracy({}, rng=np.random.default_rng(secret))
        return tested[0]

    first, again, other = seen(1), seen(1), seen(2)

    assert np.array_equal(first, again)
    assert not np.isclose(np.sort(first[:, 0]), np.sort(other[:, 0])).all()


def test_initial_weights_fit_the_architecture():
    """One matrix per layer with the bias in the last row, within the range of the statement."""
    weights = initial_weights((4, 3, 2), np.random.default_rng(0))

    assert [matrix.shape for matrix in weights] == [(5, 3), (4, 2)]
    assert all(np.abs(matrix).max() <= 0.1 for matrix in weights)


def test_each_epoch_visits_each_sample_at_most_once():
    """Short last batches are left out, and the epochs differ in order."""
    order = batch_order(np.arange(10), 4, 2, np.random.default_rng(0))

    first, second = order[:8], order[8:]
    assert len(set(first.tolist())) == len(set(second.tolist())) == 8
    assert first.tolist() != second.tolist()


def test_another_classifier_behind_test_earns_nothing():
    """Answers that are not those of the layers' own weights are no training, however right they are."""
    body = """
    def train(self, iterations):
        for _ in range(iterations):
            x, y = self.data_layer.next()
            self.x = np.vstack([*getattr(self, "x", ()), *x])[-2000:]
            self.y = np.vstack([*getattr(self, "y", ()), *y])[-2000:]
            self.loss.append(0.0)

    def test(self, x):
        distances = (x**2).sum(1)[:, None] - 2 * x @ self.x.T + (self.x**2).sum(1)
        return self.y[distances.argmin(1)]
"""

    result, failure, _ = accuracy(network(body))

    assert "own weights" in failure.message
    assert not result.fraction


def test_weights_that_cannot_be_read_back_fail_the_check():
    """A layer whose weights are no matrix after the training is the submission's fault, not the grader's."""
    body = """
    def train(self, iterations):
        for layer in self.layers:
            if layer.trainable:
                layer.weights = getattr(layer, "own", layer.weights)
        super().train(iterations)
        for layer in self.layers:
            if layer.trainable:
                layer.own, layer.weights = layer.weights, layer.weights.T

    def test(self, x):
        for layer in self.layers:
            if layer.trainable:
                layer.weights = layer.own
        return super().test(x)
"""

    result, failure, _ = accuracy(network(body))

    assert "layer.weights must have the shape" in failure.message
    assert not result.fraction


def test_weights_that_come_up_with_the_test_images_earn_nothing():
    """Weights as they are after the training count: those set when tested could be fitted to the test."""
    body = """
    def train(self, iterations):
        layers = [layer for layer in self.layers if layer.trainable]
        for layer in layers:
            layer.weights = getattr(layer, "kept", layer.weights)
        super().train(iterations)
        for layer in layers:
            layer.kept, layer.weights = layer.weights, np.ones_like(layer.weights)

    def test(self, x):
        for layer in self.layers:
            if layer.trainable:
                layer.weights = layer.kept
        return super().test(x)
"""

    result, failure, _ = accuracy(network(body))

    assert "own weights" in failure.message
    assert not result.fraction


def test_what_was_taken_for_what_is_told(images):
    """The counts of all runs add up; a mistake names a row of the test images with its label."""
    right = int(images.test_labels[4])
    images.test_labels[4] = label = (right + 1) % CLASSES

    block = accuracy({}, rules(seeds=(1, 2)))[0].details["accuracy"]

    assert np.sum(block["confusion"]) == 2 * len(images.test_labels)
    assert block["confusion"][label][right] == 2
    told = {(one["index"], one["label"], one["predicted"]) for one in block["mistakes"]}
    assert told == {(4, label, right)}


def test_answers_that_are_no_own_work_show_nothing():
    """Whoever answers as it likes, for no points, gets no table that would carry the answers out."""
    result, failure, _ = accuracy(network("    def test(self, x):\n        return np.eye(3)[[0] * len(x)]\n"))

    assert failure is not None
    assert not {"confusion", "mistakes"} & set(result.details["accuracy"])


STOP = EarlyStop(validation_images=90, margin=0.0)


def exchanged(files, *args):
    """Run the accuracy check; return its block, and the requests to the worker, each with what was called."""
    requests, result = [], Result()

    def remember(student, *args):
        transport, exchange = student._session.transport, student._session.transport.exchange

        def recorded(request, call_back, call):
            requests.append((call, bytes(request)))
            return exchange(request, call_back, call)

        transport.exchange = recorded
        accuracy_runs(student, *args)

    try:
        run(files, remember, *args, np.random.default_rng(3), result, lambda event: None)
    except CheckFailed as failure:
        return result, failure, requests
    return result, None, requests


def test_runs_stop_once_their_verdict_is_clear():
    """A right solution earns all points with half of the training, and the report tells the rule."""
    result, failure, events = accuracy({}, rules(stop=STOP))

    block = result.details["accuracy"]
    assert failure is None
    assert result.fraction == 1.0
    assert block["early_stop"] == {"validation_images": 90, "level": 0.9}
    assert [(one["stopped"], one["iterations"], one["planned"]) for one in block["runs"]] == [
        ("reached", 42, 76),
        ("reached", 42, 76),
    ]
    assert all(one["validation"] >= 0.9 for one in block["runs"])
    assert block["left_out"] == []
    assert (events[-1].run, events[-1].iteration, events[-1].iterations) == (2, 42, 76)


def test_a_course_can_have_every_run_trained_to_its_end():
    """Without the rule all training images are used, and the report says that there is none."""
    block = accuracy({}, rules(stop=None))[0].details["accuracy"]

    assert block["early_stop"] is None
    assert [(one["stopped"], one["iterations"], one["validation"]) for one in block["runs"]] == [
        (None, 100, None),
        (None, 100, None),
    ]


def test_what_is_held_out_is_not_trained_on(images):
    """No validation image is in a batch; every class has its share of them."""
    split = training.split_of(rules(stop=STOP))

    held = np.setdiff1d(np.arange(len(images.train_images)), split.rows)
    assert np.bincount(images.train_labels[held]).tolist() == [30, 30, 30]
    assert np.array_equal(split.rule.labels, images.train_labels[held])
    pixels = (images.train_images[held] - training.PIXEL_MEAN) / training.PIXEL_DEVIATION
    assert np.allclose(split.rule.images, pixels, atol=1e-6)


def test_a_data_set_with_validation_images_is_trained_on_as_a_whole(images):
    """Those of the full data set are its own."""
    images.validation_images, images.validation_labels = images.test_images[:60], images.test_labels[:60]

    split = training.split_of(rules(stop=EarlyStop(validation_images=50)))

    assert len(split.rows) == len(images.train_images)
    assert np.array_equal(split.rule.labels, images.test_labels[:50])


def test_a_stop_that_turns_out_wrong_costs_nothing(images, monkeypatch):
    """Where test images say less than validation images, the figures are those of a whole training."""
    wanted = rules(threshold=0.999, stop=STOP)
    images.test_labels[:3] = (images.test_labels[:3] + 1) % CLASSES
    training.load_images.cache_clear()

    stopped = accuracy({}, wanted)
    monkeypatch.setattr(Rule, "look", lambda rule, weights, before: Look(0.5, None))
    whole = accuracy({}, wanted)

    without = [dict(one, validation=None) for one in stopped[0].details["accuracy"]["runs"]]
    assert without == [dict(one, validation=None) for one in whole[0].details["accuracy"]["runs"]]
    assert stopped[0].fraction == whole[0].fraction < 1.0
    assert {one["iterations"] for one in without} == {76}


def test_points_of_stopped_runs_do_not_hang_on_rounding(images, monkeypatch):
    """Answers that differ from the weights' in one row of a hundred or fewer cost a stopped run nothing."""
    predict = Trainee.predict

    def worse(trainee, parts, handed):
        answers = predict(trainee, parts, handed)
        answers[0] = np.roll(answers[0], 1)
        return answers

    monkeypatch.setattr(Trainee, "predict", worse)
    monkeypatch.setattr("grader.trainee.OWN_WORK", 0.98)
    monkeypatch.setattr("grader.questions.OWN_WORK", 0.98)

    result, failure, _ = accuracy({}, rules(threshold=1.0, stop=STOP))

    assert failure is None
    assert result.details["accuracy"]["mean"] == 1.0


def test_no_test_image_reaches_the_worker_before_all_training_is_over(images):
    """Neither with stopped runs, nor where they go on because of what the test images say."""
    images.test_labels[:3] = (images.test_labels[:3] + 1) % CLASSES
    training.load_images.cache_clear()
    rng = np.random.default_rng(3)
    order = rng.permutation(90)
    inputs = (images.test_images[order] - training.PIXEL_MEAN) / training.PIXEL_DEVIATION
    inputs += rules().pixel_noise * rng.standard_normal(inputs.shape)
    row = inputs[0].tobytes()

    for threshold in (0.9, 0.999):
        _, _, requests = exchanged({}, rules(threshold=threshold, stop=STOP))
        calls = [call for call, _ in requests]
        trained = [place for place, call in enumerate(calls) if call.endswith(".train")]
        shown = [place for place, (_, request) in enumerate(requests) if row in request]
        assert len(trained) == (22 if threshold == 0.9 else 40)
        assert shown
        assert max(trained) < min(shown)


UNTRAINED = "    def train(self, n):\n        self.loss += [1.0] * n\n"


def test_what_cannot_earn_points_any_more_is_left_out():
    """Two of three runs without learning decide that there is nothing; the third is told as left out."""
    result, failure, events = accuracy(network(UNTRAINED), rules(seeds=(1, 2, 3), stop=STOP))

    block = result.details["accuracy"]
    assert (result.fraction, block["left_out"]) == (0.0, [3])
    assert [one["stopped"] for one in block["runs"]] == ["unchanged", "unchanged"]
    assert "over 2 runs" in failure.message
    assert "further runs, which could not have earned points any more, were left out" in failure.message
    assert events == [] or events[-1].run == 2


def test_what_is_left_out_is_trained_where_the_weights_know_better(monkeypatch):
    """Validation images that mislead decide nothing: the test images say that there is something to earn."""
    monkeypatch.setattr(Rule, "accuracy", lambda rule, weights: 0.0)

    result, failure, _ = accuracy({}, rules(seeds=(1, 2, 3), stop=STOP))

    assert failure is None
    assert result.details["accuracy"]["left_out"] == []
    assert [one["iterations"] for one in result.details["accuracy"]["runs"]] == [76] * 3


def test_a_run_without_numbers_is_stopped_at_once():
    """A training that diverges ends with the part in which no weight is left that is a number."""
    body = "    def train(self, n):\n        super().train(n)\n        for layer in self.layers:\n"
    body += "            if layer.trainable:\n                layer.weights = layer.weights * np.nan\n"
    body += "        self.loss[-1] = float('nan')\n"

    result, failure, _ = accuracy(network(body), rules(floor=0.6, seeds=(1, 2), stop=STOP))

    block = result.details["accuracy"]
    assert failure is not None
    assert [(one["stopped"], one["iterations"]) for one in block["runs"]] == [("not finite", 4)]
    assert (block["mean"], block["left_out"]) == (0.0, [2])


def test_weights_that_cannot_be_read_stop_nothing():
    """Where a layer's weights are no matrix while it is trained, it is trained to the end."""
    body = """
    def train(self, n):
        for layer in self.layers:
            if layer.trainable:
                layer.weights = np.array(layer.weights)
        super().train(n)
        for layer in self.layers:
            if layer.trainable:
                layer.weights = layer.weights.tolist()
"""

    _, failure, events = accuracy(network(body), rules(stop=STOP))

    assert "layer.weights must have the shape" in failure.message
    assert [event.iteration for event in events if event.iteration == event.iterations] == [76, 76]

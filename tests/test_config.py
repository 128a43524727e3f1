"""Specify what `config.yaml` may hold and how its faults are told."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from grader import assignmentfolder, config
from grader.errors import ConfigError, UsageError
from grader.records import Kind, Visibility

ROOT = Path(__file__).resolve().parents[1]
SHORT = {
    "name": "course",
    "title": "A course",
    "modules": {"layers": "layers.py", "loss": "loss.py"},
    "tasks": {"layers": {"title": "Layers", "points": 3}, "loss": {"title": "Loss", "points": 2.5}},
}


def write(folder, data):
    """Write *data* (or text as it is) as the configuration of *folder* and return the folder."""
    text = data if isinstance(data, str) else yaml.safe_dump(data, sort_keys=False)
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return folder


def altered(path, value):
    """Return the short configuration with *value* at the dotted *path*."""
    data = copy.deepcopy(SHORT)
    *parents, last = path.split(".")
    place = data
    for key in parents:
        place = place.setdefault(key, {})
    place[last] = value
    return data


def fault(folder, data):
    """Return the one line by which *data* is refused."""
    with pytest.raises(ConfigError) as caught:
        config.load(write(folder, data))
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_the_assignment_of_this_repository_is_valid():
    """The shipped configuration loads, and its points sum to 100."""
    loaded = config.load(ROOT)

    assert sum(task.points for task in loaded.tasks.values()) == 100
    assert list(loaded.modules) == ["layers", "optimizer", "loss", "network", "data", "graph"]


def test_a_file_that_has_not_changed_is_validated_once(tmp_path):
    """A grading asks for the configuration more than once; a change is heard at once all the same."""
    first, again = config.load(write(tmp_path, SHORT)), config.load(tmp_path)
    changed = config.load(write(tmp_path, altered("title", "Another one")))

    assert first is again
    assert (first.title, changed.title) == (SHORT["title"], "Another one")


def test_sections_left_out_hold_what_the_shipped_file_says(tmp_path):
    """A short configuration needs a name, a title, modules and tasks; the rest is as in the shipped file."""
    short, shipped = config.load(write(tmp_path, SHORT)), config.load(ROOT)

    sections = (
        *("names", "conventions", "checks", "visibility", "limits", "submission", "imports", "release"),
        "accuracy",
    )

    assert [getattr(short, name) for name in sections] == [getattr(shipped, name) for name in sections]


def test_every_key_of_the_shipped_file_is_explained_by_a_comment():
    """Each key stands below a comment, its own or that of the keys it is listed with."""
    lines = (ROOT / "config.yaml").read_text().splitlines()
    tops = [index for index, line in enumerate(lines) if line[:1].isalpha()]

    uncommented = [lines[index] for index in tops if not lines[index - 1].startswith("#")]

    assert uncommented == []


@pytest.mark.parametrize(
    "path, value, message",
    [
        ("tasks.layers.points", -1, "config.yaml: tasks.layers.points must be positive, got -1"),
        ("tasks.layers.points", 0, "config.yaml: tasks.layers.points must be positive, got 0"),
        ("tasks.layers.points", "3", "config.yaml: tasks.layers.points must be a number, got '3'"),
        ("tasks.layers.points", True, "config.yaml: tasks.layers.points must be a number, got True"),
        (
            "tasks.layers.points",
            float("nan"),
            "config.yaml: tasks.layers.points must be a finite number, got nan",
        ),
        ("tasks.layers.points", None, "config.yaml: tasks.layers.points must be a number, got nothing"),
        ("tasks.layers.title", "", "config.yaml: tasks.layers.title must be text that is not empty, got ''"),
        ("tasks.layers", 3, "config.yaml: tasks.layers must be a mapping, got 3"),
        ("tasks", {}, "config.yaml: tasks must have at least one entry, got {}"),
        ("submission.max_files", 2.5, "config.yaml: submission.max_files must be a whole number, got 2.5"),
        ("limits.unit.call_cpu_s", 0, "config.yaml: limits.unit.call_cpu_s must be positive, got 0"),
        ("accuracy.seeds", [1, "x"], "config.yaml: accuracy.seeds.1 must be a whole number, got 'x'"),
        ("accuracy.seeds", [1, 1], "config.yaml: accuracy.seeds must differ from one another, got [1, 1]"),
        ("accuracy.seeds", 1, "config.yaml: accuracy.seeds must be a list, got 1"),
        ("accuracy.pixel_noise", -0.1, "config.yaml: accuracy.pixel_noise must be at least 0, got -0.1"),
        (
            "accuracy.architecture",
            [784, 9],
            "config.yaml: accuracy.architecture must lead from 784 pixels to 10 digits, got [784, 9]",
        ),
        (
            "accuracy.early_stop.validation_images",
            0,
            "config.yaml: accuracy.early_stop.validation_images must be positive, got 0",
        ),
        (
            "accuracy.early_stop.margin",
            -0.1,
            "config.yaml: accuracy.early_stop.margin must be at least 0, got -0.1",
        ),
        ("accuracy.early_stop", 5, "config.yaml: accuracy.early_stop must be a mapping, got 5"),
        (
            "accuracy.dataset",
            "mnist",
            "config.yaml: accuracy.dataset must be one of 'embedded' or 'full', got 'mnist'",
        ),
        (
            "visibility.reference",
            "secret",
            (
                "config.yaml: visibility.reference must be one of "
                "'visible', 'hidden', 'after_due_date' or 'after_published', got 'secret'"
            ),
        ),
        (
            "visibility.checks",
            {"layer/relu": "visible"},
            (
                "config.yaml: visibility.checks.layer/relu is not a known task; "
                "did you mean 'layers'? known: layers, loss"
            ),
        ),
        (
            "tasks.layers.pionts",
            3,
            (
                "config.yaml: tasks.layers.pionts is not a known key; "
                "did you mean 'points'? known: title, points"
            ),
        ),
        (
            "name",
            "my course",
            "config.yaml: name must be one word of letters, digits, '.', '_' and '-', got 'my course'",
        ),
        (
            "imports.allowed",
            ["yaml", "no_such"],
            (
                "config.yaml: imports.allowed.1 must be the import name of a library installed beside "
                "the grader, got 'no_such'"
            ),
        ),
        ("imports.allowed", ["a.b"], "config.yaml: imports.allowed.0 must be a Python name, got 'a.b'"),
        ("imports.allowed", "yaml", "config.yaml: imports.allowed must be a list, got 'yaml'"),
        ("submission.max_ratio", 0, "config.yaml: submission.max_ratio must be positive, got 0"),
        ("modules", {"a-b": "a.py"}, "config.yaml: modules.a-b must be a Python name, got 'a-b'"),
        (
            "modules.loss",
            "layers.py",
            "config.yaml: modules.loss must be a file of its own, got layers.py, which is that of layers",
        ),
    ],
)
def test_a_fault_names_the_key_what_came_and_what_is_allowed(tmp_path, path, value, message):
    """Each fault is one line with file, key path, what is allowed and what came."""
    assert fault(tmp_path, altered(path, value)) == message


@pytest.mark.parametrize("file", ["/etc/layers.py", "../layers.py", "layers", "a\\b.py", "./a.py", "a//b.py"])
def test_a_module_lives_in_a_python_file_of_the_submission(tmp_path, file):
    """Absolute paths, `..`, other suffixes and backslashes are refused."""
    text = fault(tmp_path, altered("modules.layers", file))

    assert text.startswith("config.yaml: modules.layers must be a relative path to a .py file")


def test_a_missing_key_is_named(tmp_path):
    """A task without points is told by its key path."""
    data = copy.deepcopy(SHORT)
    del data["tasks"]["layers"]["points"]

    assert fault(tmp_path, data) == "config.yaml: tasks.layers.points is missing"


def test_a_misspelt_key_is_told_before_the_key_that_it_leaves_missing(tmp_path):
    """`pionts` in place of `points` is one fault, and the spelling is its cause."""
    data = copy.deepcopy(SHORT)
    data["tasks"]["layers"] = {"title": "Layers", "pionts": 3}

    assert "tasks.layers.pionts is not a known key; did you mean 'points'?" in fault(tmp_path, data)


def test_an_unknown_key_at_the_top_is_named_with_all_that_are_known(tmp_path):
    """Where nothing is near, no guess is made."""
    text = fault(tmp_path, altered("zzz", 1))

    assert text.startswith("config.yaml: zzz is not a known key; known: name, title, modules, tasks,")


def test_a_floor_at_the_threshold_is_refused(tmp_path):
    """Between floor and threshold the points grow, so the floor lies below."""
    rules = {"embedded": {"learning_rates": [0.1], "threshold": 0.5, "floor": 0.5}}

    text = fault(tmp_path, altered("accuracy.datasets", rules))

    assert text == (
        "config.yaml: accuracy.datasets.embedded.floor must be below the threshold of 0.5, got 0.5"
    )


def test_the_dataset_has_its_section(tmp_path):
    """A dataset without learning rates and threshold is refused."""
    rules = {"embedded": {"learning_rates": [0.1], "threshold": 0.5, "floor": 0.2}}
    data = altered("accuracy", {"dataset": "full", "datasets": rules})

    expected = "config.yaml: accuracy.dataset must be one of the datasets below (embedded), got full"
    assert fault(tmp_path, data) == expected


def test_a_missing_file_is_named(tmp_path):
    """A folder without a configuration is told by its path."""
    with pytest.raises(UsageError, match=r"config\.yaml: cannot be read: No such file"):
        config.load(tmp_path)


def test_a_configuration_cannot_be_altered():
    """What was read holds for the whole grading."""
    loaded = config.load(ROOT)

    with pytest.raises(ValidationError, match="frozen"):
        loaded.title = "other"


def test_limits_come_by_kind_and_inherit_the_default(tmp_path):
    """A kind's section states only what differs; megabytes become bytes."""
    data = altered("limits", {"default": {"call_cpu_s": 3}, "gradient": {"memory_mb": 5}})

    limits = config.load(write(tmp_path, data)).limits_for(Kind.GRADIENT)

    assert (limits.call_cpu_s, limits.memory_bytes, limits.output_bytes) == (3, 5 * 2**20, 16 * 2**20)


def test_visibility_comes_by_id_then_task_then_folder(tmp_path):
    """A check's own line wins over its task's, and that over its folder's."""
    rules = {"layers": "after_due_date", "layers/relu": "after_published"}
    loaded = config.load(write(tmp_path, altered("visibility.checks", rules)))

    ids = ["layers/relu", "layers/tanh", "loss/mse"]

    assert [loaded.visibility_of(name, "reference") for name in ids] == [
        Visibility.AFTER_PUBLISHED,
        Visibility.AFTER_DUE_DATE,
        Visibility.HIDDEN,
    ]
    assert loaded.visibility_of("loss/mse", "exercises") is Visibility.VISIBLE


def test_libraries_that_students_may_import_are_named(tmp_path):
    """Nothing but the standard library and NumPy, unless the course says so."""
    loaded = config.load(write(tmp_path, altered("imports", {"allowed": ["yaml", "psutil"]})))

    assert loaded.imports.allowed == ("yaml", "psutil")
    assert config.load(ROOT).imports.allowed == ()


def test_the_dataset_can_be_chosen_for_one_grading():
    """Another dataset leaves everything else as it is; an unknown one is refused."""
    loaded = config.load(ROOT)

    chosen = loaded.with_dataset("full")

    assert (chosen.accuracy.dataset, loaded.accuracy.dataset) == ("full", "embedded")
    with pytest.raises(UsageError, match=r"no dataset 'ful' in config\.yaml; did you mean 'full'\?"):
        loaded.with_dataset("ful")


def test_the_assignment_is_found_from_any_folder_below_it(tmp_path):
    """The nearest configuration upwards counts, also from a file."""
    below = write(tmp_path, SHORT) / "exercises" / "checks"
    below.mkdir(parents=True)

    assert config.find_assignment(below) == tmp_path
    assert config.find_assignment(below / "test_layers.py") == tmp_path


def test_no_assignment_is_told_with_the_way_out(tmp_path, monkeypatch):
    """Outside of any assignment the message names the option."""
    monkeypatch.setattr(assignmentfolder, "CONFIG_FILE", "no-such-config.yaml")

    with pytest.raises(UsageError, match=r"^no no-such-config\.yaml in .+; go to .+ with --assignment$"):
        config.find_assignment(tmp_path)


def test_the_digest_covers_what_decides_a_verdict(tmp_path):
    """Configuration, reference and checks count by path and content; reports, notes and caches do not."""
    write(tmp_path, SHORT)
    for name in ("reference/checks", "exercises/checks"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "reference/layers.py").write_text("x = 1\n")
    before = config.digest(tmp_path)

    (tmp_path / "notes.txt").write_text("no matter")
    (tmp_path / "exercises/layers.py").write_text("skeleton")
    same = config.digest(tmp_path)
    (tmp_path / "exercises/checks/test_a.py").write_text("check")
    more = config.digest(tmp_path)
    (tmp_path / "reference/layers.py").rename(tmp_path / "reference/layer.py")
    moved = config.digest(tmp_path)

    assert before == same
    assert len({before, more, moved}) == 3
    assert len(bytes.fromhex(before)) == 32


def test_the_early_stop_can_be_altered_or_switched_off(tmp_path):
    """A course without the key has it; null means that every run is trained to its end."""

    def stop(value):
        return config.load(write(tmp_path, altered("accuracy.early_stop", value))).accuracy.early_stop

    left_out = config.load(write(tmp_path, SHORT)).accuracy.early_stop

    assert left_out == config.EarlyStop(validation_images=2000, margin=0.005)
    assert stop({"margin": 0.01}) == config.EarlyStop(validation_images=2000, margin=0.01)
    assert stop(None) is None

"""Say where a course has what checks ask for, how it keeps it, and what it leaves out. Runs none of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, Field, PlainValidator, model_validator
from pydantic_core import PydanticCustomError

from grader.sections import Identifier, Section, Text, identifier, python_file

Reduction = Literal["sum", "mean", "mean_of_entries"]

REDUCTIONS: Mapping[str, Reduction] = {
    "BinaryCrossEntropyLoss": "mean",
    "SigmoidCrossEntropyLoss": "mean",
    "MeanSquaredError": "mean_of_entries",
}
"""By what the checks expect a loss to be divided, of those that are no plain sum."""


class Place(NamedTuple):
    """Where a name may be: *name* in the file of the submission."""

    file: str
    name: str


def _canonical(value: str) -> str:
    module, dot, name = value.partition(".")
    if not dot:
        message = "must be a module and a name, as in layers.FullyConnected, got {got}"
        raise PydanticCustomError("rule", message, {"got": repr(value)})
    return f"{identifier(module)}.{identifier(name)}"


def _places(value: Any) -> tuple[Place, ...]:
    """Return one place or a list of them; what came is told where it is neither."""
    several = [value] if isinstance(value, str) else value
    if not isinstance(several, list) or not several:
        message = "must be path.py:Name or a list of such, got {got}"
        raise PydanticCustomError("rule", message, {"got": repr(value)})
    places = tuple(_place(each) for each in several)
    twice = next((each for each in places if places.count(each) > 1), None)
    if twice:
        raise PydanticCustomError("rule", "names {twice} twice", {"twice": ":".join(twice)})
    return places


def _place(value: Any) -> Place:
    file, colon, name = value.rpartition(":") if isinstance(value, str) else ("", "", "")
    if not colon:
        raise PydanticCustomError("rule", "must be path.py:Name, got {got}", {"got": repr(value)})
    if not name.isidentifier():
        message = "must end with the Python name in that file, as in path.py:Name, got {got}"
        raise PydanticCustomError("rule", message, {"got": repr(value)})
    return Place(python_file(file), name)


CanonicalName = Annotated[str, AfterValidator(_canonical)]
Places = Annotated[tuple[Place, ...], PlainValidator(_places)]
Bounds = Annotated[tuple[float, float], Field(strict=False)]


class CheckRules(Section):
    """Which checks a course does without: *skip* holds ids, or shell patterns of ids."""

    skip: Annotated[tuple[Text, ...], Field(strict=False)] = ()

    def leaves_out(self, check_id: str) -> bool:
        """Tell whether the check of this id, or a pattern of ids, is left out."""
        return any(fnmatchcase(check_id, pattern) for pattern in self.skip)


class Conventions(Section):
    """How a course keeps weights and losses; each default is what the checks expect."""

    weights: Literal["rows", "transposed"] = "rows"
    bias: Literal["last", "first"] = "last"
    layers: Annotated[tuple[Identifier, ...], Field(strict=False, min_length=1)] = ("FullyConnected",)
    losses: Mapping[Identifier, Reduction] = Field(default_factory=dict)
    initial_weights: Bounds = (-0.1, 0.1)

    @model_validator(mode="after")
    def _order(self) -> Conventions:
        low, high = self.initial_weights
        if not -float("inf") < low < high < float("inf"):
            context = {"path": ("initial_weights",), "got": str([low, high])}
            raise PydanticCustomError("rule", "must be a smaller and a larger number, got {got}", context)
        return self

    @property
    def moves_weights(self) -> bool:
        """Tell whether weights are kept otherwise than the checks expect."""
        return (self.weights, self.bias) != ("rows", "last")

    def reductions(self) -> dict[str, list[str]]:
        """Return, of each loss that differs, by what the course divides it and by what the checks do."""
        wanted = {name: REDUCTIONS.get(name, "sum") for name in self.losses}
        return {name: [own, wanted[name]] for name, own in self.losses.items() if own != wanted[name]}


@dataclass(frozen=True)
class Layout:
    """
    Where a submission has what a check calls ``student.layers.FullyConnected``, and how to read it.

    Attributes:
        files: Module to the file that holds all of it but the mapped names.
        names: Module to name to the places at which it may be, best first.
        conventions: How weights and losses are kept.
    """

    files: Mapping[str, str]
    names: Mapping[str, Mapping[str, tuple[Place, ...]]]
    conventions: Conventions

    @property
    def modules(self) -> tuple[str, ...]:
        """Return what checks can ask `student` for."""
        return tuple(dict.fromkeys([*self.files, *self.names]))

    @property
    def declared(self) -> tuple[str, ...]:
        """Return all files that something is expected in."""
        mapped = [
            place.file for names in self.names.values() for places in names.values() for place in places
        ]
        return tuple(dict.fromkeys([*self.files.values(), *mapped]))

    def missing(self, present: Collection[str]) -> tuple[str, ...]:
        """Return the files without which something cannot be found; of alternatives, the first."""
        mapped = [places for names in self.names.values() for places in names.values()]
        absent = [file for file in self.files.values() if file not in present]
        absent += [each[0].file for each in mapped if not any(place.file in present for place in each)]
        return tuple(dict.fromkeys(absent))

    def file_of(self, call: str) -> str | None:
        """Return where what *call* begins with, ``layers.ReLU.forward`` say, is expected first."""
        module, name = [*call.split("."), ""][:2]
        places = self.names.get(module, {}).get(name)
        return places[0].file if places else self.files.get(module)

    def modules_in(self, file: str) -> set[str]:
        """Return the modules of which something may be in *file*."""
        found = {module for module, home in self.files.items() if home == file}
        return found | {
            module
            for module, names in self.names.items()
            if any(place.file == file for places in names.values() for place in places)
        }

    def plan(self, module: str) -> dict[str, Any] | None:
        """Return what `grader.facade.Names` needs for *module*, or None where its file will do."""
        names, conventions = self.names.get(module, {}), self.conventions
        losses = conventions.reductions()
        if not names and not conventions.moves_weights and not losses:
            return None
        return {
            "module": module,
            "home": self.files.get(module, ""),
            "names": {name: [list(place) for place in places] for name, places in names.items()},
            "weights": {
                "of": list(conventions.layers) if conventions.moves_weights else [],
                "transposed": conventions.weights == "transposed",
                "bias_first": conventions.bias == "first",
            },
            "losses": losses,
        }


def layout_of(
    files: Mapping[str, str], names: Mapping[str, tuple[Place, ...]], conventions: Conventions
) -> Layout:
    """Return the layout that `modules`, `names` and `conventions` of `config.yaml` give."""
    by_module: dict[str, dict[str, tuple[Place, ...]]] = {}
    for canonical, places in names.items():
        module, _, name = canonical.partition(".")
        by_module.setdefault(module, {})[name] = places
    return Layout(files, by_module, conventions)

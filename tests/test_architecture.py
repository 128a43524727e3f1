"""The walls of `grader/`: layers that import downwards, what the worker may know, sizes, docstrings."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "grader"

LAYERS = tuple(
    frozenset(layer.split())
    for layer in (
        "errors findings grades handins records results",
        (
            "accounts agreement alikepairs allocation alternatives archive arraybytes assignmentfolder "
            "attemptlimit batches boilerplate bubblewrap canvascsv casework cellmodules "
            "cellplaces cellscopes cellstatements celltext cgroup checksource claims "
            "classfinds classintake classlayouts classplots classstatistics classtext "
            "classzip codetokens cofailures columnfill commits commonanswers compare config "
            "confinement courselayout csvcells cutting deadlines denials diagnosis "
            "differences dockerpackage earlystop entries evidence facade factors families "
            "faults fetch figures fingerprints footprint forgiving forkhooks frames "
            "githubpackage "
            "gitlabpackage glance gradescopeexport gradescopemetadata gradescopesettings "
            "gradescsv gradients gradreport guesses handinfiles handinids handintimes "
            "holes imports importscan intake journal keys kin largepages latepolicy launch layouts leaks "
            "lightrandom limits lines machine markers members merging mistakes mnist moodlecsv "
            "multiples nbgradertree notebookfiles notebooks notebookscan orphans "
            "packageparts pairs parcel passages patterns pictures places plainimports "
            "platformnames reaper repositories resultcache roster rostermatch rowmatching "
            "safecsv sandbox saves sections seeds segments selection selfcontained selflimits shelf "
            "shipment similarcsv similarity skeleton source standin standing standstill "
            "starvation submissionlist survey sweep syscalls tarfiles topnames touched trimming "
            "views walled walls wheelhouse whereabouts wholefile wire workforce yamlfile zipfiles"
        ),
        (
            "attempts birth channel clues compiling counts dryrun exports inprocess lane "
            "loader pipeline reference remote room servant session template transcript trials "
            "watch worker"
        ),
        (
            "ahead api assertions bench checkfiles equipment killings lossband "
            "misconceptions planning plugin questions recognition review shortcut stage "
            "trainee training trainingrun trajectory verdicts"
        ),
        (
            "aside choosing cluster clusterdispatch clusterworker errand exam examiner "
            "foresight gradingkeys headstart hearing host job judge minutes practice recital "
            "rehearsal runner seat serving sitting telling turns warmup workpiece"
        ),
        (
            "batch board build classfigures classrows classrun classview confidential "
            "database doctor filing gradebook gradebookrows gradebookschema gradebookviews "
            "gradescopepackage grading ledger matrix notebookbuild recheck regrades release "
            "render report reportdiff schema sheets starter unread verify"
        ),
        (
            "annotations arraytable atterminal authorcommands autolab batchlines "
            "batchprogress batchsummary batchview cicommands classcommands classpage "
            "classpages classroom50 cli commands confusion curves datacommands diffcommands "
            "digits exportfiles failinglines feedback feedbackfiles feedbackpage "
            "feedbackview formats formulas githubclassroom gradebookcommands gradebookpage "
            "gradecommands gradeoptions gradescoperesults gradescoperun gradientplot "
            "heatmaps junit matrixpage notebook options packagecommands page plotframe "
            "prairielearn printing progressview repeatedresults similarcommands stepsummary "
            "terminal trainlines untrusted watchlines watchloop watchscreen webpage "
            "wholepoints"
        ),
    )
)
"""Every module of the package, lowest layer first; a module may import its own layer and those below."""

WORKER_SIDE = frozenset(
    {
        *(
            "arraybytes",
            "batches",
            "birth",
            "commonanswers",
            "compiling",
            "dryrun",
            "facade",
            "forgiving",
            "forkhooks",
            "frames",
            "holes",
            "largepages",
        ),
        *("launch", "lightrandom", "loader", "reaper", "segments", "selflimits", "servant", "shelf"),
        *("standin", "survey", "sweep", "views", "wire", "worker"),
    }
)
WORKER_LIBRARIES = frozenset({"numpy", "msgpack"})
SANDBOX_SIDE = frozenset(
    {
        "bubblewrap",
        "cgroup",
        "confinement",
        "footprint",
        "denials",
        "kin",
        "launch",
        "sandbox",
        "syscalls",
        "walls",
    }
)
SANDBOX_MAY_IMPORT = SANDBOX_SIDE | {"errors", "records", "sweep"}
PURE = frozenset(
    {
        *("casework", "claims", "compare", "diagnosis", "differences", "evidence", "factors"),
        *("families", "glance", "gradients", "gradreport", "guesses", "lines"),
        *("alternatives", "entries", "layouts", "multiples", "pairs", "patterns", "pictures", "places"),
    }
)
PURE_LIBRARIES = frozenset(
    {
        "__future__",
        "abc",
        "collections",
        "dataclasses",
        "enum",
        "functools",
        "itertools",
        "math",
        "numpy",
        "operator",
        "typing",
    }
)
VAGUE_NAMES = frozenset({"base", "common", "core", "helper", "helpers", "manager", "misc", "util", "utils"})
ROOT_NAMES = frozenset({"__version__"})
MODULE_LINES = 300
FUNCTION_LINES = 50

Sources = Mapping[str, str]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """One imported module: absolute dotted *target*; *name* is what is taken from the package's root."""

    importer: str
    target: str
    name: str | None
    line: int
    typing_only: bool
    top_level: bool

    @property
    def where(self) -> str:
        """Where to change it."""
        return f"grader/{self.importer}.py:{self.line}"

    @property
    def library(self) -> str:
        """The first word of what is imported."""
        return self.target.split(".")[0]

    @property
    def module(self) -> str | None:
        """The module of this package that is imported, without `grader.`; None for anything else."""
        first, _, rest = self.target.partition(".")
        return rest if first == "grader" and rest else None


def package_sources() -> Sources:
    """
    Return the package's modules by their names without `grader.`; `__init__` is the package itself.

    What lies in `data` is not of the package: files of an assignment, for `grader new` to copy.
    """
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path.read_text(encoding="utf-8")
        for path in sorted(PACKAGE.rglob("*.py"))
        if PACKAGE / "data" not in path.parents
    }


@pytest.fixture(scope="module")
def sources() -> Sources:
    """The package as it is."""
    return package_sources()


# ---------------------------------------------------------------- reading imports


def imports_of(sources: Sources) -> list[Import]:
    """List every import: at the top, inside functions, under TYPE_CHECKING, by `import_module("...")`."""
    return [
        found
        for name, text in sources.items()
        for found in _walk(name, ast.parse(text), sources, typing_only=False, top_level=True)
    ]


def _walk(
    importer: str, node: ast.AST, sources: Sources, *, typing_only: bool, top_level: bool
) -> Iterator[Import]:
    for target, name in _targets(node, sources):
        yield Import(importer, target, name, getattr(node, "lineno", 0), typing_only, top_level)
    if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
        for child in node.body:
            yield from _walk(importer, child, sources, typing_only=True, top_level=top_level)
        children: Iterator[ast.AST] = iter(node.orelse)
    else:
        children = ast.iter_child_nodes(node)
    inner = top_level and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    for child in children:
        yield from _walk(importer, child, sources, typing_only=typing_only, top_level=inner)


def _targets(node: ast.AST, sources: Sources) -> Iterator[tuple[str, str | None]]:
    match node:
        case ast.Import(names=names):
            yield from ((alias.name, None) for alias in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            origin = ".".join(filter(None, ("grader" if level else "", module or "")))
            if origin != "grader":
                yield origin, None
                return
            for alias in names:
                yield (f"grader.{alias.name}", None) if alias.name in sources else (origin, alias.name)
        case ast.Call(func=func, args=[ast.Constant(value=str(target)), *_]) if ast.unparse(func) in {
            "import_module",
            "importlib.import_module",
            "__import__",
        }:
            yield target, None


# ---------------------------------------------------------------- the rules: each returns faults, in words


def unlisted_modules(sources: Sources, layers: tuple[frozenset[str], ...]) -> list[str]:
    """Every module is in exactly one layer, and the table names no module that is not there."""
    listed = [name for layer in layers for name in layer]
    modules = set(sources) - {"__init__"}
    return [
        *(f"grader/{name}.py is in no layer: add it to LAYERS" for name in sorted(modules - set(listed))),
        *(f"LAYERS names {name!r}, but there is no such module" for name in sorted(set(listed) - modules)),
        *(f"LAYERS names {name!r} twice" for name in sorted({n for n in listed if listed.count(n) > 1})),
    ]


def upward_imports(sources: Sources, layers: tuple[frozenset[str], ...]) -> list[str]:
    """A module imports its own layer and those below; only annotations may look up."""
    height = {name: number for number, layer in enumerate(layers) for name in layer}
    faults = [
        f"{found.where} (layer {height[found.importer]}) imports grader.{found.module} (layer "
        f"{height[found.module]}): move what is needed down, or pass it as an argument"
        for found in imports_of(sources)
        if found.module in height and found.importer in height and not found.typing_only
        if height[found.module] > height[found.importer]
    ]
    return list(dict.fromkeys(faults))


def cycles(sources: Sources) -> list[str]:
    """No module is needed for its own import."""
    graph: dict[str, set[str]] = {name: set() for name in sources}
    for found in imports_of(sources):
        if found.module is not None and not found.typing_only:
            graph[found.importer].add(found.module)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [f"{' <- '.join(error.args[1])}: move what both need into a module below them"]
    return []


def imports_through_the_root(sources: Sources) -> list[str]:
    """`from grader import check` inside the package would hide the module that is really imported."""
    taken = [
        (found.where, found.name)
        for found in imports_of(sources)
        if found.target == "grader" and found.name is not None and not found.typing_only
    ]
    for importer, text in sources.items():
        taken += [
            (f"grader/{importer}.py:{node.lineno}", node.attr)
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
            if node.value.id == "grader" and node.attr not in sources
        ]
    return [
        f"{where} takes {name!r} from the package's root: import it from the module that defines it"
        for where, name in taken
        if name not in ROOT_NAMES
    ]


def holes_in_the_worker_wall(sources: Sources) -> list[str]:
    """The worker's side knows the standard library, NumPy, msgpack and itself, not even in annotations."""
    allowed = sys.stdlib_module_names | WORKER_LIBRARIES
    return [
        f"{found.where} imports {found.target}: student code runs beside it, so it may import only the "
        f"standard library, {', '.join(sorted(WORKER_LIBRARIES | {f'grader.{n}' for n in WORKER_SIDE}))}"
        for found in imports_of(sources)
        if found.importer in WORKER_SIDE
        if found.module not in WORKER_SIDE and found.library not in allowed
    ]


def sandbox_knowledge(sources: Sources) -> list[str]:
    """The sandbox knows nothing of what it runs."""
    return [
        f"{found.where} imports {found.target}: the sandbox may know only "
        f"{', '.join(sorted(SANDBOX_MAY_IMPORT))}; pass what it needs as arguments"
        for found in imports_of(sources)
        if found.importer in SANDBOX_SIDE and found.library == "grader"
        if found.module not in SANDBOX_MAY_IMPORT
    ]


def impure_imports(sources: Sources) -> list[str]:
    """Comparison and gradient checks compute: no files, no processes, no clock."""
    allowed = PURE | {"errors"}
    return [
        f"{found.where} imports {found.target}: {', '.join(sorted(PURE))} are pure; they may import errors, "
        f"each other and {', '.join(sorted(PURE_LIBRARIES))}"
        for found in imports_of(sources)
        if found.importer in PURE and found.module not in allowed and found.library not in PURE_LIBRARIES
    ]


def early_plots(sources: Sources) -> list[str]:
    """Matplotlib takes a second to import, and only pages with plots need it."""
    return [
        f"{found.where} imports matplotlib at module level: import it in the function that plots"
        for found in imports_of(sources)
        if found.library == "matplotlib" and found.top_level and not found.typing_only
    ]


def vague_names(sources: Sources) -> list[str]:
    """A module's name says its one job."""
    return [
        f"grader/{name}.py: name the module after its one job"
        for name in sources
        if VAGUE_NAMES & set(name.split("."))
    ]


def missing_docstrings(sources: Sources) -> list[str]:
    """Every module, public class, function and method says what it is for."""
    faults = []
    for name, text in sources.items():
        tree = ast.parse(text)
        if not ast.get_docstring(tree):
            faults.append(f"grader/{name}.py: say the module's job in a docstring")
        faults += [
            f"grader/{name}.py:{node.lineno} {node.name}: write a docstring, or make it private"
            for node in _public(tree)
            if not ast.get_docstring(node)
        ]
    return faults


def _public(tree: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def oversized(sources: Sources) -> list[str]:
    """Modules and functions stay readable; a function's docstring does not count."""
    faults = [
        f"grader/{name}.py has {lines} lines, more than {MODULE_LINES}: split it by jobs"
        for name, text in sources.items()
        if (lines := len(text.splitlines())) > MODULE_LINES
    ]
    for name, text in sources.items():
        faults += [
            f"grader/{name}.py:{node.lineno} {node.name} has {lines} lines, more than {FUNCTION_LINES}: "
            "split it"
            for node in ast.walk(ast.parse(text))
            if isinstance(node, Function) and (lines := _code_lines(node)) > FUNCTION_LINES
        ]
    return faults


def _code_lines(node: Function) -> int:
    first = node.body[0]
    documented = ast.get_docstring(node) is not None
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - docstring


def mutable_globals(sources: Sources) -> list[str]:
    """Module-level containers are constants: UPPER_CASE or Final, never state."""
    faults = []
    for name, text in sources.items():
        for node in ast.parse(text).body:
            faults += [
                f"grader/{name}.py:{node.lineno} {target} is a mutable global: make it an UPPER_CASE "
                "constant (a tuple, a frozenset), or hold it in an object that is passed"
                for target in _containers(node)
                if not target.strip("_").isupper() and not target.startswith("__")
            ]
    return faults


def _containers(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign) and _makes_container(node.value):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign) and node.value is not None and _makes_container(node.value):
        final = ast.unparse(node.annotation).split("[")[0].endswith("Final")
        return [node.target.id] if isinstance(node.target, ast.Name) and not final else []
    return []


def _makes_container(value: ast.expr) -> bool:
    literal = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
    makers = {"list", "dict", "set", "defaultdict", "deque", "Counter", "OrderedDict", "bytearray"}
    called = isinstance(value, ast.Call) and ast.unparse(value.func).split(".")[-1] in makers
    return isinstance(value, literal) or called


# ---------------------------------------------------------------- the package obeys


def test_every_module_is_in_exactly_one_layer(sources):
    """A new module is put into a layer on purpose."""
    faults = unlisted_modules(sources, LAYERS)

    assert not faults, "\n".join(faults)


def test_imports_point_down_the_layers(sources):
    """No module imports a layer above its own, not even inside a function."""
    faults = upward_imports(sources, LAYERS)

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "rule",
    [
        cycles,
        imports_through_the_root,
        holes_in_the_worker_wall,
        sandbox_knowledge,
        impure_imports,
        early_plots,
        vague_names,
        missing_docstrings,
        oversized,
        mutable_globals,
    ],
    ids=lambda rule: rule.__name__,
)
def test_the_package_obeys(rule, sources):
    """Each rule above holds for every module."""
    faults = rule(sources)

    assert not faults, "\n".join(faults)


def test_the_worker_process_holds_nothing_of_the_judge(sources):
    """Importing the worker's side in a fresh process loads no check, no report and no judge."""
    script = (
        "import importlib, json, sys\n"
        f"for name in {sorted(WORKER_SIDE & set(sources))!r}: importlib.import_module('grader.' + name)\n"
        "print(json.dumps(sorted(sys.modules)))"
    )

    run = subprocess.run(
        [sys.executable, "-c", script], cwd=PACKAGE.parent, capture_output=True, text=True, check=True
    )

    loaded = json.loads(run.stdout)
    ours = {name.removeprefix("grader.") for name in loaded if name.startswith("grader.")}
    strangers = {"pytest", "_pytest", "pydantic", "yaml", "rich", "typer", "pooch"} & set(loaded)
    assert ours <= WORKER_SIDE, f"the worker's process loads {sorted(ours - WORKER_SIDE)} too"
    assert not strangers, f"the worker's process loads {sorted(strangers)} too"


# ---------------------------------------------------------------- each rule finds what it is for

DOC = '"""A module."""\n'
TWO_LAYERS = (frozenset({"errors", "wire"}), frozenset({"worker", "judge"}))


def test_a_module_outside_the_table_is_named():
    """A module in no layer, and a layer's entry without a module, are both faults."""
    faults = unlisted_modules({"__init__": "", "errors": "", "wire": "", "worker": "", "new": ""}, TWO_LAYERS)

    assert faults == [
        "grader/new.py is in no layer: add it to LAYERS",
        "LAYERS names 'judge', but there is no such module",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "import grader.judge",
        "from grader import judge",
        "from grader.judge import grade",
        "from .judge import grade",
        "def f():\n    from grader.judge import grade",
        "if True:\n    import grader.judge as j",
        "import importlib\nm = importlib.import_module('grader.judge')",
    ],
)
def test_an_upward_import_is_found_wherever_it_hides(text):
    """Top level, function bodies, branches and `import_module` are all read."""
    faults = upward_imports({"wire": text, "judge": ""}, TWO_LAYERS)

    assert len(faults) == 1
    assert "grader.judge" in faults[0]


def test_an_import_for_annotations_may_look_up():
    """TYPE_CHECKING imports do not exist at run time; the else branch does."""
    head = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from grader.judge import Judge\n"
    both = head + "else:\n    from grader.judge import Judge\n"

    assert upward_imports({"wire": head, "judge": ""}, TWO_LAYERS) == []
    assert len(upward_imports({"wire": both, "judge": ""}, TWO_LAYERS)) == 1


def test_a_cycle_is_spelled_out():
    """Two modules of one layer that import each other are named with the way round."""
    faults = cycles({"a": "import grader.b", "b": "def f():\n    import grader.a"})

    assert len(faults) == 1
    assert "a <- b" in faults[0] or "b <- a" in faults[0]


BROKEN = {
    imports_through_the_root: ("judge", "from grader import check"),
    holes_in_the_worker_wall: ("worker", "if TYPE_CHECKING:\n    from grader.api import check"),
    sandbox_knowledge: ("sandbox", "from grader.wire import Frame"),
    impure_imports: ("gradients", "def f():\n    import time"),
    early_plots: ("report", "from matplotlib import pyplot"),
    vague_names: ("utils", DOC),
    missing_docstrings: ("report", DOC + "class Report:\n    '''A report.'''\n    def score(self): ..."),
    oversized: ("report", DOC + "def f():\n" + "    x = 1\n" * FUNCTION_LINES),
    mutable_globals: ("report", DOC + "_cache: dict[str, int] = {}"),
}

INNOCENT = {
    imports_through_the_root: ("judge", "import grader\nprint(grader.__version__, grader.wire)"),
    holes_in_the_worker_wall: ("worker", "import os\nimport numpy as np\nfrom grader import wire"),
    sandbox_knowledge: ("sandbox", "import os\nfrom grader.errors import GraderError"),
    impure_imports: ("gradients", "import math\nimport numpy.typing as npt\nfrom grader.errors import E"),
    early_plots: ("report", "def plot():\n    from matplotlib import pyplot"),
    vague_names: ("render", DOC),
    missing_docstrings: ("report", DOC + "class _Row:\n    def score(self): ...\ndef _f(): ..."),
    oversized: ("report", DOC + "def f():\n    '''" + "x\n" * 90 + "'''\n" + "    x = 1\n" * 40),
    mutable_globals: ("report", DOC + "from typing import Final\n__all__ = ['a']\nA_B = {}\nc: Final = []"),
}


@pytest.mark.parametrize("rule", BROKEN, ids=lambda rule: rule.__name__)
def test_a_breach_is_found_once(rule):
    """A module that breaks one rule gives one fault that names the module."""
    name, text = BROKEN[rule]

    faults = rule({name: text, "wire": DOC})

    assert len(faults) == 1
    assert f"grader/{name}.py" in faults[0]


@pytest.mark.parametrize("rule", INNOCENT, ids=lambda rule: rule.__name__)
def test_what_is_allowed_is_no_fault(rule):
    """The rules leave alone what they allow."""
    name, text = INNOCENT[rule]

    assert rule({name: text, "wire": DOC}) == []


def test_a_module_of_too_many_lines_is_a_fault():
    """The limit on modules counts every line."""
    faults = oversized({"report": DOC + "x = 1\n" * MODULE_LINES})

    assert faults == [
        f"grader/report.py has {MODULE_LINES + 1} lines, more than {MODULE_LINES}: split it by jobs"
    ]

"""Specify how a submission's modules are found, loaded and forgiven imports they do not need."""

from __future__ import annotations

import importlib
import json
import random
import subprocess
import sys
import textwrap
import traceback

import numpy as np
import pytest

from grader.loader import ForbiddenImport, SubmissionFinder, compile_all, load_libraries, own_names


@pytest.fixture
def submit():
    """Install a submission, given as paths and texts; forget it after the test."""
    finders = []

    def _submit(files, folder="", allowed=None):
        sources = {path: text if isinstance(text, bytes) else text.encode() for path, text in files.items()}
        finders.append(SubmissionFinder(sources, folder, allowed=allowed))
        finders[-1].install()
        return importlib.import_module

    yield _submit
    for finder in finders:
        finder.uninstall()


def test_modules_come_from_memory(submit):
    """A module of the submission is imported though no file of it is anywhere."""
    load = submit({"mine.py": "x = 3"})

    assert load("mine").x == 3


def test_modules_import_each_other(submit):
    """Helper modules, packages with and without `__init__.py`, and relative imports work."""
    load = submit(
        {
            "layers.py": "import helper\nfrom parts.deep.inner import y\nfrom kit import z\n",
            "helper.py": "x = 1",
            "parts/deep/inner.py": "from ..near import y",
            "parts/near.py": "y = 2",
            "kit/__init__.py": "from .tool import z\nfrom . import tool",
            "kit/tool.py": "z = 3",
        }
    )

    module = load("layers")

    assert (module.helper.x, module.y, module.z) == (1, 2, 3)


def test_a_module_in_a_folder_is_found_by_its_dotted_name(submit):
    """As `Layers/FullyConnected.py` is, where a course keeps its files so."""
    assert submit({"Layers/FullyConnected.py": "x = 1"})("Layers.FullyConnected").x == 1


@pytest.mark.parametrize("name", ["numpy", "random", "sitecustomize", "grader", "typing"])
def test_no_file_of_a_submission_replaces_what_python_or_the_grader_brings(submit, name):
    """Submitting `numpy.py` or `random.py` changes no import."""
    load = submit({f"{name}.py": "planted = True", "mine.py": "import random, numpy\nr, n = random, numpy"})

    module = load("mine")

    assert module.r is random
    assert module.n is np
    assert not hasattr(sys.modules.get(name), "planted")


def test_a_module_knows_its_file(submit):
    """Code that looks at `__file__` and `__name__` works."""
    load = submit({"kit/mine.py": "import os\nhere = os.path.dirname(__file__), __name__, __package__"})

    assert load("kit.mine").here == ("kit", "kit.mine", "kit")


@pytest.mark.parametrize(
    "statement, name",
    [
        ("import pandas_x", "pandas_x"),
        ("import pandas_x as pd", "pd"),
        ("import matplotlib_x.pyplot", "matplotlib_x"),
        ("import matplotlib_x.pyplot as plt", "plt"),
        ("from sklearn_x import metrics", "metrics"),
        ("from sklearn_x.metrics import a, b as c", "c"),
        ("import os, pandas_x, math", "pandas_x"),
    ],
)
def test_an_absent_module_is_no_error_until_it_is_used(submit, statement, name):
    """Left-over imports cost nothing; the first use names the module that is not there."""
    source = [
        "'About.'",
        "from __future__ import annotations",
        statement,
        "x = 1",
        f"def use(): return {name}.thing",
    ]
    load = submit({"mine.py": "\n".join(source)})

    module = load("mine")

    assert module.x == 1
    assert module.__doc__ == "About."
    with pytest.raises(ForbiddenImport, match=r"^mine\.py, line 3 imports \S*_x\S*, which is not there"):
        module.use()
    with pytest.raises(ImportError, match="_x"):
        getattr(module, name)(1)


def test_what_is_there_is_imported_beside_what_is_not(submit):
    """`import math, absent` binds `math`."""
    module = submit({"mine.py": "import math, absent_x, os.path\n"})("mine")

    assert module.math.pi > 3
    assert module.os.path.sep


def test_imports_that_handle_their_failure_are_left_alone(submit):
    """A `try` around an import sees the error that it was written for."""
    source = "try:\n    import pandas_x\nexcept ImportError:\n    pandas_x = None\n"

    assert submit({"mine.py": source})("mine").pandas_x is None


@pytest.mark.parametrize(
    "statement",
    ["from pandas_x import *", "from . import sibling", "from helper import *\nimport helper.none"],
)
def test_imports_that_cannot_be_put_off_are_errors(submit, statement):
    """A star import has no names to bind; what is missing from the submission's own files is told."""
    with pytest.raises(ImportError, match=r"pandas_x|no known parent|helper"):
        submit({"mine.py": statement, "helper.py": ""})("mine")


def test_a_missing_name_in_a_present_module_is_an_error(submit):
    """`from numpy import layers` is a mistake that the student should see."""
    with pytest.raises(ImportError, match="layers_x"):
        submit({"mine.py": "from numpy import layers_x"})("mine")


def test_tracebacks_show_the_students_lines(submit):
    """File, line and text are the student's own."""
    load = submit({"mine.py": "import pandas_x\n\ndef f():\n    return 1 / 0  # here\n"}, folder="/home/me/")

    with pytest.raises(ZeroDivisionError) as caught:
        load("mine").f()

    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.filename, last.lineno, last.line) == ("/home/me/mine.py", 4, "return 1 / 0  # here")


@pytest.mark.parametrize(
    "source, line",
    [
        (b"x = 1\ndef f(:\n", 2),
        (b"\xff\xfe\x00x", 1),
        (b"x = '\xe9'\n", 1),
        (b"# coding: nonsense\n", 1),
        (b"x = 1\0\n", 1),
        (b"if True:\n\tx = 1\n        y = 2\n", 3),
        (b"(" * 10_000, 1),
        (b"x = " + b"-" * 50_000 + b"1", 1),
    ],
    ids=["syntax", "utf-16", "latin-1", "unknown encoding", "nul", "tabs and spaces", "brackets", "signs"],
)
def test_files_that_are_not_python_are_errors_that_name_file_and_line(submit, source, line):
    """Whatever is wrong with the text, it is told as a syntax error of that file."""
    with pytest.raises(SyntaxError) as caught:
        submit({"mine.py": source})("mine")

    assert caught.value.filename == "mine.py"
    assert caught.value.lineno == line


def test_a_byte_order_mark_and_a_declared_encoding_are_read(submit):
    """As Python itself reads them."""
    load = submit({"a.py": b"\xef\xbb\xbfx = '\xc3\xa9'", "b.py": b"# coding: latin-1\nx = '\xe9'"})

    assert load("a").x == load("b").x == "é"


def test_a_forgotten_submission_leaves_nothing():
    """Modules, sources and the finder itself are gone; another submission starts afresh."""
    for value in (1, 2):
        finder = SubmissionFinder({"mine.py": f"x = {value}".encode(), "kit/inner.py": b""})
        finder.install()
        importlib.import_module("kit.inner")

        assert importlib.import_module("mine").x == value

        finder.uninstall()
        assert not {"mine", "kit", "kit.inner"} & set(sys.modules)
        assert finder not in sys.meta_path


def test_a_stand_in_complains_of_every_use():
    """Whatever is done with it: called, indexed, run over, entered, asked for a type, made a base class."""
    finder = SubmissionFinder({"mine.py": b"import torch_x as t"})
    finder.install()
    try:
        stand_in = importlib.import_module("mine").t
    finally:
        finder.uninstall()
    uses = [
        "t.a",
        "t()",
        "t[0]",
        "for x in t: pass",
        "with t: pass",
        "1 in t",
        "isinstance(1, t)",
        "class A(t): pass",
    ]

    for use in uses:
        with pytest.raises(ForbiddenImport, match="torch_x"):
            exec(use, {"t": stand_in})


def test_only_what_the_course_allows_is_imported_beside_numpy(submit):
    """Installed or not; a library that is allowed is the real one, also where a file has its name."""
    files = {"mine.py": "import yaml, psutil\ndef use(): return psutil.cpu_count()", "yaml.py": "planted = 1"}

    module = submit(files, allowed=frozenset({"yaml"}))("mine")

    assert module.yaml.safe_load("1") == 1
    with pytest.raises(ForbiddenImport) as caught:
        module.use()
    assert str(caught.value) == (
        "mine.py, line 1 imports psutil, which is not there when graded: "
        "the standard library, NumPy, yaml and the files that you hand in are"
    )
    assert caught.value.name == "psutil"


def test_a_part_of_the_standard_library_that_is_not_here_costs_nothing(submit):
    """An editor's `from asyncio.windows_events import NULL`, or a name that newer versions have dropped."""
    source = (
        "from asyncio.windows_events import NULL\nfrom collections import Iterable\nimport os, math\nx = 1\n"
    )
    module = submit({"mine.py": source})("mine")

    assert (module.x, module.math.pi > 3) == (1, True)
    with pytest.raises(ImportError, match=r"^mine\.py, line 1 imports asyncio\.windows_events: win32 only"):
        module.NULL()
    with pytest.raises(ImportError, match=r"^mine\.py, line 2 imports collections: cannot import name"):
        module.Iterable()


def test_settings_of_what_is_not_there_are_left_out(submit):
    """`matplotlib.use("Agg")` at the top of a file that plots nothing."""
    source = """
        import matplotlib_x
        import matplotlib_x.pyplot as plt
        matplotlib_x.use("Agg")
        SIZE = 5
        plt.rcParams["figure.figsize"] = (SIZE, SIZE)
        x = 1
    """

    assert submit({"mine.py": textwrap.dedent(source)})("mine").x == 1


def test_a_missing_file_of_a_package_of_ones_own_is_an_error(submit):
    """Whether it was compiled before or not."""
    files = {"mine.py": "import kit.none", "kit/tool.py": ""}
    sources = {path: text.encode() for path, text in files.items()}

    assert compile_all(sources)["mine"].co_names == ("kit.none", "kit")
    with pytest.raises(ModuleNotFoundError, match=r"kit\.none"):
        submit(files)("mine")


def test_names_of_its_own_are_those_of_files_and_folders_at_the_top():
    """What is deeper is reached through them."""
    assert own_names({"a.py": b"", "kit/b.py": b"", "kit/deep/c.py": b""}) == {"a", "kit"}


def test_allowed_libraries_are_loaded_before_their_folder_is_forgotten(tmp_path):
    """What they need comes with them; nothing else in that folder can be imported later."""
    (tmp_path / "lib_x").mkdir()
    (tmp_path / "lib_x" / "__init__.py").write_text("import needed_x")
    (tmp_path / "lib_x" / "part.py").write_text("y = 2")
    for name in ("needed_x", "other_x"):
        (tmp_path / f"{name}.py").write_text("")
    before = list(sys.path)

    load_libraries(["lib_x"], [str(tmp_path)])

    try:
        assert sys.path == before
        assert importlib.import_module("lib_x.part").y == 2
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("other_x")
    finally:
        for name in ("lib_x", "lib_x.part", "needed_x"):
            del sys.modules[name]


GUARDED = """
    import json, os, sys
    import numpy as np
    from grader.loader import ForbiddenImport, SubmissionFinder, guard_imports
    bodies, folder = json.load(sys.stdin)
    sys.path.insert(0, folder)
    del sys.modules["grader"], sys.modules["grader.loader"]
    sys.stdout.reconfigure(line_buffering=True)
    for body in bodies:
        if os.fork():
            os.wait()
            continue
        source = "import sys, importlib, importlib.util\\ndef f():\\n    " + body.replace("\\n", "\\n    ")
        finder = SubmissionFinder({"mine.py": source.encode(), "helper.py": b""}, allowed=frozenset({"yaml"}))
        guard_imports(frozenset({"yaml"}), finder.own_names)
        finder.install()
        import mine
        try:
            told = f"got {mine.f()}"
        except BaseException as error:
            told = f"{type(error).__name__} {error}"
        print(json.dumps([body, told]))
        os._exit(0)
"""

REFUSED = [
    "import planted",
    "from planted import x",
    "__import__('planted')",
    "importlib.import_module('planted')",
    "sys.meta_path[:] = sys.meta_path[1:]\nimport planted",
    "sys.meta_path[:] = [importlib.machinery.PathFinder]\nimport planted",
    "exec('import planted')",
    "import psutil",
    "import grader",
    "import grader.judge",
]

ALLOWED = [
    "import helper, yaml, json, xml.dom.minidom, unittest.mock, decimal, ctypes, multiprocessing.pool",
    "import numpy.polynomial, numpy.testing, numpy.ma.testutils, numpy.f2py",
    "import sysconfig\nsysconfig.get_config_vars()\nimport pickle, copy, platform\nplatform.platform()",
    "np = __import__('numpy')\nnp.show_config(mode='dicts')\nnp.random.default_rng(1).random()",
    "np = __import__('numpy')\nnp.linalg.svd(np.eye(3)), np.fft.fft(np.ones(3)), np.testing.measure('1')",
    "try:\n    import torch\nexcept ModuleNotFoundError:\n    pass",
    "assert importlib.util.find_spec('torch') is None",
    "import encodings.idna, email.mime.text, concurrent.futures, asyncio, logging.handlers, zoneinfo",
]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What came of each of these in a function of a submission where imports are guarded, each on its own."""
    folder = tmp_path_factory.mktemp("path")
    (folder / "planted.py").write_text("x = 1")
    ran = subprocess.run(
        [sys.executable, "-B", "-c", textwrap.dedent(GUARDED)],
        input=json.dumps([REFUSED + ALLOWED, str(folder)]),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(line) for line in ran.stdout.splitlines())


@pytest.mark.parametrize("body", REFUSED)
def test_an_import_in_a_function_is_refused_at_its_line(told, body):
    """Even of what can be found: on `sys.path`, beside the grader, by finders that the student changed."""
    place = "<string>, line 1" if body.startswith("exec") else f"mine.py, line {3 + body.count(chr(10))}"
    name = next(word for word in ("planted", "psutil", "grader.judge", "grader") if word in body)

    assert told[body] == (
        f"ForbiddenImport {place} imports {name}, which is not there when graded: "
        "the standard library, NumPy, yaml and the files that you hand in are"
    )


@pytest.mark.parametrize("body", ALLOWED)
def test_what_is_allowed_is_imported_as_ever(told, body):
    """Parts that are loaded late, optional parts that libraries try, and tries that handle their failure."""
    assert told[body] == "got None"


def test_what_was_compiled_before_is_not_compiled_again(submit):
    """Code that was made once serves every worker, in packages too, and knows its place and its source."""
    files = {"one.py": b"import pack.two\nx = 1 / 0\n", "pack/__init__.py": b"", "pack/two.py": b"y = 2\n"}

    found = compile_all(files)
    finder = SubmissionFinder(files, compiled=found)

    assert sorted(found) == ["one", "pack", "pack.two"]
    assert finder.get_code("pack.two") is found["pack.two"]
    finder.install()
    try:
        with pytest.raises(ZeroDivisionError) as caught:
            importlib.import_module("one")
    finally:
        finder.uninstall()
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.filename, last.lineno, last.line) == ("one.py", 2, "x = 1 / 0")


def test_a_file_that_does_not_compile_costs_no_other_its_code():
    """Syntax errors, NUL bytes and endless nesting are left out, to be told where they are imported."""
    deep = b"x = " + b"(" * 5000 + b")" * 5000

    found = compile_all({"good.py": b"x = 1", "bad.py": b"x =", "nul.py": b"x = 0\0", "deep.py": deep})

    assert list(found) == ["good"]


def test_a_module_is_named_anew_each_time_it_is_looked_for(submit):
    """Whoever changes what tells of a module, or where the files of a package are, changes their own copy."""
    submit({"pack/__init__.py": "", "pack/mine.py": ""})
    finder = sys.meta_path[0]

    first, second, third = (finder.find_spec("pack", None) for _ in range(3))

    assert first == second == third
    assert len({id(spec) for spec in (first, second, third)}) == 3
    assert len({id(spec.submodule_search_locations) for spec in (first, second, third)}) == 3
    assert finder.find_spec("absent", None) is None

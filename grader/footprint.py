"""
Find the files that Python and some libraries need to run, and none beside them.

Reads this process's own maps and paths; knows no sandbox and starts nothing.
"""

from __future__ import annotations

import os
import struct
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.confinement import Readable

_LIBRARY_FOLDERS = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")
_DATA = ("/usr/share/zoneinfo", "/usr/lib/locale", "/etc/localtime", "/etc/mime.types")
_PACKAGES = ("site-packages", "dist-packages")
_INTERPRETER_SEGMENT = 3


def interpreter() -> Path:
    """Return this Python itself, not a virtual environment's link to it."""
    return Path(getattr(sys, "_base_executable", None) or sys.executable).resolve()


def of_python(libraries: Sequence[Path], files: Sequence[Path]) -> Readable:
    """
    Return what is to be readable for Python to import its standard library and *libraries*.

    Args:
        libraries: Folders of packages; the compiled libraries that came with one are beside it
            (`numpy.libs`) and belong to it.
        files: Single files that are needed as well.
    """
    program = interpreter()
    standard = set(_standard_folders())
    shared = [path for path in _mapped() if not any(name in path.parts for name in _PACKAGES)]
    system = {path.parent for path in shared if _is_system_folder(path.parent)}
    single = [path for path in shared if not (system | standard) & set(path.parents)]
    folders = tuple(sorted(standard | system))
    hidden = [found for folder in folders for found in _package_folders(folder)]
    with_libraries = [place for folder in libraries for place in _with_libraries(folder)]
    more = dict.fromkeys([program, *with_libraries, *single, *files, *_system_files()])
    aliases = [*_loader(program), *(alias for folder in system for alias in _short_name(folder))]
    listed = {place.parent for place in (*libraries, *files)}
    return Readable(folders, tuple(hidden), tuple(more), tuple(sorted(listed)), tuple(aliases))


def _standard_folders() -> Iterator[Path]:
    """Yield where the standard library is, not where a virtual environment would have it."""
    bases = {"base": sys.base_prefix, "platbase": sys.base_exec_prefix}
    for name in ("stdlib", "platstdlib"):
        yield Path(sysconfig.get_path(name, vars=bases)).resolve()


def _mapped() -> list[Path]:
    """Return the shared libraries that this process has loaded, by their real paths."""
    try:
        lines = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    paths = {line.split(maxsplit=5)[5] for line in lines if line.count("/") and ".so" in line}
    return sorted(Path(path).resolve() for path in paths if path.startswith("/") and Path(path).is_file())


def _is_system_folder(folder: Path) -> bool:
    """Tell whether *folder* is one of the system's for shared libraries, so that all of it may be seen."""
    named = [str(folder), str(folder.parent)] if folder.name.endswith("-gnu") else [str(folder)]
    return any(name in _LIBRARY_FOLDERS for name in named)


def _short_name(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the place under `/lib` by which the loader knows a folder under `/usr/lib`, with the folder."""
    if folder.parts[1] == "usr":
        short = Path("/", *folder.parts[2:])
        if short.resolve() == folder:
            yield short, folder


def _package_folders(folder: Path) -> Iterator[Path]:
    """Yield folders of installed packages in *folder* and one level below."""
    for pattern in ("", "*/"):
        for name in _PACKAGES:
            yield from (found for found in sorted(folder.glob(pattern + name)) if found.is_dir())


def _with_libraries(package: Path) -> Iterator[Path]:
    yield package
    if (beside := package.with_name(f"{package.name}.libs")).is_dir():
        yield beside


def _system_files() -> Iterator[Path]:
    """Yield what the loader and the standard library read of the system's own: libraries, times, types."""
    for path in map(Path, ("/etc/ld.so.cache", *_DATA)):
        if path.exists():
            yield path


def _loader(program: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the place at which *program* names the system's loader, with the loader's real path."""
    with program.open("rb") as stream:
        head = stream.read(64)
        if head[:5] != b"\x7fELF\x02":
            return
        start, size, count = *struct.unpack_from("<Q", head, 32), *struct.unpack_from("<HH", head, 54)
        for number in range(count):
            stream.seek(start + number * size)
            kind, _, offset, _, _, length = struct.unpack("<IIQQQQ", stream.read(40))
            if kind == _INTERPRETER_SEGMENT:
                stream.seek(offset)
                named = Path(os.fsdecode(stream.read(length).rstrip(b"\0")))
                yield named, named.resolve()

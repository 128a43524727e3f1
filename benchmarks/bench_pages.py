"""
What the pages of a class cost: to write, to write again, in bytes, and to open in Chromium.

``python benchmarks/bench_pages.py [SIZES]``, such as ``200,500``: generated classes of 210 checks. The
time of opening is from the call to the browser until the page has run its script and drawn a frame, the
best of three.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from grader import config as configuration
from grader.classintake import ClassIntake
from grader.classpages import write_pages
from grader.classrun import Ended
from grader.gradebook import Gradebook
from tests.browser import FLAGS
from tests.gradedclasses import write_class

COURSE = Path(__file__).resolve().parents[1]
SIZES = (100, 200)
_DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def main() -> None:
    """Print a line for each size."""
    sizes = [int(size) for size in sys.argv[1].split(",")] if len(sys.argv) > 1 else list(SIZES)
    print("students   pages, wall s  CPU s   again, wall s  CPU s   index, MB   opens, s")
    for size in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            write_class(folder, size)
            first, again = write(folder), write(folder)
            page = folder / "index.html"
            megabytes = page.stat().st_size / 1e6
            costs = f"{first[0]:15.2f} {first[1]:6.2f} {again[0]:15.2f} {again[1]:6.2f}"
            print(f"{size:8} {costs} {megabytes:11.2f} {opened(page):>10}", flush=True)


def write(folder: Path) -> tuple[float, float]:
    """Write the pages of the class in *folder* and return wall and processor seconds."""
    config = configuration.load(COURSE)
    with Gradebook(folder) as book:
        ended = Ended(COURSE, folder, config, "bench", ClassIntake(()), (), book, lambda: False, print)
        started = time.perf_counter(), time.process_time()
        for note in write_pages(ended):
            print(note)
        return time.perf_counter() - started[0], time.process_time() - started[1]


def opened(page: Path) -> str:
    """Return how many seconds *page* takes to open; a dash without Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        return "-"
    from playwright.sync_api import sync_playwright

    times = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        for _ in range(3):
            tab = browser.new_page()
            started_s = time.perf_counter()
            tab.goto(page.as_uri())
            tab.evaluate(_DRAWN)
            times.append(time.perf_counter() - started_s)
            tab.close()
        browser.close()
    return f"{min(times):.2f}"


if __name__ == "__main__":
    main()

"""Keep the feedback pages of a batch beside its reports, each written again only when it changes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from grader import wholefile
from grader.config import Config
from grader.feedbackpage import band_of, page_of
from grader.records import Audience
from grader.schema import Report

if TYPE_CHECKING:
    from grader.lossband import LossBand

FOLDER = "feedback"


class FeedbackFiles:
    """
    The folder of feedback pages, `DIR/feedback`; each is the student's own rendering.

    Args:
        folder: Of the batch, with the reports in `reports`.
        assignment: What was graded.
        config: Of the assignment.
        tell: Takes a line for the person who waits.
    """

    def __init__(
        self, folder: Path, assignment: Path, config: Config, tell: Callable[[str], object] | None = None
    ) -> None:
        self._folder, self._assignment, self._config = folder / FOLDER, assignment, config
        self._tell = tell
        self._band: LossBand | None = None
        self._knows_band = False

    def write(self, report: Report) -> Path:
        """
        Write the page of *report*, a whole one named by its submission's id; return where it is.

        A page that is there already with this content keeps its time of change.

        Raises:
            OSError: It cannot be written.
            ValueError: The id names no file of this folder.
        """
        path = self._folder / page_name(report.submission.id)
        page = page_of(report, self._config, self._losses(report), Audience.STUDENT).encode()
        if not _holds(path, page):
            wholefile.replace(path, page, lasting=False)  # `classpages` looks at what is there
        return path

    def remove_others(self, ids: frozenset[str]) -> None:
        """Remove the pages of submissions that are not among *ids*."""
        names = {page_name(each) for each in ids}
        for path in self._folder.glob("*.html"):
            if path.name not in names:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _losses(self, report: Report) -> LossBand | None:
        """Return the losses of right solutions, computed for the first report that has a training."""
        if report.accuracy is None or report.accuracy.dataset != self._config.accuracy.dataset:
            return None
        if not self._knows_band:
            self._band = band_of(report, self._assignment, self._config, self._tell)
            self._knows_band = True
        return self._band


def page_name(submission: str) -> str:
    """
    Return the name of the page of a *submission*, as its report is named by its id.

    Raises:
        ValueError: The id names no file of a folder: it is empty, has a separator, or is a way up.
    """
    if not submission or submission in {".", ".."} or any(sign in submission for sign in "/\\\0"):
        raise ValueError(f"no file can be named by the id {submission!r}")
    return f"{submission}.html"


def page_link(submission: str) -> str:
    """Return the link to that page from a page in the folder above, safe in an attribute after escaping."""
    return f"{FOLDER}/{quote(page_name(submission), safe='')}"


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False

"""
Keep every attempt of every student, every result of grading it, and what people add by hand.

Several processes may write at once. What a student gets is computed from what is here whenever somebody
asks. SQLAlchemy takes its time to import: import this module only where it is needed.
"""

from __future__ import annotations

import math
import secrets
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from grader import gradebookrows as rows
from grader import gradebookviews as views
from grader.accounts import Account, Adjusted, Graded, grade
from grader.config import Config
from grader.database import Database
from grader.errors import InternalFault, UsageError
from grader.gradebookschema import SCHEMA_VERSION, Meta, Table
from grader.grades import Grade
from grader.handins import Handin
from grader.schema import Report


class Gradebook:
    """
    The gradebook at a place, opened when it is first asked for anything; a context manager.

    Args:
        place: A folder (its `gradebook.sqlite` is meant), a SQLite file, or the URL of a database.
        create: Make it where there is none; otherwise that is an error.

    Raises:
        UsageError: The URL is not understood. Each method: the database cannot be reached, read or
            written, or a newer grader has written it.
    """

    def __init__(self, place: Path | str, create: bool = True) -> None:
        self._database = Database(place)
        self._create = create
        self._ready = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    @property
    def shown(self) -> str:
        """Return where it is, without a password."""
        return self._database.shown

    def enrol(self, assignment: str, *accounts: Account) -> None:
        """Note students of *assignment*, who need not have handed in anything; attempts are not looked at."""
        self._prepare()
        ordered = sorted(accounts, key=lambda account: account.student)  # two writers do not cross
        new = self._database.read(
            lambda session: [each for each in ordered if not rows.is_enrolled(session, assignment, each)]
        )
        if new:
            self._database.write(
                lambda session: [rows.put_student(session, assignment, each) for each in new]
            )

    def record(self, handin: Handin, report: Report) -> bool:
        """
        Keep *report* as the last result of *handin*; return whether that is news.

        The same result again (`timing` and `environment` aside) is no news and leaves no trace.
        """
        account = self._account(handin)
        if self._database.read(lambda session: rows.is_known(session, account, handin, report)):
            return False
        return self.enter(handin, rows.Written.of(report))

    def enter(self, handin: Handin, written: rows.Written) -> bool:
        """
        Do what `record` does, by one transaction without a question before it.

        Cheaper where it is news, as somebody knows who has asked what is `recorded`; otherwise dearer.
        """
        account = self._account(handin)
        return self._database.write(lambda session: rows.put_grading(session, account, handin, written))

    def adjust(
        self,
        assignment: str,
        student: str,
        points: float,
        *,
        author: str,
        reason: str,
        below_zero: bool = False,
    ) -> Adjusted:
        """
        Add *points* to what *student* gets; negative ones are taken off.

        Nothing is ever changed or deleted: undoing an adjustment is another one.

        Raises:
            UsageError: There is no such student, no author or no reason, or nothing to add.
        """
        if not math.isfinite(points) or points == 0:
            raise UsageError(f"the points of an adjustment must be a number other than 0, got {points:g}")
        if not reason.strip() or not author.strip():
            raise UsageError("an adjustment needs an author and a reason")
        made = Adjusted(points, views.storable(author), views.storable(reason), datetime.now(UTC), below_zero)
        token = secrets.token_hex(16)  # the same adjustment, tried again after a lost connection, is one
        self._prepare()
        self._database.write(lambda session: rows.put_adjustment(session, assignment, student, made, token))
        return made

    def grades(self, config: Config) -> list[Grade]:
        """Return what each student of the assignment of *config* gets by its rules, sorted by student."""
        return [grade(account, config) for account in self.accounts(config.name)]

    def accounts(self, assignment: str) -> list[Account]:
        """Return all that is known of each student of *assignment*, sorted by student."""
        self._prepare()
        return self._database.read(lambda session: views.accounts(session, assignment))

    def account(self, assignment: str, student: str) -> Account:
        """
        Return all that is known of one *student*.

        Raises:
            UsageError: There is no such student; the text names the nearest.
        """

        def find(session: Session) -> Account:
            found = views.accounts(session, assignment, student)
            if not found:
                raise views.unknown_student(session, assignment, student)
            return found[0]

        self._prepare()
        return self._database.read(find)

    def gradings(self, assignment: str, student: str) -> list[Graded]:
        """Return all results of all attempts of *student*, the oldest first."""
        self._prepare()
        return self._database.read(lambda session: views.gradings(session, assignment, student))

    def reports(self, assignment: str, until: datetime | None = None) -> dict[str, bytes]:
        """
        Return the last report of each attempt, or the last one recorded before *until*, by name.

        They are packed, since a class's do not fit into memory otherwise: `unpacked` gives the report.
        """
        self._prepare()
        return self._database.read(lambda session: dict(views.reports(session, assignment, until)))

    def regraded(self, assignment: str) -> list[views.Regraded]:
        """Return the attempts whose last result differs in points from the one before it, by student."""
        self._prepare()
        return self._database.read(lambda session: views.regraded(session, assignment))

    def last_graded(self, assignment: str) -> datetime | None:
        """Return when the newest result of *assignment* was recorded; None where there is none."""
        self._prepare()
        return self._database.read(lambda session: views.last_graded(session, assignment))

    def recorded(self, assignment: str) -> frozenset[tuple[str, str]]:
        """Return what is the last result of some attempt: student and digest of the report."""
        self._prepare()
        return self._database.read(lambda session: views.recorded(session, assignment))

    def _account(self, handin: Handin) -> Account:
        """Return what *handin* says of its student, when there are tables to write it to."""
        if handin.submitted_at is not None and handin.submitted_at.tzinfo is None:
            raise InternalFault(f"gradebook: the time of {handin.id!r} has no time zone")
        self._prepare()
        return Account(handin.student, handin.name, handin.group, handin.ids)

    def _prepare(self) -> None:
        """Make the tables where there are none, and refuse those that a newer grader has made."""
        if self._ready:
            return
        file = self._database.file
        if not self._create and file is not None and not file.is_file():
            raise UsageError(f"{file}: there is no gradebook")
        version = self._database.read(_version)
        if version is None:
            if not self._create:
                raise UsageError(f"{self.shown}: there is no gradebook in it")
            version = self._database.write(self._make_tables)
        if version != str(SCHEMA_VERSION):
            raise UsageError(
                f"{self.shown}: the gradebook has version {version} of its tables and this grader knows "
                f"version {SCHEMA_VERSION}: a newer grader has written it, so use that one"
            )
        self._ready = True

    def _make_tables(self, session: Session) -> str:
        self._database.lock_tables(session)
        version = _version(session)
        if version is None:  # nobody else was faster
            Table.metadata.create_all(session.connection())
            session.add(Meta(key="schema_version", value=str(SCHEMA_VERSION)))
            version = str(SCHEMA_VERSION)
        return version


def _version(session: Session) -> str | None:
    if not inspect(session.connection()).has_table(Meta.__tablename__):
        return None
    found = session.get(Meta, "schema_version")
    return found.value if found else None

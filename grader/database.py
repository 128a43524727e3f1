"""
Open a SQLite file or a PostgreSQL database for several writers at once. Knows no table's meaning.

SQLAlchemy takes a tenth of a second to import: import this module only where a database is needed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from grader.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

Result = TypeVar("Result")

DEFAULT_FILE = "gradebook.sqlite"
_WAIT_S = 30
_TRIES = 12
_SQLITE_PASSING = frozenset({5, 6})  # SQLITE_BUSY and SQLITE_LOCKED
_POSTGRES_PASSING = frozenset({"40001", "40P01", "55P03"})  # serialisation, deadlock, lock not available
_POSTGRES_LOCK = 0x67726164  # "grad": taken while tables are made


class Database:
    """
    A database that is opened when it is first asked for anything.

    Args:
        place: A folder (its `gradebook.sqlite` is meant), a SQLite file, or a URL of SQLAlchemy.

    Raises:
        UsageError: *place* is a URL that is not understood.
    """

    def __init__(self, place: Path | str) -> None:
        self._url = _url_of(place)
        self._engine: Engine | None = None

    @property
    def shown(self) -> str:
        """Return how people may see where it is: never with a password."""
        if self.file is not None:
            return str(self.file)
        return self._url.set(query={}).render_as_string(hide_password=True)

    @property
    def file(self) -> Path | None:
        """Return the file of a SQLite database; None of any other."""
        return Path(self._url.database or "") if self._url.get_backend_name() == "sqlite" else None

    def close(self) -> None:
        """Give all connections back; the next question opens it again."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def read(self, work: Callable[[Session], Result]) -> Result:
        """
        Return what *work* finds, all of it as of one moment.

        Raises:
            UsageError: The database cannot be reached or read.
        """
        return self._worked(work, writes=False)

    def write(self, work: Callable[[Session], Result]) -> Result:
        """
        Do *work* whole or not at all; again, where another writer was in the way.

        Raises:
            UsageError: The database cannot be reached or written.
        """
        return self._worked(work, writes=True)

    def lock_tables(self, session: Session) -> None:
        """Keep others from making tables until the end of the transaction, which must be a writing one."""
        if self.file is None:
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})

    def _worked(self, work: Callable[[Session], Result], writes: bool) -> Result:
        for number in range(_TRIES):
            try:
                engine = self._opened().execution_options(**self._terms(writes))
                with Session(engine, expire_on_commit=False) as session, session.begin():
                    return work(session)
            except SQLAlchemyError as error:
                if number == _TRIES - 1 or not _is_passing(error):
                    raise UsageError(f"{self.shown}: {_first_line(error)}") from error
            time.sleep(random.uniform(0, 0.01 * 2 ** min(number, 7)))  # noqa: S311  not for secrets
        raise AssertionError("the last try returns or raises")

    def _terms(self, writes: bool) -> dict[str, Any]:
        if self.file is not None:
            return {"grader_writes": writes}
        return {"isolation_level": "READ COMMITTED" if writes else "REPEATABLE READ"}

    def _opened(self) -> Engine:
        if self._engine is None:
            self._engine = _sqlite(self._url) if self.file is not None else _postgres(self._url)
        return self._engine


def _url_of(place: Path | str) -> URL:
    if isinstance(place, Path) or "://" not in place:
        path = Path(place)
        return URL.create("sqlite", database=str(path / DEFAULT_FILE if path.is_dir() else path))
    try:
        url = make_url(place)
    except (ArgumentError, ValueError) as error:  # without its text, which could hold a password
        raise UsageError("the database's URL cannot be read; postgresql://user@host/name is one") from error
    kind = url.drivername.split("+", maxsplit=1)[0]
    if kind in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and url.database:
        return url.set(drivername="sqlite")
    raise UsageError(f"a gradebook is a SQLite file or a PostgreSQL database, not {kind}://")


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _WAIT_S})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions begin below, not when Python thinks fit
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("grader_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(url: URL) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": _WAIT_S})
    except ImportError as error:
        raise UsageError(
            "a PostgreSQL gradebook needs psycopg: install the extra, pip install 'nn-grader[postgres]'"
        ) from error


def _is_passing(error: SQLAlchemyError) -> bool:
    """Return whether the same again may succeed: another writer was faster, or a connection was lost."""
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_PASSING
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state in _POSTGRES_PASSING


def _first_line(error: SQLAlchemyError) -> str:
    told = str(getattr(error, "orig", None) or error).strip()
    return told.splitlines()[0] if told else type(error).__name__

"""Specify how a database is opened, shared by several writers, and named without its password."""

import sqlite3
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from grader import database
from grader.database import Database
from grader.errors import UsageError


@pytest.fixture
def counter(tmp_path):
    """A database with a table of one number, 0."""
    opened = Database(tmp_path / "counter.sqlite")
    opened.write(lambda session: session.execute(text("CREATE TABLE counter (n INTEGER)")))
    opened.write(lambda session: session.execute(text("INSERT INTO counter VALUES (0)")))
    yield opened
    opened.close()


def count(session):
    """Return the number."""
    return session.execute(text("SELECT n FROM counter")).scalar_one()


def add_one(session):
    """Read the number, then write the next one: lost where two do so at once."""
    n = count(session)
    session.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})


def test_a_folder_means_its_gradebook(tmp_path):
    """A file and a URL mean themselves."""
    assert Database(tmp_path).file == tmp_path / "gradebook.sqlite"
    assert Database(str(tmp_path / "a.sqlite")).file == tmp_path / "a.sqlite"
    assert Database(f"sqlite:///{tmp_path}/b.sqlite").file == tmp_path / "b.sqlite"
    assert Database("postgresql://host/name").file is None


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:geheim@127.0.0.1:1/name",
        "postgres://me@127.0.0.1:1/name?password=geheim",
        "postgresql+psycopg://me:geheim@127.0.0.1:1/name",
    ],
)
def test_a_password_is_never_shown(url):
    """Neither where the database is named nor where it cannot be reached."""
    opened = Database(url)

    with pytest.raises(UsageError) as caught:
        opened.read(lambda session: session.execute(text("SELECT 1")))

    assert "geheim" not in opened.shown + str(caught.value)
    assert "127.0.0.1" in opened.shown
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://me:geheim@host/name", "://", "postgresql://me:geheim@host:port/x"])
def test_a_url_of_another_kind_is_refused(url):
    """In one line that does not repeat it."""
    with pytest.raises(UsageError) as caught:
        Database(url)

    assert "geheim" not in str(caught.value)


def test_a_missing_driver_is_told_with_what_brings_it(monkeypatch):
    """The extra has a name."""
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(UsageError, match=r"nn-grader\[postgres\]"):
        Database("postgresql://host/name").read(lambda session: None)


def test_work_is_done_whole_or_not_at_all(counter):
    """What was written before a fault is not there after it."""

    def fail(session):
        add_one(session)
        raise UsageError("no")

    with pytest.raises(UsageError, match="no"):
        counter.write(fail)

    assert counter.read(count) == 0


def test_two_writers_do_not_overwrite_one_another(counter):
    """Whoever reads in order to write has the file alone from the reading on."""
    others = [Database(counter.file) for _ in range(2)]

    def work(own):
        for _ in range(20):
            own.write(add_one)
        own.close()

    threads = [threading.Thread(target=work, args=(own,)) for own in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counter.read(count) == 40


def test_a_writer_waits_for_another(counter):
    """And counts on from what that one has written."""
    began = threading.Event()
    raw = sqlite3.connect(counter.file, isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")

    def work(session):
        add_one(session)
        began.set()

    writer = threading.Thread(target=counter.write, args=(work,))
    writer.start()

    early = began.wait(0.1)
    raw.execute("UPDATE counter SET n = 5")
    raw.execute("COMMIT")
    raw.close()
    writer.join()
    assert not early
    assert counter.read(count) == 6


def test_readers_do_not_wait_for_a_writer(counter):
    """While one writes, others see what was there before."""
    raw = sqlite3.connect(counter.file, isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("UPDATE counter SET n = 9")

    assert counter.read(count) == 0
    raw.execute("COMMIT")
    raw.close()
    assert counter.read(count) == 9


def test_foreign_keys_hold(tmp_path):
    """SQLite checks them only when told to."""
    opened = Database(tmp_path / "keys.sqlite")
    opened.write(lambda session: session.execute(text("CREATE TABLE a (id INTEGER PRIMARY KEY)")))
    opened.write(lambda session: session.execute(text("CREATE TABLE b (a INTEGER REFERENCES a (id))")))

    with pytest.raises(UsageError, match="FOREIGN KEY"):
        opened.write(lambda session: session.execute(text("INSERT INTO b VALUES (1)")))
    opened.close()


def fault(code=None, state=None):
    """Return what SQLAlchemy raises for a fault with SQLite's *code* or PostgreSQL's *state*."""
    cause = Exception("the database says no")
    if code is not None:
        cause.sqlite_errorcode = code
    cause.sqlstate = state
    return OperationalError("SELECT", {}, cause)


@pytest.mark.parametrize("code, state", [(5, None), (517, None), (6, None), (None, "40001"), (None, "40P01")])
def test_a_fault_that_passes_is_tried_again(counter, code, state, monkeypatch):
    """A file that is locked, a deadlock, transactions that cannot be put in an order."""
    monkeypatch.setattr(database.time, "sleep", lambda seconds: None)
    faults = [fault(code, state), fault(code, state)]

    def work(session):
        add_one(session)
        if faults:
            raise faults.pop()

    counter.write(work)

    assert counter.read(count) == 1


def test_a_fault_that_does_not_pass_is_told_at_once(counter):
    """Trying again would not help."""
    tries = []

    def work(session):
        tries.append(1)
        raise fault(code=11)

    with pytest.raises(UsageError, match=r"counter\.sqlite: the database says no"):
        counter.write(work)
    assert len(tries) == 1


def test_a_folder_that_is_not_there_is_told(tmp_path):
    """With the file that was meant."""
    with pytest.raises(UsageError, match="unable to open database file"):
        Database(tmp_path / "nowhere" / "a.sqlite").read(count)

    assert Path(tmp_path / "nowhere").exists() is False

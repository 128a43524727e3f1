"""Ask student code for the answers to a row of calls at once. Knows neither gradients nor bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.errors import GraderError
from grader.faults import NotDone, StudentError, StudentFault
from grader.pipeline import current_queue, pipelined, settled
from grader.remote import Remote, RemoteMethod

Call = Callable[[], object]


def answers(calls: Sequence[Call]) -> list[object] | None:
    """
    Return what *calls* give, asked for in few frames, or None where each has to be asked for on its own.

    Nobody sees the difference as long as all of a call happens where the student's code is. An object of
    the check that was handed over is another matter: a call could read what student code has left in it,
    before student code has run. So are a call that uses nothing remote, one that looks at its result too
    closely to be content with a promise of it, an object for an answer, and a call that raises.

    Raises:
        StudentFault: Student code gave no answer, and its worker is gone.
    """
    try:
        with pipelined():
            given = [calls[0]()]
            session = _session()
            if _may_call_back(session):
                return None
            given += [call() for call in calls[1:]]
    except (NotDone, StudentError):
        return None
    except (GraderError, StudentFault):
        raise
    except Exception:  # noqa: BLE001  the check's own lines: what is wrong with them shows one by one
        return None
    values = [settled(value) for value in given]
    kept = any(isinstance(value, Remote | RemoteMethod) for value in values)
    return None if kept or _may_call_back(session) else values


def _session() -> object:
    """Return whose operations wait or have waited, or None."""
    queue = current_queue()
    return queue and queue._session


def _may_call_back(session: object) -> bool:
    """Tell whether student code holds objects of the check, or nothing tells that it does not."""
    return session is None or bool(getattr(session, "_exports", True))

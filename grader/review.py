"""
Look again at the checks that a submission has failed: is the check itself at fault, and which mistake is it?

Runs the same checks with the same inputs against the reference and its misconceptions.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from grader.bench import Record
from grader.records import Kind, Verdict

if TYPE_CHECKING:  # else loaded by the first failure
    from grader.misconceptions import Misconception
    from grader.recognition import Shown
    from grader.stage import Script, Stage

_DOUBTED = frozenset({Verdict.FAILED, Verdict.ERROR, Verdict.TIMEOUT})
_MOST_BYTES = 256 * 2**20


def keep_or_drop(records: Iterable[Record], latest: Record) -> None:
    """Drop the journal of *latest* if nobody will ask for it, or if all *records* hold too much."""
    unasked = latest.verdict not in _DOUBTED or _is_open(latest)
    if unasked or sum(record.journal.size_bytes for record in records) > _MOST_BYTES:
        latest.journal = type(latest.journal)()


class Review:
    """
    A second look at failed checks.

    Args:
        stage: Where the checks can be run again.
        reference: The files of the reference.
        misconceptions: Of the assignment.
        secret: That the submission was graded with.
    """

    def __init__(
        self,
        stage: Stage,
        reference: Mapping[str, bytes],
        misconceptions: Sequence[Misconception],
        secret: bytes,
    ) -> None:
        self._stage, self._reference, self._secret = stage, reference, secret
        self._misconceptions = misconceptions

    def faulty(self, records: Iterable[Record]) -> dict[str, str]:
        """
        Return the checks that the reference fails as well, with what it is told; nobody can be blamed there.

        The accuracy takes seconds and compares with numbers that `config.yaml` sets, so it is not run again.
        A reference that does not come to an end in time, on a slow machine, tells nothing.
        """
        script, found = self._script(None), dict[str, str]()
        for record in (records := list(records)):
            if self._is_doubtful(record) and record.planned.kind is not Kind.ACCURACY:
                again = self._stage.run(record.planned.id, script, self._secret)
                if again.verdict not in {Verdict.PASSED, Verdict.TIMEOUT}:
                    found[record.planned.id] = f"the reference fails this check as well: {again.message}"
        held_back = [record for record in records if record.verdict is Verdict.SKIPPED]
        for record in held_back:
            if record.details["needs"] in found:
                found[record.planned.id] = f"{record.message}, but the reference fails that check as well"
        return found

    def recognised(self, records: Iterable[Record]) -> dict[str, dict[str, str]]:
        """Return name and explanation of the misconception behind each failed check that shows one."""
        from grader.recognition import recognise

        records = list(records)
        failed = {record.planned.id: _shown(record) for record in records if self._is_doubtful(record)}
        passed = {record.planned.id for record in records if record.verdict is Verdict.PASSED}
        found = recognise(failed, passed, self._misconceptions, self._perform)
        return {check: each.words for check, each in found.items()}

    def _perform(self, each: Misconception, check_id: str, cpu_s: float) -> Shown:
        from grader.recognition import Shown

        done = self._stage.run(check_id, self._script(each), self._secret, cpu_s)
        return Shown(done.verdict, done.journal)

    @functools.cache  # noqa: B019  lives as long as its process, which examines one submission
    def _script(self, each: Misconception | None) -> Script:
        from grader.stage import Script

        if each is None:
            return Script(self._reference)
        return Script(each.applied(self._reference), self._script(None))

    @staticmethod
    def _is_doubtful(record: Record) -> bool:
        return record.verdict in _DOUBTED and not _is_open(record)


def _is_open(record: Record) -> bool:
    """Tell whether the student has simply not written this part yet."""
    return record.details.get("not_implemented") is True


def _shown(record: Record) -> Shown:
    from grader.recognition import Shown

    assert record.verdict is not None
    relies = bool(record.planned.uses) or record.planned.kind is Kind.ACCURACY
    return Shown(record.verdict, record.journal, relies, record.ended_s - record.started_s)

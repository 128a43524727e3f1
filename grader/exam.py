"""Examine one submission: the bench of a pytest run whose checks ask fresh workers; tell the judge."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

from grader import config as configuration
from grader import seeds
from grader.checkfiles import CheckFiles, planned_items
from grader.confinement import Level, Terms
from grader.counts import Counts
from grader.errand import Errand
from grader.errors import ConfigError, InternalFault, UsageError
from grader.job import Job, terms_for
from grader.lane import Lane
from grader.records import Event, Kind, PlannedCheck, Verdict
from grader.reference import reference_files
from grader.room import Room
from grader.telling import Telling

if TYPE_CHECKING:
    from grader import misconceptions
    from grader.aside import Aside


class Exam:
    """
    The bench of one job, as a pytest plugin beside `grader.plugin`.

    Args:
        job: What to examine.
        open_lane: Confines a submission, or raises why that cannot be.
        orders, events: From the judge and to it.
        room: Where submissions are let in one after the other, if there is one.
    """

    skips = True
    _lane: Lane

    def __init__(
        self,
        job: Job,
        open_lane: Callable[[Mapping[str, bytes], Terms], Lane],
        orders: IO[str],
        events: IO[str],
        room: Room | None = None,
    ) -> None:
        config = configuration.load(job.assignment)
        self.config = config.with_dataset(job.dataset) if job.dataset else config
        self._layout = self.config.layout
        self._limits = {kind: self.config.limits_for(kind) for kind in Kind}
        self.assignment, self.secret = job.assignment, b""
        self._terms = job.terms or terms_for(self.config, job.scope)
        self._job, self._open_lane, self._orders = job, open_lane, orders
        self._telling = Telling(events, gathers=job.serves)
        self._write = self._telling.write
        self._room = room
        self._aside: Aside | None = None
        self._counts = Counts()
        self._missing = job.missing
        self._items: list[Any] = []
        self._known: list[Any] = []
        self._mistakes: tuple[misconceptions.Misconception, ...] | None = None
        if not job.serves:
            self._confine(job.files)

    def pytest_configure(self, config: Any) -> None:
        """Make this the bench of the run."""
        from grader.bench import BENCH
        from grader.turns import Turns

        config.stash[BENCH] = self
        config.pluginmanager.register(CheckFiles(self.fault), "grader-check-files")
        leave = self._leave if self._job.serves else None
        self._turns = Turns(self, self._write, tells=self._job.tells, waits=self._job.waits, leave=leave)
        config.pluginmanager.register(self._turns, "grader-turns")

    def fault(self, text: str) -> None:
        """Tell the judge that the assignment is at fault."""
        self._write({"fault": text})

    def pytest_collection_finish(self, session: Any) -> None:
        """Tell the plan, load the submission, and get the secret."""
        from grader.bench import RECORD
        from grader.choosing import chosen, spots

        planned = planned_items(session.items, self.fault)
        if planned is None:
            return
        self._items = session.items
        self._turns.prepare(self._items)
        if self._job.tasks:
            self._items[:] = chosen(self._items, self._job.tasks)
            planned = [item.stash[RECORD].planned for item in self._items]
        if self._job.serves:
            self._prepare()
        else:
            self._load()
        if self._job.waits or self._job.serves:
            self._write({"spots": spots(session.items)})
        self._write({"plan": [asdict(check) for check in planned]})
        if self._job.serves:
            from grader.serving import FEW, MANY, next_errand

            prepare = {FEW: self._practise, MANY: self._recite}
            self._take(next_errand(self._orders, self._write, self._room, prepare))
            self._turns.pytest_runtestloop(session)  # past pytest's way to it, if it is to be left early
        else:
            self._await_submission(session)

    def _load(self) -> None:
        """Hand the submission to its template, or only start that as long as there is none."""
        try:
            self._lane.warm() if self._job.waits else self._lane.load()
        except ConfigError as fault:
            self.fault(str(fault))
        except InternalFault:
            pass  # which each check will tell, if it stays that way

    def _await_submission(self, session: Any) -> None:
        """Get the secret, and the submission with it if that was waited for."""
        line = self._orders.readline()
        if self._job.waits and line.strip():
            errand = Errand.model_validate_json(line)
            self._take(errand)
            files = errand.files
        else:
            self.secret, files = base64.b64decode(line), self._job.files
        if not self.secret:
            session.shouldstop = "the judge sent no secret"
        elif self._job.spreads:
            self._spread(session, files)

    def _spread(self, session: Any, files: Mapping[str, bytes]) -> None:
        """Run what takes longest last, or in a fork with its own lane where there are idle processors."""
        from grader.aside import Aside, idle_processors, separable

        apart = separable(self._items)
        self._items[:] = [item for item in self._items if item not in apart] + apart
        if len(apart) in {0, len(self._items)} or idle_processors() < 2:
            return
        self._write()  # what waits to be told is told once
        tells = self._job.tells or self._job.waits
        self._aside = Aside(apart, self._write, tells=tells)
        session.config.pluginmanager.register(self._aside, "grader-aside")
        if not self._aside.is_here:
            return
        self._telling.wants = self._aside.wants
        self._items[:] = apart
        try:
            self._lane = self._lane_of(files)
        except (UsageError, InternalFault):
            os._exit(1)

    def _prepare(self) -> None:
        """Load what every examination will need; forks share it."""
        from grader.serving import prepare

        try:
            self._mistakes, shelf = prepare(self.assignment, self.config, self._items)
            if self._room is not None:
                self._room.warm(shelf)
        except UsageError as fault:
            self.fault(str(fault))

    def _practise(self, errand: Errand) -> None:
        """Get ready for more errands like this one."""
        from grader import choosing, warmup

        self.secret = errand.secret
        warmup.practised(self, choosing.asked(self._items, errand), self._room, self._lane_of)

    def _recite(self, errand: Errand) -> None:
        """Have the reference examined, as there may be many more errands like this one."""
        from grader import choosing, warmup

        self.secret = errand.secret
        items = self._turns.plain_among(choosing.asked(self._items, errand))
        self._turns.transcripts = warmup.recited(self, items, self._of_reference)

    @contextmanager
    def _of_reference(self) -> Iterator[None]:
        """Examine the reference, in a fork that ends with the block, in a sandbox that no submission sees."""
        files = reference_files(self.assignment)
        with Path(os.devnull).open("w") as self._telling.stream, Lane(files, self._terms) as self._lane:
            yield

    def _take(self, errand: Errand) -> None:
        """Take the submission that was waited for, and leave out the checks that are not asked for."""
        from grader.bench import RECORD
        from grader.choosing import asked, picked, recall

        self._telling.token, self._missing = errand.token, errand.missing
        self._telling.followed = errand.followed or not self._job.serves
        if self._job.serves:
            self._confine(errand.files)
        else:
            self._lane.take(errand.files)
        recall({item.stash[RECORD].planned.id: item.stash[RECORD] for item in self._items}, errand.known)
        self._known = [item.stash[RECORD] for item in picked(self._items, errand.known)]
        self._items[:] = asked(self._items, errand)
        if errand.secret != self.secret:
            self._turns.transcripts = {}
        self.secret = errand.secret

    def _lane_of(self, files: Mapping[str, bytes]) -> Lane:
        return self._open_lane(files, self._terms)

    def _confine(self, files: Mapping[str, bytes]) -> None:
        """Start what will run the submission; end this process, telling why, where that cannot be."""
        try:
            self._lane = self._lane_of(files)
        except ConfigError as fault:
            self._give_up({"fault": str(fault)})
        except InternalFault as fault:
            self._give_up({"refused": f"{fault}{_advice(self._terms)}"})
        self._write({"isolation": self._lane.isolation})

    def _give_up(self, message: dict[str, Any]) -> NoReturn:
        self._write(message)
        os._exit(1)

    def _leave(self, tests: list[dict[str, Any]], failed: bool) -> NoReturn:
        """End this fork as pytest would, with the report that it would make of *tests*, but at once."""
        from grader.serving import leave

        self.pytest_json_modifyreport({"tests": tests})
        self._lane.close()
        leave(int(failed), self._telling.stream)

    def pytest_json_modifyreport(self, json_report: dict[str, Any]) -> None:
        """Hand the whole report to the judge, as the last message, after what a second look has found."""
        tests = json_report.get("tests", [])
        if self._aside is not None:
            if self._aside.is_here:
                self._lane.close()
                self._aside.leave(tests)
            tests = [*tests, *self._aside.tests]
        if self._items:
            self._review()
        self._write({"tests": tests, "counts": asdict(self._counts)})

    def _review(self) -> None:
        """Tell which checks are at fault themselves, and which misconceptions the submission shows."""
        from grader.bench import RECORD

        records = [item.stash[RECORD] for item in self._items]
        if all(record.verdict is Verdict.PASSED for record in records):
            return
        from grader import misconceptions
        from grader.review import Review
        from grader.stage import Stage

        if not (files := misconceptions.reference_files(self.assignment)):
            return
        try:
            known = misconceptions.load(self.assignment) if self._mistakes is None else self._mistakes
        except UsageError as fault:
            self.fault(str(fault))
            return
        review = Review(Stage(self.assignment, self.config, self._items), files, known, self.secret)
        faulty, recognised = review.faulty(records), review.recognised([*self._known, *records])
        self._write({"review": {"faulty": faulty, "recognised": recognised}})

    @contextmanager
    def student(self, planned: PlannedCheck, record: Any) -> Iterator[Any]:
        """Open the submission in a fresh worker and end it with all that it started."""
        from grader.host import Host

        seed = seeds.check_seed(self.secret, self.config.name, f"worker of {planned.id}") % 2**32
        host = Host(self._lane, self.config.modules, self._missing, self._layout, self._counts)
        with host.student(self._limits[planned.kind], seed, record) as student:
            yield student

    def tell(self, event: Event) -> None:
        """Tell the judge an event of the progress."""
        self._telling.event(event)


def _advice(terms: Terms) -> str:
    asked = "isolation.require of config.yaml asks for it, and `grader doctor` tells what this machine offers"
    return f"; {asked}" if terms.least is not Level.PROCESS else ""

"""Machines for tests: network namespaces of Linux, each with an address of its own, at one bridge."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import as_completed
from pathlib import Path

import pytest

from grader.cluster import Cluster
from grader.errand import Errand
from grader.runner import examine
from grader.seat import Course
from tests.clusters import QUICK

_NAME = "grader-test"


class Namespaces:
    """
    A bridge at 10.99.0.1, and machines at 10.99.0.11 and up; nothing of them is left after the block.

    None of it is seen from outside: the bridge is in a namespace of its own as well.

    Args:
        count: How many machines.
    """

    hub_address = "10.99.0.1"

    def __init__(self, count):
        self.hub, *self.machines = [f"{_NAME}-{os.getpid()}-{number}" for number in range(count + 1)]
        self.addresses = [f"10.99.0.{11 + number}" for number in range(count)]

    def __enter__(self):
        _clear_away()
        try:
            self._build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        _clear_away(os.getpid())

    def _build(self):
        self._add(self.hub)
        ip("-n", self.hub, "link", "add", "bridge", "type", "bridge")
        ip("-n", self.hub, "address", "add", f"{self.hub_address}/24", "dev", "bridge")
        ip("-n", self.hub, "link", "set", "bridge", "up")
        for number, (machine, address) in enumerate(zip(self.machines, self.addresses, strict=True)):
            self._add(machine)
            plug = f"plug{number}"
            ip("-n", self.hub, "link", "add", plug, "type", "veth", "peer", "name", "wire", "netns", machine)
            ip("-n", self.hub, "link", "set", plug, "master", "bridge", "up")
            ip("-n", machine, "address", "add", f"{address}/24", "dev", "wire")
            ip("-n", machine, "link", "set", "wire", "up")

    def _add(self, name):
        ip("netns", "add", name)
        ip("-n", name, "link", "set", "lo", "up")

    def cut(self, number):
        """Pull the plug of a machine's network; what runs there goes on."""
        ip("-n", self.hub, "link", "set", f"plug{number}", "down")


def inside(name):
    """Return what to write before a command that is to run in a namespace."""
    return ("ip", "netns", "exec", name)


def ip(*arguments):
    """Run iproute2's `ip`."""
    return subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True).stdout


def require_namespaces():
    """Skip a test where there can be no namespaces; on a machine of CI there must be."""
    reason = ""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or shutil.which("ip") is None:
        reason = "needs Linux, root and iproute2"
    else:
        try:
            with Namespaces(1):
                pass
        except subprocess.CalledProcessError as error:
            reason = f"no network namespaces here: {error.stderr.strip()}"
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


def _clear_away(pid=None):
    """Remove the namespaces of process *pid*, or those of all that have ended without doing so."""
    for line in ip("netns", "list").splitlines():
        owner = re.match(rf"{_NAME}-(\d+)-\d+\b", line)
        if owner and (owner[1] == str(pid) or not Path(f"/proc/{owner[1]}").exists()):
            ip("netns", "delete", owner[0])


def at_work(seat, errand):
    """Return who did an errand, and its findings."""
    return os.getpid(), examine(seat, errand)


def coordinate(address, assignment, errands):
    """
    Have errands done by a cluster; print for each who did it, its name and its verdicts as they come.

    Args:
        address: Of the scheduler.
        assignment: Its folder.
        errands: A file: names and errands.
    """
    work = {name: Errand.model_validate(each) for name, each in json.loads(Path(errands).read_text()).items()}
    with Cluster(address, Course(Path(assignment), b"a secret"), QUICK) as cluster:
        futures = {cluster.submit(at_work, errand): name for name, errand in work.items()}
        for future in as_completed(futures):
            pid, findings = future.result()
            sys.stdout.write(json.dumps([pid, futures[future], told(findings)]) + "\n")
            sys.stdout.flush()


def told(findings):
    """Return all that does not depend on time, in a form for comparing."""
    return {
        check: [str(outcome.verdict), outcome.fraction, outcome.message, outcome.details, outcome.output]
        for check, outcome in findings.outcomes.items()
    }

"""Specify errands done by a real Dask cluster: a scheduler and workers on 127.0.0.1."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import sys
import threading
from concurrent.futures import wait
from dataclasses import replace
from pathlib import Path

import distributed
import psutil
import pytest

from grader import config as configuration
from grader.cluster import Cluster
from grader.errors import InternalFault, UsageError
from grader.intake import read_submission
from grader.runner import examine
from grader.seat import Seat, Stopped, whole_errand
from grader.workforce import ClusterLost, WorkersLost
from tests import clusters, namespaces
from tests.assignments import SOLUTION, write_submission
from tests.clusters import QUICK, Machines, StandIn, course, until


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    """A cluster of two workers that no test harms."""
    with Machines(tmp_path_factory.mktemp("cluster")) as started:
        for _ in range(2):
            started.worker("--no-nanny")
        yield started


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """A scheduler whose workers tests start themselves."""
    with Machines(tmp_path_factory.mktemp("fragile")) as started:
        yield started


@pytest.fixture
def fragile(scheduler):
    """The same, whose workers end with the test, if they have not before."""
    yield scheduler
    scheduler.end()


def stand_ins(machines, tmp_path, **patience):
    """Open a cluster with seats that do what a test asks."""
    return Cluster(machines.address, course(tmp_path), replace(QUICK, **patience), make_seat=StandIn)


def test_errands_are_done_by_all_workers(machines, tmp_path):
    """Each once, with its own result, by every worker that is there."""
    with stand_ins(machines, tmp_path) as cluster:
        futures = [cluster.submit(clusters.double, number) for number in range(40)]
        places = [cluster.submit(clusters.where) for _ in range(10)]

        assert [future.result(20) for future in futures] == [2 * number for number in range(40)]
        assert len({place.result(20)["pid"] for place in places}) == 2


def test_a_seat_stays_with_the_thread_that_made_it(machines, tmp_path):
    """An examiner would end with that thread; Dask's own come and go."""
    with stand_ins(machines, tmp_path) as cluster:
        found = [cluster.submit(clusters.where).result(20) for _ in range(6)]

        assert all(one["alive"] and one["thread"] == one["made_in"] for one in found)
        assert len({(one["pid"], one["examiner"]) for one in found}) == len({one["pid"] for one in found})


def test_the_assignment_is_laid_out_for_the_worker_alone_and_removed(machines, tmp_path):
    """Once for all errands, in a folder nobody else can read, with the secret in no file."""
    with stand_ins(machines, tmp_path) as cluster:
        found = [cluster.submit(clusters.where).result(20) for _ in range(6)]

    assert {one["mode"] for one in found} == {0o700}
    assert len({one["folder"] for one in found}) == len({one["pid"] for one in found})
    assert found[0]["files"] == ["config.yaml", "test_calc.py"]
    assert found[0]["secret"] == b"a secret"
    for one in found:
        until(lambda one=one: not Path(one["folder"]).exists() and not psutil.pid_exists(one["examiner"]))


def test_a_coordinator_that_is_killed_leaves_nothing_in_the_workers(machines, tmp_path):
    """The scheduler forgets what nobody waits for, and the seats close."""
    script = (
        "import sys; from pathlib import Path; from tests.test_cluster import *\n"
        "class M: address = sys.argv[1]\n"
        "cluster = stand_ins(M, Path(sys.argv[2]))\n"
        "print(cluster.submit(clusters.where).result()['folder'], flush=True)\n"
        "cluster.submit(clusters.double, 1, 60).result()"
    )
    command = [sys.executable, "-c", script, machines.address, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=clusters.PROJECT) as coordinator:
        folder = Path(coordinator.stdout.readline().strip())
        assert folder.is_dir()

        coordinator.kill()

    until(lambda: not folder.exists())


def test_findings_are_those_of_a_local_seat(machines, tmp_path):
    """The same outcomes in all but their seconds, by the real examiner."""
    tiny = course(tmp_path)
    wrong = write_submission(tmp_path / "ada", SOLUTION.replace("2 * x", "3 * x"))
    submission = read_submission(wrong, configuration.load(tiny.assignment))
    with Seat(tiny) as seat:
        errand = whole_errand(submission, seat.plan)
        here = seat.examine(errand)

    with Cluster(machines.address, tiny, QUICK) as cluster:
        there = cluster.submit(examine, errand).result(30)

    assert timeless(there) == timeless(here)
    assert {check: str(found.verdict) for check, found in there.outcomes.items()} == {"calc/double": "failed"}
    assert there.environment == here.environment


def timeless(findings):
    """Return the outcomes without what they took."""
    return {check: replace(outcome, wall_s=0.0) for check, outcome in findings.outcomes.items()}


def test_nothing_stays_of_errands_that_are_done(machines, tmp_path):
    """Neither here nor in the scheduler: the coordinator's memory does not grow with the class."""
    with stand_ins(machines, tmp_path) as cluster:
        wait([cluster.submit(clusters.double, number) for number in range(60)], 30)

        with distributed.Client(machines.address, set_as_default=False) as client:
            until(lambda: client.run_on_scheduler(tasks_of) == 2)
        assert not cluster._open


def tasks_of(dask_scheduler):
    """Return how many tasks a scheduler knows."""
    return len(dask_scheduler.tasks)


def test_what_a_seat_raises_arrives(machines, tmp_path):
    """As it was, where it is an error of the grader, by name, where it is none; after three attempts."""
    with stand_ins(machines, tmp_path) as cluster:
        told, fault = cluster.submit(clusters.fail), cluster.submit(clusters.crash)

        with pytest.raises(InternalFault, match=r"^the examiner ended before it had a plan$"):
            told.result(20)
        with pytest.raises(InternalFault, match=r"^ZeroDivisionError: division by zero$"):
            fault.result(20)
        assert cluster.submit(clusters.double, 4).result(20) == 8


def test_waiting_errands_are_cancelled_and_running_ones_end(machines, tmp_path):
    """As Ctrl-C asks."""
    cluster = stand_ins(machines, tmp_path)
    futures = [cluster.submit(clusters.double, number, 0.5) for number in range(8)]
    until(lambda: sum(future.running() for future in futures) == 2)

    cluster.shutdown(cancel_futures=True)

    assert [future.result() for future in futures[:2]] == [0, 2]
    assert all(future.cancelled() for future in futures[2:])
    with pytest.raises(RuntimeError, match="after shutdown"):
        cluster.submit(clusters.double, 1)


def test_a_second_time_running_errands_are_given_up(machines, tmp_path):
    """At once, however long they would take, and the workers are free again."""
    cluster = stand_ins(machines, tmp_path)
    future = cluster.submit(clusters.double, 1, 60)
    until(future.running)

    cluster.shutdown(wait=False)

    with pytest.raises(Stopped):
        future.result(0)
    with stand_ins(machines, tmp_path) as after:
        assert after.submit(clusters.double, 1).result(10) == 2


def test_a_worker_that_comes_later_is_used(fragile, tmp_path):
    """It gets the assignment as it comes."""
    fragile.worker("--no-nanny")
    with stand_ins(fragile, tmp_path) as cluster:
        first = cluster.submit(clusters.where).result(20)

        fragile.worker("--no-nanny")
        until(lambda: len(cluster.places) == 2)
        both = wait([cluster.submit(clusters.double, number, 0.3) for number in range(2)], 0.55)

        assert first["mode"] == 0o700
        assert not both.not_done


def test_a_killed_worker_has_its_errand_done_elsewhere(fragile, tmp_path):
    """Once, and all others as well."""
    for _ in range(2):
        fragile.worker("--no-nanny")
    with stand_ins(fragile, tmp_path) as cluster:
        until(lambda: len(cluster.places) == 2)
        suspect = cluster.submit(clusters.once, str(tmp_path / "mark"), clusters.fall)
        others = [cluster.submit(clusters.double, number) for number in range(20)]

        assert suspect.result(20) == "xx"
        assert [future.result(20) for future in others] == [2 * number for number in range(20)]


def test_a_worker_that_is_told_to_close_is_not_the_errands_fault(fragile, tmp_path):
    """As a batch system tells it: the seat is stopped, the errand done elsewhere, however often."""
    first = fragile.worker("--no-nanny")
    with stand_ins(fragile, tmp_path, empty_s=30) as cluster:
        future = cluster.submit(clusters.once, str(tmp_path / "mark"), clusters.give_up)
        until((tmp_path / "mark").exists)
        fragile.worker("--no-nanny")

        first.terminate()

        assert future.result(20) == "xx"


def test_a_fault_of_one_place_is_not_the_errands(machines, tmp_path):
    """Such as a full disk: it is done at another one, or at a seat made anew."""
    with stand_ins(machines, tmp_path) as cluster:
        assert cluster.submit(clusters.once, str(tmp_path / "mark"), clusters.fail).result(20) == "xx"


def test_an_errand_that_kills_every_worker_is_not_tried_for_ever(fragile, tmp_path):
    """Three times, under a nanny that starts new workers; the others are done, before and after."""
    fragile.worker()
    with stand_ins(fragile, tmp_path, empty_s=15) as cluster:
        killer = cluster.submit(clusters.fall)
        others = [cluster.submit(clusters.double, number) for number in range(10)]

        with pytest.raises(WorkersLost, match=r"^the worker ended or fell silent 3 times while at it \(tcp"):
            killer.result(30)
        assert [future.result(20) for future in others] == [2 * number for number in range(10)]
        assert cluster.submit(clusters.double, 21).result(20) == 42


def test_an_errand_whose_worker_hangs_is_done_elsewhere(fragile, tmp_path):
    """Within a bounded time, though its scheduler has not noticed anything."""
    for _ in range(2):
        fragile.worker("--no-nanny")
    with stand_ins(fragile, tmp_path, silent_s=2) as cluster:
        until(lambda: len(cluster.places) == 2)

        assert cluster.submit(clusters.once, str(tmp_path / "mark"), clusters.hang).result(20) == "xx"


def test_an_errand_that_does_not_end_is_done_elsewhere(machines, tmp_path):
    """After the longest that one may take; its worker is free again."""
    with stand_ins(machines, tmp_path, errand_s=1) as cluster:
        assert cluster.submit(clusters.once, str(tmp_path / "mark"), clusters.linger).result(20) == "xx"
        until(lambda: len(cluster.places) == 2)


def test_a_cluster_without_workers_is_given_up(fragile, tmp_path):
    """What cannot be done any more is told, rather than waited for."""
    worker = fragile.worker("--no-nanny")
    with stand_ins(fragile, tmp_path, empty_s=1) as cluster:
        future = cluster.submit(clusters.double, 1, 60)
        until(future.running)
        worker.kill()

        with pytest.raises(ClusterLost, match=f"^{fragile.address}: the cluster has had no worker for 1 s$"):
            future.result(10)
        with pytest.raises(ClusterLost):
            cluster.submit(clusters.double, 1)


def test_a_scheduler_that_has_gone_ends_the_batch(tmp_path):
    """In bounded time, by an error that names it; nothing waits for ever."""
    with Machines(tmp_path) as machines:
        machines.worker("--no-nanny")
        with stand_ins(machines, tmp_path) as cluster:
            futures = [cluster.submit(clusters.double, number, 0.3) for number in range(4)]
            assert futures[0].result(10) == 0

            machines.scheduler.kill()

            with pytest.raises(ClusterLost, match=f"^{machines.address}: the scheduler does not answer"):
                futures[-1].result(20)
            assert all(future.done() for future in futures)


def test_a_cluster_without_any_worker_is_refused(fragile, tmp_path):
    """With the command that starts one."""
    with pytest.raises(
        UsageError, match=r"^tcp://.* no worker has joined .* dask worker tcp://\S+ --nthreads 1"
    ):
        stand_ins(fragile, tmp_path, join_s=0.2)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "127.0.0.1", "gibberish://x", "tcp://", ""])
def test_an_address_without_scheduler_is_refused(tmp_path, address):
    """Whether it is wrong or nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    wrong = address.format(port=port)

    with pytest.raises(
        UsageError, match=f"^{wrong or 'an empty address'}: no Dask scheduler answers there: "
    ):
        Cluster(wrong, course(tmp_path), replace(QUICK, connect_s=0.5), make_seat=StandIn)


@pytest.mark.parametrize("words", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n"])
def test_somebody_else_who_listens_is_no_scheduler(tmp_path, words):
    """Neither one who says nothing nor one whose words would be gigabytes to Dask."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        speaker = threading.Thread(target=speak, args=(server, words))
        speaker.start()

        with pytest.raises(UsageError, match="no Dask scheduler answers there"):
            Cluster(address, course(tmp_path), replace(QUICK, connect_s=0.5), make_seat=StandIn)
        server.shutdown(socket.SHUT_RDWR)
        speaker.join(10)


def speak(server, words):
    """Say *words* to whoever comes, until the server ends."""
    with contextlib.ExitStack() as heard, contextlib.suppress(OSError):
        while True:
            heard.enter_context(server.accept()[0]).sendall(words)


def test_a_worker_with_another_grader_is_refused(fragile, tmp_path):
    """By name, with what differs: its verdicts could be others."""
    shutil.copytree(clusters.PROJECT / "grader", tmp_path / "grader", ignore=shutil.ignore_patterns("*.npz"))
    with (tmp_path / "grader" / "compare.py").open("a") as source:
        source.write("# changed\n")
    fragile.worker("--no-nanny", path=tmp_path)

    with pytest.raises(
        UsageError, match=r"worker tcp://\S+: has another version: grader \S+ with other source"
    ):
        stand_ins(fragile, tmp_path)


def test_a_worker_without_the_grader_is_refused(fragile, tmp_path):
    """By name, with the reason."""
    (tmp_path / "grader").mkdir()
    (tmp_path / "grader" / "__init__.py").touch()
    fragile.worker("--no-nanny", path=tmp_path)

    with pytest.raises(
        UsageError, match=r"worker tcp://\S+: the grader cannot be used there: ModuleNotFound"
    ):
        stand_ins(fragile, tmp_path)


def test_a_worker_that_cannot_confine_is_refused(machines, tmp_path):
    """By name, with what its seat has said."""
    with pytest.raises(UsageError, match=r"worker tcp://\S+: bubblewrap is not to be had"):
        Cluster(machines.address, course(tmp_path), QUICK, make_seat=clusters.unconfined)


@pytest.fixture
def certificate(tmp_path):
    """A certificate that signs itself, and the options of Dask that name it."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    key, own = tmp_path / "key.pem", tmp_path / "own.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=x"]
    subprocess.run([*command, "-keyout", key, "-out", own], check=True, capture_output=True)
    return "--tls-ca-file", str(own), "--tls-cert", str(own), "--tls-key", str(key)


def test_a_cluster_behind_tls_needs_the_certificates(tmp_path, certificate):
    """With the file that names them errands are done; without it nobody is believed to answer."""
    file, (_, authority, _, own, _, key) = tmp_path / "dask.yaml", certificate
    tls = {"ca-file": authority, "client": {"cert": own, "key": key}}
    file.write_text(json.dumps({"distributed": {"comm": {"tls": tls}}}))
    with Machines(tmp_path, options=("--protocol", "tls", *certificate)) as machines:
        assert machines.address.startswith("tls://")
        machines.worker("--no-nanny", *certificate)

        with Cluster(machines.address, course(tmp_path), QUICK, tls=file, make_seat=StandIn) as cluster:
            assert cluster.submit(clusters.double, 21).result(20) == 42
        with pytest.raises(UsageError, match="no Dask scheduler answers there: TLS expects"):
            stand_ins(machines, tmp_path)


@pytest.mark.parametrize(
    "text, told",
    [
        (None, "cannot be read: No such file"),
        ("a: b", "says nothing of distributed.comm.tls"),
        ("a: [", "line 1, column 5: "),
        ("distributed: 1", "says nothing of distributed.comm.tls"),
    ],
)
def test_a_file_without_certificates_is_named(machines, tmp_path, text, told):
    """Missing, of something else, or no YAML."""
    file = tmp_path / "dask.yaml"
    if text is not None:
        file.write_text(text)

    with pytest.raises(UsageError, match=rf"dask\.yaml: {told}"):
        Cluster(machines.address, course(tmp_path), QUICK, tls=file, make_seat=StandIn)


def test_without_dask_the_extra_is_named(tmp_path, monkeypatch):
    """It is an extra; most graders need none."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(UsageError, match=r"pip install 'nn-grader\[cluster\]'"):
        Cluster("tcp://127.0.0.1:1", course(tmp_path))


SLOW = """
    import time

    def double(x):
        time.sleep(0.15)
        return {factor} * x
"""


@pytest.fixture
def network():
    """Three machines with addresses of their own."""
    namespaces.require_namespaces()
    with namespaces.Namespaces(3) as built:
        yield built


def test_with_one_machine_dead_and_one_cut_off_every_submission_is_graded_once(network, tmp_path):
    """As locally; the dead one is killed and the other loses its network, both in mid-run."""
    tiny, errands, expected = class_of(12, tmp_path)
    hub = namespaces.inside(network.hub)
    with Machines(tmp_path, host=network.hub_address, inside=hub) as machines:
        places = list(zip(network.machines, network.addresses, strict=True))
        workers = [
            machines.worker("--no-nanny", host=address, inside=namespaces.inside(name))
            for name, address in places
        ]
        script = (
            f"from tests.namespaces import coordinate; coordinate{machines.address, str(tiny), errands!r}"
        )
        command = [*hub, sys.executable, "-c", script]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=clusters.PROJECT
        ) as coordinator:
            results = []
            while len({result[0] for result in results}) < 3:
                results.append(json.loads(coordinator.stdout.readline()))
            workers[0].kill()
            network.cut(1)
            results += [json.loads(line) for line in coordinator.stdout]

        assert coordinator.returncode == 0
        assert workers[1].poll() is None
    assert {pid for pid, _, _ in results} == {worker.pid for worker in workers}
    assert sorted(name for _, name, _ in results) == sorted(expected)
    assert {name: told for _, name, told in results} == expected


def class_of(count, folder):
    """Return a tiny assignment, the file of *count* errands, and what a local seat finds, by their names."""
    tiny = course(folder)
    config, errands, expected = configuration.load(tiny.assignment), {}, {}
    with Seat(tiny) as seat:
        for number in range(count):
            source = SLOW.format(factor=2 + number % 3)
            submission = read_submission(write_submission(folder / f"s{number}", source), config)
            errand = whole_errand(submission, seat.plan)
            errands[f"s{number}"] = json.loads(errand.model_dump_json())
            expected[f"s{number}"] = json.loads(json.dumps(namespaces.told(seat.examine(errand))))
    (folder / "errands.json").write_text(json.dumps(errands))
    return tiny.assignment, str(folder / "errands.json"), expected

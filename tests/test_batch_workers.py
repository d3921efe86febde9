"""Processes that die, hang or cannot start cost the recording they had, on this machine and on a Dask cluster."""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager

import psutil
import pytest
from batch_folders import ARMED, STATUS, Trap, assert_same, fates, make_folder, use_this_process

import retrogait as rg
from retrogait.batch.identity import stamp
from retrogait.batch.pool import run_on_pool, started
from retrogait.batch.settings import Settings
from retrogait.batch.work import Job
from retrogait.errors import RetrogaitError


class Act:
    """What does something to the process that takes it out of a message."""

    def __init__(self, act, *words):
        self.act = act, words

    def __reduce__(self):
        return self.act


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    return make_folder(tmp_path_factory.mktemp("workers") / "exports")


@pytest.fixture(scope="module")
def expected(exports):
    """What comes without processes."""
    with pytest.MonkeyPatch.context() as patch:
        use_this_process(patch)
        rg.run_batch(exports, exports.parent / "expected", progress="none")
    return exports.parent / "expected"


def job(name: str, trap: object = None) -> Job:
    """A job that ends soon, as its file is not there, unless it is a trap."""
    return Job(name, ("/nowhere",), (), Settings({"rate_hz": trap} if trap else {}), "f")


def outcomes(jobs, workers, timeout_s=None):
    with started(workers, len(jobs)) as processes:
        answers = {
            one.recording_id: answer.decode() for one, answer in run_on_pool(jobs, processes, timeout_s)
        }
    assert answers.keys() == {one.recording_id for one in jobs}
    return answers


@pytest.mark.slow
def test_a_process_that_dies_or_hangs_costs_one_recording():
    jobs = [job("a"), job("dies", Act(os._exit, 3)), job("hangs", Act(time.sleep, 600)), job("z")]
    answers = outcomes(jobs, 2, timeout_s=2.0)
    assert '"stage": "crashed"' in answers["dies"]
    assert "ended twice before it was done (exit code 3)" in answers["dies"]
    assert '"stage": "timed_out"' in answers["hangs"]
    assert "it took longer than 2 s and was stopped; pass a longer timeout_s= (--timeout)" in answers["hangs"]
    for name in ("a", "z"):
        assert '"stage": "unreadable"' in answers[name]
        assert "give it the same folder at the same path" in answers[name]


def test_lack_of_memory_is_named():
    from retrogait.batch.child import OUT_OF_MEMORY

    answers = outcomes([job("big", Act(os._exit, OUT_OF_MEMORY))], 1)
    assert "perhaps out of memory" in answers["big"]
    assert "try it alone with more memory" in answers["big"]


def test_a_process_that_cannot_start_ends_the_run_with_the_reason(monkeypatch):
    monkeypatch.setattr("retrogait.batch.supervised._BOOT", "raise SystemExit('no such module')")
    with pytest.raises(
        RetrogaitError, match="does not start: exit code 1: no such module; expected that .* can"
    ):
        outcomes([job("a")], 1)


@pytest.mark.slow
def test_processes_are_begun_before_the_first_job_and_end_with_the_run():
    with started(3, 2) as processes:
        assert [one.pid is not None for one in processes] == [True, True, False]
        begun = [psutil.Process(one.pid) for one in processes[:2]]
        begun[0].kill()  # before its first job: it is started anew
        answers = list(run_on_pool([job(name) for name in "abc"], processes, None))
        assert {one.recording_id for one, _ in answers} == set("abc")
        assert all(b'"stage": "unreadable"' in answer for _, answer in answers)
    assert not any(one.is_running() for one in begun)
    assert all(one.pid is None for one in processes)


@contextmanager
def killing(processes, number: int):
    """Kill so many processes among those that `processes` gives, each a moment after it is seen."""
    over, killed = threading.Event(), []

    def kill():
        while not over.is_set() and len(killed) < number:
            for process in processes():
                if process.pid not in killed and time.time() - process.create_time() > 0.5:
                    killed.append(process.pid)
                    process.kill()
                    break
            time.sleep(0.05)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


@pytest.mark.slow
def test_processes_killed_from_outside_lose_nothing(exports, expected, tmp_path):
    with killing(psutil.Process().children, 1) as killed:
        rg.run_batch(exports, tmp_path / "out", workers=1, progress="none")
    assert killed
    assert_same(expected, tmp_path / "out")


# Dask: a real cluster of processes, spoken to over TCP.


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed")
    import dask

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(
            n_workers=2,  # on a busy machine a nanny whose worker was killed may close itself; then one is left
            threads_per_worker=1,
            processes=True,
            protocol="tcp",
            dashboard_address=None,
            env={ARMED: "1"},
        ) as cluster,
    ):
        yield cluster


@pytest.mark.slow
def test_dask_gives_the_same_rows(cluster, exports, expected, tmp_path):
    returned = rg.run_batch(exports, tmp_path / "out", scheduler=cluster.scheduler_address, progress="none")
    assert fates(*returned) == STATUS
    assert_same(expected, tmp_path / "out")


@pytest.mark.slow
def test_dask_a_recording_too_slow_or_deadly_is_a_failure(cluster, exports):
    from distributed import Client

    from retrogait.batch.cluster import run_on_cluster

    with Client(cluster, set_as_default=False) as client:
        places = (str(exports / "backward.csv"),)
        late = Job("late", places, stamp(places), Settings(), "f")
        answers = run_here(client, run_on_cluster, [late], 1e-3)
        assert '"stage": "timed_out"' in answers["late"]
        deadly = [job("a"), job("dies", Trap())]  # ends the Dask worker itself
        answers = run_here(client, run_on_cluster, deadly, None)
    assert '"stage": "crashed"' in answers["dies"]
    assert "Dask gave it up after 1 workers were lost with it" in answers["dies"]
    assert '"stage": "unreadable"' in answers["a"]


def run_here(client, engine, jobs, timeout_s):
    return {one.recording_id: answer.decode() for one, answer in engine(jobs, client, timeout_s)}


@pytest.mark.slow
def test_dask_workers_killed_from_outside_lose_nothing(cluster, exports, expected, tmp_path):
    def workers():
        return [psutil.Process(worker.pid) for worker in live(cluster)]

    with killing(workers, 1) as killed:
        rg.run_batch(exports, tmp_path / "out", scheduler=cluster.scheduler_address, progress="none")
    assert killed
    assert_same(expected, tmp_path / "out")


def live(cluster) -> list:
    """The processes of the workers that run now, which their nannies start anew after death."""
    found = [nanny.process.process for nanny in cluster.workers.values() if nanny.process]
    return [one for one in found if one is not None and one.pid]


def test_no_scheduler_is_an_error_with_the_next_step(exports, tmp_path, monkeypatch):
    pytest.importorskip("distributed", reason="distributed (extra dask) is missing")
    monkeypatch.setattr("retrogait.batch.cluster._CONNECT_S", 0.2)
    with pytest.raises(
        RetrogaitError, match="no Dask scheduler answers at .*start one with `dask scheduler`"
    ):
        rg.run_batch(exports, tmp_path / "out", scheduler="tcp://127.0.0.1:9", progress="none")


def test_workers_of_another_version_are_refused():
    from retrogait.batch.cluster import _check_workers

    class Client:
        def __init__(self, said):
            self.said = said

        def run(self, *_, **__):
            return {"tcp://10.0.0.2:1": self.said}

    _check_workers(Client(rg.__version__))
    _check_workers(Client(ConnectionResetError("lost while it was asked")))
    with pytest.raises(
        RetrogaitError, match="10.0.0.2:1 has retrogait 0.0, this machine .*restart its workers"
    ):
        _check_workers(Client("0.0"))
    with pytest.raises(RetrogaitError, match="has no retrogait .ModuleNotFoundError"):
        _check_workers(Client(ModuleNotFoundError("No module named 'retrogait'")))

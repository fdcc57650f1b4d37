"""Draws on a Dask cluster: a scheduler and two workers, each a process of its own, on loopback."""

import os
import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import resampled_draws
from pipeline.errors import EstimationError
from pipeline.inference import on_dask
from pipeline.inference.resampling import resampled
from pipeline.sections.compute import Compute

pytestmark = pytest.mark.xdist_group("dask")
TESTS = Path(__file__).resolve().parents[1]
ENVIRONMENT = os.environ | {
    "PYTHONPATH": os.pathsep.join([str(TESTS.parent / "src"), str(TESTS)]),
    "DASK_DISTRIBUTED__DEPLOY__LOST_WORKER_TIMEOUT": "2s",
}
VALUES = np.random.default_rng(1).normal(size=50_000)
DRAWS = 200


def started(*arguments: str, log: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]]
    with log.open("w") as output:
        return subprocess.Popen(command, stdout=output, stderr=output, env=ENVIRONMENT)


def worker(address: str, folder: Path, name: str) -> subprocess.Popen:
    options = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
    return started(
        "dask_worker", address, *options, "--name", name,
        "--local-directory", str(folder / name), log=folder / f"{name}.log",
    )  # fmt: skip


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """The address of a scheduler with two workers, and the workers."""
    folder = tmp_path_factory.mktemp("dask")
    log = folder / "scheduler.log"
    made = [started("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                    log=log)]  # fmt: skip
    address = waited(lambda: re.search(r"Scheduler at:\s+(tcp://\S+)", log.read_text()))[1]
    made += [worker(address, folder, name) for name in ("one", "other")]
    client = on_dask._connected(address)
    client.wait_for_workers(2, timeout=20)
    yield address, made[1:]
    client.close()
    on_dask._client.cache_clear()
    for process in made:
        process.kill()
        process.wait(10)


def waited(found, seconds: float = 20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := found():
            return answer
        time.sleep(0.05)
    raise TimeoutError


def here(drawing) -> np.ndarray:
    return resampled(drawing, DRAWS, len(VALUES), np.random.default_rng(3))


def there(drawing, address: str) -> np.ndarray:
    compute = Compute(scheduler=address)
    return resampled(drawing, DRAWS, len(VALUES), np.random.default_rng(3), compute)


def test_a_cluster_gives_the_same_digits_and_loses_nothing_with_a_worker(cluster, tmp_path) -> None:
    """First with two workers; then one of them is killed while it has blocks to make."""
    address, (one, _) = cluster
    drawing = partial(resampled_draws.means, VALUES)
    expected = here(drawing)
    assert (there(drawing, address) == expected).all()

    mark = tmp_path / "killed"
    killing = partial(resampled_draws.means_and_death, VALUES, one.pid, mark)
    assert (there(killing, address) == expected).all()
    assert mark.exists()
    assert one.wait(10) == -signal.SIGKILL
    assert len(on_dask._connected(address).nthreads()) == 1


def test_arrays_that_died_with_their_last_holder_are_sent_again(cluster) -> None:
    address, _ = cluster
    client = on_dask._connected(address)
    task = on_dask._Task(client, partial(resampled_draws.means, VALUES))
    block = (4, np.random.default_rng(5))
    client.cancel(task.shared, force=True)
    waited(lambda: task.shared.status == "cancelled")
    expected = resampled_draws.means(VALUES, 4, np.random.default_rng(5))
    assert (task.answer(block, task.submit(block)) == expected).all()
    task.forget()


def test_what_a_worker_cannot_do_is_said_as_it_is(cluster) -> None:
    """An error of the computation itself is its own, not the cluster's."""
    address, _ = cluster
    with pytest.raises(ZeroDivisionError):
        there(resampled_draws.broken, address)


def test_a_scheduler_that_is_not_there_stops_the_run(monkeypatch) -> None:
    """No draw is made here instead."""
    monkeypatch.setattr(on_dask, "PATIENCE", "0.5s")
    drawn = []
    with pytest.raises(EstimationError) as stopped:
        there(lambda size, _: drawn.append(size), "tcp://127.0.0.1:9")
    (fault,) = stopped.value.faults
    assert (fault.code, fault.file, fault.key) == ("E781", "params.yaml", "compute.scheduler")
    assert fault.found == "tcp://127.0.0.1:9"
    assert "dask scheduler" in fault.help
    assert not drawn

"""The same blocks of draws on a Dask cluster; imported only where `params.yaml` names one.

The function and its arrays travel once, to every worker that there is; a block is then its size
and its random numbers. A block whose worker died is made again by another, from the same random
numbers, so that neither the cluster nor its accidents change a digit.
"""

from collections import deque
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from pipeline.errors import EstimationError, Fault

PATIENCE = "10s"  # to be reached, and for the first worker to be there
AHEAD = 3  # blocks a thread of the cluster has waiting
AGAIN = 5  # times that a block is sent anew after its worker took the arrays with it
KEY = "compute.scheduler"


def answers(
    work: Callable[..., Any], blocks: Iterator[tuple[Any, ...]], address: str
) -> Iterator[Any]:
    """The blocks' answers in their order, made by the cluster at an address.

    Raises
    ------
    EstimationError
        Where Dask is not installed, nobody answers at the address, the cluster has no worker, or
        its workers die or fail at a block again and again. Draws are never made here instead.
    """
    client = _connected(address)
    task = _Task(client, work)
    try:
        ahead = AHEAD * max(1, sum(client.nthreads().values()))
        waiting: deque = deque()
        for block in blocks:
            waiting.append((block, task.submit(block)))
            if len(waiting) == ahead:
                yield task.answer(*waiting.popleft())
        while waiting:
            yield task.answer(*waiting.popleft())
    finally:
        task.forget()


class _Task:
    """A function on the cluster, and how to ask it for blocks."""

    def __init__(self, client: Any, work: Callable[..., Any]):
        self.client, self.work = client, work
        self.shared = self._scattered()

    def _scattered(self) -> Any:
        from distributed import TimeoutError as Late

        try:
            return self.client.scatter(self.work, broadcast=True, hash=False, timeout=PATIENCE)
        except (Late, TimeoutError, OSError) as reason:
            raise _no_worker(self.client.scheduler.address) from reason

    def submit(self, block: tuple[Any, ...]) -> Any:
        return self.client.submit(made, self.shared, *block, pure=False)

    def answer(self, block: tuple[Any, ...], future: Any) -> Any:
        """A block's answer; where its arrays were lost with all who held them, asked for again."""
        from distributed import CancelledError, KilledWorker

        for _ in range(AGAIN):
            try:
                return future.result()
            except CancelledError:
                if self.shared.status != "finished":
                    self.shared = self._scattered()
                future = self.submit(block)
            except KilledWorker as reason:
                raise _failing("its workers die at a block, again and again") from reason
            except ModuleNotFoundError as reason:
                raise _failing(f"its workers have no module `{reason.name}`") from reason
        raise _failing("its workers go away faster than a block is made")

    def forget(self) -> None:
        self.client.cancel(self.shared, force=True)


def made(work: Callable[..., Any], *block: Any) -> Any:
    """One block, on a worker."""
    return work(*block)


def _connected(address: str) -> Any:
    """A client of the cluster, kept for the tasks to come, or a new one where that is gone."""
    client = _client(address)
    if client.status != "running":
        _client.cache_clear()
        client = _client(address)
    return client


@cache
def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as reason:
        message = f"{KEY} names a Dask cluster, and Dask is not installed"
        help_ = "install it with `pip install athar[cluster]`, or take the key out"
        raise EstimationError(
            Fault("E780", message, "params.yaml", key=KEY, help=help_)
        ) from reason
    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as reason:
        message = "the Dask scheduler cannot be reached"
        help_ = "start it (`dask scheduler`), mend the address, or take the key out to draw here"
        fault = Fault("E781", message, "params.yaml", key=KEY, found=address, help=help_)
        raise EstimationError(fault) from reason


def _no_worker(address: str) -> EstimationError:
    message = "the Dask cluster has no worker"
    help_ = f"start some (`dask worker {address}`), or take the key out to draw here"
    return EstimationError(
        Fault("E782", message, "params.yaml", key=KEY, found=address, help=help_)
    )


def _failing(why: str) -> EstimationError:
    help_ = "workers need the same version of Athar, and memory for a block; see their logs"
    message = f"the Dask cluster does not answer: {why}"
    return EstimationError(Fault("E783", message, "params.yaml", key=KEY, help=help_))

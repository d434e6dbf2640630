"""Running a part of the measurement in a process of its own, so that it shares no interpreter."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def apart(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Iterator[Future[R]]:
    """Run `work` in a new process; the block ends when it has ended."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        running = pool.submit(work, *args, **kwargs)
        yield running
        running.result()


def result_of(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run `work` in a new process and wait for its result."""
    with apart(work, *args, **kwargs) as running:
        return running.result()

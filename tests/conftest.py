"""What all tests share: loops on virtual time, which nothing blocks, and an ear for secrets."""

from collections.abc import Generator, Iterator
from typing import Any

import canaries
import looptime
import pytest
import trio.testing
from blockbuster import blockbuster_ctx
from coverage import Coverage
from hypothesis import HealthCheck, is_hypothesis_test, settings

# How quick the machine is, no property is about: the first text that is made up in a new checkout
# takes a second.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

_ASYNCHRONOUS = {"auth", "client", "io"}
"""The folders whose tests run the half of the library that awaits."""

_MAY_BLOCK = {
    "asyncjobs/_open.py": {"open_client"},
    "asyncjobs/_checkpoint_file.py": {"load_checkpoint", "save_checkpoint"},
    "asyncjobs/_durations.py": {"save"},
    "<frozen importlib._bootstrap>": {"_find_and_load"},
}
"""Files, and the functions in them below which reading and writing files is meant."""


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    """Run the test on asyncio and on trio, each with a clock that jumps to the next timer."""
    if request.param == "trio":
        return "trio", {"clock": trio.testing.MockClock(autojump_threshold=0)}
    return "asyncio", {"loop_factory": lambda: looptime.new_event_loop(start=0)}


@pytest.fixture(scope="module", autouse=True)
def nothing_blocks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Have calls of ours that block asyncio's loop (files, sleep, locks, sockets) raise.

    Files are read when a client is opened and with the first import of the HTTP library, each once,
    and written by `save` when somebody calls it: none of them awaits anything.
    """
    if request.path.parent.name not in _ASYNCHRONOUS:
        yield
        return
    with blockbuster_ctx("asyncjobs") as blockbuster:
        for function in blockbuster.functions.values():
            for file, names in _MAY_BLOCK.items():
                function.can_block_in(file, names)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Function) -> Generator[None, object, object]:
    """Count no lines where dice say which ones run, and where many jobs run the same ones.

    So what is counted is the same in each run, and a crowd costs a fifth.
    """
    uncounted = item.get_closest_marker("uncounted") or is_hypothesis_test(item.obj)
    counting = Coverage.current() if uncounted else None
    if counting is None:
        return (yield)
    counting.stop()
    try:
        return (yield)
    finally:
        counting.start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test whose output, or whose log at DEBUG, holds one of the secrets."""
    report = yield
    told = [text for _, text in report.sections] if report.when == "teardown" else []
    for secret in canaries.heard_in(told):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} lets {secret[:12]}... be seen in its output or log"
    return report

"""What all tests share: both event loops on virtual time, and an ear for secrets that are told."""

from collections.abc import Generator
from typing import Any

import canaries
import looptime
import pytest
import trio.testing


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    """Run the test on asyncio and on trio, each with a clock that jumps to the next timer."""
    if request.param == "trio":
        return "trio", {"clock": trio.testing.MockClock(autojump_threshold=0)}
    return "asyncio", {"loop_factory": lambda: looptime.new_event_loop(start=0)}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test whose output, or whose log at DEBUG, holds one of the secrets."""
    report = yield
    told = [text for _, text in report.sections] if report.when == "teardown" else []
    for secret in canaries.heard_in(told):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} lets {secret[:12]}... be seen in its output or log"
    return report

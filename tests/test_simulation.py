"""Whole clients in virtual time: a few seeds of each kind; `nox -s simulate` plays thousands."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from simulation.checker import Report, Verdict
from simulation.history import History
from simulation.regressions import REGRESSIONS
from simulation.scenario import Scenario, draw
from simulation.shrink import WAYS, Way, shrink, story
from simulation.sweep import digests
from simulation.virtual_loop import ForbiddenError, HangError, Main, Stall, run_asyncio, run_trio

pytestmark = pytest.mark.uncounted

ROOT = Path(__file__).parents[1]
PAIRS = [("asyncio", 0), ("asyncio", 35), ("trio", 6), ("trio", 15), ("httpx", 38), ("fast", 38)]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", range(4))
def test_every_reader_is_told_all(way: str, seed: int) -> None:
    """Whatever goes wrong in these seeds, every reader is told what it is to be told."""
    _, report = WAYS[way].play(draw(seed))

    assert [] == report.verdicts
    assert not report.unknown


def test_what_failed_once_passes() -> None:
    """Seeds that found a bug are played for ever."""
    for each in REGRESSIONS:
        assert [] == WAYS[each.way].play(draw(each.seed))[1].verdicts, each


def test_a_seed_plays_the_same_story_in_every_process() -> None:
    """Neither another process nor another hash seed changes anything in a history."""
    found = [digests_in_a_process(hash_seed) for hash_seed in ("1", "77")]

    assert digests(PAIRS) == found[0]
    assert found[0] == found[1]


def digests_in_a_process(hash_seed: str) -> list[str]:
    code = f"from simulation.sweep import digests; print(*digests({PAIRS!r}))"
    environ = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT / "tests")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def waits_for_ever(_stall: Stall) -> Main:
    return anyio.sleep_forever


@pytest.mark.parametrize("run", [run_asyncio, run_trio])
def test_a_hang_is_a_failure(run: object) -> None:
    """Somebody who waits for ever does not hang the simulation: it says so."""
    with pytest.raises(HangError):
        run(waits_for_ever, 0, 1000.0)


def test_nothing_leaves_the_simulation() -> None:
    """A thread in a simulated run is refused: it would go by another clock."""

    def make(_stall: Stall) -> Main:
        return lambda: asyncio.to_thread(print)

    with pytest.raises(ForbiddenError, match="run_in_executor"):
        run_asyncio(make, 0, 1000.0)


class Picky(Way):
    """A way to play on which one job is never right."""

    def play(self, scenario: Scenario) -> tuple[History, Report]:
        if "ecs-01" in scenario.by_id:
            return History(), Report([Verdict("trouble", "that one again")])
        return History(), Report()


def test_a_story_is_made_as_short_as_it_can_be() -> None:
    """Of a scenario that fails, what does not matter for that is left out, and the rest is told."""
    whole = draw(next(seed for seed in range(100) if "ecs-01" in draw(seed).by_id))

    smallest = shrink(whole, Picky(), frozenset({"trouble"}))

    assert ["ecs-01"] == [*smallest.by_id]
    assert () == smallest.faults
    assert () == smallest.readers
    assert "that one again" in story(smallest, Picky())

"""What is kept of single jobs: each counts once, however often it is watched."""

import pytest
from cloudtime import running

from asyncjobs import Job, JobRef
from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.grid import bin_of
from asyncjobs._core.kinds import Kind
from asyncjobs._core.lifetable import LifeTable
from asyncjobs._core.memory import Memories, Memory
from asyncjobs._core.pacing import View

EXTEND = Kind("evs", "extendVolume")


def look(pacing: Adaptive, job: Job, age: float) -> None:
    """Look at a job once, as somebody who does not watch it."""
    view = View("evs")
    pacing.pause(view, 0.5)
    pacing.saw(view, job, age)


def table_of(pacing: Adaptive, kind: Kind = EXTEND) -> LifeTable:
    return pacing.durations.of(kind).run


def test_a_job_counts_once_however_often_somebody_looks() -> None:
    """Each single look is a watch of its own, and so is each of many short waits."""
    pacing = Adaptive()
    for age in (10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0):
        look(pacing, running(age, 62.0), age)
    for kind in (EXTEND, Kind("evs")):
        table = table_of(pacing, kind)

        assert [1.0] * (bin_of(62.0) + 1) == list(table.entered)[: bin_of(62.0) + 1]
        assert 1 == sum(table.ended) == table.seen
        assert bin_of(62.0) + 1 == sum(table.entered)


def test_looks_now_and_then_teach_as_a_watch_does() -> None:
    """A look each five seconds at each of a hundred jobs, of which half take a minute."""
    pacing = Adaptive()
    takes = [60.0 * 2.0 ** ((number * 77 % 100) / 50 - 1) for number in range(100)]
    for number, end in enumerate(takes):
        for age in range(5, 150, 5):
            job = running(age, end, ref=JobRef("evs", str(number)))
            look(pacing, job, float(age))

    assert 100 == table_of(pacing).seen
    assert table_of(pacing).curve().quantile(0.5) == pytest.approx(60.0, rel=0.1)


def test_jobs_that_are_remembered_are_bounded() -> None:
    """Those that were met before all others are forgotten."""
    memories, kind = Memories(), Kind("evs")
    for number in range(20_000):
        memories.keep(JobRef("evs", str(number)), Memory(kind))

    assert 16_384 == len(memories)
    assert memories.recall(JobRef("evs", "0")) is None
    assert Memory(kind) == memories.recall(JobRef("evs", "19999"))

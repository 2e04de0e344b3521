"""When jobs are looked at, as a client is told to."""

from typing import get_args

import pytest
from doors import on

from asyncjobs import Cadence, ConfigError, Fixed
from asyncjobs._core.adaptive import PRICES
from asyncjobs._pacings import PriceWord
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("pacing", "expected"),
    [("fixed", [0, 10, 20]), (Fixed(3), [0, 3, 6]), (Cadence(first=1, jitter=0), [0, 1, 2.5])],
)
async def test_jobs_are_looked_at_as_the_pacing_says(pacing: object, expected: list[float]) -> None:
    """By a word, or by a pacing with settings of one's own."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING", "RUNNING", "SUCCESS")
    async with on(cloud, pacing=pacing) as jobs:
        await jobs.wait(ref)
    begun = cloud.log[0].at
    assert expected == pytest.approx([exchange.at - begun for exchange in cloud.log])


async def test_who_sits_and_waits_goes_first() -> None:
    """Where the budget is short."""
    cloud = FakeCloud()
    sweep = [cloud.job("ecs", None, "SUCCESS") for _ in range(20)]
    urgent = cloud.job("ecs", None, "SUCCESS")
    async with on(cloud, rate=1, burst=1) as jobs, jobs.watch(sweep, weight=0.1):
        await jobs.wait(urgent, weight=10)
    assert len(cloud.log) <= 3


async def test_how_late_ends_were_noticed_is_told() -> None:
    """By the cloud's own times, and by kind."""
    cloud = FakeCloud(failure_rate=0)
    async with on(cloud) as jobs:
        for _ in range(5):
            await jobs.wait(jobs.ref("evs", cloud.submit("evs")), timeout=600)
        await jobs.get(cloud.refs[0])
        lags = jobs.stats().lags["evs", "createVolume"]
    assert 5 == lags.ends
    assert 0 <= lags.median <= lags.p95 <= lags.most <= 10


@pytest.mark.parametrize("weight", [0, -1, float("inf"), float("nan"), 1e-309, 10**400, "much"])
async def test_a_weight_that_makes_no_sense_is_refused(weight: object) -> None:
    """At once, with what it takes."""
    cloud = FakeCloud()
    async with on(cloud) as jobs:
        with pytest.raises(ConfigError, match="a number above 0"):
            jobs.watch(weight=weight)  # type: ignore[arg-type]


async def test_a_job_type_that_is_no_text_is_refused() -> None:
    """At once; the job can be waited for all the same."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "SUCCESS")
    async with on(cloud) as jobs:
        with pytest.raises(ConfigError, match="job_type=None: it takes a text"):
            await jobs.wait(ref, job_type=None)  # type: ignore[arg-type]
        assert (await jobs.wait(ref)).succeeded


@pytest.mark.parametrize("word", get_args(PriceWord))
async def test_every_price_has_its_word(word: PriceWord) -> None:
    """What the type names is what a client takes, and the other way round."""
    cloud = FakeCloud()
    async with on(cloud, pacing="adaptive", price=word) as jobs:
        assert (await jobs.wait(cloud.job("ecs", None, "SUCCESS"))).succeeded
    assert set(PRICES) == set(get_args(PriceWord))

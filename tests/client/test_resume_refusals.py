"""Which checkpoints a client does not go on from, and what none of them holds."""

from pathlib import Path

import canaries
import pytest
from attrs import evolve
from carrying import carried, read
from doors import on

from asyncjobs import Checkpoint, ConfigError, load_checkpoint, save_checkpoint
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"project_id": "elsewhere"}, "of the project"),
        ({"endpoint": "https://other.example"}, "of the endpoint"),
        ({"region": "eu-nl"}, "of the region None"),
    ],
)
async def test_a_checkpoint_of_another_cloud_is_refused(other: dict[str, str], why: str) -> None:
    """The error names both, and says what to do."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    async with on(cloud) as jobs:
        checkpoint = carried(jobs.watch(ref))
    async with on(cloud, **other) as jobs:
        with pytest.raises(ConfigError, match=f"{why}.*or watch the jobs anew"):
            jobs.resume(checkpoint)
        assert 0 == jobs.stats().watched


async def test_a_job_without_its_project_is_refused() -> None:
    """No watch writes such a thing; the job of the client's own project would be another one."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    async with on(cloud) as jobs:
        (standing,) = carried(jobs.watch(ref)).standings
        half = evolve(standing, ref=evolve(standing.ref, project_id=None))
        with pytest.raises(ConfigError, match="does not say of which project"):
            jobs.resume(Checkpoint(project_id=cloud.project_id, standings=(half,)))


async def test_what_is_no_checkpoint_is_refused() -> None:
    """With a word on how to get one."""
    async with on(FakeCloud()) as jobs:
        with pytest.raises(TypeError, match="load_checkpoint"):
            jobs.resume("watch.json")  # type: ignore[arg-type]


async def test_a_checkpoint_holds_no_credentials(tmp_path: Path) -> None:
    """Neither its text nor how it shows itself."""
    cloud = FakeCloud()
    async with on(cloud) as jobs:
        watch = jobs.watch(cloud.job("ecs", None, "INIT", "RUNNING", "SUCCESS"))
        await read(watch, 1)
        save_checkpoint(watch.checkpoint(), tmp_path / "watch.json")
        checkpoint = load_checkpoint(tmp_path / "watch.json")
    text = (tmp_path / "watch.json").read_text(encoding="ascii")
    assert [] == canaries.heard_in([text, repr(checkpoint)])
    assert len(text) < 600

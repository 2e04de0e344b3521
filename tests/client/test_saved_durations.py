"""What was learned of how long jobs take, kept in a file; and a budget that clients share."""

import os
from pathlib import Path

import anyio
import pytest
from doors import on, warnings

from asyncjobs import Adaptive, Budget, ConfigError, Durations, Fixed, LearnedDurations
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio

DAMAGED = ("", "{", "[]", '{"version": 9, "kinds": []}', '{"version": 1, "kinds": [{}]}', "\0")


async def learn(path: Path) -> str:
    """Run a client that waits for ten servers and saves what it learns; return why it looks."""
    cloud = FakeCloud(failure_rate=0)
    async with on(cloud, pacing="adaptive", durations=path) as jobs:
        refs = [jobs.ref("ecs", cloud.submit("ecs")) for _ in range(10)]
        async with jobs.watch(refs, job_type="createServer") as watch:
            why = watch.why(refs[0])
            async for _ in watch:
                pass
        jobs.durations.save(path)
        return why


async def test_a_client_starts_with_what_an_earlier_one_has_learned(tmp_path: Path) -> None:
    """It goes by that from the first look on, and adds to it."""
    path = tmp_path / "durations.json"
    assert "ecs createServer: 0 seen" in await learn(path)
    assert "ecs createServer with 1 sub-job: 10 seen" in await learn(path)
    kinds = Durations.from_json(path.read_text())
    assert 20 == sum(known.run.seen for kind, known in kinds if kind.job_type)


@pytest.mark.parametrize("text", DAMAGED)
async def test_a_damaged_file_is_told_of_and_left_aside(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    """No client fails for want of it; what is learned takes its place when that is saved."""
    path = tmp_path / "durations.json"
    path.write_text(text, encoding="utf-8")
    await learn(path)
    (told,) = warnings(caplog)
    assert "durations.json' is left aside: " in told
    assert len(Durations.from_json(path.read_text()))


async def test_a_file_that_is_no_text_or_far_too_large_is_left_aside(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is not read into memory first; and a folder, a pipe and a device are no files."""
    binary, large, pipe = (tmp_path / name for name in ("binary", "large", "pipe"))
    os.mkfifo(pipe)
    binary.write_bytes(b"\xff\xfe")
    with large.open("wb") as file:
        file.truncate(2**30)
    for path in (binary, large, tmp_path, pipe, Path(os.devnull)):
        async with on(FakeCloud(), pacing="adaptive", durations=path) as jobs:
            assert 0 == len(jobs.durations.known)
    problems = ("'utf-8' codec", "1073741824 bytes", *["it is no ordinary file"] * 3)
    assert [True] * 5 == [
        what in told for what, told in zip(problems, warnings(caplog), strict=True)
    ]


@pytest.mark.parametrize("path", ["dura\0tions.json", "durations\ud800.json"])
async def test_a_path_that_no_file_can_have_is_left_aside(
    caplog: pytest.LogCaptureFixture, path: str
) -> None:
    """With the warning that any other file gets which cannot be read."""
    async with on(FakeCloud(), pacing="adaptive", durations=path) as jobs:
        assert 0 == len(jobs.durations.known)
    (told,) = warnings(caplog)
    assert " is left aside: it cannot be read: " in told


def test_what_cannot_be_saved_leaves_nothing_behind(tmp_path: Path) -> None:
    """The error is the file system's own."""
    learned = LearnedDurations(Durations())
    with pytest.raises(FileNotFoundError):
        learned.save(tmp_path / "nowhere" / "durations.json")
    with pytest.raises(IsADirectoryError):
        learned.save(tmp_path)
    learned.save(tmp_path / "durations.json")
    assert ["durations.json"] == [left.name for left in tmp_path.iterdir()]


@pytest.mark.parametrize("pacing", ["fixed", "backoff", Fixed(3.0)])
async def test_a_pacing_that_does_not_learn_has_no_durations(pacing: object) -> None:
    """It takes none and has none to save; one clear error, not an empty file."""
    async with on(FakeCloud(), pacing=pacing) as jobs:
        with pytest.raises(ConfigError, match="learns nothing"):
            _ = jobs.durations
    for setting in ({"price": 1.0}, {"durations": "durations.json"}):
        with pytest.raises(ConfigError, match="settings of pacing='adaptive'"):
            on(FakeCloud(), pacing=pacing, **setting)


@pytest.mark.parametrize(
    ("setting", "problem"),
    [
        ({"price": 0}, "price=0: it takes seconds above 0 .*, or one of eager"),
        ({"price": 10**400}, "price=1000.*: it takes seconds"),
        ({"price": 1e-300}, "price=1e-300: it takes seconds"),
        ({"price": float("nan")}, "price=nan: it takes seconds"),
        ({"price": "cheap"}, "price='cheap': it takes seconds"),
        ({"durations": 5}, "durations takes a path or Durations, not one of type int"),
    ],
)
async def test_a_setting_of_the_pacing_that_makes_no_sense_is_refused(
    setting: dict[str, object], problem: str
) -> None:
    """Before anything is sent."""
    with pytest.raises(ConfigError, match=problem):
        on(FakeCloud(), pacing="adaptive", **setting)


async def test_clients_learn_together_from_the_same_durations() -> None:
    """Given to the client, or to a pacing with settings of its own."""
    shared, cloud = Durations(), FakeCloud(failure_rate=0)
    for settings in (
        {"pacing": "adaptive", "durations": shared},
        {"pacing": Adaptive(durations=shared)},
    ):
        async with on(cloud, **settings) as jobs:
            await jobs.wait(jobs.ref("evs", cloud.submit("evs")))
            assert shared is jobs.durations.known
    (known,) = (known for kind, known in shared if kind.job_type == "createVolume")
    assert 2 == known.run.seen


async def test_clients_share_a_budget() -> None:
    """Together they keep to it, and each has its half."""
    cloud, budget = FakeCloud(), Budget(10.0, 1)
    refs = [cloud.job("ecs", None, "RUNNING") for _ in range(100)]
    async with (
        on(cloud, rate=budget, pacing=Fixed(1.0)) as first,
        on(cloud, rate=budget, pacing=Fixed(1.0)) as second,
        first.watch(refs[:50]),
        second.watch(refs[50:]),
    ):
        await anyio.sleep(30)
    assert 295 <= len(cloud.log) <= 305
    asked = [client.stats().polls for client in (first, second)]
    assert abs(asked[0] - asked[1]) <= 30

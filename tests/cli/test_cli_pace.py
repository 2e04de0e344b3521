"""`--price`, `--durations` and `--why`: when jobs are looked at, and why."""

import json
import signal
from pathlib import Path

import pytest
from cli_shell import GUARD, Shell

from asyncjobs import Durations
from asyncjobs._core.kinds import Kind
from asyncjobs.testing import FakeCloud, throttled


def ended(cloud: FakeCloud, *statuses: str) -> str:
    """Return the name of a job whose times are told, as that of one that has ended."""
    ref = cloud.job("evs", None, *statuses, job_type="createVolume")
    return f"evs:{ref.job_id}"


def seen(path: Path) -> float:
    """Return of how many such jobs a file knows the end."""
    known = dict(Durations.from_json(path.read_text(encoding="utf-8")))
    return known[Kind("evs", "createVolume")].run.seen


def test_durations_are_kept_from_run_to_run(shell: Shell, cloud: FakeCloud, tmp_path: Path) -> None:
    """The file has what it had and what was learned, also of a job that failed."""
    path = tmp_path / "durations.json"
    first = shell.run("wait", ended(cloud, "SUCCESS"), "--durations", str(path))
    assert (0, "", 1) == (first.code, first.err, seen(path))
    second = shell.run("watch", ended(cloud, "FAIL"), "--durations", str(path))
    assert (1, "", 2) == (second.code, second.err, seen(path))
    assert [path] == list(tmp_path.iterdir())


def test_durations_are_kept_when_the_time_is_over(
    shell: Shell, cloud: FakeCloud, tmp_path: Path
) -> None:
    """What ended until then was learned."""
    path = tmp_path / "durations.json"
    jobs = (ended(cloud, "SUCCESS"), ended(cloud, "RUNNING"))
    ran = shell.run("wait", *jobs, "--timeout", "4", "--durations", str(path))
    assert (124, 1) == (ran.code, seen(path))


def test_durations_are_kept_when_the_command_is_interrupted(
    shell: Shell, cloud: FakeCloud, tmp_path: Path
) -> None:
    """SIGINT ends the command, and it writes what it has learned."""
    path = tmp_path / "durations.json"
    jobs = (ended(cloud, "SUCCESS"), ended(cloud, "RUNNING"))
    with shell.start("wait", *jobs, "--durations", str(path)) as process:
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=GUARD)
    assert (130, 1) == (process.returncode, seen(path))
    assert err.decode().splitlines()[-1].startswith("asyncjobs: stopped")


def test_durations_that_cannot_be_written_are_one_warning(
    shell: Shell, cloud: FakeCloud, tmp_path: Path
) -> None:
    """The code says how the jobs ended."""
    path = tmp_path / "missing" / "durations.json"
    ran = shell.run("wait", ended(cloud, "SUCCESS"), "--durations", str(path))
    expected = f"asyncjobs: cannot keep the durations in {path}: No such file or directory"
    assert (0, expected) == (ran.code, ran.error)


@pytest.mark.parametrize("content", ["my diary", '{"version": 99}', "\ud800"])
def test_a_file_that_is_something_else_is_told_and_left_alone(
    shell: Shell, cloud: FakeCloud, tmp_path: Path, content: str
) -> None:
    """It may have been named by mistake: it is not replaced, and the jobs are waited for."""
    path = tmp_path / "diary"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    before = path.read_bytes()
    ran = shell.run("wait", ended(cloud, "SUCCESS"), "--durations", str(path))
    assert 0 == ran.code
    assert ran.error.startswith(f"asyncjobs: --durations {path} is neither used nor replaced: ")
    assert before == path.read_bytes()


def test_a_usage_error_leaves_no_file(shell: Shell, tmp_path: Path) -> None:
    """Nothing was asked, and nothing learned."""
    path = tmp_path / "durations.json"
    ran = shell.run("wait", "nosuchservice:1", "--durations", str(path))
    assert (2, True) == (ran.code, "nosuchservice" in ran.error)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("price", ["eager", "balanced", "0.1"])
def test_a_price_is_seconds_or_a_word(shell: Shell, cloud: FakeCloud, price: str) -> None:
    """As `open_client` takes it; the why line tells what a look is worth for it."""
    job = ended(cloud, "RUNNING", "SUCCESS")
    ran = shell.run("watch", job, "--price", price, "--why", "--output", "ndjson")
    worth = {"eager": "0.05", "balanced": "0.2"}.get(price, price)
    assert f"(a look is worth {worth} s of lag)" in ran.error
    assert ["status_changed", "status_changed", "finished"] == [
        json.loads(line)["event"] for line in ran.out.splitlines()
    ]


@pytest.mark.parametrize(
    ("command", "price"),
    [*(("wait", price) for price in ("0", "-1", "nan", "inf", "cheap", "")), ("demo", "cheap")],
)
def test_a_price_that_makes_no_sense_is_refused(shell: Shell, command: str, price: str) -> None:
    """In one line that says what it takes; all commands read it in the same way."""
    ran = shell.run(command, f"--price={price}")
    assert 2 == ran.code
    assert "--price" in ran.error
    assert "Must be seconds above 0, or one of eager, balanced, frugal." in ran.error


def test_why_a_job_is_looked_at_when_it_is(shell: Shell, cloud: FakeCloud) -> None:
    """A line on stderr after each answer, none after the last; stdout is as without it."""
    ref = cloud.job("ecs", None, throttled(), "INIT", "SUCCESS", job_type="createServer")
    ran = shell.run("watch", f"ecs:{ref.job_id}", "--why", "--price", "eager")
    failed, started = ran.err.splitlines()
    assert failed.startswith(f"      why  ecs:{ref.job_id}  any ecs job: 0 seen, none ended yet; ")
    assert "after a failure: " in failed
    assert f"      why  ecs:{ref.job_id}  ecs createServer: 0 seen, none ended yet; " in started
    assert "; next look in " in started
    assert "why" not in ran.out
    assert 4 == len(ran.out.splitlines())

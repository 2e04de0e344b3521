"""`--checkpoint FILE`: what was told is not told again, and what was not is."""

import json
import signal
from pathlib import Path

from cli_shell import GUARD, Ran, Shell

from asyncjobs import load_checkpoint
from asyncjobs.testing import FakeCloud


def keys(ran: Ran) -> list[str]:
    """Return which news a command told."""
    return [json.loads(line)["key"] for line in ran.out.splitlines()]


def test_a_command_that_was_killed_goes_on(shell: Shell, cloud: FakeCloud, tmp_path: Path) -> None:
    """The second run tells the rest, needs no ids, and both together tell the story once."""
    ref = cloud.job("ecs", None, "INIT", "SUCCESS", job_type="createServer")
    keep = ["--checkpoint", str(tmp_path / "watch.json"), "--price", "0.001"]
    with shell.start("watch", f"ecs:{ref.job_id}", "--output", "ndjson", *keep) as process:
        first = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=GUARD)
    told = Ran(process.returncode, b"".join([first, rest]).decode(), "")
    again = shell.run("watch", "--output", "ndjson", *keep)
    assert (143, 0) == (told.code, again.code)
    story = keys(told) + keys(again)
    assert ["INIT", "SUCCESS", "SUCCESS"] == [json.loads(key)[-1] for key in story]


def test_ends_that_were_told_count(shell: Shell, cloud: FakeCloud, tmp_path: Path) -> None:
    """A later run says nothing more of them, takes new jobs and exits for all of them."""
    bad = cloud.job("ecs", None, "FAIL", job_type="createServer")
    good = cloud.job("ecs", None, "SUCCESS", job_type="createServer")
    keep = ["--checkpoint", str(tmp_path / "watch.json")]
    assert 1 == shell.run("wait", f"ecs:{bad.job_id}", *keep).code
    again = shell.run("wait", f"ecs:{bad.job_id}", *keep)
    assert (1, "", "") == (again.code, again.out, again.err)
    more = shell.run("wait", f"ecs:{bad.job_id}", f"ecs:{good.job_id}", *keep)
    assert 1 == more.code
    assert [f"ecs:{good.job_id}"] == [line.split()[0] for line in more.out.splitlines()]
    assert "asyncjobs: 1 succeeded, 1 failed" == more.error
    assert {bad, good} == set(load_checkpoint(tmp_path / "watch.json").ended)
    foreign = shell.run("wait", *keep, ASYNCJOBS_PROJECT_ID="elsewhere")
    assert 2 == foreign.code
    assert "is of the project" in foreign.error


def test_ids_that_are_piped_in_are_added(shell: Shell, cloud: FakeCloud, tmp_path: Path) -> None:
    """A pipe that names one job more finds it watched, and one that names none harms nothing."""
    first, second = (cloud.job("ecs", None, "SUCCESS", job_type="createServer") for _ in range(2))
    keep = ["wait", "--checkpoint", str(tmp_path / "watch.json")]
    assert 0 == shell.run(*keep, stdin=f"ecs:{first.job_id}\n").code
    again = shell.run(*keep, stdin=f"ecs:{first.job_id}\necs:{second.job_id}\n")
    assert [f"ecs:{second.job_id}"] == [line.split()[0] for line in again.out.splitlines()]
    assert (0, "") == (again.code, shell.run(*keep).out)


def test_a_damaged_file_is_refused(shell: Shell, tmp_path: Path) -> None:
    """With one line and 2, before anything is asked; the file is left as it is."""
    path = tmp_path / "watch.json"
    path.write_text("{}")
    ran = shell.run("wait", "ecs:8aac", "--checkpoint", str(path))
    assert 2 == ran.code
    assert ran.error.startswith(f"asyncjobs: --checkpoint {path}: the checkpoint cannot be used")
    assert "{}" == path.read_text()


def test_a_file_that_cannot_be_written_is_told_once(
    shell: Shell, cloud: FakeCloud, tmp_path: Path
) -> None:
    """Watching goes on to its end."""
    ref = cloud.job("ecs", None, "SUCCESS", job_type="createServer")
    path = tmp_path / "no such folder" / "watch.json"
    ran = shell.run("wait", f"ecs:{ref.job_id}", "--checkpoint", str(path))
    assert 0 == ran.code
    assert "No such file or directory; watching goes on" in ran.error

"""`get`, `wait` and `watch` as users run them: in a process of their own, over HTTP."""

import json
import re

from cli_samples import HOSTILE
from cli_shell import Shell, on_terminal

from asyncjobs.testing import FakeCloud, SubJob, throttled


def test_get(shell: Shell, cloud: FakeCloud) -> None:
    """`get` asks once and prints the tree; a job that runs is no failure."""
    server = SubJob("createSingleServer", "RUNNING", entities={"server_id": "bae51750"})
    ref = cloud.job("ecs", None, "RUNNING", job_type="createServer", sub_jobs=[server])
    ran = shell.run("get", f"ecs:{ref.job_id}")
    lines = ran.out.splitlines()
    assert f"ecs:{ref.job_id}  createServer  RUNNING  0/1 sub-jobs" == lines[0]
    assert lines[1].endswith("createSingleServer  RUNNING")
    assert "server_id: bae51750" == lines[2]
    assert (0, "", 1) == (ran.code, ran.err, cloud.polls(ref.job_id))


def test_get_as_json(shell: Shell, cloud: FakeCloud) -> None:
    """`get --output json` prints one object; a failed job exits with 1."""
    sub = SubJob("createVolume", "FAIL", error_code="EVS.2024", fail_reason="volume is error!")
    ref = cloud.job("evs", None, "FAIL", job_type="batchCreateVolume", sub_jobs=[sub])
    ran = shell.run("get", f"evs:{ref.job_id}", "--output", "json")
    value = json.loads(ran.out)
    assert "FAIL" == value["status"]
    assert [("EVS.2024", "volume is error!")] == [
        (failure["error_code"], failure["fail_reason"]) for failure in value["failures"]
    ]
    assert (1, "") == (ran.code, ran.err)


def test_wait(shell: Shell, cloud: FakeCloud) -> None:
    """`wait` prints a line for each end and the sums to stderr; one failure exits with 1."""
    good = cloud.job("ecs", None, "SUCCESS", job_type="createServer")
    bad = cloud.job("evs", None, "FAIL", job_type="createVolume", error_code="EVS.2024")
    ran = shell.run("wait", f"ecs:{good.job_id}", f"evs:{bad.job_id}")
    starts = sorted(line.split("  ")[0] for line in ran.out.splitlines())
    assert [f"ecs:{good.job_id}", f"evs:{bad.job_id}"] == starts
    assert "FAIL" in ran.out
    assert "EVS.2024" in ran.out
    assert (1, "asyncjobs: 1 succeeded, 1 failed") == (ran.code, ran.error)


def test_wait_for_success(shell: Shell, cloud: FakeCloud) -> None:
    """When all jobs succeed, the code is 0; one job needs no sums."""
    ref = cloud.job("elb", None, "SUCCESS", job_type="createELB")
    ran = shell.run("wait", f"elb:{ref.job_id}")
    assert (0, "") == (ran.code, ran.err)
    assert f"elb:{ref.job_id}  createELB ended  SUCCESS" in ran.out


def test_a_job_below_a_resource(shell: Shell, cloud: FakeCloud) -> None:
    """It is asked for, and shown, with the resource that its path names."""
    ref = cloud.job("dms", None, "SUCCESS")
    name = f"dms:{ref.resource_id}/{ref.job_id}"
    for command in ("get", "wait"):
        ran = shell.run(command, name)
        assert (0, "", name) == (ran.code, ran.err, ran.out.split()[0])


def test_wait_tells_trouble_once(shell: Shell, cloud: FakeCloud) -> None:
    """Trouble on the way is told on stderr, once for each kind, and does not change the code."""
    ref = cloud.job("ecs", None, throttled(), throttled(), "SUCCESS", job_type="createServer")
    ran = shell.run("wait", f"ecs:{ref.job_id}")
    assert "could not ask, asks again in" in ran.error
    assert "APIGW.0308" in ran.error
    assert (0, 1) == (ran.code, len(ran.out.splitlines()))


def test_watch(shell: Shell, cloud: FakeCloud) -> None:
    """`watch` prints every change in order, and at last the end."""
    ref = cloud.job("ecs", None, "INIT", "SUCCESS", job_type="createServer")
    ran = shell.run("watch", f"ecs:{ref.job_id}")
    told = [line.split(f"ecs:{ref.job_id}  createServer")[1].split() for line in _lines(ran.out)]
    assert [["-", "->", "INIT"], ["INIT", "->", "SUCCESS"]] == told[:2]
    assert ["ended", "SUCCESS"] == told[2][:2]
    assert (0, "") == (ran.code, ran.err)


def _lines(text: str) -> list[str]:
    return text.splitlines()


def test_watch_as_ndjson(shell: Shell, cloud: FakeCloud) -> None:
    """`watch --output ndjson` prints one JSON object an event and nothing else to stdout."""
    server = SubJob("createSingleServer", "SUCCESS")
    ref = cloud.job("ecs", None, "SUCCESS", job_type="createServer", sub_jobs=[server])
    ran = shell.run("watch", f"ecs:{ref.job_id}", "--output", "ndjson")
    events = [json.loads(line) for line in ran.out.splitlines()]
    assert ["status_changed", "status_changed", "finished"] == [e["event"] for e in events]
    assert [1, 2] == [len(event["path"]) for event in events[:2]]
    assert {ref.job_id} == {event["job_id"] for event in events}
    assert (0, "") == (ran.code, ran.err)


def test_ids_from_the_standard_input(shell: Shell, cloud: FakeCloud) -> None:
    """Ids may come from stdin, where blank lines and comments do not count."""
    first = cloud.job("ecs", None, "SUCCESS", job_type="createServer")
    second = cloud.job("evs", None, "SUCCESS", job_type="createVolume")
    stdin = f"# the batch of today\n\necs:{first.job_id}\nevs:{second.job_id}  # a volume\n"
    ran = shell.run("wait", stdin=stdin)
    assert (0, 2) == (ran.code, len(ran.out.splitlines()))
    mixed = shell.run("wait", "-", f"ecs:{first.job_id}", stdin=f"evs:{second.job_id}\n")
    assert (0, 2) == (mixed.code, len(mixed.out.splitlines()))


def test_token_from_a_file(shell: Shell, cloud: FakeCloud, tmp_path: object) -> None:
    """The token may stand in a file; the line break at its end does not count."""
    path = f"{tmp_path}/token"
    with open(path, "w", encoding="ascii") as file:  # noqa: PTH123
        file.write(f"{cloud.token}\n")
    ref = cloud.job("ecs", None, "SUCCESS", job_type="createServer")
    ran = shell.run("get", f"ecs:{ref.job_id}", "--token-file", path, ASYNCJOBS_TOKEN="")
    assert 0 == ran.code


def test_hostile_text(shell: Shell, cloud: FakeCloud) -> None:
    """Text of a server that would steer a terminal does not reach the output as it came."""
    text = HOSTILE.removesuffix("\ud800")  # no server can send a lone surrogate as UTF-8
    sub = SubJob(text, "FAIL", error_code=text, fail_reason=text)
    ref = cloud.job("ecs", None, "FAIL", job_type=text, sub_jobs=[sub], fail_reason=text)
    for command in (["get"], ["get", "--output", "json"], ["wait"], ["watch"]):
        ran = shell.run(*command, f"ecs:{ref.job_id}")
        whole = ran.out + ran.err
        assert 1 == ran.code
        assert whole.replace("\n", "").isprintable()
        assert not [line for line in whole.splitlines() if line.startswith("forged")]


def test_hostile_text_on_a_terminal(shell: Shell, cloud: FakeCloud) -> None:
    """On a terminal, what colours and moves the cursor is ours alone; markup means nothing."""
    text = HOSTILE.removesuffix("\ud800")
    ref = cloud.job("ecs", None, "FAIL", job_type=text, fail_reason=text)
    code, shown = on_terminal(shell, "watch", f"ecs:{ref.job_id}")
    ours = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert 1 == code
    assert ours.replace("\r\n", "").isprintable()
    assert "\x1b[31mred" not in shown
    assert "[bold]markup[/bold]" in ours

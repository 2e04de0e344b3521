"""Jobs and events as lines."""

from math import inf
from unicodedata import category

import pytest
from cli_samples import HOSTILE, REF, ROOT, SUB, failed_job, job, sub_job
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs.cli._show import (
    end_line,
    event_line,
    full_name,
    job_lines,
    lost_line,
    reasons,
    short_name,
)
from asyncjobs.errors import AuthError, TransportError
from asyncjobs.events import Finished, JobEvent, PollFailed, StatusChanged
from asyncjobs.models import Path, Status


def change(**more: object) -> StatusChanged:
    """A change of the sample job."""
    fields = {"path": ROOT, "old": Status.INIT, "new": Status.RUNNING, "job": job(), "root": job()}
    return StatusChanged(ref=REF, **(fields | more))  # type: ignore[arg-type]


def shown(event: JobEvent, after: float = 12.34) -> str:
    """The line of an event, as plain text."""
    return event_line(event, name=short_name(REF), after=after).plain


def test_change_of_the_job_itself() -> None:
    """A change tells when, which job, what it does, and from what to what."""
    assert "    12.3s  ecs   c42c34a5  createServer  INIT -> RUNNING" == shown(change())


def test_first_sight() -> None:
    """A node that is seen for the first time comes from nothing."""
    assert shown(change(old=None)).endswith("createServer  - -> RUNNING")


def test_change_of_a_sub_job() -> None:
    """A sub-job is named by the types on its way and the digits of its own id."""
    event = change(path=SUB, job=sub_job(), root=job(sub_jobs=(sub_job(),)))
    assert "createServer > createSingleServer dbc034b9  INIT -> RUNNING" in shown(event)


def test_change_far_down() -> None:
    """What stands between the job and a node far down is only hinted at."""
    event = change(path=Path("x", SUB), job=sub_job(), root=job(sub_jobs=(sub_job(),)))
    assert "createServer > ... > createSingleServer dbc034b9" in shown(event)


def test_the_clouds_own_word() -> None:
    """Where the cloud used another word for the status, it stands beside it."""
    event = change(new=Status.UNKNOWN, job=job("UNKNOWN", raw_status="HALTED"))
    assert shown(event).endswith("INIT -> UNKNOWN (HALTED)")


def test_end() -> None:
    """A failed end tells the deepest reason."""
    line = shown(Finished(ref=REF, job=failed_job()))
    assert line.endswith("createServer ended  FAIL: createSingleServer dbc034b9 Ecs.0219: "
                         "no host is left")  # fmt: skip


def test_end_for_wait() -> None:
    """The line of an end begins with the name that the commands take."""
    line = end_line(job("SUCCESS")).plain
    assert "ecs:ff808082739334d80173941ec42c34a5  createServer ended  SUCCESS" == line


def test_reason_of_the_job_itself() -> None:
    """Where the job itself holds the reason, its name is not said twice."""
    failed = job("FAIL", error_code="ELB.6101", fail_reason="the port repeat")
    assert ["ELB.6101: the port repeat"] == reasons(failed)


def test_many_reasons() -> None:
    """Of many reasons the first few are told, the rest is counted."""
    subs = tuple(sub_job("FAIL", job_id=f"{n:032}", error_code=f"Ecs.{n}") for n in range(9))
    line = end_line(job("FAIL", sub_jobs=subs)).plain
    assert line.endswith("Ecs.2 (and 6 more)")


def test_trouble() -> None:
    """A poll that failed tells what is done about it."""
    error = TransportError("no connection", ref=REF)
    again = PollFailed(ref=REF, error=error, retry_at=3.0, at=1.0)
    lost = PollFailed(ref=REF, error=error, retry_at=None)
    parked = PollFailed(ref=REF, error=AuthError("refused"), retry_at=inf, parked=True)
    assert shown(again).endswith("could not ask, asks again in 2.0 s: no connection")
    assert shown(lost).endswith("LOST  no connection")
    assert shown(parked).endswith("could not ask, waits for new credentials: refused")


def test_job_as_a_tree() -> None:
    """A job is printed as an indented tree with its reasons and resources below."""
    entities = {"server_id": "bae51750"}
    whole = job("FAIL", sub_jobs=(sub_job("SUCCESS", entities=entities), sub_job("FAIL")))
    assert [
        "ecs:ff808082739334d80173941ec42c34a5  createServer  FAIL  2/2 sub-jobs",
        "  ff808082739334d80173941edbc034b9  createSingleServer  SUCCESS",
        "  ff808082739334d80173941edbc034b9  createSingleServer  FAIL",
        "reason: createSingleServer dbc034b9 no reason given",
        "server_id: bae51750",
    ] == [line.plain for line in job_lines(whole)]


def test_deep_job() -> None:
    """A tree of any depth is printed, and does not wander off to the right."""
    node = sub_job()
    for _ in range(3000):
        node = sub_job(sub_jobs=(node,))
    lines = [line.plain for line in job_lines(node)]
    assert 3001 == len(lines)
    assert max(map(len, lines)) < 200


def hostile_lines(text: str) -> list[str]:
    """Every line that holds `text` wherever a server can put it."""
    node = sub_job("FAIL", job_id=text, job_type=text, error_code=text, fail_reason=text)
    root = job("FAIL", job_type=text, raw_status=text, sub_jobs=(node,), remarks=(text,))
    root_with_resource = job("FAIL", entities={"server_id": text, f"{text}_id": text})
    error = TransportError(text)
    path = Path(text, ROOT)
    return [
        shown(change(path=path, job=node, root=root)),
        shown(change(job=root, root=root)),
        shown(Finished(ref=REF, job=root)),
        shown(PollFailed(ref=REF, error=error, retry_at=1.0)),
        end_line(root).plain,
        lost_line(REF, error).plain,
        *reasons(root),
        *(line.plain for line in job_lines(root)),
        *(line.plain for line in job_lines(root_with_resource)),
    ]


@pytest.mark.parametrize("line", hostile_lines(HOSTILE))
def test_hostile_text(line: str) -> None:
    """Text that would steer a terminal or forge a line is spelled out."""
    assert line.isprintable()


def test_markup() -> None:
    """What looks like rich's markup is text like any other."""
    assert end_line(failed_job("[bold]no[/bold] host")).plain.endswith("[bold]no[/bold] host")


@given(st.text())
def test_any_text(text: str) -> None:
    """Whatever a server sends, what is printed is one printable line."""
    categories = {category(character) for line in hostile_lines(text) for character in line}
    assert categories.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})


def test_names() -> None:
    """The full name can be given back to a command, the short one differs between jobs."""
    assert "ecs:ff808082739334d80173941ec42c34a5" == full_name(REF)
    assert "ecs   c42c34a5" == short_name(REF)

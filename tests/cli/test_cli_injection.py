"""Sixteen ways to steer a terminal by a server's text, in each way of showing it."""

import json
import re
from io import StringIO

import pytest
from cli_samples import REF
from cli_shell import Shell, on_terminal
from rich.console import Console

from asyncjobs.cli._board import Board
from asyncjobs.cli._json import event_value, job_value
from asyncjobs.cli._show import end_line, event_line, full_name, job_lines, lost_line
from asyncjobs.errors import PollFailedError
from asyncjobs.events import Finished, JobEvent, PollFailed, StatusChanged
from asyncjobs.models import Job, Status
from asyncjobs.profiles import Registry
from asyncjobs.testing import FakeCloud, SubJob
from asyncjobs.wire import Response

PAYLOADS = {
    "clipboard": "\x1b]52;c;cm0gLXJmIH4=\x07",
    "title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "clear": "\x1b[2J\x1b[H",
    "colour": "\x1b[31mSUCCESS\x1b[0m",
    "one-byte control sequence": "\x9b2J",
    "one-byte title": "\x9d0;owned\x9c",
    "device control": "\x1bP$q q\x1b\\",
    "character set": "\x1b(0\x0e",
    "over the line": "\rSUCCESS",
    "another line": "\nasyncjobs: all succeeded\r\n",
    "erasing": "FAIL\x08\x08\x08\x08\x7f",
    "direction": "\u202esseccus\u2066\u2069",
    "invisible": "\u200b\ufeff\u00ad\U000e0041",
    "separators": "a\u2028b\u2029c\x85d\x0be\x0cf",
    "markup": "[/nope][bold red]x[/][link=https://evil.example]y[/link]\x00",
}
TEXTS = pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)


def job_saying(text: str) -> Job:
    """Return what the library makes of an answer that has a text wherever one may stand."""
    sub = {"job_id": text, "job_type": text, "status": "FAIL", "error_code": text}
    node = {"job_id": REF.job_id, "job_type": text, "status": "FAIL", "fail_reason": text}
    body = node | {"entities": {"sub_jobs": [sub], "server_id": text, "ids": [text]}}
    body |= {"begin_time": text, "error_code": text, "request_id": text}
    return Registry()["ecs"].decode(REF, Response(200, {}, json.dumps(body).encode()))


def error_saying(text: str) -> PollFailedError:
    """Return the error for an answer that is one."""
    body = json.dumps({"error_code": text, "error_msg": text, "request_id": text}).encode()
    with pytest.raises(PollFailedError) as caught:
        Registry()["ecs"].decode(REF, Response(403, {"x-request-id": text}, body))
    return caught.value


def events_saying(text: str) -> list[JobEvent]:
    root, error = job_saying(text), error_saying(text)
    changes = [
        StatusChanged(ref=REF, path=path, old=None, new=Status.FAIL, job=node, root=root)
        for path, node in root.walk()
    ]
    troubles = [PollFailed(ref=REF, error=error, retry_at=at) for at in (None, 5.0)]
    return [*changes, *troubles, Finished(ref=REF, job=root)]


@TEXTS
def test_in_lines(text: str) -> None:
    """Each is one line of printable text, in which nothing is markup."""
    job, error = job_saying(text), error_saying(text)
    events = [event_line(event, name=full_name(REF), after=1.0) for event in events_saying(text)]
    for line in (*events, *job_lines(job), end_line(job), lost_line(REF, error)):
        assert line.plain.isprintable()
        assert not [span for span in line.spans if "link" in str(span.style)]


@TEXTS
def test_in_json(text: str) -> None:
    """One line of ASCII, from which a program gets back what the server said."""
    values = [event_value(event, 1.0) for event in events_saying(text)]
    for value in (*values, job_value(job_saying(text))):
        line = json.dumps(value, default=str)
        assert line.isascii()
        assert line.isprintable()
    assert text == job_value(job_saying(text))["fail_reason"]


@TEXTS
def test_in_the_live_view(text: str) -> None:
    """The picture has the lines that it would have anyway."""
    board = Board(total=3, began=0.0)
    for event in events_saying(text):
        board.hear(event)
    console = Console(file=StringIO(), width=200, height=40)
    with console.capture() as captured:
        console.print(board.draw(now=1.0, height=40, requests=1))
    shown = captured.get()
    assert shown.replace("\n", "").isprintable()
    assert not [line for line in shown.splitlines() if line.startswith("asyncjobs:")]


def test_all_of_them_on_a_terminal(shell: Shell, cloud: FakeCloud) -> None:
    """What steers it there is ours: colours, and the end of a line."""
    subs = [SubJob(text, "FAIL", fail_reason=text, error_code=text) for text in PAYLOADS.values()]
    ref = cloud.job("ecs", None, "FAIL", job_type="createServer", sub_jobs=subs)
    code, shown = on_terminal(shell, "get", f"ecs:{ref.job_id}")
    lines = re.sub(r"\x1b\[[0-9;]*m", "", shown).split("\r\n")
    assert 1 == code
    assert all(line.isprintable() for line in lines)
    assert [] == [text for text in PAYLOADS.values() if text in shown]
    assert [] == [line for line in lines if line.startswith("asyncjobs:")]

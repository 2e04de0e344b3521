"""What can go wrong with an answer."""

import json

import anyio
import pytest
from cloud_tools import ask, look, query

from asyncjobs.errors import (
    AuthError,
    DecodeError,
    JobNotFoundError,
    PollFailedError,
    ServiceError,
    ThrottledError,
    TransportError,
)
from asyncjobs.testing import (
    FakeCloud,
    Fault,
    hang,
    html,
    not_found,
    server_error,
    slow,
    throttled,
    truncated,
    unauthorized,
)


@pytest.mark.parametrize(
    ("fault", "http_status", "error"),
    [
        (throttled(), 429, ThrottledError),
        (unauthorized(), 401, AuthError),
        (not_found(), 400, JobNotFoundError),
        (server_error(), 500, ServiceError),
        (server_error(503), 503, ServiceError),
        (html(), 502, ServiceError),
        (html(200), 200, DecodeError),
        (truncated(), 200, DecodeError),
    ],
    ids=str,
)
def test_a_fault_is_read_as_what_it_stands_for(
    fault: Fault, http_status: int, error: type[PollFailedError]
) -> None:
    """Each helper makes the answer that leads to its error, and then the script goes on."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "INIT", fault, "SUCCESS")
    look(cloud, ref)
    with pytest.raises(error):
        look(cloud, ref)
    assert http_status == cloud.log[-1].http_status
    assert look(cloud, ref).succeeded


@pytest.mark.parametrize(("service", "http_status"), [("evs", 400), ("elb", 400), ("elbv3", 404)])
def test_not_found_is_said_as_the_service_says_it(service: str, http_status: int) -> None:
    """A job that is scripted away answers like one that never was."""
    cloud = FakeCloud()
    ref = cloud.job(service, None, not_found())
    with pytest.raises(JobNotFoundError):
        look(cloud, ref)
    assert http_status == cloud.log[-1].http_status


@pytest.mark.parametrize("retry_after", [3, "Wed, 21 Oct 2026 07:28:00 GMT", "soon"])
def test_throttled_says_when_to_come_again(retry_after: object) -> None:
    """Retry-After carries whatever a test wants to see handled; without it there is none."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, throttled(retry_after), throttled())
    assert str(retry_after) == ask(cloud, ref).headers["retry-after"]
    assert "retry-after" not in ask(cloud, ref).headers


def test_the_request_id_in_a_body_is_the_one_in_the_header() -> None:
    """What a user reports to the cloud's support is the same wherever it is read."""
    cloud = FakeCloud()
    answer = ask(cloud, cloud.job("ecs", None, unauthorized()))
    assert answer.headers["x-request-id"] == json.loads(answer.body)["request_id"]


def test_an_outage_hides_every_job_and_moves_no_script() -> None:
    """While the cloud is out, all jobs meet the fault; afterwards they are where they were."""
    cloud = FakeCloud()
    refs = [cloud.job("ecs", None, "INIT", "SUCCESS"), cloud.job("evs", None, "INIT", "SUCCESS")]
    cloud.outage = server_error(503)
    assert [503, 503] == [ask(cloud, ref).status for ref in refs]
    cloud.outage = TransportError("refused")
    with pytest.raises(TransportError):
        ask(cloud, refs[0])
    cloud.outage = None
    assert ["INIT", "INIT"] == [look(cloud, ref).raw_status for ref in refs]


@pytest.mark.anyio
async def test_latency_and_slow_answers_take_their_time() -> None:
    """The honest answer comes, after as many seconds as were asked for."""
    cloud = FakeCloud(latency=2)
    ref = cloud.job("ecs", None, "INIT", slow(5), slow(1, "SUCCESS"))
    before = anyio.current_time()
    answers = [await cloud.send(query(cloud, ref)) for _ in range(3)]
    assert 2 + 7 + 3 == pytest.approx(anyio.current_time() - before)
    words = [json.loads(answer.body)["status"] for answer in answers]
    assert ["INIT", "INIT", "SUCCESS"] == words


@pytest.mark.anyio
async def test_a_hanging_job_never_answers() -> None:
    """Only a deadline ends a poll of a job that hangs; it counts as under way until then."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, hang(), "SUCCESS")
    with anyio.move_on_after(3600) as deadline:
        await cloud.send(query(cloud, ref))
    assert deadline.cancelled_caught
    assert 200 == (await cloud.send(query(cloud, ref))).status
    assert 1 == cloud.most_in_flight


@pytest.mark.anyio
async def test_the_most_requests_in_flight_are_counted() -> None:
    """Requests that overlap are counted together, those that follow each other are not."""
    cloud = FakeCloud(latency=1)
    ref = cloud.job("ecs")
    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(cloud.send, query(cloud, ref))
    await cloud.send(query(cloud, ref))
    assert 3 == cloud.most_in_flight


@pytest.mark.anyio
async def test_a_scripted_exception_is_raised_from_send() -> None:
    """An exception in the script reaches the caller as itself, every time anew."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, TransportError("reset"))
    for _ in range(2):
        with pytest.raises(TransportError, match="reset"):
            await cloud.send(query(cloud, ref))

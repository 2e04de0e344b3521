"""What a user of the client meets when a service answers with this or that HTTP status."""

import pytest
from doors import on, short

from asyncjobs import JobRef
from asyncjobs.errors import (
    DecodeError,
    ForbiddenError,
    JobExpiredError,
    JobNotFoundError,
    PollFailedError,
    ServiceError,
    ThrottledError,
)
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Response

pytestmark = pytest.mark.anyio

PAGE = b"<html><head><title>Gateway</title></head><body>busy</body></html>"
HTML = {"content-type": "text/html"}

PASSING: dict[str, tuple[Response, type[PollFailedError]]] = {
    "200 with nothing": (Response(200), DecodeError),
    "200 with a web page": (Response(200, HTML, PAGE), DecodeError),
    "200 with half an answer": (Response(200, {}, b'{"status":"SUCC'), DecodeError),
    "200 with an unknown error": (Response(200, {}, b'{"error_code":"Own.1"}'), ServiceError),
    "202": (Response(202), DecodeError),
    "204": (Response(204), DecodeError),
    "205": (Response(205), DecodeError),
    "304": (Response(304), DecodeError),
    "999": (Response(999), DecodeError),
    "408": (Response(408), ServiceError),
    "409": (Response(409), ServiceError),
    "425": (Response(425), ServiceError),
    "499": (Response(499), ServiceError),
    "500": (Response(500), ServiceError),
    "502 with a web page": (Response(502, HTML, PAGE), ServiceError),
    "503": (Response(503), ServiceError),
    "503 with a time to wait": (Response(503, {"retry-after": "3"}), ThrottledError),
    "504": (Response(504), ServiceError),
    "429": (Response(429), ThrottledError),
    "429 with a time to wait": (Response(429, {"retry-after": "3"}), ThrottledError),
    "429 with nonsense": (Response(429, {"retry-after": "-\u0663"}), ThrottledError),
}
LASTING: dict[str, tuple[Response, type[PollFailedError]]] = {
    "301": (Response(301, {"location": "https://cloud.example/v2"}), ServiceError),
    "302 to nowhere": (Response(302, {"location": "https://[::bad"}), ServiceError),
    "307 to the same host": (Response(307, {"location": "/v1/p/jobs/j"}), ServiceError),
    "400": (Response(400), ServiceError),
    "400 with a web page": (Response(400, HTML, PAGE), ServiceError),
    "400 with half an error": (Response(400, {}, b'{"error_code":"Ecs.02'), ServiceError),
    "403": (Response(403), ForbiddenError),
    "405": (Response(405), ServiceError),
    "407": (Response(407), ServiceError),
    "413": (Response(413), ServiceError),
    "422": (Response(422), ServiceError),
    "501": (Response(501), ServiceError),
}
MISSING = {"404": Response(404), "410": Response(410)}


async def told(cloud: FakeCloud, ref: JobRef) -> list[str]:
    """Watch a job to its end, and return what was told of it."""
    async with on(cloud) as jobs, jobs.watch(ref) as watch:
        return [short(event) async for event in watch]


@pytest.mark.parametrize("name", PASSING)
async def test_what_passes(name: str) -> None:
    """It is told each time, is never taken for "no change", and the job goes on to its end."""
    response, kind = PASSING[name]
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, response, response, "RUNNING", response, response, "SUCCESS")
    again = [f"again {kind.__name__}"] * 2
    ends = ["RUNNING>SUCCESS", "finished SUCCESS"]
    assert [*again, "->RUNNING", *again, *ends] == await told(cloud, ref)
    assert 6 == len(cloud.log)


@pytest.mark.parametrize("name", LASTING)
async def test_what_lasts(name: str) -> None:
    """Of a job that was never answered: one request, and the wait ends with the reason."""
    response, kind = LASTING[name]
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, response)
    async with on(cloud) as jobs:
        with pytest.raises(PollFailedError, match=f"HTTP {response.status}") as caught:
            await jobs.wait(ref)
    assert (kind, response.status) == (type(caught.value), caught.value.http_status)
    assert 1 == len(cloud.log)


@pytest.mark.parametrize("name", LASTING)
async def test_what_lasts_after_an_answer(name: str) -> None:
    """The question was good before: a stray refusal loses nothing, a second in a row is the end."""
    response, kind = LASTING[name]
    cloud = FakeCloud()
    stray = cloud.job("ecs", None, "RUNNING", response, "SUCCESS")
    again = f"again {kind.__name__}"
    ends = ["RUNNING>SUCCESS", "finished SUCCESS"]
    assert ["->RUNNING", again, *ends] == await told(cloud, stray)
    refused = cloud.job("ecs", None, "RUNNING", response, response, "SUCCESS")
    assert ["->RUNNING", again, f"lost {kind.__name__}"] == await told(cloud, refused)


@pytest.mark.parametrize("name", MISSING)
async def test_what_is_not_known_yet(name: str) -> None:
    """A new job may be unknown for a minute: nothing is told of that, and then it is given up."""
    cloud = FakeCloud()
    late = cloud.job("ecs", None, *[MISSING[name]] * 4, "SUCCESS")
    assert ["->SUCCESS", "finished SUCCESS"] == await told(cloud, late)
    async with on(cloud) as jobs:
        with pytest.raises(JobNotFoundError):
            await jobs.wait(cloud.job("ecs", None, MISSING[name]), timeout=100)


@pytest.mark.parametrize("name", MISSING)
async def test_what_is_not_known_any_more(name: str) -> None:
    """A job that was seen is asked once more; then its record is gone, which is no FAIL."""
    cloud = FakeCloud()
    stray = cloud.job("ecs", None, "RUNNING", MISSING[name], "SUCCESS")
    assert "finished SUCCESS" == (await told(cloud, stray))[-1]
    async with on(cloud) as jobs:
        with pytest.raises(JobExpiredError, match="last seen as RUNNING") as caught:
            await jobs.wait(cloud.job("ecs", None, "RUNNING", MISSING[name]))
    assert caught.value.job is not None
    assert not caught.value.job.done

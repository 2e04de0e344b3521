"""A clock that is wrong: when the cloud's is followed, and when nobody's word is taken for it."""

from email.utils import formatdate

import canaries
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stand_in import StandIn

from asyncjobs.auth._access_key import AccessKey
from asyncjobs.auth._skew import Skew, Skews
from asyncjobs.models import JobRef
from asyncjobs.wire import Request, Response

pytestmark = pytest.mark.anyio

NOW = 1591583940.0
KEY = AccessKey(canaries.ACCESS_KEY, canaries.SECRET_KEY)
REQUEST = Request("GET", "https://ecs.example.com/v1/p/jobs/j", ref=JobRef("ecs", "j", "p"))
EXPIRED = b'{"error_code":"APIGW.0303","error_msg":"Incorrect app authentication information"}'
BAD_KEY = b'{"error_code":"APIGW.0301","error_msg":"verify aksk signature fail"}'

JAVA_ISSUE = (
    b'{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information: calc aksk '
    b"signature fail:signature expired, signature time:20211217T064303Z,server "
    b'time:20211217T065804Z"}'
)


def refusal(there: float, body: bytes = EXPIRED, status: int = 401) -> Response:
    return Response(status, {"date": formatdate(there, usegmt=True)}, body)


def corrected(response: Response, request: Request = REQUEST) -> float | None:
    """Return the offset that an answer leads to, or None if it leads to none."""
    skew = Skew()
    skew.heard(request, response, NOW)
    return skew.offset if skew.correct() else None


@pytest.mark.parametrize("ahead", [-86400, -7200, -61, 61, 901, 86400])
def test_the_clouds_clock_is_followed(ahead: int) -> None:
    """By what the refusal's Date says, ahead or behind."""
    assert ahead == corrected(refusal(NOW + ahead))


@pytest.mark.parametrize(
    "body",
    [
        b'{"error_code":"APIG.0303"}',
        JAVA_ISSUE,
        b'{"error_msg":"Signature has expired"}',
    ],
)
def test_the_clouds_words_for_it(body: bytes) -> None:
    """As the gateway's documents and an issue of the vendor's Java SDK (number 44) have them."""
    assert 120 == corrected(refusal(NOW + 120, body))


@pytest.mark.parametrize("apart", [0, 59, -59, 86401, -86401, 10**9])
def test_a_date_that_cannot_be_it_is_not_followed(apart: int) -> None:
    """Less than a minute is not why; more than a day is not believed."""
    assert corrected(refusal(NOW + apart)) is None


def test_a_bad_key_is_not_tried_again_for_a_clock_that_would_do() -> None:
    """A refusal for another reason counts only if no date of ours could have been accepted."""
    assert corrected(refusal(NOW + 840, BAD_KEY)) is None
    assert 960 == corrected(refusal(NOW + 960, BAD_KEY))


@pytest.mark.parametrize("status", [200, 202, 400, 403, 404, 429, 500, 503])
def test_other_answers_say_nothing_of_the_clock(status: int) -> None:
    """Only a refusal of the credentials does."""
    assert corrected(refusal(NOW + 7200, status=status)) is None


@pytest.mark.parametrize(
    ("url", "believed"),
    [
        ("https://ecs.example.com/", True),
        ("http://127.0.0.1:8080/", True),
        ("http://[::1]:8080/", True),
        ("http://localhost/", True),
        ("http://ecs.example.com/", False),
        ("http://10.0.0.1/", False),
        ("http://localhost.example.com/", False),
    ],
)
def test_only_a_known_sender_is_believed(url: str, believed: bool) -> None:  # noqa: FBT001
    """Over TLS or from this machine: else anybody could ask for signatures of days to come."""
    assert (7200 if believed else None) == corrected(refusal(NOW + 7200), Request("GET", url))


@given(st.text())
def test_any_date_is_read_or_left(date: str) -> None:
    """Nonsense in the header is no error, and no offset."""
    skew = Skew()
    skew.heard(REQUEST, Response(401, {"date": date}, EXPIRED), NOW)
    assert skew.correct() in {True, False}


@pytest.mark.parametrize(
    "date", ["", "now", "Mon, 99 Jun 2020 02:39:00 GMT", "Mon, 08 Jun 99999 02:39:00 GMT"]
)
def test_a_refusal_without_a_date_leaves_the_clock(date: str) -> None:
    """There is nothing to follow."""
    assert corrected(Response(401, {"date": date}, EXPIRED)) is None
    assert corrected(Response(401, {}, EXPIRED)) is None


def test_the_last_refusal_counts() -> None:
    """A bad key after a bad date is a bad key."""
    skew = Skew()
    skew.heard(REQUEST, refusal(NOW + 7200), NOW)
    skew.heard(REQUEST, refusal(NOW, BAD_KEY), NOW)
    assert not skew.correct()


def test_what_is_known_already_changes_nothing() -> None:
    """A late refusal of an old date does not count; another jump of a clock does."""
    skew = Skew()
    skew.heard(REQUEST, refusal(NOW + 7200), NOW)
    assert skew.correct()
    assert not skew.correct()
    skew.heard(REQUEST, refusal(NOW + 7201), NOW)
    assert not skew.correct()
    skew.heard(REQUEST, refusal(NOW), NOW)
    assert skew.correct()
    assert 0 == skew.offset


async def test_the_next_request_is_dated_by_the_clouds_clock(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Renewing says that there is something to try, and warns of the wrong clock."""
    client = StandIn(NOW)
    session = KEY.session(client)
    session.heard(REQUEST, refusal(NOW + 7200))
    assert await session.renew()
    assert not await session.renew()
    assert "this machine's clock is 7200 s behind the cloud's" in caplog.text
    client.now += 60
    made = await session.authorize(REQUEST)
    assert "20200608T044000Z" == made.headers["X-Sdk-Date"]


async def test_a_clock_that_is_ahead_is_warned_of_as_well(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """In words, not by a sign."""
    session = KEY.session(StandIn(NOW))
    session.heard(REQUEST, refusal(NOW - 7200))
    assert await session.renew()
    assert "this machine's clock is 7200 s ahead of the cloud's" in caplog.text


def test_each_origin_has_a_clock_of_its_own() -> None:
    """What one says of the time changes nothing where signatures were accepted."""
    skews = Skews()
    hosts = [f"{name}.example.com" for name in ("ecs", "evs", "rds")]
    ecs, evs, rds = (Request("GET", f"https://{host}/v1") for host in hosts)
    skews.heard(evs, Response(200), NOW)
    skews.heard(ecs, refusal(NOW + 7200), NOW)
    assert [7200] == skews.correct()
    assert [7200, 0, 7200] == [skews.offset(origin.url) for origin in (ecs, evs, rds)]
    skews.heard(rds, refusal(NOW), NOW)
    assert [0] == skews.correct()
    assert [7200, 0, 0] == [skews.offset(origin.url) for origin in (ecs, evs, rds)]


def test_origins_are_told_apart_by_scheme_host_and_port() -> None:
    """Paths, queries and capitals make no other clock."""
    skews = Skews()
    for url in ("http://localhost:1/", "http://localhost:2/", "https://localhost:1/"):
        skews.heard(Request("GET", url), Response(200), NOW)
    skews.heard(Request("GET", "http://LOCALHOST:1/v1?x"), refusal(NOW + 7200), NOW)
    assert [7200] == skews.correct()
    urls = ("http://localhost:1/", "http://localhost:2/", "https://localhost:1/")
    assert [7200, 0, 0] == [skews.offset(url) for url in urls]


def test_two_origins_that_agree_are_one_correction() -> None:
    """Whose refusals came before the correction."""
    skews = Skews()
    for name in ("ecs", "evs"):
        skews.heard(Request("GET", f"https://{name}.example.com/"), refusal(NOW + 7200), NOW)
    assert [7200] == skews.correct()
    assert [] == skews.correct()


def test_a_refusal_without_a_date_is_not_mended_by_an_earlier_one() -> None:
    """What was told before is forgotten with the next refusal."""
    skew = Skew()
    skew.heard(REQUEST, refusal(NOW + 7200), NOW)
    skew.heard(REQUEST, Response(401, {}, BAD_KEY), NOW)
    assert not skew.correct()

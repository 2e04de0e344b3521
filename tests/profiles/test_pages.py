"""One page of a list tells of many jobs; what is not on it, it says nothing of."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from attrs import evolve
from profile_answers import REGISTRY, job, response

from asyncjobs import errors
from asyncjobs.models import Job, JobRef
from asyncjobs.profiles import Listing, Page, Profile

ELB = REGISTRY["elbv3"]
A, B, C = (JobRef("elbv3", job_id, "p") for job_id in "abc")


def page(*items: Any, refs: tuple[JobRef, ...] = (A, B, C), **more: Any) -> Mapping[JobRef, Job]:
    return ELB.page(refs, response({"jobs": list(items), **more})).jobs


def refused(body: Any, status: int = 200, **headers: str) -> errors.PollFailedError:
    """Return the error that a page is refused with."""
    with pytest.raises(errors.PollFailedError) as caught:
        ELB.page([A, B], response(body, status, **headers))
    return caught.value


def test_a_page_has_the_jobs_that_were_asked_for() -> None:
    """Each as if it had been asked for alone, whatever else is on the page."""
    found = page(job("z", "FAIL"), job("b", "COMPLETE", sub_jobs=[job("b-1")]), job("a"))
    alone = ELB.decode(B, response({"job": job("b", "COMPLETE", sub_jobs=[job("b-1")])}))
    assert {A, B} == set(found)
    assert alone == found[B]
    assert A == found[A].ref


def test_what_is_not_on_a_page_is_not_in_the_result() -> None:
    """Absent is no news: it is neither an end nor an error."""
    assert {} == page()
    assert {} == page(job("z", "SUCCESS"))


def test_nobody_asked_for_nothing() -> None:
    """An answer is not even looked at if it was for nobody."""
    assert Page() == ELB.page([], response(b"<html>"))


@pytest.mark.parametrize(
    "broken",
    [
        *(None, "a", 5, [], {}, {"job_id": "b"}, {"status": "RUNNING"}),
        *(job("b", None), job("b", 5), job(None), job(["b"])),
    ],
    ids=repr,
)
def test_one_broken_item_does_not_spoil_the_others(broken: Any) -> None:
    """A job that cannot be read is left out, as if it were not on the page."""
    assert [C, A] == sorted(page(job("a"), broken, job("c")), key=lambda ref: ref == A)


def test_of_two_items_with_one_id_the_first_counts() -> None:
    """As among sub-jobs."""
    assert "RUNNING" == page(job("a", "RUNNING"), job("a", "FAIL"))[A].status


def test_refs_with_the_same_job_id_are_all_served() -> None:
    """Such as one job that two readers call by different regions."""
    there = evolve(A, region="eu-de")
    found = page(job("a"), refs=(A, there))
    assert {A: A, there: there} == {ref: each.ref for ref, each in found.items()}


def test_the_request_id_of_the_page_is_each_jobs_own() -> None:
    """From the body, or from the header."""
    assert ["q", "q"] == [
        each.request_id for each in page(job("a"), job("b"), request_id="q").values()
    ]
    found = ELB.page([A], response({"jobs": [job("a")]}, x_request_id="h")).jobs
    assert "h" == found[A].request_id


def test_what_is_odd_about_a_job_is_told_of_that_job() -> None:
    """And of no other."""
    found = page(job("a", "DREAMING"), job("b"))
    assert ["status 'DREAMING' is not known of elbv3: not read as an end"] == list(found[A].remarks)
    assert () == found[B].remarks


@pytest.mark.parametrize(
    "body", [{}, {"jobs": None}, {"jobs": {}}, {"jobs": "a"}, [], b"<html>", b""]
)
def test_an_answer_without_a_list_is_no_page(body: Any) -> None:
    """The error says what came instead."""
    assert isinstance(refused(body), errors.DecodeError)
    assert "elbv3 job a" in str(refused(body))


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"error_code": "Common.0024", "error_msg": "busy"}, 202, errors.ThrottledError),
        ({"error_code": "APIGW.0301", "error_msg": "no"}, 401, errors.AuthError),
        ({"jobs": [job("a")]}, 500, errors.ServiceError),
        ({}, 429, errors.ThrottledError),
        (b"<html>", 502, errors.ServiceError),
        (b"", 302, errors.ServiceError),
    ],
)
def test_an_error_instead_of_a_page_is_an_error(body: Any, status: int, kind: type) -> None:
    """Of the same kinds as the answer to a question for one job."""
    assert kind is type(refused(body, status))


def test_a_page_that_is_not_there_says_nothing_of_its_jobs() -> None:
    """Its 404 is none of a job: no JobNotFoundError comes of a list."""
    error = refused({"error_msg": "not found", "error_code": "ELB.8904"}, 404, x_request_id="q")
    assert errors.ServiceError is type(error)
    assert "the service's list of jobs is not there" in str(error)
    assert "ELB.8904: not found" in str(error)
    assert not error.retryable


@pytest.mark.parametrize("body", [b"", b"<html><title>404 Not Found</title>", b"{"])
def test_a_missing_page_may_be_told_of_in_other_words(body: bytes) -> None:
    """A gateway's own page, or nothing at all, says as little of the jobs."""
    error = refused(body, 404)
    assert errors.ServiceError is type(error)
    assert "the service's list of jobs is not there" in str(error)


def test_a_service_without_a_list_has_no_pages() -> None:
    """The message says which service that is."""
    with pytest.raises(errors.ConfigError, match="Elastic Cloud Server has no list"):
        REGISTRY["ecs"].page([JobRef("ecs", "a")], response({}))
    with pytest.raises(errors.ConfigError, match="ecs job a: Elastic Cloud Server has no list"):
        REGISTRY["ecs"].list_url("https://ecs.example", JobRef("ecs", "a"))


def test_a_large_page_is_read_for_one_job_without_reading_the_others() -> None:
    """Its items are looked through, and only what was asked for is built."""
    read: list[str] = []

    def note(node: dict[str, Any]) -> dict[str, Any]:
        read.append(node["job_id"])
        return node

    profile = Profile(name="own", list=Listing(path="/jobs"), read=note)
    items = [job(str(number)) for number in range(1000)]
    found = profile.page([JobRef("own", "999")], response({"jobs": items})).jobs
    assert ["999"] == [ref.job_id for ref in found]
    assert len(items) + 1 == len(read)


def test_the_jobs_of_a_service_that_only_lists_cannot_be_asked_for_alone() -> None:
    """The message says so before anything is sent."""
    with pytest.raises(errors.ConfigError, match=r"vpn job a: .* only for its list"):
        REGISTRY["vpn"].url("https://vpn.example", JobRef("vpn", "a", "p"))


def next_marker(marker: Any) -> str | None:
    """Return where a page goes on whose service says that of it."""
    body = {"jobs": [job("a")], "page_info": {"next_marker": marker, "current_count": 1}}
    return ELB.page([A], response(body)).next_marker


def test_a_page_says_where_the_next_begins() -> None:
    """And the question for that page says so in turn, whatever stands before it in the query."""
    assert "8aace0c8" == next_marker("8aace0c8")
    url = ELB.list_url("https://elb.example", A, marker="8aace0c8")
    assert "https://elb.example/v3/p/elb/jobs?marker=8aace0c8" == url
    listing = Listing(path="/jobs?limit=50", marker="from", next_marker="next")
    own = Profile(name="own", list=listing)
    url = own.list_url("https://own.example", JobRef("own", "a"), marker="m")
    assert "https://own.example/jobs?limit=50&from=m" == url


@pytest.mark.parametrize(
    "marker", [None, "", 5, True, [], {}, ["a"], "a" * 257, "a\nb", "a\0", "\ud800"], ids=repr
)
def test_a_marker_that_cannot_be_asked_with_is_none(marker: Any) -> None:
    """The page before it is good all the same, and the last."""
    assert next_marker(marker) is None


@pytest.mark.parametrize("marker", ["a&limit=1", "#", "a b", "../x", "é", "a+b/c==", "%2e"])
def test_a_marker_stays_in_its_place(marker: str) -> None:
    """It comes from the network: it reaches the service as it was, and is nothing but a value."""
    assert marker == next_marker(marker)
    url = urlsplit(ELB.list_url("https://elb.example", A, marker=marker))
    assert ("/v3/p/elb/jobs", "") == (url.path, url.fragment)
    assert {"marker": [marker]} == parse_qs(url.query)


def test_of_other_services_only_the_first_page_is_known() -> None:
    """A list of which nobody said how it pages goes no further."""
    ges = REGISTRY["ges"]
    ref = JobRef("ges", "a", "p", resource_id="r")
    body = {"jobList": [], "page_info": {"next_marker": "m"}}
    assert ges.page([ref], response(body)).next_marker is None
    with pytest.raises(errors.ConfigError, match="jobs has no marker"):
        ges.list_url("https://ges.example", ref, marker="m")

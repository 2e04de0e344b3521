"""The URL of a question: exactly what was meant, or an error before anything is sent."""

import re
from urllib.parse import quote, urlsplit

import httpx
import pytest
from hostile_ids import BITS, HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from profile_answers import PATIENT, REGISTRY

from asyncjobs.errors import ConfigError, InvalidIdError
from asyncjobs.models import JobRef
from asyncjobs.profiles import Profile
from asyncjobs.profiles._url import around_job

ECS = REGISTRY["ecs"]
ENDPOINT = "https://ecs.example"
NO_PROJECT = Profile(name="images", path="/v1/cloudimages/job/{job_id}")
BY_QUERY = Profile(name="rds", path="/v3/{project_id}/jobs?id={job_id}")

GOOD = [
    *("ff808082739334d80173941567f21d4f", "2c9eb2c5544cbf6101544f0602af2b4f"),
    *(
        "70a599e0-31e7-49b7-b260-868f441e862b",
        "JOB-a7c1241c33334490a3fdcd11102bcbda",
        "mock_job_id",
    ),
    *("a", "0", "a..b", "a.b", "a" * 128, "fb74314e-a82d-41b2-8900-96e2559fa0d9000168232"),
]


def test_the_list_of_hostile_ids_is_long() -> None:
    """It grows, it does not shrink."""
    assert 300 <= len(set(HOSTILE))


@pytest.mark.parametrize("value", HOSTILE, ids=ascii)
def test_a_hostile_id_is_refused(value: str) -> None:
    """As a job_id and as a project_id."""
    for ref in (JobRef("ecs", value, "p"), JobRef("ecs", "j", value)):
        with pytest.raises(InvalidIdError):
            ECS.url(ENDPOINT, ref)


@pytest.mark.parametrize("value", GOOD)
def test_a_good_id_stands_in_the_url_as_it_is(value: str) -> None:
    """Nothing is escaped, shortened or normalised away, neither by us nor by httpx."""
    url = ECS.url(ENDPOINT, JobRef("ecs", value, "p"))
    assert f"https://ecs.example/v1/p/jobs/{value}" == url
    assert f"/v1/p/jobs/{value}".encode() == httpx.URL(url).raw_path


def test_what_stands_around_an_id_is_the_same_for_all_jobs() -> None:
    """Of a project; where something is wrong, there is nothing of the kind."""
    ref = JobRef("rds", "8aac", "p")
    around = around_job(ENDPOINT, BY_QUERY.path, ref, None)

    assert ("https://ecs.example/v3/p/jobs?id=", "") == around
    assert BY_QUERY.url(ENDPOINT, ref) == "8aac".join(around)
    assert around_job("ftp://ecs.example", BY_QUERY.path, ref, None) is None
    assert around_job(ENDPOINT, BY_QUERY.path, JobRef("rds", "8aac"), None) is None
    assert around_job(ENDPOINT, BY_QUERY.path, JobRef("rds", "8aac", "../p"), None) is None


IDS = st.text() | st.text(st.sampled_from("aA0._-/%?#\\ ~"), max_size=12) | st.sampled_from(BITS)


@PATIENT
@given(IDS, IDS)
def test_an_id_is_refused_or_meant_exactly(job_id: str, project_id: str) -> None:
    """Whatever the ids are, a URL that comes out is of this host, with these two segments."""
    try:
        url = ECS.url(ENDPOINT, JobRef("ecs", job_id, project_id))
    except InvalidIdError:
        return
    assert ("https", "ecs.example") == urlsplit(url)[:2]
    assert ["", "v1", quote(project_id), "jobs", quote(job_id)] == urlsplit(url).path.split("/")
    assert urlsplit(url).path.encode() == httpx.URL(url).raw_path


@pytest.mark.parametrize(
    ("service", "path"),
    [
        ("ecs", "/v1/p/jobs/j"),
        ("evs", "/v1/p/jobs/j"),
        ("evsv2", "/v2/p/jobs/j"),
        ("elb", "/v1.0/p/jobs/j"),
        ("elbv3", "/v3/p/elb/jobs/j"),
        ("imsprogress", "/v1/cloudimages/job/j"),
        ("rds", "/v3/p/jobs?id=j"),
        ("gaussdb_mysql", "/mysql/v3/p/jobs?id=j"),
        ("cce", "/api/v3/projects/p/jobs/j"),
        ("dws", "/v1.0/p/job/j"),
        ("geip", "/v3/d/geip/jobs/j"),
        ("ges", "/v1.0/p/graphs/r/jobs/j/status"),
        ("dms", "/v2/p/instances/r/tasks/j"),
        ("antiddos", "/v1/p/query_task_status?task_id=j"),
    ],
)
def test_each_service_has_its_documented_path(service: str, path: str) -> None:
    """As its API document states it."""
    ref = JobRef(service, "j", "p", resource_id="r")
    assert ENDPOINT + path == REGISTRY[service].url(ENDPOINT, ref, domain_id="d")


@pytest.mark.parametrize(
    ("service", "path"),
    [
        ("elbv3", "/v3/p/elb/jobs"),
        ("geminidb", "/v3/p/jobs"),
        ("gaussdb_opengauss", "/v3/p/tasks"),
        ("vpn", "/v5/p/vpn-gateways/jobs"),
        ("geip", "/v3/d/geip/jobs"),
        ("dms", "/v2/p/instances/r/tasks"),
    ],
)
def test_a_list_has_its_documented_path(service: str, path: str) -> None:
    """The same for every job that is on it."""
    refs = [JobRef(service, job_id, "p", resource_id="r") for job_id in "ij"]
    urls = {REGISTRY[service].list_url(ENDPOINT, ref, domain_id="d") for ref in refs}
    assert {ENDPOINT + path} == urls


@pytest.mark.parametrize(
    ("service", "says"),
    [
        ("geip", r"geip job j: a domain_id is needed .* open_client\(domain_id=...\)"),
        ("ges", r"ges job j: a resource_id is needed .* JobRef\(resource_id=...\)"),
    ],
)
def test_a_missing_id_is_told_of(service: str, says: str) -> None:
    """With what to give."""
    with pytest.raises(ConfigError, match=says):
        REGISTRY[service].url(ENDPOINT, JobRef(service, "j", "p"))


@pytest.mark.parametrize("value", ["", "..", "a/b", "a?b", "a b"])
def test_hostile_ids_of_other_kinds_are_refused(value: str) -> None:
    """An account's and a resource's id as well as a job's."""
    with pytest.raises(InvalidIdError, match="domain_id"):
        REGISTRY["geip"].url(ENDPOINT, JobRef("geip", "j", "p"), domain_id=value)
    with pytest.raises(InvalidIdError, match="resource_id"):
        REGISTRY["dms"].list_url(ENDPOINT, JobRef("dms", "j", "p", resource_id=value))


@pytest.mark.parametrize(
    "endpoint",
    [
        *("https://ecs.example", "https://ecs.example/", "http://127.0.0.1:8080"),
        *("http://[::1]:8080/", "https://gateway.example/ecs", "https://gateway.example/a/b.c/"),
        "http://fake_cloud:80",
    ],
)
def test_an_endpoint_may_have_a_port_and_a_prefix(endpoint: str) -> None:
    """With or without a slash at the end."""
    url = ECS.url(endpoint, JobRef("ecs", "j", "p"))
    assert f"{endpoint.rstrip('/')}/v1/p/jobs/j" == url
    assert re.fullmatch(r"https?://[^/]+(/[^/]+)*", url)


@pytest.mark.parametrize(
    "endpoint",
    [
        *("", "ecs.example", "//ecs.example", "ftp://ecs.example", "https://", "https:///v1"),
        *("https://ecs.example?a=b", "https://ecs.example/#x", "https://ecs.example//"),
        *("https://ecs.example/../x", "https://ecs.example/./", "https://ecs.example/%2e"),
        *("https://ecs.example/a b", "https://ecs.example\n", "https://ecs.exa mple"),
        *("https://\\evil", "https://ecs.example:port", "HTTPS://ecs.example", None, b"https://x"),
    ],
)
def test_what_is_no_endpoint_is_refused(endpoint: str) -> None:
    """The message says of which service, and what an endpoint is."""
    with pytest.raises(ConfigError, match=r"endpoint of ecs.*it takes https://host"):
        ECS.url(endpoint, JobRef("ecs", "j", "p"))


def test_secrets_in_an_endpoint_are_not_shown() -> None:
    """Neither a user's password nor a token in the query."""
    with pytest.raises(ConfigError) as caught:
        ECS.url("https://user:secret@ecs.example/?token=hidden", JobRef("ecs", "j", "p"))
    assert "secret" not in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_a_missing_project_is_told_of() -> None:
    """But only where the path needs one."""
    with pytest.raises(ConfigError, match="ecs job j: a project_id is needed"):
        ECS.url(ENDPOINT, JobRef("ecs", "j"))
    assert f"{ENDPOINT}/v1/cloudimages/job/j" == NO_PROJECT.url(ENDPOINT, JobRef("images", "j"))


def test_a_path_may_ask_by_query() -> None:
    """As RDS does; the ids are as safe there."""
    assert f"{ENDPOINT}/v3/p/jobs?id=j" == BY_QUERY.url(ENDPOINT, JobRef("rds", "j", "p"))
    with pytest.raises(InvalidIdError):
        BY_QUERY.url(ENDPOINT, JobRef("rds", "j&x=y", "p"))

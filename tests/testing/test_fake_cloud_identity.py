"""The identity service of a FakeCloud: passwords, tokens, projects, temporary keys."""

import json
from datetime import datetime
from typing import Any

import pytest
from cloud_tools import query, still
from identity_tools import ask_identity, log_in, token_of

from asyncjobs.models import JobRef
from asyncjobs.testing import FakeCloud


@pytest.fixture
def cloud() -> FakeCloud:
    """Give a cloud with one user, whose clock stands at 0."""
    cloud = FakeCloud(clock=still)
    cloud.user("alice", "right")
    return cloud


def status(cloud: FakeCloud, ref: JobRef, token: str, now: float = 0.0) -> int:
    return cloud.answer(query(cloud, ref, token), now).status


def test_a_password_gives_a_token_that_jobs_can_be_asked_with(cloud: FakeCloud) -> None:
    """201 with the token in X-Subject-Token, and the token opens its project."""
    ref = cloud.job("ecs", None, "SUCCESS")
    answer = log_in(cloud)
    assert 201 == answer.status
    assert 200 == status(cloud, ref, answer.headers["x-subject-token"])
    assert (1, 1) == (cloud.logins, cloud.tokens_issued)


def test_the_answer_says_for_whom_and_how_long(cloud: FakeCloud) -> None:
    """User, project and lifetime are in the body, in the words of the identity service."""
    cloud.token_lifetime = 600
    told = json.loads(log_in(cloud).body)["token"]
    issued, expires = (datetime.fromisoformat(told[key]) for key in ("issued_at", "expires_at"))
    assert 600 == (expires - issued).total_seconds()
    assert ("alice", "acme") == (told["user"]["name"], told["user"]["domain"]["name"])
    assert (cloud.project_id, cloud.region) == (told["project"]["id"], told["project"]["name"])
    assert cloud.wall_clock() == pytest.approx(issued.timestamp())


def test_the_catalog_says_where_the_services_are_unless_it_is_not_wanted(
    cloud: FakeCloud,
) -> None:
    """Each service has a public endpoint in the cloud's region; `nocatalog` leaves it out."""
    catalog = json.loads(log_in(cloud).body)["token"]["catalog"]
    found = {entry["type"]: entry["endpoints"][0] for entry in catalog}
    assert f"{cloud.endpoint}/v1/{cloud.project_id}" == found["ecs"]["url"]
    assert (cloud.region, "public") == (found["ecs"]["region"], found["ecs"]["interface"])
    bare = log_in(cloud, path="/v3/auth/tokens?nocatalog=true")
    assert "catalog" not in json.loads(bare.body)["token"]


@pytest.mark.parametrize(
    "change", [{"password": "wrong"}, {"name": "bob"}, {"domain": {"name": "other"}}]
)
def test_a_wrong_password_name_or_domain_is_refused(
    cloud: FakeCloud, change: dict[str, Any]
) -> None:
    """401 in the envelope of the identity service, and no token."""
    answer = log_in(cloud, **change)
    error = json.loads(answer.body)["error"]
    assert (401, 401, "Unauthorized") == (answer.status, error["code"], error["title"])
    assert "x-subject-token" not in answer.headers
    assert (1, 0) == (cloud.logins, cloud.tokens_issued)


def test_ids_do_as_well_as_names(cloud: FakeCloud) -> None:
    """User, domain and project may be named by their ids."""
    user_id = cloud.user("alice", "right")
    assert user_id == json.loads(log_in(cloud).body)["token"]["user"]["id"]
    by_ids = log_in(
        cloud, name=user_id, domain={"id": cloud.domain_id}, project={"id": cloud.project_id}
    )
    assert 201 == by_ids.status


def test_five_wrong_passwords_lock_the_user_for_a_while(cloud: FakeCloud) -> None:
    """The right one is refused too until 15 minutes have passed; others are not concerned."""
    cloud.user("bob", "right")
    for _ in range(5):
        log_in(cloud, password="wrong")
    assert "The account is locked." == json.loads(log_in(cloud).body)["error"]["message"]
    assert 201 == log_in(cloud, name="bob").status
    assert [401, 201] == [log_in(cloud, now=now).status for now in (899, 900)]


def test_a_right_password_in_between_makes_good(cloud: FakeCloud) -> None:
    """Only wrong ones in a row count."""
    for _ in range(3):
        for _ in range(4):
            log_in(cloud, password="wrong")
        assert 201 == log_in(cloud).status


def test_a_token_expires(cloud: FakeCloud) -> None:
    """From then on it is refused with 401 and APIGW.0307, which says to get a new one."""
    cloud.token_lifetime = 30
    ref = cloud.job("ecs")
    token = token_of(log_in(cloud))
    assert [200, 401] == [status(cloud, ref, token, now) for now in (29.9, 30)]
    told = json.loads(cloud.answer(query(cloud, ref, token), 30).body)
    assert "APIGW.0307" == told["error_code"]


def test_a_new_password_kills_the_tokens_of_the_old(cloud: FakeCloud) -> None:
    """They are refused at once, and the old password too."""
    ref = cloud.job("ecs")
    token = token_of(log_in(cloud))
    cloud.user("alice", "changed")
    assert 401 == status(cloud, ref, token)
    assert [401, 201] == [log_in(cloud, password=word).status for word in ("right", "changed")]


def test_a_token_opens_its_own_project_alone(cloud: FakeCloud) -> None:
    """Jobs belong to projects; the token of another is answered with Common.0018."""
    team = cloud.project("eu-de_team")
    ref = cloud.job("ecs", project_id=team)
    mine, theirs = (
        token_of(log_in(cloud, project={"name": name})) for name in (cloud.region, "eu-de_team")
    )
    assert 200 == status(cloud, ref, theirs)
    refused = cloud.answer(query(cloud, ref, mine), 0.0)
    assert (400, "Common.0018") == (refused.status, json.loads(refused.body)["error"]["code"])
    assert 400 == status(cloud, JobRef("ecs", ref.job_id, cloud.project_id), mine)


def test_a_token_without_a_project_opens_none(cloud: FakeCloud) -> None:
    """A login without a scope gets a token of the domain."""
    ref = cloud.job("ecs")
    answer = log_in(cloud, project=None)
    assert cloud.domain_id == json.loads(answer.body)["token"]["domain"]["id"]
    assert 400 == status(cloud, ref, token_of(answer))


def test_an_unknown_project_is_refused(cloud: FakeCloud) -> None:
    """404, as the service says it of anything that it cannot find."""
    assert 404 == log_in(cloud, project={"name": "nowhere"}).status


@pytest.mark.parametrize(("sent", "answered"), [(None, 401), ("000000", 401), ("123456", 201)])
def test_a_second_factor_is_asked_for(cloud: FakeCloud, sent: str | None, answered: int) -> None:
    """A user with a passcode has to say it too."""
    cloud.user("alice", "right", passcode="123456")
    assert answered == log_in(cloud, passcode=sent).status


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        {"auth": None},
        {"auth": {"identity": {"methods": []}}},
        {"auth": {"identity": {"methods": [1]}}},
        {"auth": {"identity": {"methods": ["magic"]}}},
        {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": ""}}}}},
    ],
)
def test_a_body_that_makes_no_sense_is_refused(cloud: FakeCloud, body: object) -> None:
    """400 in the envelope of the identity service."""
    answer = ask_identity(cloud, "POST", "/v3/auth/tokens", body)
    assert (400, 400) == (answer.status, json.loads(answer.body)["error"]["code"])


def test_a_token_gives_a_token_for_another_project(cloud: FakeCloud) -> None:
    """The method "token" scopes anew what was issued before, and refuses what was not."""
    team = cloud.project("eu-de_team")
    ref = cloud.job("ecs", project_id=team)
    for given, answered in ((token_of(log_in(cloud)), 201), ("made-up", 401), (cloud.token, 201)):
        identity = {"methods": ["token"], "token": {"id": given}}
        body = {"auth": {"identity": identity, "scope": {"project": {"id": team}}}}
        answer = ask_identity(cloud, "POST", "/v3/auth/tokens", body)
        assert answered == answer.status
    assert 200 == status(cloud, ref, token_of(answer))


def test_an_agency_can_be_assumed(cloud: FakeCloud) -> None:
    """Whoever is signed in gets a token of the agency, if there is one."""
    cloud.agency("watchers", domain="customer")
    role = {"agency_name": "watchers", "domain_name": "customer"}
    body = {"auth": {"identity": {"methods": ["assume_role"], "assume_role": role}}}
    scoped = {"auth": body["auth"] | {"scope": {"project": {"id": cloud.project_id}}}}
    assert 401 == ask_identity(cloud, "POST", "/v3/auth/tokens", scoped).status
    answer = ask_identity(cloud, "POST", "/v3/auth/tokens", scoped, token_of(log_in(cloud)))
    assert (201, 200) == (answer.status, status(cloud, cloud.job("ecs"), token_of(answer)))
    role["agency_name"] = "nobody"
    assert 404 == ask_identity(cloud, "POST", "/v3/auth/tokens", scoped, cloud.token).status


def test_projects_and_domains_are_listed(cloud: FakeCloud) -> None:
    """All of them, or the one of a name, to whoever has signed in."""
    team = cloud.project("eu-de_team")
    ids = {}
    for where in ("/v3/projects", "/v3/auth/projects", "/v3/projects?name=eu-de_team"):
        told = json.loads(ask_identity(cloud, "GET", where, token=cloud.token).body)
        ids[where] = [project["id"] for project in told["projects"]]
    both = [cloud.project_id, team]
    assert [both, both, [team]] == [*ids.values()]
    assert both == [*cloud.projects.values()]
    domains = json.loads(ask_identity(cloud, "GET", "/v3/auth/domains", token=cloud.token).body)
    assert [cloud.domain_id] == [domain["id"] for domain in domains["domains"]]
    assert 401 == ask_identity(cloud, "GET", "/v3/projects").status


def test_versions_are_told_as_keystone_tells_them(cloud: FakeCloud) -> None:
    """300 with all of them at the root, one of them at its own path; no credentials needed."""
    every, one = (ask_identity(cloud, "GET", path) for path in ("/", "/v3"))
    assert [300, 200] == [every.status, one.status]
    assert json.loads(every.body)["versions"]["values"] == [json.loads(one.body)["version"]]
    assert f"{cloud.endpoint}/v3/" == json.loads(one.body)["version"]["links"][0]["href"]


def test_every_answer_has_a_date(cloud: FakeCloud) -> None:
    """The header says what time it is by the cloud's clock; a scripted one is left alone."""
    assert "Sun, 23 Mar 2025 07:28:46 GMT" == log_in(cloud).headers["date"]
    assert "Sun, 23 Mar 2025 07:29:46 GMT" == log_in(cloud, now=60).headers["date"]


def test_a_cloud_shows_no_credentials() -> None:
    """Its repr says where it is and how busy, and nothing of users, keys and tokens."""
    cloud = FakeCloud()
    cloud.user("alice", "right")
    cloud.access_key("an-access-key", "a-secret-key")
    log_in(cloud)
    assert "<FakeCloud at https://cloud.example, 0 jobs, 1 requests>" == repr(cloud)

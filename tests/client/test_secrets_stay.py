"""Where credentials are refused, or a setting is wrong, no error shows them."""

import canaries
import pytest
from doors import on
from refusals import AK, REFUSALS, SK, STS, Answering, answering, password, quoting

from asyncjobs import AsyncJobsError, PollFailed, open_client
from asyncjobs.auth import AccessKey, Agency, MetadataAccessKey, Password, Secret, Token, as_auth
from asyncjobs.config import discover
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request

pytestmark = pytest.mark.anyio


def cloud_with_canaries() -> FakeCloud:
    cloud = FakeCloud(token=canaries.TOKEN)
    cloud.user("alice", canaries.PASSWORD)
    cloud.access_key(AK, SK, STS)
    return cloud


async def errors_of(cloud: FakeCloud, **settings: object) -> list[BaseException]:
    """Return what a reader of a watch and a waiter are told."""
    ref = cloud.job("ecs", None, *["RUNNING"] * 20)
    async with on(cloud, **{"wall_clock": cloud.wall_clock} | settings) as jobs:
        async with jobs.watch(ref) as watch:
            event = await anext(watch)
        assert isinstance(event, PollFailed)
        with pytest.raises(AsyncJobsError) as caught:
            await jobs.wait(ref, timeout=60)
    return [event.error, caught.value]


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_refusal_shows_no_secret(refusal: str) -> None:
    """Neither in words nor in attributes, nor pickled, nor in the locals of any frame."""
    cloud = cloud_with_canaries()
    for error in await errors_of(cloud, **REFUSALS[refusal](cloud)):
        assert [] == canaries.heard_in(canaries.shown_by_error(error))


@pytest.mark.parametrize(
    "answer", [quoting, answering(403, {}), answering(200, {"projects": [{"id": 7}]})]
)
async def test_a_project_that_is_not_found_shows_no_secret(answer: object) -> None:
    """What is raised on entering went through no task of the client's."""
    cloud = cloud_with_canaries()
    odd = Answering(cloud, "/v3/projects", answer)
    for auth in (password(cloud, project="eu-de_x"), AccessKey(AK, SK, STS)):
        with pytest.raises(AsyncJobsError) as caught:
            async with on(
                cloud,
                auth=auth,
                transport=odd,
                project_id=None,
                auth_url=cloud.endpoint,
                environ={"ASYNCJOBS_PROJECT_NAME": "eu-de_x"},
            ):
                pass
        assert [] == canaries.heard_in(canaries.shown_by_error(caught.value))


BAD = {
    "secret": lambda: Secret(f"{canaries.TOKEN}\x00"),
    "token": lambda: Token(f" {canaries.TOKEN}"),
    "token as auth": lambda: as_auth(f"{canaries.TOKEN}ü"),
    "access key": lambda: AccessKey(f"{AK}/", SK, STS),
    "secret key": lambda: AccessKey(AK, f"{SK}\x00", STS),
    "security token": lambda: AccessKey(AK, SK, f"{STS} "),
    "dialect": lambda: AccessKey(AK, SK, STS, dialect="v12"),  # type: ignore[arg-type]
    "password": lambda: Password("alice", f"{canaries.PASSWORD}\x00", domain="acme"),
    "user without a domain": lambda: Password("alice", canaries.PASSWORD),
    "passcode": lambda: Password(
        "alice", canaries.PASSWORD, domain="a", user_id="u", passcode=f"{canaries.PASSCODE}\x00"
    ),
    "passcode without an id": lambda: Password(
        "alice", canaries.PASSWORD, domain="a", passcode=canaries.PASSCODE
    ),
    "identity service": lambda: Password(
        "alice", "p", domain="a", auth_url=f"https://u:{canaries.PASSWORD}@iam.example"
    ),
    "agency": lambda: Agency(f"{canaries.TOKEN}\x00", agency_name="a", domain="b"),
    "metadata": lambda: MetadataAccessKey(address=f"http://u:{canaries.PASSWORD}@10.0.0.1"),
    "auth": lambda: open_client(endpoint="https://ecs.example", auth=f"{canaries.TOKEN}\x00"),
    "endpoint": lambda: open_client(endpoint="ftp://x", auth=canaries.TOKEN),
    "environment": lambda: open_client(
        environ={"OS_TOKEN": canaries.TOKEN, "HW_ACCESS_KEY": AK, "HW_SECRET_KEY": SK}
    ),
    "variable": lambda: discover({"OS_TOKEN": f"{canaries.TOKEN}\x00"}).check(),
    "half a key": lambda: discover({"HUAWEICLOUD_SDK_AK": AK, "OS_PASSWORD": SK}).check(),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_setting_that_is_refused_shows_no_secret(bad: str) -> None:
    """Also not in the locals of the frames in which it was found wanting."""
    with pytest.raises(AsyncJobsError) as caught:
        BAD[bad]()
    assert [] == canaries.heard_in(canaries.shown_by_error(caught.value))


async def test_nothing_that_holds_a_secret_shows_it() -> None:
    """Credentials, their sessions, clients, settings and requests: printed or pickled."""
    cloud = cloud_with_canaries()
    passcode = {"user_id": "u", "passcode": canaries.PASSCODE}
    credentials = [
        Token(canaries.TOKEN),
        AccessKey(AK, SK, STS),
        Password("alice", canaries.PASSWORD, domain="acme", auth_url=cloud.endpoint),
        Password("alice", canaries.PASSWORD, domain="acme", **passcode),
        Agency(AccessKey(AK, SK, STS), agency_name="watchers", domain="acme"),
        MetadataAccessKey(),
    ]
    environ = {"HUAWEICLOUD_SDK_AK": AK, "HUAWEICLOUD_SDK_SK": SK, "OS_PASSCODE": "1"}
    found = discover(environ, endpoint=cloud.endpoint)
    held: list[object] = [*credentials, found, *found.rows(), found.settings(), cloud]
    held += [found.client_arguments(), Secret(canaries.TOKEN), FakeCloud]
    for auth in credentials[:3]:
        async with on(cloud, auth=auth, wall_clock=cloud.wall_clock) as jobs:
            await jobs.get(cloud.job("ecs", None, "RUNNING"))
            held += [jobs, jobs.stats(), *vars(jobs).values()]
    sent = {"X-Auth-Token": canaries.TOKEN}
    held += [Request("POST", "https://iam.example", sent, canaries.PASSWORD.encode())]
    assert [] == canaries.heard_in(text for each in held for text in canaries.shown_by(each))

"""Nothing that a server sends leads a request, or a credential, to another place."""

import json
import ssl
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import canaries
import pytest
import trustme
from fault_server import FaultServer, answer, fault_server, ok, sends
from shipped import EVERYWHERE, Make, Shipped

from asyncjobs import AuthError, JobRef, JobsClient, ServiceError, open_client
from asyncjobs.auth import Password

pytestmark = pytest.mark.anyio

AUTHORITY = trustme.CA()
SEEN = "2026-01-01T00:00:00Z"
REF = JobRef("ecs", "j", "p")
LISTED = [JobRef("elbv3", f"j{number}", "p") for number in range(8)]


def sides(scheme: str, make: Make) -> tuple[ssl.SSLContext | None, Shipped]:
    """Return the server's side of TLS, and a transport that trusts it."""
    if scheme == "http":
        return None, make()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    AUTHORITY.issue_cert("127.0.0.1").configure_cert(server)
    AUTHORITY.configure_trust(client)
    return server, make(ssl_context=client)


def opened(
    server: FaultServer, transport: Shipped | None = None, auth: Any = canaries.TOKEN
) -> AbstractAsyncContextManager[JobsClient]:
    return open_client(endpoint=server.url, project_id="p", auth=auth, transport=transport)


def password(server: FaultServer) -> Password:
    return Password("alice", canaries.PASSWORD, domain="acme", auth_url=server.url)


def redirect(status: int, target: str) -> bytes:
    body = json.dumps({"job_id": "j", "status": "SUCCESS"}).encode()
    return answer(body, status=f"{status} Elsewhere", headers=f"Location: {target}\r\n")


@EVERYWHERE
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_never_followed(status: int, scheme: str, make: Make) -> None:
    """Neither to another origin nor to another path: one request, one error that says so."""
    tls, transport = sides(scheme, make)
    near = sends(redirect(status, "/v1/p/jobs/other"))
    async with (
        fault_server(ok, tls=tls) as trap,
        fault_server(sends(redirect(status, f"{trap.url}/v1/p/jobs/j")), near, tls=tls) as server,
        opened(server, transport) as jobs,
    ):
        for number in (1, 2):
            with pytest.raises(ServiceError, match="never followed"):
                await jobs.get(REF)
            assert number == len(server.requests)
        assert 0 == trap.accepted


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_login_is_never_redirected(status: int) -> None:
    """A 307 would have the password sent again, to whoever is named."""
    async with (
        fault_server(ok) as trap,
        fault_server(sends(redirect(status, f"{trap.url}/v3/auth/tokens"))) as server,
        opened(server, auth=password(server)) as jobs,
    ):
        with pytest.raises(AuthError, match=f"redirects are not followed.*HTTP {status}"):
            await jobs.get(REF)
        assert [b"POST"] == [request.partition(b" ")[0] for request in server.requests]
        assert 0 == trap.accepted


def links_to(url: str) -> dict[str, Any]:
    """Return what APIs name other places with."""
    links = [{"rel": rel, "href": f"{url}/{rel}"} for rel in ("self", "next", "bookmark")]
    names = ("endpoint", "url", "href", "location", "next", "next_link", "callback", "public_url")
    return {**dict.fromkeys(names, f"{url}/x"), "links": links, "jobs_links": links}


def job(url: str) -> dict[str, Any]:
    return {"job_id": "j", "status": "SUCCESS", "job_type": "createServer", **links_to(url)}


def page(url: str) -> dict[str, Any]:
    named = {"next_marker": f"{url}/next", "previous_marker": url, **links_to(url)}
    half = [{"job_id": ref.job_id, "status": "RUNNING"} for ref in LISTED[:4]]
    return {"jobs": half, "page_info": named}


ANSWERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "root": job,
    "entities": lambda url: job(url) | {"entities": links_to(url)},
    "sub-jobs": lambda url: job(url) | {"entities": {"sub_jobs": [job(url), job(url)]}},
}
HEADERS = (
    "Location: {0}/l\r\nContent-Location: {0}/c\r\nLink: <{0}/n>; rel=next\r\nRefresh: 0; {0}\r\n"
)


@pytest.mark.parametrize("where", ANSWERS)
async def test_an_address_in_a_job_is_never_asked(where: str) -> None:
    """Whatever it is called and wherever it stands; nor is one in a header that sounds like it."""
    async with fault_server(ok) as trap:
        body = json.dumps(ANSWERS[where](trap.url)).encode()
        told = sends(answer(body, headers=HEADERS.format(trap.url)))
        async with fault_server(told) as server, opened(server) as jobs:
            assert (await jobs.get(REF)).succeeded
            assert 1 == len(server.requests)
        assert 0 == trap.accepted


async def test_a_page_names_a_page_of_the_same_list_alone() -> None:
    """What it says of the next one is the value of a parameter, whatever it looks like."""
    async with fault_server(ok) as trap:
        body = json.dumps(page(trap.url)).encode()
        async with fault_server(sends(answer(body))) as server, opened(server) as jobs:
            watch = jobs.watch(LISTED)
            await server.wait_requests(2)
            watch.close()
            second = server.requests[1].partition(b"\r\n")[0].decode()
        assert second.startswith("GET /v3/p/elb/jobs?")
        assert "marker=http%3A%2F%2F127.0.0.1" in second
        assert 0 == trap.accepted


async def test_a_catalogue_in_a_login_is_not_used() -> None:
    """A token's answer says where all services are; only what was configured is asked."""
    async with fault_server(ok) as trap:
        ends = [{"interface": "public", "region": "r", "url": f"{trap.url}/v1/p"}]
        catalogue = [{"type": kind, "endpoints": ends} for kind in ("ecs", "compute", "identity")]
        token = {"expires_at": "2999-01-01T00:00:00Z", "issued_at": SEEN, "project": {"id": "p"}}
        login = answer(
            json.dumps({"token": token | {"catalog": catalogue}}).encode(),
            status="201 Created",
            headers=f"X-Subject-Token: {canaries.TOKEN}\r\n",
        )
        found = answer(json.dumps(job(trap.url)).encode())
        async with fault_server(sends(login), sends(found)) as server:
            async with opened(server, auth=password(server)) as jobs:
                assert (await jobs.get(REF)).succeeded
            assert 2 == len(server.requests)
        assert 0 == trap.accepted

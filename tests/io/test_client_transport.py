"""A client of the user's own: used as it is, never with more than it can carry, left open."""

from typing import Any

import canaries
import httpx
import pytest
from fault_server import answer, fault_server, ok, sends
from users_clients import CONTEXT, LIBRARIES, client_of, ended

from asyncjobs import JobRef, open_client
from asyncjobs.errors import ConfigError, DecodeError, TransportError
from asyncjobs.transports import ClientTransport
from asyncjobs.wire import Request

pytestmark = pytest.mark.anyio


@LIBRARIES
async def test_a_client_is_a_transport(library: Any) -> None:
    """`open_client` takes it as it is, with its hooks and headers, and leaves it open."""
    hooked: list[str] = []

    async def hook(request: Any) -> None:
        hooked.append(request.url.path)

    hooks = {"request": [hook]}
    given = {"event_hooks": hooks, "headers": {"X-Trace": "mine"}}
    async with client_of(library, **given) as client, fault_server(ended) as server:
        where = {"endpoint": server.url, "project_id": "p", "auth": canaries.TOKEN}
        async with open_client(**where, transport=client) as jobs:
            assert (await jobs.wait(JobRef("ecs", "j"))).succeeded
        assert not client.is_closed

    assert ["/v1/p/jobs/j"] == hooked
    head = server.requests[0].lower()
    assert b"x-trace: mine\r\n" in head
    assert b"accept-encoding: identity\r\n" in head
    assert b"x-auth-token: " in head


async def test_its_way_to_sign_in_is_used() -> None:
    """Also where that takes a second request."""
    auth = httpx.DigestAuth("me", "secret")
    challenge = 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth", algorithm=MD5\r\n'
    asks = sends(answer(b"", status="401 Who?", headers=challenge))
    async with fault_server(asks, ended) as server, client_of(httpx, auth=auth) as client:
        response = await ClientTransport(client).send(Request("POST", server.url, body=b"{}"))

    assert 200 == response.status
    assert b'authorization: digest username="me"' in server.requests[1].lower()


async def test_its_proxy_is_used() -> None:
    """A request goes where the client sends it."""
    async with fault_server(ended) as proxy, client_of(httpx, proxy=proxy.url) as client:
        response = await ClientTransport(client).send(Request("GET", "http://nx.invalid/v1"))

    assert 200 == response.status
    assert proxy.requests[0].startswith(b"GET http://nx.invalid/v1 ")


async def test_a_proxy_that_refuses_is_told() -> None:
    """As what it is: the host was not reached."""
    refuses = sends(answer(b"", status="403 No"))
    async with fault_server(refuses) as proxy, client_of(httpx, proxy=proxy.url) as client:
        with pytest.raises(TransportError, match=r"^nx\.invalid was not reached: the proxy"):
            await ClientTransport(client).send(Request("GET", "https://nx.invalid/v1"))


async def test_a_client_that_goes_nowhere() -> None:
    """Its own transport may be one for tests, which has the whole answer at once."""
    answers = httpx.MockTransport(
        lambda request: httpx.Response(200, json={"path": request.url.path})
    )
    async with httpx.AsyncClient(transport=answers) as client:
        transport = ClientTransport(client, max_body=20)
        response = await transport.send(Request("GET", "https://nx.invalid/v1"))
        with pytest.raises(DecodeError, match="more than 20 bytes"):
            await transport.send(Request("GET", "https://nx.invalid/v1/and/more"))

    assert b'{"path":"/v1"}' == response.body
    assert 8 == transport.max_in_flight


async def test_neither_cookies_nor_parameters_are_added() -> None:
    """A signature is of what was asked, and whose cookies they are is not known."""
    given = {"params": {"a": "1"}, "cookies": {"session": "theirs"}}
    async with fault_server(ok) as server, client_of(httpx, **given) as client:
        await ClientTransport(client).send(Request("GET", server.url + "/v1?b=2"))

    assert server.requests[0].startswith(b"GET /v1?b=2 ")
    assert b"cookie" not in server.requests[0].lower()


async def test_a_hook_that_judges_is_told() -> None:
    """What a status means is not for a hook to decide; what it has read is an answer."""

    async def read(response: httpx.Response) -> None:
        await response.aread()

    async def judge(response: httpx.Response) -> None:
        response.raise_for_status()

    hooks = {"response": [read, judge]}
    missing = sends(answer(b"", status="404 Not Found"))
    async with (
        fault_server(ok, missing) as server,
        client_of(httpx, event_hooks=hooks) as client,
    ):
        transport = ClientTransport(client)
        response = await transport.send(Request("GET", server.url))
        with pytest.raises(TransportError, match="raise_for_status out of") as caught:
            await transport.send(Request("GET", server.url))

    assert b'{"status":"RUNNING"}' == response.body
    assert not caught.value.retryable
    assert None is caught.value.__context__


async def test_a_closed_client_is_told(client: httpx.AsyncClient) -> None:
    """Whoever closed it, and whether it or the transport over it: nothing is sent."""
    transport = ClientTransport(client)
    await transport.aclose()
    with pytest.raises(TransportError, match="the transport is closed") as caught:
        await transport.send(Request("GET", "http://127.0.0.1:1/"))
    assert not caught.value.retryable

    await client.aclose()
    with pytest.raises(TransportError, match="client that was given is closed"):
        await ClientTransport(client).send(Request("GET", "http://127.0.0.1:1/"))


async def test_it_is_closed_where_that_was_asked_for(client: httpx.AsyncClient) -> None:
    """With the transport, and so with the client of ours."""
    await ClientTransport(client, close=True).aclose()

    assert client.is_closed


@pytest.mark.parametrize("given", [object(), None, "httpx", httpx.AsyncClient])
def test_what_is_no_client(given: Any) -> None:
    """The error names what is taken."""
    with pytest.raises(ConfigError, match=r"takes an httpx\.AsyncClient or httpx2\.AsyncClient"):
        ClientTransport(given)


@LIBRARIES
def test_a_synchronous_client_cannot_be_used(library: Any) -> None:
    """Also where `open_client` is given it."""
    with (
        library.Client(verify=CONTEXT) as client,
        pytest.raises(ConfigError, match=r"AsyncClient, not a httpx2?\.Client"),
    ):
        open_client(endpoint="https://e", auth="t", transport=client)


async def test_its_numbers_are_checked(client: httpx.AsyncClient) -> None:
    """Zero requests at once carry nothing."""
    with pytest.raises(ConfigError, match="max_in_flight=0"):
        ClientTransport(client, max_in_flight=0)

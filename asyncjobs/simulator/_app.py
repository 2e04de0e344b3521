"""A cloud as an ASGI application."""

import time
from collections.abc import Awaitable, Callable

import anyio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from asyncjobs import wire
from asyncjobs.simulator import _report
from asyncjobs.testing import FakeCloud

_METHODS = ["DELETE", "GET", "PATCH", "POST", "PUT"]


class ConnectionDroppedError(Exception):
    """A scripted exception, as it looks from outside: the connection ends without an answer."""


class _Dropped(Response):
    """Promises a body and sends none, upon which the server closes the connection."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        raise ConnectionDroppedError


def make_app(cloud: FakeCloud) -> Starlette:
    """Return an application that answers as `cloud` does, at the root of any host.

    The cloud's clock, unless one was given, becomes `time.monotonic()`, and its epoch the wall
    clock. An exception in a script becomes a connection that ends without an answer.

    Args:
        cloud: what answers; it can be given more jobs at any time, from any thread.
    """
    if cloud.clock is anyio.current_time:
        cloud.clock = time.monotonic
        # What bodies call begin_time and end_time is nothing that anybody waits by.
        cloud.epoch = time.time() - time.monotonic()  # noqa: TID251

    async def stats(_request: Request) -> Response:
        return JSONResponse(_report.stats(cloud))

    async def truth(_request: Request) -> Response:
        return JSONResponse(_report.truth(cloud))

    async def answer(request: Request) -> Response:
        asked = await _asked(request, cloud.endpoint)
        return await _unless_gone(request, lambda: _answer(cloud, asked))

    return Starlette(
        routes=[
            Route("/_simulator/stats", stats),
            Route("/_simulator/truth", truth),
            Route("/{path:path}", answer, methods=_METHODS),
        ]
    )


async def _asked(request: Request, endpoint: str) -> wire.Request:
    # The path as it was sent: what is escaped in it must stay so.
    target = request.scope["raw_path"].decode("ascii", "replace")
    if request.url.query:
        target = f"{target}?{request.url.query}"
    url = endpoint.rstrip("/") + target
    return wire.Request(request.method, url, dict(request.headers), await request.body())


async def _answer(cloud: FakeCloud, asked: wire.Request) -> Response:
    try:
        answer = await cloud.send(asked)
    except Exception:  # noqa: BLE001  # whatever a script raises looks the same from outside
        return _Dropped()
    return Response(answer.body, answer.status, dict(answer.headers))


async def _unless_gone(request: Request, work: Callable[[], Awaitable[Response]]) -> Response:
    """Do `work`, but leave it when the client has gone away: nobody waits for a hanging job."""
    async with anyio.create_task_group() as tasks:

        async def leave() -> None:
            # The body has been read: all that can still come is that the client went away.
            await request.receive()
            tasks.cancel_scope.cancel()

        tasks.start_soon(leave)
        response = await work()
        tasks.cancel_scope.cancel()
        return response
    return _Dropped()

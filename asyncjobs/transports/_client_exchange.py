"""One exchange over a client of the user's own."""

from types import ModuleType
from typing import Any

import anyio

from asyncjobs.errors import TransportError
from asyncjobs.transports._course import Course
from asyncjobs.transports._errors import looks_stale, transport_error
from asyncjobs.transports._terms import (
    UNASKED,
    check_encoding,
    check_length,
    joined_headers,
    too_large,
)
from asyncjobs.transports._troubles import Troubles
from asyncjobs.wire import Request, Response


class ClientExchange:
    """One question to one host, and its answer.

    Args:
        client: carries it.
        library: the module that the client is of, httpx or httpx2.
        troubles: what the library raises.
        host: as messages name it.
        max_body: the largest answer in bytes.
    """

    def __init__(
        self, client: Any, library: ModuleType, troubles: Troubles, host: str, max_body: int
    ) -> None:
        self._client = client
        self._library: Any = library
        self._troubles = troubles
        self._host = host
        self._max_body = max_body
        self._course = Course()
        self.was_stale = False
        """Whether it failed as it does when the other side closed the connection while idle."""

    async def run(self, request: Request) -> Response:
        """Send `request` and return the whole answer."""
        try:
            return await self._followed(self._request(request))
        except self._library.PoolTimeout:
            error = _no_connection(self._host)
        except self._library.HTTPStatusError:
            error = _hook_that_judges(self._host)
        except self._troubles.raised as problem:
            trouble, stage = self._troubles.of(problem), self._course.stage
            self.was_stale = self._course.reused and looks_stale(trouble, stage)
            error = transport_error(problem, self._host, stage, trouble)
        # Raised out here, or the library's exception, which holds the request with its
        # credentials, would hang on ours as its context.
        raise error

    def _request(self, request: Request) -> Any:
        headers = self._client.headers.copy()
        headers.update(request.headers)
        headers["Accept-Encoding"] = "identity"
        timeouts = self._client.timeout.as_dict()
        return self._library.Request(
            request.method,
            request.url,
            headers=headers,
            content=request.body,
            extensions={"timeout": timeouts, "trace": self._course.trace},
        )

    async def _followed(self, request: Any) -> Response:
        with self._course.followed():
            try:
                return await self._run(request)
            except BaseException:
                await self._course.hang_up()
                raise

    async def _run(self, request: Any) -> Response:
        answer = await self._client.send(request, stream=True, follow_redirects=False)
        try:
            if self._course.is_unasked(answer):
                raise self._library.RemoteProtocolError(UNASKED)
            headers = joined_headers(answer.headers.raw)
            check_encoding(headers.get("content-encoding", ""), self._host)
            check_length(headers.get("content-length", ""), self._host, self._max_body)
            body = await self._body(answer)
        finally:
            if not answer.is_closed:
                with anyio.CancelScope(shield=True):
                    await answer.aclose()
        return Response(answer.status_code, headers, body)

    async def _body(self, answer: Any) -> bytes:
        """Read the body until its end, or a little beyond the cap."""
        if answer.is_closed:  # a hook has read it
            return bytes(answer.content)
        body = bytearray()
        # Breaking out of the loop would leave the library's nested generators to the garbage
        # collector, which trio reports; a cancellation unwinds them.
        with anyio.CancelScope() as reading:
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > self._max_body:
                    reading.cancel()
        if len(body) > self._max_body:
            raise too_large(self._host, self._max_body)
        return bytes(body)


def _no_connection(host: str) -> TransportError:
    return TransportError(
        f"{host} was not asked: the client's pool had no connection for it in time; give the "
        "client more (limits=httpx.Limits(max_connections=...)), ClientTransport a smaller "
        "max_in_flight, or asyncjobs a client of its own"
    )


def _hook_that_judges(host: str) -> TransportError:
    return TransportError(
        f"{host} answered, and a hook of the client raised HTTPStatusError; take raise_for_status "
        "out of the client's event_hooks: what a status means is decided by asyncjobs",
        retryable=False,
    )

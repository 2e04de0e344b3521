"""Where the application is served: on loopback, in a thread of its own or in the caller's loop."""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import anyio
import uvicorn

from asyncjobs._hosts import is_loopback
from asyncjobs.errors import ConfigError
from asyncjobs.simulator._app import ConnectionDroppedError, make_app
from asyncjobs.testing import FakeCloud

_PATIENCE = 0.5
"""Seconds that requests under way are given when the simulator stops."""
_BACKLOG = 2048
_KEEP_ALIVE = 75
"""Seconds, as gateways do."""


@contextmanager
def running(
    cloud: FakeCloud, host: str = "127.0.0.1", port: int = 0, *, allow_remote: bool = False
) -> Iterator[str]:
    """Serve `cloud` over HTTP in a thread of its own while the block runs; yield the URL.

    It answers from the moment it is entered, and can be entered from any event loop or none.

    Args:
        cloud: what answers.
        host: where to listen.
        port: 0 for any free one.
        allow_remote: whether `host` may be reached from other machines.

    Raises:
        ConfigError: the host is not loopback, or the port cannot be had.
    """
    with closing(_listen(host, port, allow_remote=allow_remote)) as listener:
        server = _server(cloud)
        thread = threading.Thread(
            target=lambda: asyncio.run(server.serve([listener])),
            name="asyncjobs-simulator",
            daemon=True,
        )
        thread.start()
        try:
            yield _url(listener)
        finally:
            server.should_exit = True
            thread.join(_PATIENCE)
            server.force_exit = True
            thread.join()


async def serve(
    cloud: FakeCloud,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    allow_remote: bool = False,
    ready: Callable[[str], object] | None = None,
) -> None:
    """Serve `cloud` over HTTP until cancelled or interrupted; on asyncio.

    Args:
        cloud: what answers.
        host: where to listen.
        port: 0 for any free one.
        allow_remote: whether `host` may be reached from other machines.
        ready: called with the URL once requests are answered.

    Raises:
        ConfigError: the host is not loopback, or the port cannot be had.
    """
    with closing(_listen(host, port, allow_remote=allow_remote)) as listener:
        server = _server(cloud)
        serving = asyncio.ensure_future(server.serve([listener]))
        if ready is not None:
            ready(_url(listener))
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            server.should_exit = server.force_exit = True
            with anyio.CancelScope(shield=True):
                await serving
            raise


def _server(cloud: FakeCloud) -> uvicorn.Server:
    logging.getLogger("uvicorn.error").addFilter(_unwanted)
    config = uvicorn.Config(
        make_app(cloud),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,  # the cloud says what time it is
        timeout_keep_alive=_KEEP_ALIVE,
        # From Python 3.12 on the server would wait for requests that never end, once told to stop.
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def _unwanted(record: logging.LogRecord) -> bool:
    """Keep a connection that was cut on purpose from looking like a fault of the server."""
    raised = record.exc_info and record.exc_info[1]
    dropped = isinstance(raised, ConnectionDroppedError | asyncio.CancelledError)
    return not (dropped or str(record.msg).startswith("Cancel "))


def _listen(host: str, port: int, *, allow_remote: bool) -> socket.socket:
    if not allow_remote and not is_loopback(host):
        message = (
            f"{host} may be reached from other machines, and the simulator checks little: "
            "serve it on 127.0.0.1, or allow that explicitly (allow_remote)"
        )
        raise ConfigError(message)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        message = (
            f"cannot listen on {host} port {port}: {error}; give another port, or 0 for a free one"
        )
        raise ConfigError(message) from error
    # asyncio switches it off only for sockets that name their protocol; with it every answer that
    # is written in two parts waits 40 ms for the first part's acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

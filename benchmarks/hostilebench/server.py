"""A server on loopback that answers to one job well, and to every other in a hostile way."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from hostilebench.answers import answer
from hostilebench.cases import Case

GOOD = answer(b'{"job_id":"good","status":"RUNNING"}')


@contextmanager
def hostile_server(case: Case, limit: int) -> Iterator[str]:
    """Serve in threads until the block ends; yield the URL."""
    begin = case.begin(limit)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, begin, case.part), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def _accept(listener: socket.socket, begin: bytes, part: bytes) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_serve, args=(connection, begin, part), daemon=True).start()


def _serve(connection: socket.socket, begin: bytes, part: bytes) -> None:
    with connection, suppress(OSError):
        while request := connection.recv(65_536):
            if b"/good " in request:
                connection.sendall(GOOD)
                continue
            connection.sendall(begin)
            while part:
                connection.sendall(part)

"""Clients of the user's own, of both libraries, as the tests of `ClientTransport` make them."""

import ssl
from typing import Any

import httpx
import httpx2
import pytest
from fault_server import answer, sends

CONTEXT = ssl.create_default_context()
LIBRARIES = pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
ended = sends(answer(b'{"job_id":"j","job_type":"createServer","status":"SUCCESS"}'))


def client_of(library: Any, **given: Any) -> Any:
    return library.AsyncClient(verify=CONTEXT, **given)

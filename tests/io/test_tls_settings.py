"""What may be said of TLS: whom to trust, and who reads along."""

from pathlib import Path

import pytest
from fault_server import fault_server, ok
from shipped import POOLED, POOLED_ANYWHERE, Make
from tls_faults import client_side, server_side

from asyncjobs.errors import ConfigError
from asyncjobs.wire import Request


@pytest.mark.anyio
@POOLED
async def test_keys_that_are_written_down(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, make: Make
) -> None:
    """Whoever reads them can read the credentials: one warning tells where they go."""
    context = client_side()
    context.keylog_filename = str(tmp_path / "keys")
    transport = make(ssl_context=context)
    async with fault_server(ok, tls=server_side()) as server:
        for _ in range(2):
            await transport.send(Request("GET", server.url))
        await transport.aclose()

    (told,) = [record.getMessage() for record in caplog.records if record.name == "asyncjobs"]
    assert f"'{tmp_path}/keys' (SSLKEYLOGFILE)" in told


@POOLED_ANYWHERE
@pytest.mark.parametrize("context", [False, True, "certificates.pem", object()])
def test_trust_cannot_be_switched_off(context: object, make: Make) -> None:
    """Whom to trust is an ssl.SSLContext, or nothing: the error says how to make one."""
    with pytest.raises(ConfigError, match=r"ssl\.create_default_context"):
        make(ssl_context=context)

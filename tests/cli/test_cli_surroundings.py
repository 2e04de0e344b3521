"""What a machine's settings may do to a command: proxies, key logs, files that others can read."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_shell import Shell

from asyncjobs.cli._cautions import cautions
from asyncjobs.testing import FakeCloud

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


@pytest.fixture
def trap() -> Iterator[socket.socket]:
    """A socket that listens, and takes nobody in."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0)
        yield listening


def test_the_environments_proxies_are_sent_nothing(
    shell: Shell, cloud: FakeCloud, trap: socket.socket, tmp_path: Path
) -> None:
    """No variable and no .netrc decides where a token goes: it goes to the endpoint alone."""
    ref = cloud.job("ecs", None, "SUCCESS", job_type="createServer")
    url = "http://user:password@{}:{}".format(*trap.getsockname())
    (tmp_path / ".netrc").write_text("default login alice password secret", encoding="utf-8")
    proxied = dict.fromkeys(PROXIES, url) | {"HOME": str(tmp_path)}
    ran = shell.run("get", f"ecs:{ref.job_id}", **proxied)
    assert (0, "") == (ran.code, ran.err)
    with pytest.raises(BlockingIOError):
        trap.accept()


@pytest.mark.parametrize(("mode", "number"), [(0o644, 1), (0o640, 1), (0o600, 0), (0o400, 0)])
def test_a_token_file_that_others_can_read(tmp_path: Path, mode: int, number: int) -> None:
    """It is used, since many are mounted so, and what to do about it is said."""
    path = tmp_path / "token"
    path.touch(mode)
    path.chmod(mode)
    said = f"{path} holds a token and can be read by other users: chmod 600 it"
    assert [said] * number == list(cautions({}, path))


@pytest.mark.parametrize("command", ["get", "config"])
def test_what_gives_credentials_away_is_told(
    shell: Shell, cloud: FakeCloud, tmp_path: Path, command: str
) -> None:
    """A line each, of which nothing can steer a terminal; the command goes on."""
    ref = cloud.job("ecs", None, "SUCCESS", job_type="createServer")
    path = tmp_path / "token"
    path.write_text(cloud.token, encoding="ascii")
    path.chmod(0o644)
    names = [f"ecs:{ref.job_id}"] if command == "get" else []
    ran = shell.run(command, *names, "--token-file", str(path), SSLKEYLOGFILE="keys\x1b[31m")
    file, keys = ran.err.splitlines()
    assert 0 == ran.code
    assert file.startswith(f"asyncjobs: {path} holds a token and can be read by other users")
    assert keys.startswith(r"asyncjobs: SSLKEYLOGFILE is set: who reads keys\x1b[31m can read")

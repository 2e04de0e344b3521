"""What may be said of transports in a word, and what it means where."""

import subprocess
import sys
from pathlib import Path

import anyio
import pytest
import sniffio

from asyncjobs import open_client
from asyncjobs._transport_words import TransportWord, as_transport
from asyncjobs.errors import ConfigError
from asyncjobs.testing import FakeCloud
from asyncjobs.transports import AiohttpTransport, FastTransport, HttpxTransport

ROOT = Path(__file__).parents[2]
WHERE = {"endpoint": "https://ecs.example", "project_id": "p", "auth": "t"}


@pytest.mark.anyio
async def test_auto_is_the_faster_that_runs_here() -> None:
    """On asyncio that is the fast one, if it is installed; on trio there is one."""
    expected = {"asyncio": FastTransport, "trio": HttpxTransport}[sniffio.current_async_library()]

    assert expected is type(as_transport("auto", 4))
    assert expected is type(as_transport(None, 4))
    assert HttpxTransport is type(as_transport("httpx", 4))


@pytest.mark.anyio
async def test_a_transport_is_taken_as_it_is() -> None:
    """What is no word is a transport."""
    cloud = FakeCloud()

    assert cloud is as_transport(cloud, 4)


@pytest.mark.anyio
@pytest.mark.parametrize("word", ["auto", "httpx"])
async def test_a_client_opens_with_a_word(word: str) -> None:
    """A client makes the transport that is meant, and closes it."""
    async with open_client(**WHERE, transport=word) as jobs:
        assert 0 == jobs.stats().polls


@pytest.mark.parametrize("word", ["", "Fast", "curl"])
def test_an_unknown_word_is_refused(word: str) -> None:
    """At once, with the words that there are."""
    with pytest.raises(
        ConfigError, match=r"transport='.*': it is 'auto', 'fast', 'aiohttp', 'httpx', an httpx"
    ):
        open_client(**WHERE, transport=word)


@pytest.mark.parametrize(
    ("other", "kind"),
    [(3, "int"), (object(), "object"), (FastTransport, "ABCMeta"), (pytest, "module")],
)
def test_what_cannot_send_is_refused(other: object, kind: str) -> None:
    """As a word is that means nothing: before there is a client that could break down over it."""
    with pytest.raises(ConfigError, match=f"transport=of type {kind}: it is 'auto'"):
        open_client(**WHERE, transport=other)


@pytest.mark.parametrize(
    ("word", "kind", "words"),
    [
        ("fast", FastTransport, "another event loop: take 'auto'"),
        ("aiohttp", AiohttpTransport, "asyncio"),
    ],
)
def test_some_are_for_asyncio(word: TransportWord, kind: type, words: str) -> None:
    """On trio they are refused when the client is opened, and what to take instead is said."""

    async def makes() -> type:
        return type(as_transport(word, 4))

    async def opens() -> None:
        async with open_client(**WHERE, transport=word):
            pass

    assert kind is anyio.run(makes)
    anyio.run(opens)
    with pytest.raises(ConfigError, match=words):
        anyio.run(opens, backend="trio")


def said(httptools: str, program: str) -> str:
    """Run a program where `httptools` is this, and return what it prints."""
    code = f"import sys, types, anyio\nsys.modules['httptools'] = {httptools}\n{program}"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return ran.stdout


TRIES = """
import asyncjobs
try:
    asyncjobs.open_client(endpoint="https://e", project_id="p", auth="t", transport="fast")
except asyncjobs.ConfigError as error:
    print(error)
"""

AUTO = """
from asyncjobs._transport_words import as_transport
async def main():
    print(type(as_transport("auto", 4)).__name__)
anyio.run(main)
"""


@pytest.mark.parametrize(
    ("httptools", "words"),
    [
        ("None", "the fast transport needs httptools"),
        ("types.SimpleNamespace(HttpResponseParser=object)", "what is installed is older"),
    ],
    ids=["missing", "old"],
)
def test_without_the_extra(httptools: str, words: str) -> None:
    """Whoever asks for it is told what to install; "auto" does without."""
    told = said(httptools, TRIES)

    assert words in told
    assert "pip install 'asyncjobs-client[fast]'" in told
    assert "HttpxTransport\n" == said(httptools, AUTO)

"""Where a URL leads: read in the short way or in the long one, it is the same place."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs.transports._address import address_of

HOSTS = st.sampled_from(
    ["h", "H.example", "127.0.0.1", "[::1]", "h:80", "h:443", "h:8080", "bücher.example", "u:p@h"]
)
PATHS = st.text(st.sampled_from("/.ab~_-9:?=&%20#ü {}"), max_size=20).map(lambda text: "/" + text)


@given(st.sampled_from(["http", "https"]), HOSTS, PATHS)
def test_as_httpx_reads_it(scheme: str, host: str, path: str) -> None:
    """The parts are those that httpx finds, whatever has to be written in another way."""
    text = f"{scheme}://{host}{path}"
    url = httpx.URL(text)
    origin, target = address_of(text)

    assert url.raw_path == target
    assert (url.scheme, url.netloc.decode()) == (origin.scheme, origin.netloc)
    assert url.raw_host.decode() == origin.host
    assert (url.port or {"http": 80, "https": 443}[scheme]) == origin.port


@pytest.mark.parametrize(
    "other", ["https://h/other?a=1", "https://h:443/v1", "HTTPS://H/v1/../v2", "https://u@h/#x"]
)
def test_one_origin(other: str) -> None:
    """However it is written, there is one value for a scheme, host and port."""
    assert address_of("https://h/v1/p/jobs/j")[0] is address_of(other)[0]


@pytest.mark.parametrize("other", ["http://h/v1", "https://h:444/v1", "https://g/v1"])
def test_other_origins(other: str) -> None:
    """What differs in one of them is another one."""
    assert address_of("https://h/v1")[0] is not address_of(other)[0]

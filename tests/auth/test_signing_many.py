"""Many requests signed with one signer: each as if it were signed alone."""

import gc
from random import Random

import attrs
import canaries
import pytest
from huaweicloudsdkcore.signer.signer import Signer as VendorSigner
from hypothesis import given
from hypothesis import strategies as st
from test_signing_vendor import REQUESTS, ours, vendors, wanted

from asyncjobs.auth._canonical import canonical_address, plain_parts
from asyncjobs.auth._secret import Secret
from asyncjobs.auth._signer import Signer
from asyncjobs.auth._signing import Dialect, SigningKey, Stencil, sign
from asyncjobs.models import JobRef
from asyncjobs.wire import Request

KEY = SigningKey(Secret(canaries.ACCESS_KEY), Secret(canaries.SECRET_KEY))
URL = "https://ecs.eu-de.otc.t-systems.com/v1/p/jobs/"

pieces = st.text("aZ09-._~/%&=+:;ä ", max_size=12)
urls = st.builds(
    "{}://{}/{}{}".format,
    st.sampled_from(["https", "http", "HTTPS"]),
    st.sampled_from(["ecs.eu-de.example", "ECS.example:443", "10.0.0.1:80", "u:p@h.example"]),
    pieces,
    st.just("") | pieces.map("?{}".format),
)
refs = st.none() | st.builds(
    JobRef,
    st.sampled_from(["ecs", "evs"]),
    st.just("j"),
    st.sampled_from([None, "p1", "p2"]),
    st.sampled_from(["eu-de", "eu-nl"]),
)
headers = st.dictionaries(
    st.sampled_from(["Accept", "X-Domain-Id", "x-project-id", "x-sdk-date"]),
    st.sampled_from(["a", "b"]),
)
requests = st.builds(
    Request, st.sampled_from(["GET", "get", "POST"]), urls, headers, st.sampled_from([b"", b"{}"])
)
times = st.floats(1591583940, 1591583945) | st.sampled_from([1591583940.9999999])


@given(st.lists(st.tuples(requests, times)), st.sampled_from([None, "temporary"]))
def test_what_is_shared_shows_in_no_signature(
    asked: list[tuple[Request, float]], token: str | None
) -> None:
    """Whatever was signed before, and in whichever second: the headers are those of `sign`."""
    key = SigningKey(KEY.access_key, KEY.secret_key, Secret(token) if token else None)
    signer = Signer(key)
    for request, when in asked:
        alone = sign(request, key, when)
        made = signer.signed(request, when)
        assert dict(alone.headers) == dict(made.headers)
        assert alone == made


@given(st.lists(st.tuples(urls, refs, times)), st.sampled_from(["scoped", "v11"]), st.booleans())
def test_projects_regions_and_services_are_told_apart(
    asked: list[tuple[str, JobRef | None, float]],
    dialect: Dialect,
    domain: bool,  # noqa: FBT001
) -> None:
    """A signer that has signed others signs a request as a new one does."""
    old = Signer(KEY, dialect)
    given_ = {"X-Domain-Id": "d"} if domain else {}
    for url, ref, when in asked:
        if ref is None and dialect == "v11":
            continue
        request = Request("GET", url, given_, ref=ref)
        made = old.signed(request, when)
        assert dict(Signer(KEY, dialect).signed(request, when).headers) == dict(made.headers)
        assert (request.url, request.ref) == (made.url, made.ref)


@pytest.mark.uncounted
def test_they_are_the_vendors() -> None:
    """Ten thousand requests of one key get the header that the vendor's SDK gives them."""
    dice = Random(20200608)  # noqa: S311 - the same requests in each run
    first = wanted(dice)
    signer = Signer(ours(first, dice)[1])
    same = {name: getattr(first, name) for name in ("access_key", "secret_key", "security_token")}
    for at in range(REQUESTS):
        want = attrs.evolve(wanted(dice), **same, when=first.when + at // 1000)
        request, _ = ours(want, dice)
        signed = signer.signed(request, want.when).headers
        theirs, credentials = vendors(want, signed["X-Sdk-Date"])
        VendorSigner(credentials).sign(theirs)
        assert theirs.header_params["Authorization"] == signed["Authorization"], want


@given(urls)
def test_a_plain_address_is_signed_as_any_other(url: str) -> None:
    """The short way comes to the same lines as the long one, or is not taken."""
    parts = plain_parts(url)
    if parts is not None:
        assert url.startswith(parts[0])
        assert canonical_address(url) == parts[1]


@pytest.mark.parametrize(
    "url",
    [
        f"{URL}j1",
        f"{URL}j1/",
        "https://ecs.example/",
        "http://127.0.0.1:8080/v1//p/./jobs/",
        "https://rds.example/v3/p/jobs?id=j1",
        "https://rds.example/v3/p/jobs?id=",
    ],
)
def test_the_addresses_of_jobs_are_plain(url: str) -> None:
    """With them, the short way is taken."""
    parts = plain_parts(url)
    assert parts is not None
    assert canonical_address(url) == parts[1]


def test_what_is_kept_does_not_grow() -> None:
    """However many projects and seconds there are."""
    signer = Signer(KEY)
    for at in range(1000):
        ref = JobRef("ecs", "j", f"p{at}", "eu-de")
        signer.signed(Request("GET", f"{URL}{at}", ref=ref), 1591583940 + at)
    assert 256 >= sum(type(each) is Stencil for each in gc.get_objects())

"""What holds for every signature, whoever made the request."""

import hashlib
import hmac

import attrs
import canaries
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs.auth._secret import Secret
from asyncjobs.auth._signing import (
    Authorization,
    Dialect,
    SigningKey,
    parse_authorization,
    sign,
    signature_of,
)
from asyncjobs.wire import Request

SECRET_KEY = canaries.SECRET_KEY
DIALECTS: tuple[Dialect, ...] = ("current", "scoped", "v11")
URL = "https://ecs.eu-de.otc.t-systems.com/v1/p/jobs/j?limit=1"
WHEN = 1591583940

dialects = st.sampled_from(DIALECTS)
words = st.text("abcXYZ019-_", min_size=1, max_size=20)
pieces = st.text("abcXYZ019-_.~%&=+ä", max_size=10)
requests = st.builds(
    Request,
    method=st.sampled_from(["GET", "POST", "DELETE"]),
    url=st.builds("https://host.example/{}/{}?{}={}".format, words, words, words, pieces),
    headers=st.dictionaries(st.sampled_from(["X-Project-Id", "X-Domain-Id", "Accept"]), words),
    body=st.binary(max_size=50),
)
keys = st.builds(
    SigningKey,
    access_key=words.map(Secret),
    secret_key=st.just(Secret(SECRET_KEY)),
    security_token=st.none() | words.map(Secret),
)


def signed(
    request: Request, key: SigningKey | None = None, dialect: Dialect = "current"
) -> tuple[Request, Authorization]:
    """Sign, and read what the header says."""
    key = key or SigningKey(Secret(canaries.ACCESS_KEY), Secret(SECRET_KEY))
    made = sign(request, key, WHEN, dialect=dialect, region="eu-de", service="ecs")
    said = parse_authorization(made.headers["Authorization"])
    assert said is not None
    return made, said


@given(requests, keys, dialects)
def test_what_is_signed_can_be_verified(
    request_: Request, key: SigningKey, dialect: Dialect
) -> None:
    """Whoever has the secret key comes to the same signature from the request and its header."""
    made, said = signed(request_, key, dialect)
    assert dialect == said.dialect
    assert said.signature == signature_of(made, said, SECRET_KEY)
    assert said.signature != signature_of(made, said, SECRET_KEY + "x")


@given(requests, keys, dialects)
def test_the_secret_key_stays_here(request_: Request, key: SigningKey, dialect: Dialect) -> None:
    """It is neither in what is sent nor in what is shown."""
    made, said = signed(request_, key, dialect)
    assert SECRET_KEY not in f"{made.url}{dict(made.headers)}{made!r}{key!r}{said!r}{said}"


CHANGES = {
    "method": {"method": "PUT"},
    "host": {"url": URL.replace("ecs", "evs")},
    "path": {"url": URL.replace("/j?", "/k?")},
    "query": {"url": URL.replace("limit=1", "limit=2")},
    "no query": {"url": URL.partition("?")[0]},
    "body": {"body": b'{"a":2}'},
    "no body": {"body": b""},
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_request_has_another_signature(change: str, dialect: Dialect) -> None:
    """Method, host, path, query and body are all signed."""
    made, said = signed(Request("POST", URL, {}, b'{"a":1}'), dialect=dialect)
    other, _ = signed(attrs.evolve(made, **CHANGES[change]), dialect=dialect)
    assert said.signature != signature_of(other, said, SECRET_KEY)


@given(st.binary(min_size=1), st.data(), dialects)
def test_one_flipped_bit_of_the_body_shows(
    body: bytes, data: st.DataObject, dialect: Dialect
) -> None:
    """Wherever it is."""
    made, said = signed(Request("POST", URL, {}, body), dialect=dialect)
    bit = data.draw(st.integers(0, len(body) * 8 - 1))
    flipped = bytearray(body)
    flipped[bit // 8] ^= 1 << bit % 8
    assert said.signature != signature_of(attrs.evolve(made, body=bytes(flipped)), said, SECRET_KEY)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "name", ["Host", "X-Sdk-Date", "X-Project-Id", "X-Domain-Id", "X-Security-Token"]
)
def test_every_header_that_matters_is_signed(name: str, dialect: Dialect) -> None:
    """To change or to drop one spoils the signature; other headers are left alone on the way."""
    key = SigningKey(Secret(canaries.ACCESS_KEY), Secret(SECRET_KEY), Secret("temporary"))
    given = {"x-project-id": "p", "X-Domain-Id": "d", "Accept": "application/json"}
    made, said = signed(Request("GET", URL, given), key, dialect)
    lower = {header.lower(): value for header, value in made.headers.items()}
    changed = attrs.evolve(made, headers={**lower, name.lower(): "other"})
    dropped = attrs.evolve(made, headers={n: v for n, v in lower.items() if n != name.lower()})
    unharmed = attrs.evolve(made, headers={**lower, "accept": "*/*", "via": "a proxy"})
    assert said.signature != signature_of(changed, said, SECRET_KEY)
    assert said.signature != signature_of(dropped, said, SECRET_KEY)
    assert said.signature == signature_of(unharmed, said, SECRET_KEY)


@pytest.mark.parametrize("part", ["scope", "signed_headers"])
@pytest.mark.parametrize("dialect", ["scoped", "v11"])
def test_the_scope_is_signed(dialect: Dialect, part: str) -> None:
    """Another day, region or service is another signature, and so is a shorter list of headers."""
    made, said = signed(Request("GET", URL), dialect=dialect)
    other = {"scope": said.scope.replace("eu-de", "eu-nl"), "signed_headers": ("host",)}
    changed = attrs.evolve(said, **{part: other[part]})
    assert said.signature != signature_of(made, changed, SECRET_KEY)


@given(words, words, words, words, st.binary(max_size=20))
def test_the_scoped_dialect_follows_its_rule(
    project_id: str, job_id: str, region: str, service: str, body: bytes
) -> None:
    """Computed a second time, step by step as the OTC Go SDK's signer_helper.go goes."""
    url = f"http://localhost:8080/v1/{project_id}/jobs/{job_id}?marker=m&limit=1"
    key = SigningKey(Secret(canaries.ACCESS_KEY), Secret(SECRET_KEY))
    headers = {"X-Project-Id": project_id}
    request = Request("GET", url, headers, body)
    made = sign(request, key, WHEN, dialect="scoped", region=region, service=service)

    names = "host;x-project-id;x-sdk-date"
    canonical = (
        f"GET\n/v1/{project_id}/jobs/{job_id}/\nlimit=1&marker=m\nhost:localhost:8080\n"
        f"x-project-id:{project_id}\nx-sdk-date:20200608T023900Z\n\n{names}\n"
        f"{hashlib.sha256(body).hexdigest()}"
    )
    scope = f"20200608/{region}/{service}/sdk_request"
    to_sign = (
        f"SDK-HMAC-SHA256\n20200608T023900Z\n{scope}\n"
        f"{hashlib.sha256(canonical.encode()).hexdigest()}"
    )
    derived = f"SDK{SECRET_KEY}".encode()
    for part in ("20200608", region, service, "sdk_request"):
        derived = hmac.new(derived, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(derived, to_sign.encode(), hashlib.sha256).hexdigest()
    assert (
        f"SDK-HMAC-SHA256 Credential={canaries.ACCESS_KEY}/{scope}, SignedHeaders={names}, "
        f"Signature={signature}"
    ) == made.headers["Authorization"]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://ecs.example/v1", "ecs.example"),
        ("https://ECS.Example:443/v1", "ecs.example"),
        ("http://ecs.example:80/v1", "ecs.example"),
        ("https://ecs.example:80/v1", "ecs.example:80"),
        ("http://127.0.0.1:8080/v1", "127.0.0.1:8080"),
        ("http://[::1]:8080/v1", "[::1]:8080"),
        ("https://user:pass@ecs.example/v1", "ecs.example"),
    ],
)
def test_the_host_is_signed_as_it_is_sent(url: str, host: str) -> None:
    """With the port where it is not the usual one, as HTTP has it."""
    made, _ = signed(Request("GET", url))
    assert host == made.headers["Host"]


def test_signing_again_replaces_what_was_there() -> None:
    """A request that is signed twice bears one date and one signature, whatever their spelling."""
    stale = {"authorization": "old", "HOST": "old", "x-sdk-date": "old", "X-SECURITY-TOKEN": "old"}
    made, _ = signed(Request("GET", URL, {**stale, "Accept": "application/json"}))
    assert {"Accept", "Host", "X-Sdk-Date", "Authorization"} == set(made.headers)


def test_a_stated_hash_stands_for_the_body() -> None:
    """Uploads are signed without their body (X-Sdk-Content-Sha256: UNSIGNED-PAYLOAD)."""
    headers = {"X-Sdk-Content-Sha256": "UNSIGNED-PAYLOAD"}
    made, said = signed(Request("POST", URL, headers, b"some"))
    other = attrs.evolve(made, body=b"else")
    assert "x-sdk-content-sha256" in said.signed_headers
    assert said.signature == signature_of(other, said, SECRET_KEY)

"""Our signatures beside the vendor's own, on generated requests, byte for byte."""

from random import Random
from urllib.parse import quote

import attrs
import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import DerivationAKSKSigner, Signer
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs.auth._secret import Secret
from asyncjobs.auth._signing import SigningKey, sign
from asyncjobs.wire import Request

pytestmark = pytest.mark.uncounted

REGION, SERVICE = "eu-de", "ecs"
REQUESTS = 10_000

CHARACTERS = "abcXYZ019-._~ !\"#$%&'()*+,/:;<=>?@[\\]^`{|}äé€文字🙂"
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "get")
HOSTS = ("ecs.eu-de.otc.t-systems.com", "localhost:8080", "10.0.0.1", "[::1]:8443")
BODIES = (b"", b"{}", b'{"name":"test","id":1}', "{'ä': '文'}".encode(), bytes(range(256)))
LAST_SECOND_OF_2100 = 4133980799


@attrs.frozen
class Wanted:
    """What a request is made of, before anybody escapes anything."""

    method: str
    host: str
    path: str
    query: list[tuple[str, str]]
    body: bytes
    when: int
    project_id: str | None
    security_token: str | None
    access_key: str
    secret_key: str


def text(dice: Random, longest: int = 6) -> str:
    return "".join(dice.choices(CHARACTERS, k=dice.randrange(longest + 1)))


def word(dice: Random, longest: int = 40) -> str:
    return "".join(dice.choices("abcdefXYZ0123456789-_", k=dice.randrange(1, longest + 1)))


def wanted(dice: Random) -> Wanted:
    keys = ["limit", "a-b", "a:b", "B", *(text(dice) or "k" for _ in range(3))]
    return Wanted(
        method=dice.choice(METHODS),
        host=dice.choice(HOSTS),
        path="/" + "/".join(text(dice, 8) for _ in range(dice.randrange(5))),
        query=[(dice.choice(keys), text(dice)) for _ in range(dice.randrange(5))],
        body=dice.choice(BODIES),
        when=dice.randrange(LAST_SECOND_OF_2100),
        project_id=dice.choice([None, word(dice)]),
        security_token=dice.choice([None, word(dice, 400)]),
        access_key=word(dice),
        secret_key=word(dice),
    )


def vendors(wanted: Wanted, date: str) -> tuple[SdkRequest, BasicCredentials]:
    headers = {"X-Sdk-Date": date}
    if wanted.project_id is not None:
        headers["X-Project-Id"] = wanted.project_id
    if wanted.security_token is not None:
        headers["X-Security-Token"] = wanted.security_token
    request = SdkRequest(
        method=wanted.method,
        schema="https",
        host=wanted.host,
        resource_path=quote(wanted.path),
        query_params=list(wanted.query),
        header_params=headers,
        body=wanted.body,
    )
    return request, BasicCredentials(wanted.access_key, wanted.secret_key)


def ours(wanted: Wanted, dice: Random) -> tuple[Request, SigningKey]:
    """Write the URL as another program might: other escapes, another order."""
    path = quote(wanted.path, safe=dice.choice(["/", "/!$'()*,:;=@", "/~"]))
    pairs = [f"{quote(name, safe=':@!')}={quote(value, safe='/?')}" for name, value in wanted.query]
    dice.shuffle(pairs)
    headers = {} if wanted.project_id is None else {"X-Project-Id": wanted.project_id}
    token = None if wanted.security_token is None else Secret(wanted.security_token)
    query = f"?{'&'.join(pairs)}" if pairs else ""
    return (
        Request(wanted.method, f"https://{wanted.host}{path}{query}", headers, wanted.body),
        SigningKey(Secret(wanted.access_key), Secret(wanted.secret_key), token),
    )


def test_the_current_dialect_is_the_vendors() -> None:
    """Ten thousand requests of every kind get the header that the vendor's SDK gives them."""
    dice = Random(20200608)  # noqa: S311 - the same requests in each run
    for _ in range(REQUESTS):
        want = wanted(dice)
        request, key = ours(want, dice)
        signed = sign(request, key, want.when).headers
        theirs, credentials = vendors(want, signed["X-Sdk-Date"])
        Signer(credentials).sign(theirs)
        assert theirs.header_params["Authorization"] == signed["Authorization"], want


def test_the_v11_dialect_is_the_vendors() -> None:
    """So they do with a derived key."""
    dice = Random(20191115)  # noqa: S311 - as above
    for _ in range(REQUESTS):
        want = wanted(dice)
        request, key = ours(want, dice)
        signed = sign(request, key, want.when, dialect="v11", region=REGION, service=SERVICE)
        theirs, credentials = vendors(want, signed.headers["X-Sdk-Date"])
        DerivationAKSKSigner(credentials).sign(theirs, SERVICE, REGION)
        assert theirs.header_params["Authorization"] == signed.headers["Authorization"], want


@given(st.text(st.characters(exclude_categories=["Cs"])), st.binary())
def test_any_text_in_path_and_query_is_the_vendors(anything: str, body: bytes) -> None:
    """Also where no alphabet was chosen for it."""
    want = Wanted(
        method="POST",
        host="ecs.eu-de.otc.t-systems.com",
        path=f"/{anything}",
        query=[(anything or "k", anything), ("limit", anything)],
        body=body,
        when=1591583940,
        project_id=None,
        security_token=None,
        access_key="AccessKey",
        secret_key="SecretKey",
    )
    request, key = ours(want, Random(0))  # noqa: S311 - as above
    signed = sign(request, key, want.when).headers
    theirs, credentials = vendors(want, "20200608T023900Z")
    Signer(credentials).sign(theirs)
    assert theirs.header_params["Authorization"] == signed["Authorization"]

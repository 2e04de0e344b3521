"""Request signatures of the Huawei Cloud family, without a clock or a network.

Sources: the vendor's Python SDK (huaweicloudsdkcore, `signer`); for the scoped dialect the OTC Go
SDK (gophertelekomcloud, `signer_helper.go`). What is signed, and why: docs/explanation/signing.md.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from math import floor
from typing import Literal

import attrs

from asyncjobs.auth._canonical import canonical_address, host_of
from asyncjobs.auth._secret import Secret
from asyncjobs.wire import Request

Dialect = Literal["current", "scoped", "v11"]

_ALGORITHMS: dict[Dialect, str] = {
    "current": "SDK-HMAC-SHA256",
    "scoped": "SDK-HMAC-SHA256",
    "v11": "V11-HMAC-SHA256",
}
_SIGNED = frozenset(
    {
        "host",
        "x-domain-id",
        "x-project-id",
        "x-sdk-content-sha256",
        "x-sdk-date",
        "x-security-token",
    }
)
_OURS = frozenset({"authorization", "host", "x-sdk-date", "x-security-token"})
"""Headers that signing sets, whatever they were before."""
_AUTHORIZATION = re.compile(
    r"(?P<algorithm>\S+) "
    r"(?:Access=(?P<plain>[^,/\s]+)|Credential=(?P<key>[^,/\s]+)/(?P<scope>[^,\s]+)), ?"
    r"SignedHeaders=(?P<names>[^,\s]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)
_SCOPES: dict[tuple[str, bool], tuple[Dialect, re.Pattern[str]]] = {
    ("SDK-HMAC-SHA256", False): ("current", re.compile("")),
    ("SDK-HMAC-SHA256", True): ("scoped", re.compile(r"\d{8}/[^/]*/[^/]*/sdk_request")),
    ("V11-HMAC-SHA256", True): ("v11", re.compile(r"\d{8}/[^/]+/[^/]+")),
}


@attrs.frozen
class SigningKey:
    """An access key, of which only `access_key` ever leaves this machine."""

    access_key: Secret
    secret_key: Secret
    security_token: Secret | None = None
    """Belongs to a temporary key; it is sent."""


@attrs.frozen
class Authorization:
    """What an `Authorization` header with a signature says; `str` writes it."""

    dialect: Dialect
    access_key: str = attrs.field(repr=False)
    scope: str
    """Date, region and service as the header has them; empty in the current dialect."""
    signed_headers: tuple[str, ...]
    """The names of the headers that are signed: in lower case, sorted."""
    signature: str = attrs.field(default="", repr=False)

    def __str__(self) -> str:
        algorithm, names = _ALGORITHMS[self.dialect], ";".join(self.signed_headers)
        key = f"Access={self.access_key}"
        if self.scope:
            key = f"Credential={self.access_key}/{self.scope}"
        return f"{algorithm} {key}, SignedHeaders={names}, Signature={self.signature}"


@attrs.frozen(repr=False)
class Stencil:
    """What is the same in the signatures of requests that differ in path and query alone."""

    second: int
    """The date: seconds since 1970."""
    headers: Mapping[str, str]
    authorization: str
    """Its header, but for the signature."""
    tail: str
    """The lines that are signed below those of path and query."""
    mac: hmac.HMAC
    """Fed with what stands before the hash of the lines."""

    def signed(self, request: Request, address: str) -> Request:
        """Return `request` with the headers and its own signature on it.

        Args:
            request: of the host, body and headers for which the stencil was made.
            address: the lines of its path and query.
        """
        mac = self.mac.copy()
        mac.update(_hash_of(request.method, address, self.tail))
        headers = {**self.headers, "Authorization": self.authorization + mac.hexdigest()}
        return Request(request.method, request.url, headers, request.body, request.ref)


def stencil(
    request: Request,
    key: SigningKey,
    when: float,
    *,
    dialect: Dialect = "current",
    region: str = "",
    service: str = "",
) -> Stencil:
    """Return what signs `request`, and others that differ in nothing but path and query.

    It takes what `sign` takes; of `when`, whole seconds count.
    """
    headers = {name: value for name, value in request.headers.items() if name.lower() not in _OURS}
    headers["Host"] = host_of(request.url)
    headers["X-Sdk-Date"] = date = f"{datetime.fromtimestamp(floor(when), UTC):%Y%m%dT%H%M%SZ}"
    if key.security_token is not None:
        headers["X-Security-Token"] = key.security_token.reveal()
    lower = _lowered(headers)
    authorization = Authorization(
        dialect=dialect,
        access_key=key.access_key.reveal(),
        scope=_scope(dialect, date[:8], region, service),
        signed_headers=tuple(sorted(_SIGNED & set(lower))),
    )
    tail = _tail(request.body, lower, authorization.signed_headers)
    mac = _keyed(authorization, date, key.secret_key.reveal())
    return Stencil(floor(when), headers, str(authorization), tail, mac)


def sign(
    request: Request,
    key: SigningKey,
    when: float,
    *,
    dialect: Dialect = "current",
    region: str = "",
    service: str = "",
) -> Request:
    """Return `request` with a date, the key's headers and the signature over them on it.

    Signed are the method, the whole URL, the body, and of the headers those that say who asks for
    what: Host, X-Sdk-Date, X-Security-Token, and if they are there X-Project-Id and X-Domain-Id.

    Args:
        request: as it goes out: nothing of what is signed may change afterwards.
        key: whose signature it becomes.
        when: seconds since 1970; the cloud takes a signature for 15 minutes.
        dialect: how the signature is made and written.
        region: goes into the scope of the dialects "scoped" and "v11".
        service: as `region`.
    """
    made = stencil(request, key, when, dialect=dialect, region=region, service=service)
    return made.signed(request, canonical_address(request.url))


def signature_of(request: Request, authorization: Authorization, secret_key: str) -> str:
    """Return the signature that `request` should bear.

    Args:
        request: with the headers that are signed; one that is not there counts as empty.
        authorization: how it is signed; its own `signature` is not looked at. That it covers the
            host and the date, and that its scope names the same day, is for a verifier to check.
        secret_key: the secret half of the access key that `authorization` names.
    """
    headers = _lowered(request.headers)
    tail = _tail(request.body, headers, authorization.signed_headers)
    mac = _keyed(authorization, headers.get("x-sdk-date", ""), secret_key)
    mac.update(_hash_of(request.method, canonical_address(request.url), tail))
    return mac.hexdigest()


def parse_authorization(text: str) -> Authorization | None:
    """Return what an `Authorization` header says, or None if it is no signature we know."""
    found = _AUTHORIZATION.fullmatch(text)
    if found is None:
        return None
    scope = found["scope"] or ""
    dialect, pattern = _SCOPES.get((found["algorithm"], bool(scope)), (None, None))
    if dialect is None or pattern is None or not pattern.fullmatch(scope):
        return None
    return Authorization(
        dialect=dialect,
        access_key=found["plain"] or found["key"],
        scope=scope,
        signed_headers=tuple(found["names"].split(";")),
        signature=found["signature"],
    )


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value.strip() for name, value in headers.items()}


def _scope(dialect: Dialect, day: str, region: str, service: str) -> str:
    if dialect == "current":
        return ""
    scope = f"{day}/{region}/{service}"
    return f"{scope}/sdk_request" if dialect == "scoped" else scope


def _tail(body: bytes, headers: Mapping[str, str], names: Iterable[str]) -> str:
    """Return the lines that are signed below path and query; `headers` in lower case."""
    signed = [f"{name}:{headers.get(name, '')}" for name in names]
    digest = hashlib.sha256(body).hexdigest()
    if body:
        digest = headers.get("x-sdk-content-sha256", digest)
    return "\n".join([*signed, "", ";".join(names), digest])


def _hash_of(method: str, address: str, tail: str) -> bytes:
    lines = f"{method.upper()}\n{address}\n{tail}".encode("utf-8", "surrogateescape")
    return hashlib.sha256(lines).hexdigest().encode()


def _keyed(authorization: Authorization, date: str, secret_key: str) -> hmac.HMAC:
    """Return what makes the signature, once it is fed the hash of the lines that are signed."""
    lines = [_ALGORITHMS[authorization.dialect], date]
    lines += [authorization.scope] if authorization.scope else []
    text = "".join(f"{line}\n" for line in lines)
    return hmac.new(_derived(authorization, secret_key), text.encode(), "sha256")


def _derived(authorization: Authorization, secret_key: str) -> bytes:
    """Return the key that the dialect makes of the secret for one day, region and service."""
    key = secret_key.encode()
    if authorization.dialect == "current":
        return key
    if authorization.dialect == "v11":
        # HKDF (RFC 5869) with one block, which is used in its hexadecimal form.
        extracted = hmac.digest(authorization.access_key.encode(), key, "sha256")
        return _hmac(extracted, f"{authorization.scope}\x01").hex().encode()
    key = b"SDK" + key
    for part in authorization.scope.split("/"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")

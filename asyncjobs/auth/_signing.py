"""Request signatures of the Huawei Cloud family, without a clock or a network.

Sources: the vendor's Python SDK (huaweicloudsdkcore, `signer`); for the scoped dialect the OTC Go
SDK (gophertelekomcloud, `signer_helper.go`). What is signed, and why: docs/explanation/signing.md.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlsplit

import attrs

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
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
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
    headers = {name: value for name, value in request.headers.items() if not _is_ours(name)}
    headers["Host"] = _host(request.url)
    headers["X-Sdk-Date"] = date = f"{datetime.fromtimestamp(when, UTC):%Y%m%dT%H%M%SZ}"
    if key.security_token is not None:
        headers["X-Security-Token"] = key.security_token.reveal()
    unsigned = Authorization(
        dialect=dialect,
        access_key=key.access_key.reveal(),
        scope=_scope(dialect, date[:8], region, service),
        signed_headers=tuple(sorted(_SIGNED & {name.lower() for name in headers})),
    )
    dated = attrs.evolve(request, headers=headers)
    signature = signature_of(dated, unsigned, key.secret_key.reveal())
    headers["Authorization"] = str(attrs.evolve(unsigned, signature=signature))
    return attrs.evolve(request, headers=headers)


def signature_of(request: Request, authorization: Authorization, secret_key: str) -> str:
    """Return the signature that `request` should bear.

    Args:
        request: with the headers that are signed; one that is not there counts as empty.
        authorization: how it is signed; its own `signature` is not looked at. That it covers the
            host and the date, and that its scope names the same day, is for a verifier to check.
        secret_key: the secret half of the access key that `authorization` names.
    """
    headers = {name.lower(): value.strip() for name, value in request.headers.items()}
    canonical = _canonical_request(request, headers, authorization.signed_headers)
    lines = [_ALGORITHMS[authorization.dialect], headers.get("x-sdk-date", "")]
    lines += [authorization.scope] if authorization.scope else []
    lines += [hashlib.sha256(canonical.encode("utf-8", "surrogateescape")).hexdigest()]
    return _hmac(_derived(authorization, secret_key), "\n".join(lines)).hex()


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


def _is_ours(name: str) -> bool:
    return name.lower() in {"authorization", "host", "x-sdk-date", "x-security-token"}


def _host(url: str) -> str:
    """Return what the Host header says for `url`: the port only where it is not the usual one."""
    parts = urlsplit(url)
    return (
        parts.netloc.rpartition("@")[2].lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme, ""))
    )


def _scope(dialect: Dialect, day: str, region: str, service: str) -> str:
    if dialect == "current":
        return ""
    scope = f"{day}/{region}/{service}"
    return f"{scope}/sdk_request" if dialect == "scoped" else scope


def _canonical_request(request: Request, headers: Mapping[str, str], names: Iterable[str]) -> str:
    parts = urlsplit(request.url)
    signed = [f"{name}:{headers.get(name, '')}" for name in names]
    body = hashlib.sha256(request.body).hexdigest()
    if request.body:
        body = headers.get("x-sdk-content-sha256", body)
    return "\n".join(
        [
            request.method.upper(),
            _canonical_path(parts.path),
            _canonical_query(parts.query),
            *signed,
            "",
            ";".join(names),
            body,
        ]
    )


def _canonical_path(path: str) -> str:
    """Escape the path once, however it was escaped; it ends in a slash, sent or not."""
    text = quote(unquote_to_bytes(path), safe="/~")
    return text if text.endswith("/") else f"{text}/"


def _canonical_query(query: str) -> str:
    """Sort by name and value before escaping, as the vendor does."""
    pairs = sorted(parse_qsl(query, keep_blank_values=True, errors="surrogateescape"))
    return "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in pairs)


def _escaped(text: str) -> str:
    return quote(text, safe="~", errors="surrogateescape")


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

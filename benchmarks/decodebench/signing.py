"""Ways to put credentials on a request: ours, and the vendor's where it is installed."""

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import count, cycle

from asyncjobs import JobRef
from asyncjobs.auth._secret import Secret
from asyncjobs.auth._signer import Signer
from asyncjobs.auth._signing import SigningKey, sign
from asyncjobs.auth._token import bearing
from asyncjobs.wire import Request

_HOST, _PROJECT = "ecs.eu-de.otc.t-systems.com", "0605767d5b00f2d52f4ec00eb3c8b0d2"
_AK, _SK = "A" * 20, "S" * 40
_HEADERS = {"Accept": "application/json", "Content-Type": "application/json"}
_JOBS = 1000
_A_SECOND = 2000
"""Requests that are signed before a second is over."""


def signing() -> dict[str, Callable[[], object]]:
    """Return the ways by their names."""
    return dict(_ways())


def _ways() -> Iterator[tuple[str, Callable[[], object]]]:
    key = SigningKey(Secret(_AK), Secret(_SK))
    token = Secret("t" * 1500)
    requests = cycle([_request(at) for at in range(_JOBS)])
    signed = count()
    if find_spec("huaweicloudsdkcore"):
        yield "a signature: the vendor's", _vendors(cycle(_paths()))
    yield "a signature: ours, alone", lambda: sign(next(requests), key, 1591583940)
    signer = Signer(key)
    yield (
        "a signature: ours, one of many",
        lambda: signer.signed(next(requests), 1591583940 + next(signed) // _A_SECOND),
    )
    yield "a token: ours", lambda: bearing(next(requests), token)


def _paths() -> list[str]:
    return [f"/v1/{_PROJECT}/jobs/{at:032x}" for at in range(_JOBS)]


def _request(at: int) -> Request:
    ref = JobRef("ecs", f"{at:032x}", _PROJECT, "eu-de")
    return Request("GET", f"https://{_HOST}{_paths()[at]}", _HEADERS, ref=ref)


def _vendors(paths: Iterator[str]) -> Callable[[], object]:
    credentials = import_module("huaweicloudsdkcore.auth.credentials")
    request = import_module("huaweicloudsdkcore.sdk_request").SdkRequest
    signer = import_module("huaweicloudsdkcore.signer.signer").Signer(
        credentials.BasicCredentials(_AK, _SK)
    )

    def signed() -> object:
        made = request(
            method="GET",
            schema="https",
            host=_HOST,
            resource_path=next(paths),
            query_params=[],
            header_params={**_HEADERS, "X-Project-Id": _PROJECT},
            body=b"",
        )
        return signer.sign(made)

    return signed

"""Published signatures, made by others: what the signer must come to."""

import pytest

from asyncjobs.auth._signing import Authorization, parse_authorization, signature_of
from asyncjobs.wire import Request

PYTHON_URL = "https://service.endpoint.myhuaweicloud.com/resources?size=1"
PYTHON_HEADERS = {
    "Host": "service.endpoint.myhuaweicloud.com",
    "X-Sdk-Date": "20200608T023900Z",
}
PYTHON_GET = Request("GET", PYTHON_URL, PYTHON_HEADERS)
PYTHON_POST = Request("POST", PYTHON_URL, PYTHON_HEADERS, b'{"name":"test","id":1}')

GO_HEADERS = {
    "X-Sdk-Date": "20060102T150405Z",
    "TEST_UNDERSCORE": "TEST_VALUE",
    "Content-Type": "application/json",
}
GO_GET = Request("GET", "https://example.huaweicloud.com/path?limit=1", GO_HEADERS)
GO_POST = Request(
    "POST", "https://example.huaweicloud.com/path?key=value", GO_HEADERS, b'{"Name":"test","Id":1}'
)

CSHARP_HEADERS = {
    "Host": "example.com",
    "X-Project-Id": "project",
    "X-Sdk-Date": "19700101T000001Z",
}
CSHARP_GET = Request("GET", "http://example.com", CSHARP_HEADERS)

CURRENT = "SDK-HMAC-SHA256 Access=AccessKey"
V11 = "V11-HMAC-SHA256 Credential=AccessKey/{}/test-region-1/demo"
SCOPED = "SDK-HMAC-SHA256 Credential=ak/19700101/{}/sdk_request"


def check(request: Request, secret_key: str, head: str, names: str, signature: str) -> None:
    header = f"{head}, SignedHeaders={names}, Signature={signature}"
    said = parse_authorization(header)
    assert said is not None
    assert signature == signature_of(request, said, secret_key)
    assert header == str(said)


@pytest.mark.parametrize(
    ("request_", "head", "signature"),
    [
        (PYTHON_GET, CURRENT, "cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842"),
        (PYTHON_POST, CURRENT, "436b1ac0a1ae03705934bb70ef2f2e09f7bfed2117d731a38235053199323a1f"),
        (
            PYTHON_GET,
            V11.format("20200608"),
            "f7dfee056692e58dede80fc80cb89bbfabf45552dd7cd8d18a0a13484455b98e",
        ),
        (
            PYTHON_POST,
            V11.format("20200608"),
            "8e2d91eaf9656ec5d6fab27812e2d898a35aaaa5e16ee0a0365c38527ccfb3cf",
        ),
    ],
)
def test_vectors_of_the_python_sdk(request_: Request, head: str, signature: str) -> None:
    """The vendor's Python SDK signs the host (its tests/test_signer.py)."""
    check(request_, "SecretKey", head, "host;x-sdk-date", signature)


@pytest.mark.parametrize(
    ("request_", "head", "names", "signature"),
    [
        (
            GO_GET,
            CURRENT,
            "test_underscore;x-sdk-date",
            "daeadcf4a306599f7422401cc55d3718a23ef159fed370c62c551a2c45ae9655",
        ),
        (
            GO_POST,
            CURRENT,
            "content-type;test_underscore;x-sdk-date",
            "0238c3bedddfe8bf113c7530f783322380dedf720d514861623cfe5f73aa8f64",
        ),
        (
            GO_GET,
            V11.format("20060102"),
            "test_underscore;x-sdk-date",
            "00196d6926ef54489f9f1a1bdfa24870cadbf0af55cc1dffe26574341f1da7b0",
        ),
        (
            GO_POST,
            V11.format("20060102"),
            "content-type;test_underscore;x-sdk-date",
            "ec6f411f852fb2badae3d4927dd1a559e3a3f02a7689527a9a116f8edc7ce3fb",
        ),
        (
            GO_GET,
            CURRENT,
            "x-sdk-date",
            "5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624",
        ),
    ],
)
def test_vectors_of_the_go_sdks(request_: Request, head: str, names: str, signature: str) -> None:
    """The Go SDKs do not sign the host, some do sign names with an underscore (signer_test.go)."""
    check(request_, "SecretKey", head, names, signature)


@pytest.mark.parametrize(
    ("scope", "signature"),
    [
        ("/", "ec385090522c25504a5b574c7195ac56bf37081d90f74fc093a2676f906cb057"),
        ("/service", "1feb87f00aa9a1ff67e17b7166f9e3f599ae8e134e38817bdf3135efa5317535"),
        ("region/", "0fc9c2559c07ac70d086fa9bef16f34273b7886b3d1b57f5b5af8e88769f2c8e"),
        ("region/service", "8bdb0e44341d71482390afe6536fa5f3ecfa6da7956ee95d1f8a60b7ab871240"),
    ],
)
def test_vectors_of_the_scoped_dialect(scope: str, signature: str) -> None:
    """A C# client for OTC states them (Ademund.OTC.Utils, SignerTests.cs)."""
    head = SCOPED.format(scope)
    check(CSHARP_GET, "sk", head, "host;x-project-id;x-sdk-date", signature)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bearer abc",
        "SDK-HMAC-SHA256",
        f"SDK-HMAC-SHA256 Access=ak, SignedHeaders=host, Signature={'A' * 64}",
        f"SDK-HMAC-SHA256 Access=ak, SignedHeaders=, Signature={'0' * 64}",
        f"SDK-HMAC-SHA256 Credential=ak/20200608/r/s, SignedHeaders=host, Signature={'0' * 64}",
        f"V11-HMAC-SHA256 Credential=ak/20200608//s, SignedHeaders=host, Signature={'0' * 64}",
        f"V11-HMAC-SHA256 Access=ak, SignedHeaders=host, Signature={'0' * 64}",
        f"SDK-HMAC-SM3 Access=ak, SignedHeaders=host, Signature={'0' * 64}",
        f"SDK-HMAC-SHA256 Access=ak, SignedHeaders=host, Signature={'0' * 64}\n",
    ],
)
def test_other_headers_are_no_signature(text: str) -> None:
    """What is not one of the three dialects, whole, is not taken for one."""
    assert parse_authorization(text) is None


def test_the_key_is_not_in_the_repr() -> None:
    """An Authorization may be logged by accident: then neither key nor signature shows."""
    shown = repr(Authorization("current", "AKAKAK", "", ("host",), "5163"))
    assert "AKAKAK" not in shown
    assert "5163" not in shown

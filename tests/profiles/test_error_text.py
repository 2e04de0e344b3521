"""Errors that are no JSON: the XML of OBS, the web pages of gateways and proxies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profile_answers import PATIENT, is_safe, refused

from asyncjobs.errors import ForbiddenError, ServiceError, ThrottledError
from asyncjobs.profiles._error_text import error_in_text

OBS = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Error>
  <Code>AccessDenied</Code>
  <Message>Access Denied for &lt;you&gt; &amp; all</Message>
  <RequestId>001B21A61C6C0000013402C4616D5285</RequestId>
  <HostId>RkRCRDJENDc5MzdGQkQ4OUY3MTI4NTQ3NDk2Mjg0M0FB</HostId>
</Error>"""
PAGE = b"<html>\r\n<head><title>502 Bad\n Gateway</title></head><body><h1>nginx</h1></body></html>"


def error(body: bytes, http_status: int, **headers: str) -> ServiceError:
    made = refused(body, http_status, **headers)
    assert isinstance(made, ServiceError)
    return made


def test_xml_gives_its_code_and_message() -> None:
    """OBS writes its errors as XML (OBS API reference, "error responses")."""
    made = error(OBS, 403, x_obs_request_id="header")
    assert ForbiddenError is type(made)
    assert ("AccessDenied", "Access Denied for <you> & all") == (made.code, made.reason)
    assert "001B21A61C6C0000013402C4616D5285" == made.request_id


def test_a_page_gives_its_title() -> None:
    """A page of a gateway says what happened in its title; the HTTP status decides."""
    made = error(PAGE, 502, x_request_id="header")
    assert made.retryable
    assert (None, "502 Bad Gateway", "header") == (made.code, made.reason, made.request_id)
    assert ThrottledError is type(error(PAGE, 503, retry_after="5"))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", None),
        (b" \n", None),
        (b"upstream connect error", "'upstream connect error'"),
        (b"<title> </title>", "'<title> </title>'"),
        (b"<Code> </Code>", "'<Code> </Code>'"),
        (b"<Code>A</code>", "'<Code>A</code>'"),
        ("\u8d85\u65f6".encode("gbk"), "'\ufffd\ufffd\u02b1'"),
    ],
)
def test_other_text_is_shown_as_it_begins(body: bytes, reason: str | None) -> None:
    """What is neither is quoted, safe to show, in the message."""
    assert (None, reason) == ((made := error(body, 504)).code, made.reason)


def test_entities_are_not_followed() -> None:
    """A document type with entities is text like any other."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Code>&b;</Code>'
    assert "&b;" == error(bomb, 500).code


def test_long_bodies_are_looked_at_in_their_beginning_only() -> None:
    """A hostile page costs no time: what is far behind, or far too long, is not read."""
    for hostile in (b"<Code>" + b" " * 10**6, b"<title>" * 10**5, b"x" * 10**6 + OBS):
        assert None is error_in_text(hostile).code


@PATIENT
@given(
    st.binary() | st.text().map(lambda text: f"<Code>{text}</Code><title>{text}</title>".encode())
)
def test_any_bytes_make_a_safe_message(body: bytes) -> None:
    """Whatever a page holds, the message stays one printable line."""
    made = refused(b"<" + body, 502)
    assert is_safe(str(made))

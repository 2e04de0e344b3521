"""Find the error in an answer that is no JSON: OBS writes XML, proxies and gateways HTML."""

import html
import re

from asyncjobs.profiles._error_body import ErrorBody
from asyncjobs.profiles._json import excerpt, scrub

# A reader of XML would follow entities and need guarding; these elements hold plain text.
_XML = re.compile(r"<(Code|Message|RequestId)>([^<>]{1,2000})</\1>")
_TITLE = re.compile(r"<title>([^<>]{1,500})</title>", re.IGNORECASE)
_BEGINNING = 20_000
"""How many bytes are looked at."""


def error_in_text(body: bytes, request_id: str | None = None) -> ErrorBody:
    """Return what a body that cannot be read as JSON tells of an error.

    Args:
        body: XML with a `Code` (the error codes of OBS), a web page, or anything else.
        request_id: the one of the answer's headers; one in the body wins.
    """
    text = scrub(body[:_BEGINNING].decode("utf-8", "replace"))
    told = {name: _plain(value) for name, value in reversed(_XML.findall(text))}
    request_id = told.get("RequestId") or request_id
    if told.get("Code"):
        return ErrorBody(told["Code"], told.get("Message"), request_id)
    title = _TITLE.search(text)
    reason = _plain(title[1]) if title else None
    return ErrorBody(None, reason or (excerpt(body) if body.strip() else None), request_id)


def _plain(markup: str) -> str | None:
    """Return text as it is shown: entities read, blanks and line ends made one blank."""
    return " ".join(html.unescape(markup).split()) or None

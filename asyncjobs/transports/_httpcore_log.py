"""Keep fresh credentials out of httpcore's log, and httpcore2's: of answers, it tells headers."""

import logging
import re

_SECRET_HEADER = re.compile(
    r"(b?'(?:x-subject-token|x-auth-token|x-security-token|authorization|set-cookie)', *)"
    r"b?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")",
    re.IGNORECASE,
)


def silence_secrets() -> None:
    """Have the values of secret headers logged as `***`, whoever listens; again is harmless."""
    # A logger's own filters hold for its own records alone: the parent's would not do.
    for name in ("httpcore.http11", "httpcore.http2", "httpcore2.http11", "httpcore2.http2"):
        logging.getLogger(name).addFilter(_redact)


def _redact(record: logging.LogRecord) -> bool:
    text = record.getMessage()
    redacted = _SECRET_HEADER.sub(r"\1'***'", text)
    if redacted != text:
        record.msg, record.args = redacted, ()
    return True

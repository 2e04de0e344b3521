"""Keep fresh credentials out of httpcore's own log, which tells every answer's headers at DEBUG."""

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
    logging.getLogger("httpcore.http11").addFilter(_redact)


def _redact(record: logging.LogRecord) -> bool:
    text = record.getMessage()
    redacted = _SECRET_HEADER.sub(r"\1'***'", text)
    if redacted != text:
        record.msg, record.args = redacted, ()
    return True

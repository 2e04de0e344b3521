"""How much memory reading a body takes: known before any of it is taken."""

LIMIT = 64 * 2**20
"""Bytes of memory that reading one body may take, the body itself among them."""

# What one byte of the body can become: of ASCII a byte of text and one in a string of its own; one
# escape makes four of its string's bytes, one character beyond U+FFFF of its text's as well.
_PLAIN, _ESCAPED, _WIDE = 3, 6, 9
_PART = 120
"""Bytes that a value or a name takes beside its text, an object or a list at most."""
_SIGNS = (b",", b":", b"]", b"}")
_LIGHT = LIMIT // (_PART + _WIDE)
"""Bytes of a body that cannot be too heavy, whatever is in it."""


def is_light(body: bytes) -> bool:
    """Whether there is room for a body as often as one likes."""
    return len(body) <= _LIGHT


def too_heavy(body: bytes) -> bool:
    """Whether a body might take more than `LIMIT` to read, by how it is written.

    What ends a name or a value is counted, wherever it stands: thirty bytes for each are common,
    and three bytes are enough for a value that takes a hundred.
    """
    if is_light(body):
        return False
    return len(body) * _spread(body) + sum(map(body.count, _SIGNS)) * _PART > LIMIT


def _spread(body: bytes) -> int:
    if not body.isascii():
        return _WIDE
    return _ESCAPED if b"\\u" in body else _PLAIN

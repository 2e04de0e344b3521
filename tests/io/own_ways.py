"""What cannot be had of a library that is not ours: each with the reason, and what is met instead.

The page docs/how-to/transports.md tells users of each.
"""

from wire_faults import FAULTS, Fault

from asyncjobs.errors import TransportError

__all__ = ["HTTPX_CLIENT"]


def _instead(
    name: str, words: str, kind: type = TransportError, *, retryable: bool = True, **more: bool
) -> Fault:
    return Fault(FAULTS[name].act, kind, words, retryable, **more)


HTTPX_CLIENT: dict[str, Fault] = {
    # httpx reads where a redirect leads, to offer the next request, also where none is followed.
    "a place that is none": _instead("a place that is none", "no HTTP/1.1 answer"),
    "a place in control characters": _instead(
        "a place in control characters", "no HTTP/1.1 answer"
    ),
}

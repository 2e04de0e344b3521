"""What users bring along of other libraries, none of which is imported for it."""

from typing import Any, Protocol

_HTTP_LIBRARIES = ("httpx", "httpx2")
_CLIENTS = ("AsyncClient", "Client")


class HttpClient(Protocol):
    """An `httpx.AsyncClient` or an `httpx2.AsyncClient`."""

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        ...

    def build_request(self, method: str, url: str) -> Any:
        """Make a request of its library."""
        ...

    async def aclose(self) -> None:
        """Close its connections."""
        ...


def http_library(client: object) -> str | None:
    """Return which of those libraries a client is of, also a synchronous one; None if of none."""
    kinds = ((kind.__module__.partition(".")[0], kind.__name__) for kind in type(client).__mro__)
    found = (library for library, name in kinds if library in _HTTP_LIBRARIES and name in _CLIENTS)
    return next(found, None)

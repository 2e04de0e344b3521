"""One address of a service, checked before anything is sent there."""

from urllib.parse import SplitResult, urlsplit

from attrs import frozen

from asyncjobs._hosts import is_loopback
from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError
from asyncjobs.profiles._url import fits_endpoint


@frozen
class Endpoint:
    """Where requests of one service go."""

    url: str
    """Scheme, host and perhaps port and path, without a slash at its end."""
    origin: str
    """Scheme, host and perhaps port, in lower case."""
    local: bool
    """Whether the host is this machine."""


def check_endpoint(url: object, *, insecure: bool, what: str = "endpoint") -> Endpoint:
    """Return the endpoint that `url` is.

    Args:
        url: from whomever.
        insecure: allow plain http to other machines.
        what: what to call it in messages.

    Raises:
        ConfigError: it cannot be one; what may be secret in it is not shown.
    """
    if not isinstance(url, str):
        raise _bad(what, url, "it is no text")
    parts = _split(url, what)
    local = is_loopback(parts.hostname or "")
    if parts.scheme != "https" and not (parts.scheme == "http" and (local or insecure)):
        hint = "use https" if parts.scheme == "http" else "it must begin with https://"
        why = f"{hint} (http is for this machine alone, unless `insecure` is set)"
        raise _bad(what, url, why)
    origin = f"{parts.scheme}://{parts.netloc.lower().removesuffix(':')}"
    plain = (origin + parts.path).rstrip("/")
    if not fits_endpoint(plain):
        raise _bad(what, url, "its host, port and path must be plain")
    return Endpoint(plain, origin, local)


def _split(url: str, what: str) -> SplitResult:
    """Take an address apart, and refuse what an endpoint must not have."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise _bad(what, url, "it is no URL") from None
    if not parts.hostname or not url.isascii() or not url.isprintable() or " " in url:
        raise _bad(what, url, "it needs a host, as in https://ecs.example.com")
    if parts.username is not None or parts.password is not None:
        why = "a name or password does not belong there: credentials are given apart"
        raise _bad(what, url, why)
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise _bad(what, url, "it must have no query and no fragment")
    return parts


def _bad(what: str, url: object, why: str) -> ConfigError:
    return ConfigError(f"{what} '{shown_url(url)}' cannot be used: {why}")


def shown_url(url: object) -> str:
    """Return an address as messages may show it: cut, and without what may be secret in it."""
    # What stands before an @, or after a ? or #, may be secret.
    shown = str(url).rpartition("@")[2].partition("?")[0].partition("#")[0]
    return safe_text(shown, 100)

"""Where credentials come from: addresses that are given with them, checked before they are used."""

from urllib.parse import urlsplit

from asyncjobs._hosts import is_link_local, is_loopback
from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError
from asyncjobs.profiles._url import fits_endpoint


def identity_address(url: str | None) -> str | None:
    """Return the address of an identity service without "/v3" at its end.

    Raises:
        ConfigError: it cannot be one, or others could read what is sent there.
    """
    if url is None:
        return None
    scheme, host = _checked(url, "auth_url")
    if scheme != "https" and not is_loopback(host):
        raise _unusable(url, "auth_url", "use https (http is for this machine alone)")
    return url.rstrip("/").removesuffix("/v3")


def metadata_address(url: str) -> str:
    """Return the address of a server's metadata, without a slash at its end.

    Raises:
        ConfigError: it leads away from this machine: then whoever answers could be anybody.
    """
    _, host = _checked(url, "address")
    if not is_loopback(host) and not is_link_local(host):
        raise _unusable(url, "address", "metadata is at a link-local address alone")
    return url.rstrip("/")


def _checked(url: object, what: str) -> tuple[str, str]:
    """Return scheme and host of a plain address."""
    if not isinstance(url, str) or not fits_endpoint(url):
        raise _unusable(url, what, "it takes scheme, host, and perhaps port and path")
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or ""


def _unusable(url: object, what: str, why: str) -> ConfigError:
    # What stands before an @, or after a ? or #, may be secret.
    shown = str(url).rpartition("@")[2].partition("?")[0].partition("#")[0]
    return ConfigError(f"{what} '{safe_text(shown, 100)}' cannot be used: {why}")

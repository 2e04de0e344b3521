"""Endpoints as one writes them on a command line: a URL, or SERVICE=URL for each service."""

from asyncjobs.errors import ConfigError


def endpoints(given: tuple[str, ...], source: str = "") -> str | dict[str, str]:
    """Return what `open_client` takes: one URL for all services, or one for each.

    Args:
        given: as they were written.
        source: where that was.

    Raises:
        ConfigError: several URLs and no word on which is whose, or two for one service.
    """
    if len(given) == 1 and not _names_service(given[0]):
        return given[0]
    found: dict[str, str] = {}
    for text in given:
        service, _, url = text.partition("=")
        if not _names_service(text) or service in found:
            where = f" ({source})" if source else ""
            message = f"several endpoints{where}: give each as SERVICE=URL, and each service once"
            raise ConfigError(message)
        found[service] = url
    return found


def _names_service(text: str) -> bool:
    """Tell `ecs=https://...` from a URL, which may hold `=` further on."""
    service, equals, _ = text.partition("=")
    return bool(equals and service) and not set(service) & set(":/?")

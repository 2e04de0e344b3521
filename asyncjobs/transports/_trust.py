"""Whom a transport trusts."""

import logging
import ssl
from collections.abc import Callable

import httpx

from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError, TransportError

_log = logging.getLogger("asyncjobs")


class Trust:
    """What decides whom to trust, made when it is first needed: that takes some 20 ms.

    Args:
        context: the one to use; None for certifi's list, or what the environment's SSL_CERT_FILE or
            SSL_CERT_DIR names, and TLS 1.2 at least.

    Raises:
        ConfigError: `context` is none.
    """

    def __init__(self, context: ssl.SSLContext | None) -> None:
        _check_context(context)
        self._given = context
        self._context: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext:
        """Return it; the first time, a warning tells who reads along.

        Raises:
            TransportError: the list of authorities cannot be read.
        """
        if self._context is None:
            self._context = self._given or _made()
            _warn_of_key_log(self._context)
        return self._context


def load_trust(
    load: Callable[[], ssl.SSLContext] = httpx.create_ssl_context,
) -> ssl.SSLContext:
    """Return what `load` returns; a list of authorities that cannot be read is told in words."""
    try:
        return load()
    except OSError as problem:
        message = (
            f"the list of trusted authorities cannot be read ({type(problem).__name__}: "
            f"{safe_text(problem, 200)}); check the environment's SSL_CERT_FILE and SSL_CERT_DIR"
        )
        raise TransportError(message, retryable=False) from problem


def _made() -> ssl.SSLContext:
    context = load_trust()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _warn_of_key_log(context: ssl.SSLContext) -> None:
    if context.keylog_filename:
        _log.warning(
            "the keys of all TLS connections are written to %s (SSLKEYLOGFILE): who reads it can "
            "read the credentials that are sent",
            safe_text(repr(context.keylog_filename), 200),
        )


def _check_context(context: object) -> None:
    if context is not None and not isinstance(context, ssl.SSLContext):
        message = (
            f"ssl_context takes an ssl.SSLContext, not one of type {type(context).__name__}: make "
            "it with ssl.create_default_context(cafile=...), which trusts an authority of your own"
        )
        raise ConfigError(message)

"""What is told, beside all else, to whoever may let others see credentials."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from asyncjobs.config._files import is_shared

__all__ = ["cautions"]


def cautions(environ: Mapping[str, str], token_file: Path | None) -> Iterator[str]:
    """Yield what is no reason not to go on, and may give credentials away.

    Args:
        environ: may have the keys of TLS connections written down.
        token_file: that is given, and can be read; None if none is.
    """
    if token_file is not None and is_shared(token_file):
        yield f"{token_file} holds a token and can be read by other users: chmod 600 it"
    if key_log := environ.get("SSLKEYLOGFILE"):
        yield (
            f"SSLKEYLOGFILE is set: who reads {key_log} can read the credentials that are sent; "
            "unset it unless that is what you want"
        )

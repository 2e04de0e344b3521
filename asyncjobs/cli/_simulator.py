"""The simulated cloud behind `demo` and `simulate`, whose extra may be missing."""

from contextlib import AbstractContextManager

from asyncjobs.errors import ConfigError
from asyncjobs.testing import FakeCloud

__all__ = ["serving"]


def serving(
    cloud: FakeCloud, host: str = "127.0.0.1", port: int = 0, *, allow_remote: bool = False
) -> AbstractContextManager[str]:
    """Serve `cloud` while the block runs, and give its URL.

    Raises:
        ConfigError: the extra `simulator` is not installed, the host is not loopback (unless
            `allow_remote`), or the port cannot be had.
    """
    try:
        # Not at the top: it may be missing, and `--help` need not wait for a web server.
        from asyncjobs.simulator import running  # noqa: PLC0415
    except ImportError as error:
        raise ConfigError(str(error)) from None
    return running(cloud, host=host, port=port, allow_remote=allow_remote)

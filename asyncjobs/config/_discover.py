"""Look for settings on this machine."""

import os
from collections.abc import Mapping

from asyncjobs.config._files import DiskFiles
from asyncjobs.config._resolve import resolve
from asyncjobs.config._resolved import Resolved


def discover(environ: Mapping[str, str] | None = None, **arguments: object) -> Resolved:
    """Find the settings that `open_client` would find.

    Args:
        environ: the environment; None for that of this process.
        **arguments: as for `open_client`: endpoint, auth, project_id, region, cloud, os_cloud,
            domain_id, auth_url. They go before everything else.

    Raises:
        ConfigError: a file that counts cannot be read; `Resolved.check` tells everything else.
    """
    variables = os.environ if environ is None else environ
    return resolve(arguments, variables, DiskFiles(variables))

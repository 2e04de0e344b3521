"""Look for settings on this machine."""

import logging
import os
from collections.abc import Mapping

from asyncjobs.auth._secret import discreet
from asyncjobs.config._files import DiskFiles
from asyncjobs.config._resolve import resolve
from asyncjobs.config._resolved import Resolved

_log = logging.getLogger("asyncjobs")


@discreet
def discover(environ: Mapping[str, str] | None = None, **arguments: object) -> Resolved:
    """Find the settings that `open_client` would find.

    Args:
        environ: the environment; None for that of this process.
        **arguments: as for `open_client`: endpoint, auth, project_id, region, cloud, os_cloud,
            domain_id, auth_url. They go before everything else.

    Returns:
        What was found; `Resolved.check` tells what is wrong with it. What is amiss and no reason
        not to go on (`remarks`) is logged as well.

    Raises:
        ConfigError: an argument is of the wrong type.
    """
    variables = os.environ if environ is None else environ
    found = resolve(arguments, variables, DiskFiles(variables))
    for remark in found.remarks:
        _log.warning("%s", remark)
    return found

"""One measurement in a process of its own: `python -m speedbench.worker CASE URL [AUTHORITY]`.

It prints the outcome as JSON. It ends with code 3 where what would be measured is not there.
"""

import ssl
import sys
from functools import partial

from speedbench.case import Case
from speedbench.machine import pin, settle_memory
from speedbench.meter import tell_server
from speedbench.transports import MissingError
from speedbench.ways import measure

CORE = 0
MISSING = 3


def main(told: str, url: str, authority: str = "") -> None:
    """Measure a case against the server at an address."""
    pin(CORE)
    settle_memory()
    case = Case.from_json(told)
    context = ssl.create_default_context(cafile=authority) if case.tls else None
    counts = partial(tell_server, url, "stats", authority)
    try:
        measure(case, url, context, counts)
    except (ImportError, MissingError) as problem:
        print(problem, file=sys.stderr)
        sys.exit(MISSING)


if __name__ == "__main__":
    main(*sys.argv[1:])

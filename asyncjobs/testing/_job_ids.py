"""Job ids in the layout that most of the known ones have."""

import random
import uuid
from collections.abc import Iterator
from itertools import count

_HOST = "ff808082"


class JobIds:
    """Makes ids that differ from each other, the same ones for the same seed.

    32 hex digits: 8 for the host, 8 for the server's start, 12 for the submission in milliseconds
    since 1970, 4 that count. ELB v3 has dashed UUIDs.
    """

    def __init__(self, seed: int | str) -> None:
        self._dice = random.Random(seed)  # noqa: S311  # a test's story, no secret
        self._start = self._dice.getrandbits(32)
        self._serials: Iterator[int] = count()

    def make(self, service: str, seconds: float) -> str:
        """Return the id of a job of `service` submitted at `seconds` since 1970."""
        if service == "elbv3":
            return self.uuid()
        # What does not fit the four digits moves the time on, so that no two ids are equal.
        carry, serial = divmod(next(self._serials), 0x10000)
        return f"{_HOST}{self._start:08x}{int(seconds * 1000) + carry:012x}{serial:04x}"

    def uuid(self) -> str:
        """Return an id of a resource, or of a job of ELB v3."""
        return str(uuid.UUID(int=self._dice.getrandbits(128), version=4))

    def hex(self) -> str:
        """Return an id of a request, or of a classic load balancer."""
        return self.uuid().replace("-", "")

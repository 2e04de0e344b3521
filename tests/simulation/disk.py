"""What survives a crash."""

import random

from attrs import define, field

_FULL = 0.2
"""How often a write fails."""


@define(eq=False)
class Disk:
    """What survives a crash; some of the writes fail."""

    dice: random.Random
    files: dict[str, str] = field(factory=dict)

    def write(self, name: str, text: str) -> None:
        if self.dice.random() < _FULL:
            raise OSError(28, "No space left on device")
        self.files[name] = text

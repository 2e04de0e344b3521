"""The file in which it is kept where a watch stands."""

import json
from contextlib import suppress

from fuzz_tools import each, use

from asyncjobs import Checkpoint
from asyncjobs._checkpoint import Home
from asyncjobs._checkpoint_json import _sum
from asyncjobs._core.ledger import Ledger
from asyncjobs._core.mailbox import Mailbox
from asyncjobs.errors import ConfigError, InvalidIdError

ALLOWED = (ConfigError, InvalidIdError)


def target(data: bytes) -> None:
    """Read the file as it is; and with a checksum that fits, as a forger would write it."""
    text = data.decode("utf-8", "replace")
    each(ALLOWED, lambda: _check(text), lambda: _check(_forged(text)))


def _forged(text: str) -> str:
    """Let the checksum fit, if there is something that it could be of."""
    with suppress(ValueError, RecursionError, LookupError, TypeError):
        whole = json.loads(text)
        whole["sha256"] = _sum(whole["watch"])
        return json.dumps(whole)
    return text


def _check(text: str) -> None:
    """Use what was read: it is written and read as the same, and a watch can go on from it."""
    checkpoint = Checkpoint.from_json(text)
    assert checkpoint == Checkpoint.from_json(checkpoint.to_json())
    for standing in checkpoint.standings:
        tree = standing.tree()
        if tree is not None:
            use(tree)
    endpoints = {standing.ref: standing.endpoint for standing in checkpoint.standings}
    home = Home(checkpoint.project_id, lambda ref: ref, endpoints.__getitem__)
    again = Ledger.of(home, checkpoint).checkpoint(Mailbox())
    assert checkpoint.pending == again.pending
    assert checkpoint.ended == again.ended
    assert again == Checkpoint.from_json(again.to_json())

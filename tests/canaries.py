"""Secrets that no output may hold: the tests sign in with them, and conftest.py listens.

Each is made up and opens nothing.
"""

import pickle
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path

TOKEN = "MIIFcanary-token-7f3a"
ACCESS_KEY = "CANARYAK0A1B2C3D4E5F"
SECRET_KEY = "canary-sk-9d8c7b6a5f4e3d2c1b0a"
SECURITY_TOKEN = "gQpjbi1canary-sts-5e6f7a8b"
PASSWORD = "canary-Passw0rd!-1c2d"
PASSCODE = "canary-098712"
ISSUED = "fakecloud-issued-"
"""What every token and key begins with that a FakeCloud issues."""

ALL = (TOKEN, ACCESS_KEY, SECRET_KEY, SECURITY_TOKEN, PASSWORD, PASSCODE, ISSUED)
# Tests know the secrets, and so does the cloud that checks them.
_KNOWING = (str(Path(__file__).parent), "/asyncjobs/testing/")


def heard_in(texts: Iterable[str]) -> list[str]:
    """Return the secrets that stand in one of the texts, each once."""
    whole = "\n".join(texts)
    return [secret for secret in ALL if secret in whole]


def shown_by(thing: object) -> Iterator[str]:
    """Yield what is seen of a thing that is printed, logged, stored or sent elsewhere."""
    yield str(thing)
    yield repr(thing)
    try:
        yield pickle.dumps(thing).decode("latin-1")
    except (TypeError, AttributeError, pickle.PicklingError) as refusal:
        yield str(refusal)


def shown_by_error(error: BaseException) -> Iterator[str]:
    """Yield what is seen of an error and of all that led to it, with the locals of all frames."""
    waiting: list[BaseException | None] = [error]
    seen: list[BaseException] = []
    while waiting:
        found = waiting.pop()
        if found is None or found in seen:
            continue
        seen.append(found)
        yield from shown_by(found)
        yield str(vars(found))
        yield from _frames_of(found)
        waiting += [found.__cause__, found.__context__, *getattr(found, "exceptions", ())]


def _frames_of(error: BaseException) -> list[str]:
    frames = traceback.walk_tb(error.__traceback__)
    strangers = [
        (frame, line)
        for frame, line in frames
        if not any(place in frame.f_code.co_filename for place in _KNOWING)
    ]
    return traceback.StackSummary.extract(iter(strangers), capture_locals=True).format()

"""Secrets that no output may hold: the tests sign in with them, and conftest.py listens.

Each is made up and opens nothing.
"""

from collections.abc import Iterable

TOKEN = "MIIFcanary-token-7f3a"
ACCESS_KEY = "CANARYAK0A1B2C3D4E5F"
SECRET_KEY = "canary-sk-9d8c7b6a5f4e3d2c1b0a"
SECURITY_TOKEN = "gQpjbi1canary-sts-5e6f7a8b"
PASSWORD = "canary-Passw0rd!-1c2d"
PASSCODE = "canary-098712"
ISSUED = "fakecloud-issued-"
"""What every token and key begins with that a FakeCloud issues."""

ALL = (TOKEN, ACCESS_KEY, SECRET_KEY, SECURITY_TOKEN, PASSWORD, PASSCODE, ISSUED)


def heard_in(texts: Iterable[str]) -> list[str]:
    """Return the secrets that stand in one of the texts, each once."""
    whole = "\n".join(texts)
    return [secret for secret in ALL if secret in whole]

"""What a request for a token says (IAM API reference, obtaining a user token, an agency token)."""

import json
from collections.abc import Mapping
from typing import Any

from attrs import frozen

Section = Mapping[str, Any]


class BadLoginError(Exception):
    """The body of a request for a token cannot be read."""


@frozen
class Login:
    """A request for a token."""

    methods: tuple[str, ...]
    identity: Section
    project: Section
    """Which project the token is to be for, by `id` or `name`; empty for none."""
    duration: float | None = None
    """For how many seconds a temporary key is asked, or nothing."""

    def part(self, *names: str) -> Section:
        """Return a section of `identity`, however deep.

        Raises:
            BadLoginError: it is not there.
        """
        section = self.identity
        for name in names:
            section = _section(section, name)
        return section


def read_login(body: bytes) -> Login:
    """Read the body of a request for a token or for a temporary key.

    Raises:
        BadLoginError: it is no such body.
    """
    auth = _section(_object(body), "auth")
    identity = _section(auth, "identity")
    methods = identity.get("methods")
    if not isinstance(methods, list) or not methods or not all(isinstance(m, str) for m in methods):
        raise BadLoginError
    scope = auth.get("scope")
    project = scope.get("project") if isinstance(scope, dict) else None
    duration = _section(identity, methods[0], {}).get("duration_seconds")
    return Login(
        tuple(methods),
        identity,
        project if isinstance(project, dict) else {},
        float(duration) if duration is not None and str(duration).isdecimal() else None,
    )


def text(section: Section, *names: str) -> str:
    """Return the first of `names` that is there and says something."""
    values = (section.get(name) for name in names)
    found = next((value for value in values if isinstance(value, str) and value), None)
    if found is None:
        raise BadLoginError
    return found


def _object(body: bytes) -> Section:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise BadLoginError
    return read


def _section(outer: Section, name: str, default: Section | None = None) -> Section:
    inner = outer.get(name, default)
    if not isinstance(inner, dict):
        raise BadLoginError
    return inner

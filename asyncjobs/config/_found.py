"""A setting that was found, and where."""

from collections.abc import Mapping

from attrs import field, frozen

from asyncjobs.auth import Secret
from asyncjobs.errors import ConfigError

SECRETS = frozenset(
    {"auth", "token", "access_key", "secret_key", "security_token", "password", "passcode"}
)
"""Settings that are never shown."""

_NEVER_QUOTED = frozenset({"token", "access_key", "secret_key", "security_token"})


@frozen
class Found:
    """A value and where it comes from.

    Args:
        value: a text; a `Secret` where it must not be seen; for `endpoint` perhaps a mapping.
        source: in words, such as "environment HW_REGION_NAME".
    """

    value: object = field(repr=False)
    source: str

    @property
    def text(self) -> str:
        """The value as a text, whether it may be seen or not."""
        return self.value.reveal() if isinstance(self.value, Secret) else str(self.value)


Values = Mapping[str, Found]
"""What one source gives, by the names of settings."""


def found_text(setting: str, text: str, source: str) -> Found:
    """Return a text that was found, kept secret if it is.

    Raises:
        ConfigError: a secret holds what no secret can, or stands in quotes; it is not shown.
    """
    if setting not in SECRETS:
        return Found(text.strip(), source)
    if setting in _NEVER_QUOTED and _quoted(text.strip()):
        message = f"the {setting} of {source} stands in quotes: give it without quotes"
        raise ConfigError(message)
    return Found(Secret(text, what=f"{setting} of {source}"), source)


def _quoted(text: str) -> bool:
    return len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]


def text_of(values: Values, setting: str) -> str | None:
    """Return a setting that may be seen; None if it was not found.

    Raises:
        ConfigError: it is no text.
    """
    found = values.get(setting)
    if found is None:
        return None
    if isinstance(found.value, str):
        return found.value
    message = f"{setting} ({found.source}) takes a text, not a {type(found.value).__name__}"
    raise ConfigError(message)

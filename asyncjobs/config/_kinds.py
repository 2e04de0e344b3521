"""The kinds of credentials that one source may hold, and what is made of them."""

from typing import TYPE_CHECKING

from attrs import field, frozen

from asyncjobs._text import safe_text
from asyncjobs.auth import Token
from asyncjobs.config._found import Values, text_of
from asyncjobs.errors import ConfigError

if TYPE_CHECKING:
    from asyncjobs.auth import AccessKey, Password


@frozen
class Kind:
    """One way to sign in."""

    name: str
    parts: tuple[str, ...]
    """What it needs."""
    more: tuple[str, ...] = ()
    """What may belong to it."""

    def begun(self, values: Values) -> bool:
        """Whether some of it is there; a user's name alone says nothing, ids and names are many."""
        return any(part in values for part in (*self.parts, *self.more) if part not in _NAMES)


_NAMES = {"username", "user_id"}
TOKEN = Kind("token", ("token",))
ACCESS_KEY = Kind("access key", ("access_key", "secret_key"), ("security_token",))
PASSWORD = Kind("password", ("username", "password"), ("user_id", "passcode"))
KINDS = (TOKEN, ACCESS_KEY, PASSWORD)

_TYPES = {
    **dict.fromkeys(("token", "v3token", "admin_token"), TOKEN),
    **dict.fromkeys(("aksk", "v3aksk"), ACCESS_KEY),
    **dict.fromkeys(("password", "v3password", "v3multifactor", "v3totp"), PASSWORD),
}
"""openstacksdk's words for them (`auth_type`)."""


@frozen
class Pieces:
    """The credentials that one source holds."""

    kind: Kind
    values: Values = field(eq=lambda values: {name: found.value for name, found in values.items()})
    """Two are equal if they sign in as the same, wherever they come from."""

    @property
    def source(self) -> str:
        """Where the secret half comes from."""
        return self.values[self.kind.parts[-1]].source

    def credential(self, place: Values) -> "Token | AccessKey | Password":
        """Make a credential.

        Args:
            place: the account and the project that were found.

        Raises:
            ConfigError: a password without the account that it belongs to, or a part that cannot be
                sent.
        """
        text = {name: found.text for name, found in self.values.items()}
        if self.kind is TOKEN:
            return Token(text["token"])
        from asyncjobs.auth import AccessKey, Password  # noqa: PLC0415

        if self.kind is ACCESS_KEY:
            return AccessKey(text["access_key"], text["secret_key"], text.get("security_token"))
        if "domain_name" not in place and "domain_id" not in place:
            message = (
                f"password ({self.source}) without the account that the user belongs to: give "
                "domain_name (ASYNCJOBS_DOMAIN_NAME, HW_DOMAIN_NAME, OS_USER_DOMAIN_NAME)"
            )
            raise ConfigError(message)
        project_id = text_of(place, "project_id")
        return Password(
            text["username"],
            text["password"],
            domain=text_of(place, "domain_name"),
            domain_id=text_of(place, "domain_id"),
            project=None if project_id else text_of(place, "project_name"),
            project_id=project_id,
            user_id=text.get("user_id") if "passcode" in text else None,
            passcode=text.get("passcode"),
        )


def begun(values: Values) -> bool:
    """Whether a source holds credentials, or half of some."""
    return any(kind.begun(values) for kind in KINDS)


def pieces_in(values: Values) -> Pieces | None:
    """Return the one kind of credentials that a source holds; None if it holds none.

    Raises:
        ConfigError: it holds half of one, or several and no word on which is meant.
    """
    there = [kind for kind in KINDS if kind.begun(values)]
    if there and "auth_type" in values:
        there = [_by_type(values)]
    for kind in there:
        _refuse_half(kind, values)
    if len(there) > 1:
        names = " and ".join(f"{kind.name} ({values[kind.parts[-1]].source})" for kind in there)
        choice = _choice(values[there[0].parts[-1]].source)
        message = f"credentials of {len(there)} kinds: {names}; unset one{choice}"
        raise ConfigError(message)
    return Pieces(there[0], _only(there[0], values)) if there else None


def _choice(source: str) -> str:
    """Return how to say which credentials of a source are meant, if that can be said there."""
    if source.startswith("environment OS_"):
        return ", or say which by OS_AUTH_TYPE"
    return "" if source.startswith("environment ") else ", or say which by auth_type"


def unsupported(values: Values) -> str | None:
    """Return what is wrong with the way to sign in that a source names; None if nothing is."""
    found = values.get("auth_type")
    if found is None or found.text.casefold() in _TYPES:
        return None
    return (
        f"auth_type '{safe_text(found.text, 64)}' ({found.source}) is not supported; those that "
        f"are: {', '.join(_TYPES)}"
    )


def _only(kind: Kind, values: Values) -> Values:
    return {name: values[name] for name in (*kind.parts, *kind.more) if name in values}


def _by_type(values: Values) -> Kind:
    message = unsupported(values)
    if message is not None:
        raise ConfigError(message)
    return _TYPES[values["auth_type"].text.casefold()]


def _refuse_half(kind: Kind, values: Values) -> None:
    missing = [part for part in kind.parts if part not in values]
    if not missing:
        return
    pieces = [piece for piece in (*kind.parts, *kind.more, "auth_type") if piece in values]
    there = ", ".join(f"{piece} ({values[piece].source})" for piece in pieces)
    message = f"{there} without {' and '.join(missing)}: give both in one place, or neither"
    raise ConfigError(message)

"""Which services are known."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError, UnknownServiceError

if TYPE_CHECKING:
    from asyncjobs.profiles._profile import Profile


class Registry:
    """The services that a client can ask: an instance of its own for everyone who wants one.

    Args:
        profiles: what is known to begin with; None for `BUILTIN`.

    Raises:
        ConfigError: two profiles have one name, or something is no profile.
    """

    def __init__(self, profiles: "Iterable[Profile] | None" = None) -> None:
        self._profiles: dict[str, Profile] = {}
        for profile in _builtin() if profiles is None else profiles:
            self.add(profile)

    def add(self, profile: "Profile") -> None:
        """Make one more service known.

        Raises:
            ConfigError: the name is taken, or this is no profile.
        """
        # Its module brings along all that reads answers.
        from asyncjobs.profiles._profile import Profile  # noqa: PLC0415

        if not isinstance(profile, Profile):
            raise ConfigError(f"a registry takes Profile values, not a {type(profile).__name__}")
        if profile.name in self._profiles:
            raise ConfigError(
                f"there is a profile called {profile.name} already: give the new one another name, "
                "or make a Registry without the old one"
            )
        self._profiles[profile.name] = profile

    def __getitem__(self, name: str) -> "Profile":
        """Return the profile called `name`.

        Raises:
            UnknownServiceError: there is none; the message lists those that there are.
        """
        try:
            return self._profiles[name]
        except (KeyError, TypeError):
            raise UnknownServiceError(self._unknown(str(name))) from None

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._profiles

    def __iter__(self) -> "Iterator[Profile]":
        return iter(self._profiles.values())

    def __len__(self) -> int:
        return len(self._profiles)

    def __repr__(self) -> str:
        return f"<Registry {' '.join(self._profiles)}>"

    def _unknown(self, name: str) -> str:
        near = get_close_matches(name.casefold()[:64], self._profiles, n=1)
        guess = f"; did you mean {near[0]}?" if near else ""
        known = ", ".join(sorted(self._profiles)) or "none"
        return f"no service is called '{safe_text(name, 64)}' (known: {known}){guess}"


def _builtin() -> "Iterable[Profile]":
    # One module for each service, which are many.
    from asyncjobs.profiles import BUILTIN  # noqa: PLC0415

    return BUILTIN

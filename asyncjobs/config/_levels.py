"""Sources in their order: whatever stands higher wins, what stands side by side must agree."""

from attrs import define, field

from asyncjobs.config._clouds import cloud_called
from asyncjobs.config._found import Found, Values
from asyncjobs.errors import ConfigError


@define
class Levels:
    """The sources, highest first; those of one level have equal rights.

    Args:
        levels: for each level what its sources give.
    """

    levels: list[list[Values]]
    problems: list[str] = field(factory=list)
    """Contradictions that were met."""

    def height(self, *settings: str) -> int | None:
        """Return the highest level that gives any of the settings; None if none does."""
        for height, sources in enumerate(self.levels):
            if any(setting in values for values in sources for setting in settings):
                return height
        return None

    def together(self, *settings: str) -> bool:
        """Whether one source gives all of the settings."""
        return any(set(settings) <= set(values) for held in self.levels for values in held)

    def pick(self, *settings: str) -> dict[str, Found]:
        """Return settings that belong together, all from the highest level that gives any."""
        height = self.height(*settings)
        if height is None:
            return {}
        picked = {setting: self._agreed(setting, height) for setting in settings}
        return {setting: found for setting, found in picked.items() if found is not None}

    def _agreed(self, setting: str, height: int) -> Found | None:
        given = [values[setting] for values in self.levels[height] if setting in values]
        for other in given[1:]:
            if meaning(setting, other) != meaning(setting, given[0]):
                self.problems.append(contradiction(setting, given[0].source, other.source))
                break
        return given[0] if given else None


def contradiction(what: str, one: str, other: str) -> str:
    """Say that two sources of equal rights differ; not how, as it may be secret."""
    return (
        f"{one} and {other} give different values for {what}: unset one, or say which by an "
        "argument or a variable that begins with ASYNCJOBS_"
    )


def meaning(setting: str, found: Found) -> object:
    """Return what a value means, where it can be said in several ways."""
    if setting == "auth_url":
        return found.text.rstrip("/").removesuffix("/v3").casefold()
    if setting == "cloud":
        try:
            return cloud_called(found.value).name
        except ConfigError:
            return found.value
    return found.value

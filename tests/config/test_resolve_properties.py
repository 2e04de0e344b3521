"""Rules of settings that hold for whatever stands in the environment and in files."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sources import Held, found

from asyncjobs import ConfigError
from asyncjobs.config import Resolved
from asyncjobs.config._found import SECRETS
from asyncjobs.config._variables import HCS, HW, OS, OWN, SDK

VARIABLES = sorted(
    f"{family.prefix}{name}"
    for family in (OWN, SDK, HW, HCS, OS)
    for names in family.names.values()
    for name in names
)
SECRET_VARIABLES = {
    f"{family.prefix}{name}"
    for family in (OWN, SDK, HW, HCS, OS)
    for setting, names in family.names.items()
    if setting in SECRETS
    for name in names
}
WORDS = st.sampled_from(["eu-de", "otc", "0a1b", "https://iam.example/v3", "me", "x y", " "])
ENVIRONS = st.dictionaries(st.sampled_from(VARIABLES), WORDS, max_size=12)
PLAIN = ("region", "project_id", "domain_id", "auth_url", "cloud")
CANARY = "canary-7d1f"


def resolved_or_none(environ: dict[str, str], **arguments: Any) -> Resolved | None:
    """Resolve, where the variables make any sense at all."""
    try:
        return found(environ, Held(), **arguments)
    except ConfigError:
        return None


@given(ENVIRONS, st.sampled_from(PLAIN))
def test_an_argument_always_wins(environ: dict[str, str], setting: str) -> None:
    """Whatever else is said of a setting, what the argument says counts."""
    resolved = resolved_or_none(environ, **{setting: "mine"})
    assert resolved is None or ("mine", "argument") == (
        resolved.values[setting].value,
        resolved.values[setting].source,
    )


@given(ENVIRONS, st.sampled_from(PLAIN))
def test_our_own_variable_wins_over_those_of_other_tools(
    environ: dict[str, str], setting: str
) -> None:
    """Of a setting that a variable ASYNCJOBS_* says, no other source is heard."""
    name = f"ASYNCJOBS_{setting.upper()}"
    resolved = resolved_or_none({**environ, name: "ours"})
    # An address to sign in at is dropped where an own variable names a cloud: not so here.
    assert resolved is None or f"environment {name}" == resolved.values[setting].source


@given(ENVIRONS)
def test_a_credential_comes_from_one_source(environ: dict[str, str]) -> None:
    """Its pieces are all of one tool's variables."""
    resolved = resolved_or_none(environ)
    if resolved is not None and not resolved.problems:
        pieces = set(resolved.values) & (SECRETS | {"username", "user_id"})
        families = {
            family.prefix
            for piece in pieces
            for family in (OWN, SDK, HW, HCS, OS)
            if resolved.values[piece].source.startswith(f"environment {family.prefix}")
        }
        assert len(families) <= 1


@given(ENVIRONS, st.sets(st.sampled_from(sorted(SECRET_VARIABLES)), min_size=1))
def test_no_secret_is_ever_shown(environ: dict[str, str], secret: set[str]) -> None:
    """Neither in an error, nor in what is shown, nor in any repr."""
    environ |= {
        name: f"{CANARY}{number}\x07"[: -(number % 2) or None] for number, name in enumerate(secret)
    }
    try:
        resolved = found(environ)
        shown = [str(row) for row in resolved.rows()] + [repr(resolved), *resolved.problems]
        resolved.check()
    except ConfigError as error:
        shown = [str(error)]
    assert [] == [text for text in shown if CANARY in text]

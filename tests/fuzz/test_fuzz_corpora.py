"""What fuzzing has found, and what it found worth keeping, goes through its target once more."""

import pytest
from fuzz_tools import HERE, NAMES, Target, corpus, load


@pytest.mark.parametrize("name", NAMES)
def test_every_kept_input_is_read(name: str) -> None:
    """Each ends as the target allows: in something that can be used, or in one of our errors."""
    kept = corpus(name)
    target = load(name)
    for path in kept:
        target(path.read_bytes())
    assert kept


def test_every_corpus_has_its_target() -> None:
    """A folder of another name would be passed over."""
    assert set(NAMES) == {path.name for path in (HERE / "corpus").iterdir()}


def test_kept_inputs_are_small() -> None:
    """So that they can be looked at: four kilobytes at most."""
    paths = [path for name in NAMES for path in corpus(name)]
    assert [] == [str(path) for path in paths if path.stat().st_size > 4096]


def test_only_what_is_allowed_stays_inside() -> None:
    """The targets are no sieve: an error that nobody has thought of ends the run."""

    def fails(data: bytes) -> None:
        raise LookupError(data)

    Target("any", fails, (LookupError,))(b"a")
    with pytest.raises(LookupError):
        Target("any", fails, (ValueError,))(b"a")

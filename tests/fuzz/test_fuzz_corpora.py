"""What fuzzing has found, and what it found worth keeping, goes through its target once more."""

import pytest
from fuzz_tools import HERE, NAMES, corpus, load


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


def test_kept_inputs_are_small_texts() -> None:
    """So that they can be looked at: UTF-8 where that is the point, four kilobytes at most."""
    paths = [path for name in NAMES for path in corpus(name)]
    assert [] == [str(path) for path in paths if path.stat().st_size > 4096]


def test_an_error_that_is_not_allowed_gets_out() -> None:
    """The targets are no sieve: what nobody has thought of ends the run."""
    target = load("time")
    with pytest.raises(AttributeError):
        target(None)  # type: ignore[arg-type]

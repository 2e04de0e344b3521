"""Texts that many jobs have alike are kept once."""

from asyncjobs._text import kept_once


def text(word: str) -> str:
    """Return a text that is the same as others, and no other's value."""
    return word.encode().decode()


def test_equal_texts_are_one_value() -> None:
    """However they came to be."""
    assert 1 == len({id(kept_once(text("SUCCESS"))) for _ in range(3)})


def test_a_long_text_is_not_kept() -> None:
    """It is hardly ever the same, and there may be very many."""
    first, again = text("x" * 10_000), text("x" * 10_000)
    assert first is kept_once(first)
    assert again is kept_once(again)


def test_not_all_texts_are_kept() -> None:
    """Of very many, those that came before all others are let go of."""
    first, again = text("first"), text("first")
    assert first is kept_once(first) is kept_once(again)
    for number in range(1000):
        kept_once(f"text {number}")
    assert again is kept_once(again)

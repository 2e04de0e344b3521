"""YAML as settings need it: what is written counts, and a file cannot do harm."""

import pytest

from asyncjobs.config._yaml import UnfitError, load


@pytest.mark.parametrize(
    "text",
    [
        "0123456",
        "12_345",
        "1:30",
        "1e3",
        "0x1F",
        "2020-01-01",
        "2020-13-45",
        "yes",
        "false",
        "=",
        "<<",
    ],
)
def test_a_text_is_what_is_written(text: str) -> None:
    """A password of digits is no number, and one that looks like a date is none."""
    assert {"password": text} == load(f"password: {text}")


@pytest.mark.parametrize("text", ["", "~", "null"])
def test_nothing_is_nothing(text: str) -> None:
    """YAML's words for it stay what they are; in quotes they are texts."""
    assert {"password": None} == load(f"password: {text}")
    assert {"password": text} == load(f"password: '{text}'")


def test_lists_mappings_aliases_and_merges() -> None:
    """As every YAML has them."""
    text = "a: &a {x: 1, y: [2, {z: 3}]}\nb: *a\nc: {<<: *a, x: 4}\nd: {<<: [*a, {w: 5}]}\n"
    a = {"x": "1", "y": ["2", {"z": "3"}]}
    assert {"a": a, "b": a, "c": {**a, "x": "4"}, "d": {**a, "w": "5"}} == load(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a: {canary\n", r"no valid YAML \(line 2, column 1\)"),
        ("a: !!timestamp canary", r"no valid YAML \(line 1, column 4\)"),
        ("a: !canary x", "no valid YAML"),
        ("a: canary\n---\nb: 2\n", "no valid YAML"),
        ("a: canary\0", "no valid YAML"),
        (r'a: "canary\U00110000"', "a character that there is not"),
        (r'a: "canary\UFFFFFFFF"', "a character that there is not"),
        ("c:\n  mine: {a: canary}\n  mine: {}\n", r"a key twice \(line 3, column 3\)"),
        ("a: {canary: 1, b: 2, canary: 3}", "a key twice"),
        ("&a [*a, canary]", "nested too deep"),
        ("a: &a {b: *a}", "nested too deep"),
        ("{a: " * 5000 + "1" + "}" * 5000, "nested too deep"),
        ("[" * 40 + "]" * 40, "nested too deep"),
    ],
)
def test_what_no_settings_are(text: str, word: str) -> None:
    """One error of one kind, with the place, and nothing of what stands there."""
    with pytest.raises(UnfitError, match=word) as caught:
        load(text)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("step", ["[{}]", "{{<<: [{}]}}"])
def test_a_short_file_that_means_a_long_one(step: str) -> None:
    """Aliases of aliases are not followed for ever."""
    seed = "{" + ", ".join(f"k{number}: v" for number in range(9)) + "}"
    lines = [f"- &a0 {seed}"]
    lines += [f"- &a{n} " + step.format(", ".join([f"*a{n - 1}"] * 9)) for n in range(1, 10)]
    with pytest.raises(UnfitError, match=r"too large|more than"):
        load("\n".join(lines))

"""YAML as settings need it: texts, lists and mappings. It needs the extra `clouds`.

YAML's other types would change what is written: a password `0123456` would become 42798.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

_TAG = "tag:yaml.org,2002:"
_MERGE, _STR = f"{_TAG}merge", f"{_TAG}str"
_GUESSED = {f"{_TAG}null", _MERGE}
_MADE = {None, _STR, *(f"{_TAG}{name}" for name in ("null", "seq", "map"))}
_DEEPEST = 32
_WIDEST = 10_000
_MOST = 100_000
"""Values in a file; aliases can make many more of a short one, or endlessly many."""


class UnfitError(Exception):
    """The text is no YAML, or none that settings can be; it says why and shows nothing of it."""


class _Loader(yaml.SafeLoader):
    """Reads every scalar as a text, but for null, and refuses a key that stands twice."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as PyYAML has it
        first: [(tag, pattern) for tag, pattern in resolvers if tag in _GUESSED]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    yaml_constructors = {  # noqa: RUF012 - as above
        **{tag: make for tag, make in yaml.SafeLoader.yaml_constructors.items() if tag in _MADE},
        _MERGE: yaml.SafeLoader.yaml_constructors[_STR],
    }

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """Compose a mapping; here, since merging adds keys that may well stand twice."""
        node = super().compose_mapping_node(anchor)
        met: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != _MERGE:
                if key.value in met:
                    raise UnfitError("has a key twice" + _where(key.start_mark))
                met.add(key.value)
        return node

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Merge what `<<` names into a mapping; mappings may double at each step."""
        super().flatten_mapping(node)
        if len(node.value) > _WIDEST:
            raise UnfitError(f"has a mapping of more than {_WIDEST} keys" + _where(node.start_mark))


def load(text: str) -> object:
    """Return what a YAML document holds: texts, None, and lists and mappings of them.

    Raises:
        UnfitError: it is no YAML, has a key twice, types of its own, or no end.
    """
    document, why = _document(text)
    if why:
        # Not where PyYAML's own error is caught: that one holds the text, and would go along.
        raise UnfitError(why)
    _refuse_endless(document)
    return document


def _document(text: str) -> tuple[object, str]:
    """Return what the text holds, and what is wrong with it."""
    try:
        return _Loader(text).get_single_data(), ""
    except yaml.YAMLError as error:
        # Not the error's own words: they quote the line, which may hold a secret.
        return None, "is no valid YAML" + _where(getattr(error, "problem_mark", None))
    except (ValueError, OverflowError):
        return None, "is no valid YAML: it names a character that there is not"
    except RecursionError:
        return None, "is nested too deep"


def _where(mark: yaml.Mark | None) -> str:
    return f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""


def _refuse_endless(document: object) -> None:
    waiting, met = [(document, 0)], 0
    while waiting:
        value, depth = waiting.pop()
        met += 1
        if depth > _DEEPEST or met > _MOST:
            raise UnfitError("is nested too deep, or too large with what its aliases repeat")
        waiting += [(each, depth + 1) for each in _inside(value)]


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else ()

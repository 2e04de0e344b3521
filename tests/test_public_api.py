"""What is public is deliberate: named, documented, drawn in the tree of errors, free of extras."""

import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import asyncjobs
from asyncjobs import errors

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
MODULES = (
    "asyncjobs",
    "asyncjobs.auth",
    "asyncjobs.errors",
    "asyncjobs.events",
    "asyncjobs.models",
    "asyncjobs.profiles",
    "asyncjobs.simulator",
    "asyncjobs.testing",
    "asyncjobs.transports",
    "asyncjobs.wire",
)
DIRECTIVE = re.compile(r"^\.\. (?:auto\w+|py:data):: ([\w.]+)", re.MULTILINE)
BRANCH = re.compile(r"    [ |`-]*(\w+Error)\b")
EXTRAS = (
    "aiohttp",
    "cyclopts",
    "httptools",
    "rich",
    "starlette",
    "uvicorn",
    "yaml",
    "trio",
    "pytest",
)


def documented() -> list[str]:
    pages = sorted(REFERENCE.glob("*.md"))
    return [name for page in pages for name in DIRECTIVE.findall(page.read_text(encoding="utf-8"))]


def resolve(name: str) -> object:
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


def public(module: ModuleType) -> Iterator[tuple[str, object]]:
    for name in module.__all__:
        yield f"{module.__name__}.{name}", getattr(module, name)


def members(owner: object) -> Iterator[tuple[str, object]]:
    """Yield the public methods and properties that a class of ours adds."""
    for name, member in vars(owner).items() if inspect.isclass(owner) else ():
        if not name.startswith("_") and (inspect.isroutine(member) or isinstance(member, property)):
            yield name, member


def test_the_reference_has_the_top_level_names() -> None:
    """`asyncjobs.__all__` and the names of `asyncjobs` in the reference are the same."""
    top = {name.removeprefix("asyncjobs.") for name in documented() if name.count(".") == 1}

    assert sorted(asyncjobs.__all__) == sorted(top)


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_is_in_the_reference(module: str) -> None:
    """A name in `__all__` is documented, there or where it is re-exported."""
    exported = dict(public(importlib.import_module(module)))
    known = {id(resolve(name)) for name in documented()}

    assert [] == [name for name, value in exported.items() if id(value) not in known]


def test_the_reference_names_nothing_twice() -> None:
    """A name has one place in the reference, and exists."""
    names = documented()

    assert sorted(set(names)) == sorted(names)
    assert all(resolve(name) is not None for name in names)


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_has_a_docstring(module: str) -> None:
    """Modules, classes, functions, methods and properties that are public say what they are for."""
    imported = importlib.import_module(module)
    values = [(name, value) for name, value in public(imported) if inspect.getmodule(value)]
    ours = [(name, value) for name, value in values if callable(value)]
    inner = [(f"{name}.{part}", member) for name, value in ours for part, member in members(value)]

    assert imported.__doc__
    assert [] == [name for name, value in ours + inner if not inspect.getdoc(value)]


def test_every_error_stands_in_the_tree() -> None:
    """The tree drawn at the top of errors.py has every class, each below its base."""
    branches = map(BRANCH.match, (errors.__doc__ or "").splitlines())
    drawn = [(branch.start(1), branch[1]) for branch in branches if branch]
    bases: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for depth, name in drawn:
        above = [(column, parent) for column, parent in above if column < depth]
        bases[name] = above[-1][1] if above else "Exception"
        above.append((depth, name))

    assert {name: getattr(errors, name).__bases__[0].__name__ for name in errors.__all__} == bases


def test_importing_needs_no_extra() -> None:
    """Every public name but the simulator's can be had without any extra installed."""
    modules = [module for module in MODULES if module != "asyncjobs.simulator"]
    program = (
        f"import importlib, sys\n"
        f"for extra in {EXTRAS}: sys.modules[extra] = None\n"
        f"for name in {modules}:\n"
        f"    module = importlib.import_module(name)\n"
        f"    [getattr(module, public) for public in module.__all__]\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (0, "") == (done.returncode, done.stderr)

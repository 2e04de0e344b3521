"""What few programs use is imported on demand, and is there as if it had been from the start."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("asyncjobs", "asyncjobs.auth", "asyncjobs.config", "asyncjobs.profiles")


def told_by(program: str) -> object:
    """Return what a new process prints, which is a literal."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    value: object = ast.literal_eval(done.stdout)
    return value


@pytest.mark.parametrize("package", PACKAGES)
def test_dir_lists_every_public_name_before_anybody_asked_for_it(package: str) -> None:
    """Completion in a shell does not depend on what was used."""
    program = f"import {package} as it; print(sorted(set(it.__all__) - set(dir(it))))"

    assert [] == told_by(program)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_name_that_is_imported_on_demand_stays(package: str) -> None:
    """The second to ask finds it where any other name is."""
    program = (
        f"import {package} as it; [getattr(it, name) for name in it.__all__];"
        "print(sorted(set(it.__all__) - set(vars(it))))"
    )

    assert [] == told_by(program)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_name_that_is_nowhere_is_refused_as_by_any_module(package: str) -> None:
    """The error names the module and what was asked for."""
    module = importlib.import_module(package)

    with pytest.raises(
        AttributeError, match=f"module '{package}' has no attribute 'Nothing'"
    ) as it:
        module.Nothing  # noqa: B018

    assert ("Nothing", module) == (it.value.name, it.value.obj)

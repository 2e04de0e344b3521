"""How the documents are built: Markdown by MyST, the reference out of the docstrings."""

import re
from importlib.metadata import version as installed_version

from sphinx.application import Sphinx
from sphinx.ext.napoleon import Config, GoogleDocstring

project = "asyncjobs"
author = "the asyncjobs authors"
release = installed_version("asyncjobs-client")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"asyncjobs {release}"

# Docstrings are read in editors too: one backtick there means code.
default_role = "code"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"

CODE_WITH_ENDING = re.compile(r"(`[^`]+`)(?=\w)")
"""As in `send`s, which Sphinx wants separated."""


def setup(app: Sphinx) -> None:
    """Read docstrings as they are written here."""
    app.connect("autodoc-process-docstring", read_docstring)


def read_docstring(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Turn a docstring in Google style, with indented code, into what Sphinx understands.

    A field's docstring is left alone: napoleon by itself takes what stands before a colon there for
    a type.
    """
    lines[:] = [CODE_WITH_ENDING.sub(r"\1\\ ", line) for line in mark_code(lines)]
    if what not in {"attribute", "data", "property"}:
        style = Config(napoleon_numpy_docstring=False)
        lines[:] = GoogleDocstring(lines, style, app, what, name, obj, options).lines()


def mark_code(lines: list[str]) -> list[str]:
    """Mark an indented block that follows a paragraph as code."""
    marked = [*lines[:2]]
    for before, empty, line in zip(lines, lines[1:], lines[2:], strict=False):
        if line.startswith("    ") and not empty and before[:1].strip():
            marked += ["::", ""]
        marked.append(line)
    return marked

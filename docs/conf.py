"""How the documents are built: Markdown by MyST, the reference out of the docstrings."""

from importlib.metadata import version as installed_version

project = "asyncjobs"
author = "the asyncjobs authors"
release = installed_version("asyncjobs-client")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"asyncjobs {release}"

# Docstrings are read in editors too: one backtick there means code.
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
napoleon_numpy_docstring = False

"""The command line: extra `cli`. Start it as `asyncjobs` or `python -m asyncjobs`."""

from asyncjobs.cli._app import run

__all__ = ["run"]

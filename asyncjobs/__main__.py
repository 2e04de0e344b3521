"""The command `asyncjobs`, also as `python -m asyncjobs`."""

import sys

_MISSING = (
    "asyncjobs: the command line needs an extra: python -m pip install 'asyncjobs-client[cli]'\n"
)


def main() -> None:
    """Run the command line with the arguments of this process, and exit with its code."""
    sys.exit(_code())


def _code() -> int:
    try:
        # Not at the top: the extra may be missing, and then one line is to say so.
        from asyncjobs.cli import run  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"cyclopts", "rich"}:
            raise
        sys.stderr.write(_MISSING)
        return 2
    except KeyboardInterrupt:
        return 130
    return run(sys.argv[1:])


if __name__ == "__main__":
    main()

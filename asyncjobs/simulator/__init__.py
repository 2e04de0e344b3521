"""The cloud of `asyncjobs.testing` behind real HTTP, for demos and for tests of other processes.

    with running(FakeCloud(speed=10)) as url:
        ...  # requests to `url` are answered by the cloud

Beside the services' own paths, `GET /_simulator/stats` tells what was asked and
`GET /_simulator/truth` when the submitted jobs really changed.
"""

try:
    from asyncjobs.simulator._app import make_app
    from asyncjobs.simulator._server import running, serve
except ModuleNotFoundError as error:
    if error.name not in {"starlette", "uvicorn"}:
        raise
    message = (
        f"the simulator needs {error.name}, which is not installed: "
        "python -m pip install 'asyncjobs-client[simulator]'"
    )
    raise ImportError(message, name=error.name) from error

__all__ = ["make_app", "running", "serve"]

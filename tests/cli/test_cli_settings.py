"""Where the settings of a command come from."""

from pathlib import Path
from typing import Any

import anyio
import canaries
import pytest

from asyncjobs.cli._settings import Settings
from asyncjobs.errors import ConfigError
from asyncjobs.wire import Request

WHOLE = Settings(endpoint=("https://ecs.example",), project_id="0a1b")


def token_of(arguments: dict[str, Any]) -> str:
    """Return the token that a client opened with the arguments would send."""
    request = anyio.run(arguments["auth"].authorize, Request("GET", "https://ecs.example/"))
    return str(request.headers["X-Auth-Token"])


def test_all_that_is_missing_is_told_at_once() -> None:
    """One error names every setting that is missing, and where to give it."""
    with pytest.raises(ConfigError) as caught:
        Settings().client_arguments({})
    assert all(
        name in str(caught.value)
        for name in ("ASYNCJOBS_ENDPOINT", "ASYNCJOBS_PROJECT_ID", "ASYNCJOBS_TOKEN")
    )


def test_settings_become_arguments() -> None:
    """What was given is handed to the client under its own names."""
    arguments = WHOLE.client_arguments({"ASYNCJOBS_TOKEN": canaries.TOKEN})
    assert canaries.TOKEN == token_of(arguments)
    assert {
        "endpoint": "https://ecs.example",
        "project_id": "0a1b",
        "rate": None,
        "environ": {},
    } == {name: value for name, value in arguments.items() if name != "auth"}


@pytest.mark.parametrize("name", ["ASYNCJOBS_TOKEN", "OS_TOKEN", "HW_AUTH_TOKEN"])
def test_token_variables(name: str) -> None:
    """The token may stand in the variables that other tools of these clouds read."""
    assert canaries.TOKEN == token_of(WHOLE.client_arguments({name: canaries.TOKEN}))


def test_our_own_variable_wins() -> None:
    """ASYNCJOBS_TOKEN goes before the others; an empty one counts as absent."""
    both = {"OS_TOKEN": "theirs", "ASYNCJOBS_TOKEN": "ours"}
    assert "ours" == token_of(WHOLE.client_arguments(both))
    assert "theirs" == token_of(WHOLE.client_arguments(both | {"ASYNCJOBS_TOKEN": ""}))


def test_one_endpoint_for_each_service() -> None:
    """SERVICE=URL, given several times, becomes a mapping; `=` inside a URL is left alone."""
    settings = Settings(endpoint=("ecs=https://a.example", "evs=https://b.example/?x=y"))
    expected = {"ecs": "https://a.example", "evs": "https://b.example/?x=y"}
    assert expected == settings.find({}).values["endpoint"].value


def test_endpoint_with_an_equals_sign() -> None:
    """A URL whose query holds `=` is one endpoint for all services."""
    settings = Settings(endpoint=("https://a.example/?x=y",))
    assert "https://a.example/?x=y" == settings.find({}).values["endpoint"].value


@pytest.mark.parametrize(
    "given",
    [
        ("https://a.example", "https://b.example"),
        ("ecs=https://a.example", "ecs=https://b.example"),
    ],
)
def test_endpoints_that_contradict(given: tuple[str, ...]) -> None:
    """Several endpoints without a word on which is whose are refused."""
    with pytest.raises(ConfigError, match="SERVICE=URL, and each service once"):
        Settings(endpoint=given, project_id="0a1b").client_arguments({"OS_TOKEN": "s"})


def test_token_file(tmp_path: Path) -> None:
    """The file goes before the variables and is read anew each time it is asked for."""
    path = tmp_path / "token"
    path.write_text("first\n")
    settings = Settings(endpoint=WHOLE.endpoint, project_id="0a1b", token_file=path)
    auth = settings.client_arguments({"ASYNCJOBS_TOKEN": "other"})["auth"]
    assert "first" == auth()
    path.write_text("second\n")
    assert "second" == auth()


@pytest.mark.parametrize("content", [b"", b" \n", "tökén".encode(), b"x" * 65_537])
def test_token_file_without_a_token(tmp_path: Path, content: bytes) -> None:
    """A file that cannot be a token is refused at the start, and its content is not repeated."""
    path = tmp_path / "token"
    path.write_bytes(content)
    settings = Settings(endpoint=WHOLE.endpoint, project_id="0a1b", token_file=path)
    with pytest.raises(ConfigError, match="holds no token") as caught:
        settings.client_arguments({})
    assert "xxx" not in str(caught.value)


def test_token_file_that_is_not_there(tmp_path: Path) -> None:
    """A file that cannot be read is told with the reason."""
    settings = Settings(endpoint=WHOLE.endpoint, project_id="0a1b", token_file=tmp_path / "none")
    with pytest.raises(ConfigError, match=r"cannot read the token file .*No such file"):
        settings.client_arguments({})


def test_a_cloud_in_place_of_endpoints() -> None:
    """With a cloud and a region no endpoint is needed; what the variables add is handed over."""
    environ = {
        "HW_ACCESS_KEY": canaries.ACCESS_KEY,
        "HW_SECRET_KEY": canaries.SECRET_KEY,
        "HW_CLOUD": "otc",
        "HW_REGION_NAME": "eu-de",
        "HUAWEICLOUD_SDK_REGION_ECS_EU_DE": "https://ecs.example",
    }
    arguments = Settings(project_id="0a1b").client_arguments(environ)
    assert "AccessKey(***)" == repr(arguments.pop("auth"))
    assert {
        "region": "eu-de",
        "project_id": "0a1b",
        "rate": None,
        "environ": {
            "HUAWEICLOUD_SDK_REGION_ECS_EU_DE": "https://ecs.example",
            "HW_CLOUD": "otc",
        },
    } == arguments


def test_a_cloud_without_a_region() -> None:
    """Jobs are named without their region here, so it is asked for at once."""
    environ = {"ASYNCJOBS_TOKEN": canaries.TOKEN}
    with pytest.raises(ConfigError, match="give region"):
        Settings(cloud="otc", project_id="0a1b").client_arguments(environ)

"""The files of this machine: where they are looked for, and who may read them."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from asyncjobs import ConfigError
from asyncjobs.auth import AccessKey, Password
from asyncjobs.config import discover
from asyncjobs.config._files import DiskFiles
from asyncjobs.config._sources import Sources

ROOT = Path(__file__).parents[2]
CLOUDS = """
clouds:
  mine:
    profile: otc
    auth: {username: me, password: canary, user_domain_name: OTC-1, project_name: eu-de_x}
"""
VENDOR = "[basic]\nak = ak\nsk = canary%x\nproject_id = p\n[global]\nak = ak\ndomain_id = d\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of a user's, without any file in it."""
    return tmp_path


def put(path: Path, text: str, mode: int = 0o600) -> Path:
    """Write a file, and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


def test_the_vendors_file(home: Path) -> None:
    """~/.huaweicloud/credentials gives the key, the project and the account."""
    put(home / ".huaweicloud/credentials", VENDOR)
    found = discover({"HOME": str(home)}, region="cn-north-4")
    found.check("project_id", "region")
    assert isinstance(found.auth, AccessKey)
    assert "canary%x" == found.auth.sk.reveal()
    assert ("p", "d") == (found.values["project_id"].value, found.values["domain_id"].value)


def test_the_vendors_file_elsewhere(home: Path) -> None:
    """A variable may name it; what it names must be there."""
    path = put(home / "keys", VENDOR)
    found = discover({"HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(path)}, cloud="otc")
    assert f"{path} [basic]" == found.values["secret_key"].source
    with pytest.raises(ConfigError, match="names /no/such, which is not there"):
        discover({"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "/no/such"}).check()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[other]\nak = x\n", r"no section \[basic\]"),
        ("canary\n", r"no valid file of sections .*\(line 1\)"),
        ("[basic]\nak = x\ncanary\n", r"no valid file of sections .*\(line 3\)"),
        ("[basic]\nak = x\nak = canary\n", r"no valid file of sections .*\(line 3\)"),
        ('[basic]\nak = x\nsk = "canary"\n', "give it without quotes"),
        ("[basic]\nidp_id = x\nid_token_file = y\n", "identity provider"),
        ("[basic]\nak = x\n", "without secret_key"),
        ("\0" * 2**21, "no settings file"),
    ],
)
def test_a_vendors_file_that_makes_no_sense(home: Path, text: str, word: str) -> None:
    """What is wrong is told, and nothing of what stands in it."""
    put(home / ".huaweicloud/credentials", text)
    with pytest.raises(ConfigError, match=word) as caught:
        discover({"HOME": str(home)}, cloud="otc").check()
    assert "canary" not in str(caught.value)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX says by the mode who may read a file")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_key_that_others_can_read_is_refused(home: Path, mode: int) -> None:
    """The file of keys must be its owner's alone."""
    path = put(home / ".huaweicloud/credentials", VENDOR, mode)
    with pytest.raises(ConfigError, match=f"chmod 600 {path}"):
        discover({"HOME": str(home)}).check()


def test_clouds_yaml(home: Path) -> None:
    """Found in ~/.config/openstack, merged with secure.yaml beside it."""
    folder = home / ".config/openstack"
    put(folder / "clouds.yaml", CLOUDS)
    put(folder / "secure.yaml", "clouds: {mine: {auth: {password: newer}}}\n")
    found = discover({"HOME": str(home), "OS_CLOUD": "mine"})
    found.check("project_id", "region")
    assert isinstance(found.auth, Password)
    assert "newer" == found.auth.password.reveal()
    assert "eu-de" == found.values["region"].value


def test_clouds_yaml_elsewhere(home: Path) -> None:
    """Variables may name the files, and XDG_CONFIG_HOME the folder above them."""
    path = put(home / "a.yaml", CLOUDS)
    secure = put(home / "b.yaml", "clouds: {mine: {auth: {username: other}}}\n")
    named = {"OS_CLIENT_CONFIG_FILE": str(path), "OS_CLIENT_SECURE_FILE": str(secure)}
    assert "other" == discover(named, os_cloud="mine").auth.user
    put(home / "xdg/openstack/clouds.yml", CLOUDS)
    assert "me" == discover({"XDG_CONFIG_HOME": str(home / "xdg")}, os_cloud="mine").auth.user
    with pytest.raises(ConfigError, match="OS_CLIENT_CONFIG_FILE names /no/such"):
        discover({"OS_CLIENT_CONFIG_FILE": "/no/such"}, os_cloud="mine").check()


def test_no_clouds_yaml(home: Path) -> None:
    """A cloud that is asked for without any file is told with the folders that were looked in."""
    with pytest.raises(ConfigError, match=rf"no clouds.yaml \(looked in .*{home}/.config"):
        discover({"HOME": str(home)}, os_cloud="mine").check()


def test_a_clouds_yaml_that_nobody_asks_for_is_not_read(home: Path) -> None:
    """Only OS_CLOUD or `os_cloud` has it read."""
    put(home / ".config/openstack/clouds.yaml", "{")
    assert discover({"HOME": str(home)}).auth is None


def test_yaml_that_is_none(home: Path) -> None:
    """The place is told; the line, which may hold a secret, is not."""
    put(home / ".config/openstack/clouds.yaml", "clouds:\n  mine: {password: canary\n")
    with pytest.raises(ConfigError, match=r"no valid YAML \(line 3, column 1\)") as caught:
        discover({"HOME": str(home)}, os_cloud="mine").check()
    assert "canary" not in str(caught.value)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX says by the mode who may read a file")
def test_a_clouds_yaml_that_others_can_read(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    """One warning if it holds a secret, as such files are common; secure.yaml is refused."""
    path = put(home / ".config/openstack/clouds.yaml", CLOUDS, 0o644)
    with caplog.at_level(logging.WARNING, "asyncjobs"):
        found = discover({"HOME": str(home)}, os_cloud="mine")
    assert list(found.remarks) == [record.getMessage() for record in caplog.records]
    assert [True] == [str(path) in record.getMessage() for record in caplog.records]
    assert "canary" not in caplog.text
    put(home / ".config/openstack/secure.yaml", "clouds: {}", 0o644)
    with pytest.raises(ConfigError, match=r"chmod 600 .*secure\.yaml"):
        discover({"HOME": str(home)}, os_cloud="mine").check()


@pytest.mark.skipif(os.name != "posix", reason="only POSIX says by the mode who may read a file")
def test_a_secret_of_one_region_is_a_secret(home: Path) -> None:
    """Lists are looked into as well."""
    regions = "[{name: eu-de, values: {auth: {password: x}}}]"
    text = f"clouds: {{mine: {{profile: otc, regions: {regions}}}}}"
    put(home / ".config/openstack/clouds.yaml", text, 0o644)
    assert 1 == len(discover({"HOME": str(home)}, os_cloud="mine").remarks)


@pytest.mark.parametrize("name", ["secure.yaml", "clouds-public.yaml"])
@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n"])
def test_an_empty_file_beside_clouds_yaml(home: Path, name: str, text: str) -> None:
    """It says nothing, which is no error."""
    put(home / ".config/openstack/clouds.yaml", CLOUDS)
    put(home / f".config/openstack/{name}", text)
    discover({"HOME": str(home)}, os_cloud="mine").check("project_id", "region")


@pytest.mark.parametrize("password", ["0123456", "2020-13-45", "yes"])
def test_a_password_is_read_as_it_is_written(home: Path, password: str) -> None:
    """Other readers take the first for the number 42798, and fail over the second."""
    put(home / ".config/openstack/clouds.yaml", CLOUDS.replace("canary", password))
    found = discover({"HOME": str(home)}, os_cloud="mine")
    assert password == found.auth.password.reveal()


@pytest.mark.skipif(os.name != "posix", reason="only POSIX says by the mode who may read a file")
def test_a_clouds_yaml_without_secrets_is_everybodys(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where a cloud is, is no secret."""
    put(home / ".config/openstack/clouds.yaml", "clouds: {mine: {profile: otc}}", 0o644)
    discover({"HOME": str(home)}, os_cloud="mine")
    assert [] == caplog.records


def test_a_file_that_cannot_be_read(home: Path) -> None:
    """The system's reason is told."""
    (home / ".huaweicloud/credentials").mkdir(parents=True)
    with pytest.raises(ConfigError, match=r"cannot read .*credentials: "):
        discover({"HOME": str(home)}).check()


def test_the_extra_that_is_missing(home: Path) -> None:
    """Without PyYAML, a clouds.yaml that is asked for names the extra."""
    put(home / ".config/openstack/clouds.yaml", CLOUDS)
    program = (
        "import sys; sys.modules['yaml'] = None\n"
        "from asyncjobs.config import discover\n"
        f"discover({{'HOME': {str(home)!r}}}, os_cloud='mine').check()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "asyncjobs-client[clouds]" in done.stderr


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".huaweicloud/credentials", "[basic]\nak = x\ncanary\n"),
        (".config/openstack/clouds.yaml", "clouds: {mine: {password: canary, token: 'canary}}\n"),
        (".config/openstack/clouds.yaml", "clouds: {mine: {password: canary, password: canary}}\n"),
    ],
)
def test_no_error_brings_along_what_stands_in_a_file(home: Path, path: str, text: str) -> None:
    """Parsers fill their own errors with the text, so none of those stands behind ours."""
    put(home / path, text)
    files = DiskFiles({"HOME": str(home)})
    with pytest.raises(ConfigError, match=r"valid|twice") as caught:
        files.credentials() if "credentials" in path else files.clouds()
    assert (None, None) == (caught.value.__cause__, caught.value.__context__)
    assert "canary" not in str(caught.value)


def test_files_are_shown_without_what_stands_in_them(home: Path) -> None:
    """As are the places where settings are looked for."""
    put(home / ".huaweicloud/credentials", VENDOR)
    put(home / ".config/openstack/clouds.yaml", CLOUDS)
    environ = {"HOME": str(home), "OS_PASSWORD": "canary"}
    files = DiskFiles(environ)
    shown = f"{files.credentials()} {files.clouds()} {Sources(environ, files)} {files}"
    assert "clouds.yaml" in shown
    assert "canary" not in shown

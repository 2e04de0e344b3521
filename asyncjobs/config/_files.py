"""Read the files that settings may stand in."""

import configparser
import errno
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from asyncjobs.config._clouds_yaml import CloudFiles, YamlFile
from asyncjobs.config._credentials_file import CredentialsFile
from asyncjobs.errors import ConfigError

_LARGEST = 1_048_576
_SECRET_WORDS = ("password", "token", "secret_key", "sk")


class DiskFiles:
    """The files of this machine.

    Args:
        environ: says where the home is and where else to look.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        home = environ.get("HOME") or environ.get("USERPROFILE")
        self._home = Path(home) if home else None

    def credentials(self) -> CredentialsFile | None:
        """Return the vendor's credential file; None if there is none.

        Raises:
            ConfigError: it cannot be read, others may read it, or a variable names one that is not
                there.
        """
        named = self._environ.get("HUAWEICLOUD_SDK_CREDENTIALS_FILE")
        path = Path(named) if named else self._below_home(".huaweicloud/credentials")
        text = None if path is None else _read(path)
        if path is None or text is None:
            if named:
                message = f"HUAWEICLOUD_SDK_CREDENTIALS_FILE names {named}, which is not there"
                raise ConfigError(message)
            return None
        _refuse_shared(path)
        return CredentialsFile(str(path), _sections(path, text))

    def clouds(self) -> CloudFiles:
        """Return openstacksdk's files.

        Raises:
            ConfigError: there is no clouds.yaml, one of them cannot be read, or PyYAML is missing.
        """
        remarks: tuple[str, ...] = ()
        clouds = self._yaml("clouds", "OS_CLIENT_CONFIG_FILE")
        if clouds is None:
            looked = ", ".join(dict.fromkeys(str(folder) for folder in self._folders()))
            message = f"a cloud is asked for, and there is no clouds.yaml (looked in {looked})"
            raise ConfigError(message)
        if _holds_secret(clouds.document) and is_shared(Path(clouds.path)):
            remark = (
                f"{clouds.path} holds a secret and can be read by other users: chmod 600 it, or "
                "move the secret to secure.yaml"
            )
            remarks = (remark,)
        secure = self._yaml("secure", "OS_CLIENT_SECURE_FILE")
        if secure is not None:
            _refuse_shared(Path(secure.path))
        return CloudFiles(clouds, secure, self._yaml("clouds-public", ""), remarks)

    def _yaml(self, stem: str, variable: str) -> YamlFile | None:
        """Read the first file of that name that there is, as openstacksdk does."""
        named = self._environ.get(variable)
        for path in [Path(named)] if named else []:
            if not path.exists():
                message = f"{variable} names {named}, which is not there"
                raise ConfigError(message)
        names = [f"{stem}{ending}" for ending in (".yaml", ".yml", ".json")]
        paths = [folder / name for folder in self._folders() for name in names]
        for path in [Path(named), *paths] if named else paths:
            text = _read(path)
            if text is not None:
                return YamlFile(str(path), _parsed(path, text))
        return None

    def _folders(self) -> Iterator[Path]:
        """Yield the folders that openstacksdk looks into, in its order."""
        yield Path.cwd()
        if xdg := self._environ.get("XDG_CONFIG_HOME"):
            yield Path(xdg) / "openstack"
        for below in ("Library/Application Support/openstack", ".config/openstack"):
            if self._home is not None:
                yield self._home / below
        yield from (Path("/etc/xdg/openstack"), Path("/etc/openstack"))

    def _below_home(self, path: str) -> Path | None:
        return None if self._home is None else self._home / path


def _read(path: Path) -> str | None:
    """Return what a file holds; None if there is no such file."""
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ENOTDIR}:
            return None
        message = f"cannot read {path}: {error.strerror}"
        raise ConfigError(message) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if len(content) > _LARGEST or (content and not text):
        message = f"{path} is no settings file: at most 1 MiB of UTF-8 text is expected"
        raise ConfigError(message)
    return text


def _parsed(path: Path, text: str) -> object:
    try:
        # Only who asks for a clouds.yaml needs PyYAML.
        from asyncjobs.config import _yaml  # noqa: PLC0415
    except ImportError:
        message = f"reading {path} needs an extra: pip install 'asyncjobs-client[clouds]'"
        raise ConfigError(message) from None
    try:
        return _yaml.load(text)
    except _yaml.UnfitError as error:
        message = f"{path} {error}"
    raise ConfigError(message)


def _sections(path: Path, text: str) -> dict[str, dict[str, str]]:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        # Not its own words: they quote the line, which may hold a secret.
        line = getattr(error, "lineno", None) or _first_line(error)
        where = f" (line {line})" if line else ""
        message = f"{path} is no valid file of sections and `name = value` lines{where}"
    else:
        return {name: dict(parser[name]) for name in parser.sections()}
    # Not where the parser's own error is caught: that one holds the lines, and would go along.
    raise ConfigError(message)


def _first_line(error: configparser.Error) -> int | None:
    """Return the number of the first line that makes no sense."""
    errors = error.errors if isinstance(error, configparser.ParsingError) else []
    return errors[0][0] if errors else None


def _refuse_shared(path: Path) -> None:
    if is_shared(path):
        message = f"{path} holds secrets and can be read by other users: run `chmod 600 {path}`"
        raise ConfigError(message)


def is_shared(path: Path) -> bool:
    """Whether others than the owner may read a file; only POSIX says so by the mode."""
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _holds_secret(document: object) -> bool:
    if isinstance(document, list):
        return any(map(_holds_secret, document))
    if not isinstance(document, Mapping):
        return False
    return any(
        (value and str(key).replace("-", "_") in _SECRET_WORDS) or _holds_secret(value)
        for key, value in document.items()
    )

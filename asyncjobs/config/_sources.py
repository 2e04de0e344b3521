"""Where settings are looked for: what is wrong in one source keeps no other from being read."""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from attrs import define, field

from asyncjobs.config._clouds_yaml import CloudFiles, cloud_values
from asyncjobs.config._credentials_file import CredentialsFile, credentials_values
from asyncjobs.config._endpoint_words import endpoints
from asyncjobs.config._found import Found, Values, text_of
from asyncjobs.config._kinds import begun
from asyncjobs.config._variables import HCS, HW, OS, OWN, SDK, unread
from asyncjobs.errors import ConfigError

_T = TypeVar("_T")
_U = TypeVar("_U")

PROJECT = ("project_id", "project_name")
ACCOUNT = ("domain_id", "domain_name")
TOOLS = 2
"""At which level the variables of other tools stand, below arguments and our own."""

_WHICH = OWN.only("region", *PROJECT, *ACCOUNT)
"""Which jobs are meant; the other variables say who asks, and where."""


class Files(Protocol):
    """Reads files, when they are asked for."""

    def clouds(self) -> CloudFiles:
        """Return openstacksdk's files."""
        ...

    def credentials(self) -> CredentialsFile | None:
        """Return the vendor's credential file; None if there is none."""
        ...


@define
class Sources:
    """Reads what settings may stand in.

    Args:
        environ: the environment.
        files: read only if somebody asks for them.
    """

    environ: Mapping[str, str] = field(repr=False)
    files: Files = field(repr=False)
    problems: list[str] = field(factory=list)
    """What is wrong with them."""
    remarks: list[str] = field(factory=list)
    """What is amiss, and no reason not to go on."""

    def levels(self, given: Values) -> list[list[Values]]:
        """Return the sources in their order; those of one level have equal rights.

        A cloud of clouds.yaml that an argument names says who asks and where: nothing that lies
        around in the environment may mix with it.
        """
        if "os_cloud" in given:
            own = _WHICH.values(self.environ, self.problems)
            region = text_of({**own, **given}, "region")
            return [[given], [self._cloud(text_of(given, "os_cloud") or "", region)], [own]]
        return [[given], *self._looked_for(given)]

    def _looked_for(self, given: Values) -> list[list[Values]]:
        """Return what variables say, and the files that they name, below what is given."""
        self.remarks += unread(self.environ)
        own = self._own()
        told = {**own, **given}
        files = not _enough(told)
        openstack = self._openstack(text_of(told, "region"), files=files)
        sdk = SDK.values(self.environ, self.problems)
        others = [family.values(self.environ, self.problems) for family in (HW, HCS)]
        return [[own], [self._with_key_file(sdk) if files else sdk, *others, openstack]]

    def key_file(self) -> Values:
        """Return what the vendor's credential file gives, if there is one."""
        file = self._tried(self.files.credentials, None)
        return {} if file is None else self._tried(lambda: credentials_values(file), {})

    def _own(self) -> Values:
        own = OWN.values(self.environ, self.problems)
        if "endpoint" in own:
            text, source = own["endpoint"].text, own["endpoint"].source
            words = self._tried(lambda: endpoints(tuple(text.split()), source), text)
            own["endpoint"] = Found(words, source)
        return own

    def _with_key_file(self, values: Values) -> Values:
        """Return the SDK's variables, with the file that one of them names below them."""
        if not self.environ.get("HUAWEICLOUD_SDK_CREDENTIALS_FILE") or begun(values):
            return values
        return {**self.key_file(), **values}

    def _openstack(self, region: str | None, *, files: bool) -> Values:
        """Return the cloud that OS_CLOUD names, or else OpenStack's variables.

        Never both: openstacksdk does not mix them either, and a password that was left over must
        not be sent for the user, or to the address, of another cloud.
        """
        name = self.environ.get("OS_CLOUD", "").strip()
        if not files or not name or name == self.environ.get("OS_CLOUD_NAME", "envvars"):
            return OS.values(self.environ, self.problems)
        unheard = ", ".join(OS.held(self.environ).values())
        if unheard:
            self.remarks.append(
                f"OS_CLOUD names a cloud of clouds.yaml, beside which these do not count: {unheard}"
            )
        return self._cloud(name, region)

    def _cloud(self, name: str, region: str | None) -> Values:
        files = self._tried(self.files.clouds, None)
        if files is None:
            return {}
        self.remarks += files.remarks
        return self._tried(lambda: cloud_values(files, name, region), {})

    def _tried(self, read: Callable[[], _T], otherwise: _U) -> _T | _U:
        try:
            return read()
        except ConfigError as error:
            self.problems.append(str(error))
            return otherwise


def _enough(values: Values) -> bool:
    """Whether it is said who asks and where: what files say is then somebody else's."""
    return ("auth" in values or begun(values)) and bool({"endpoint", "cloud"} & set(values))

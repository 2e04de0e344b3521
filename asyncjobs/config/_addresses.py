"""Where each service of each region is, by what users give and by the table of clouds."""

from collections.abc import Callable, Mapping

from attrs import field, frozen

from asyncjobs._text import safe_text
from asyncjobs.config._clouds import Cloud
from asyncjobs.config._endpoint import Endpoint, check_endpoint, shown_url
from asyncjobs.config._region import check_region
from asyncjobs.errors import ConfigError

Endpoints = str | Mapping[str, str]
"""One address for all services, or one for each: `{"ecs": "https://...", "evs": "https://..."}`.

`{service}` and `{region}` in an address stand for what is asked for.
"""

_HINT = (
    "give endpoint='https://...' for all services, endpoint={'ecs': 'https://...'}, or cloud='otc'"
)


@frozen(kw_only=True)
class Addresses:
    """Finds the address of a service in a region; each is checked and made once.

    Raises:
        ConfigError: an address that was given cannot be one, or nothing was given.
    """

    given: Endpoints | None
    regional: Mapping[str, str]
    """By service and region, as the vendor's SDK has them: `{"ECS_CN_NORTH_4": "https://..."}`."""
    cloud: Cloud | None
    region: str | None
    """The client's own."""
    auth_url: str | None
    insecure: bool
    host_of: Callable[[str], str]
    """Returns what the host of a service is called."""
    _templates: dict[str | None, str] = field(init=False, repr=False)
    _found: dict[tuple[str, str | None], Endpoint] = field(init=False, repr=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        templates = _templates(self.given)
        if not templates and self.cloud is None:
            message = f"no endpoint: {_HINT}"
            raise ConfigError(message)
        for url in (*templates.values(), *self.regional.values()):
            self._check_template(url)
        if self.auth_url is not None:
            self._check_template(self.auth_url, "auth_url")
        object.__setattr__(self, "_templates", templates)
        if self.region is not None and (self.cloud or _any_takes_region(templates)):
            check_region(self.region, self.cloud)

    def find(self, service: str, region: str | None) -> Endpoint:
        """Return where a service is asked.

        Raises:
            ConfigError: there is no address for it, or a region is missing, wrong or another one
                than the address is for.
        """
        key = (service, region)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._make(service, region)
        return found

    def identity(self, region: str | None) -> str:
        """Return the address of the identity service, without /v3 and a slash at its end.

        Raises:
            ConfigError: it is not known, or cannot be used.
        """
        template = self._identity()
        if template is None:
            message = (
                "where to sign in is not known: give auth_url='https://iam...' (OS_AUTH_URL, "
                "HW_AUTH_URL or HUAWEICLOUD_SDK_IAM_ENDPOINT), or cloud='otc'"
            )
            raise ConfigError(message)
        url = self._filled(template, "iam", region or self.region, "sign in")
        plain = check_endpoint(url, insecure=self.insecure, what="auth_url").url
        return plain.removesuffix("/v3").removesuffix("/v3.0")

    @property
    def tell_identity(self) -> bool:
        """Whether they tell where the identity service is, for a region at least."""
        return self._identity() is not None

    def _identity(self) -> str | None:
        return self.auth_url or self._templates.get("iam") or self._identity_template()

    def _identity_template(self) -> str | None:
        everywhere = self._templates.get(None, "")
        if "{service}" in everywhere:
            return everywhere
        if self.cloud is not None:
            return self.cloud.identity
        # A simulated cloud has everything at one address; a real one never does.
        local = everywhere and check_endpoint(everywhere, insecure=True).local
        return everywhere if local else None

    def _check_template(self, url: object, what: str = "endpoint") -> None:
        if isinstance(url, str):
            filled = url.replace("{service}", "service").replace("{region}", "region")
            if set(filled) & set("{}"):
                message = (
                    f"{what} '{shown_url(url)}' cannot be used: only {{service}} and {{region}} "
                    "may stand in braces"
                )
                raise ConfigError(message)
            url = filled
        check_endpoint(url, insecure=self.insecure, what=what)

    def _make(self, service: str, region: str | None) -> Endpoint:
        host = self.host_of(service)
        template = self._templates.get(service) or self._templates.get(None)
        if template is not None:
            self._refuse_other_region(template, service, region)
        template = template or self._regional(service, host, region or self.region)
        if template is None and self.cloud is not None:
            template = self.cloud.worldwide.get(service, self.cloud.endpoint)
            host = self.cloud.hosts.get(service, host)
        if template is None:
            known = ", ".join(sorted(map(str, self._templates)))
            message = f"no endpoint for '{safe_text(service, 40)}' (given: {known}); add one"
            raise ConfigError(message)
        url = self._filled(template, host, region or self.region, f"ask {service}")
        return check_endpoint(url, insecure=self.insecure)

    def _refuse_other_region(self, template: str, service: str, region: str | None) -> None:
        """Refuse to ask an address that is one region's for another region's job."""
        if "{region}" in template or not region or region == (self.region or region):
            return
        message = (
            f"the endpoint of {service} is for the client's region, {self.region}, and a job names "
            f"region {safe_text(region, 64)}: put {{region}} into the endpoint, or open a client "
            "for each region"
        )
        raise ConfigError(message)

    def _regional(self, service: str, host: str, region: str | None) -> str | None:
        names = (f"{name}_{region}".upper().replace("-", "_") for name in (service, host))
        return next((self.regional[name] for name in names if name in self.regional), None)

    def _filled(self, template: str, host: str, region: str | None, purpose: str) -> str:
        url = template.replace("{service}", host)
        if "{region}" not in url:
            return url
        if region is None:
            message = f"no region to {purpose} in: give region='...' to open_client or the JobRef"
            raise ConfigError(message)
        return url.replace("{region}", check_region(region, self.cloud))


def _templates(given: object) -> dict[str | None, str]:
    if given is None:
        return {}
    if isinstance(given, str) and given:
        return {None: given}
    if isinstance(given, Mapping) and given:
        return dict(given)
    message = f"no endpoint: {_HINT}"
    raise ConfigError(message)


def _any_takes_region(templates: Mapping[str | None, str]) -> bool:
    return any("{region}" in url for url in templates.values())

"""What is missing of the settings, and how to give it."""

from collections.abc import Collection, Iterator

from asyncjobs.auth import Credential
from asyncjobs.config._found import Values
from asyncjobs.config._place import why_no_place
from asyncjobs.config._settings import Settings

_CREDENTIALS = (
    "credentials: auth, or a token (ASYNCJOBS_TOKEN, HW_AUTH_TOKEN, OS_TOKEN), an access key "
    "(HUAWEICLOUD_SDK_AK and _SK, HW_ACCESS_KEY and HW_SECRET_KEY), a user with a password "
    "(OS_USERNAME, OS_PASSWORD), or OS_CLOUD"
)
_PLACE = "endpoint (ASYNCJOBS_ENDPOINT) or cloud (ASYNCJOBS_CLOUD, HW_CLOUD, HCS_CLOUD)"
_PROJECT = "project_id (ASYNCJOBS_PROJECT_ID, HW_PROJECT_ID, OS_PROJECT_ID)"
_REGION = "region (ASYNCJOBS_REGION, HW_REGION_NAME, OS_REGION_NAME)"
_AUTH_URL = "auth_url (ASYNCJOBS_AUTH_URL, HW_AUTH_URL, OS_AUTH_URL)"


def what_is_missing(
    values: Values, auth: object, settings: Settings | None, wanted: Collection[str]
) -> Iterator[str]:
    """Yield how to give each setting that is missing.

    Args:
        values: what was found.
        auth: the credential; None if there is none.
        settings: made of the values; None if nothing tells where to ask.
        wanted: what must be known beside place and credential: "project_id", "region".

    Raises:
        ConfigError: something does not tell the cloud only because it is wrong.
    """
    if settings is None:
        why = why_no_place(values)
        yield f"{_PLACE}, since {why}" if why else _PLACE
    # Where the cloud is not known, nobody can tell yet.
    identity = settings is None or settings.tell_identity
    if "project_id" in wanted:
        yield from _project(values, auth, identity=identity)
    # An endpoint may be of one region.
    if "region" in wanted and not {"region", "endpoint"} & set(values):
        yield _REGION
    if auth is None:
        yield _CREDENTIALS
    if _lacks_identity(auth) and not identity:
        yield f"{_AUTH_URL} to sign in at, which the endpoint does not tell"


def _project(values: Values, auth: object, *, identity: bool) -> Iterator[str]:
    """Yield how to tell the project, unless it is told or can be asked for."""
    # Who signs in is told the id of a project by its name, which is mostly the region's.
    names = {"project_name", "region"} if isinstance(auth, Credential) else {"project_name"}
    if "project_id" in values:
        return
    if not names & set(values):
        yield _PROJECT
    elif not identity and not _lacks_identity(auth):
        yield f"{_PROJECT}, or {_AUTH_URL} to look it up at"


def _lacks_identity(auth: object) -> bool:
    """Whether a credential signs in at an identity service, and does not say at which."""
    if not isinstance(auth, Credential):
        return False
    from asyncjobs.auth import Agency, Password  # noqa: PLC0415

    if isinstance(auth, Agency):
        return (auth.auth_url or getattr(auth.base, "auth_url", None)) is None
    return isinstance(auth, Password) and auth.auth_url is None

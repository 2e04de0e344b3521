"""How one request asks a service for many jobs."""

from attrs import frozen

from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError
from asyncjobs.profiles._layout import is_dotted
from asyncjobs.profiles._url import fits_list_template


@frozen(kw_only=True)
class Listing:
    """Where a service lists its jobs, as one of a profile's parts.

    That a job is not on a page never means that it has ended: pages are limited, and lists late.

    Args:
        path: the URL's path, with `{project_id}`, `{domain_id}` or `{resource_id}` in it, perhaps
            with a query; never with `{job_id}`.
        items: the dotted path of the list of jobs in the body. Its items are read as the profile
            reads the answer to a question for one job, below the envelope.

    Raises:
        ConfigError: at construction, if a part is wrong; the message says which.
    """

    path: str
    items: str = "jobs"

    def __attrs_post_init__(self) -> None:
        if not fits_list_template(self.path):
            shown = safe_text(repr(self.path), 100)
            raise ConfigError(
                "a listing's path takes a path such as /v3/{project_id}/jobs, "
                f"without {{job_id}}, not {shown}"
            )
        if not is_dotted(self.items):
            shown = safe_text(repr(self.items), 100)
            raise ConfigError(f"a listing's items takes a dotted path such as jobs, not {shown}")

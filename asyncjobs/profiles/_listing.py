"""How one request asks a service for many jobs."""

from attrs import frozen

from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError
from asyncjobs.profiles._layout import is_dotted
from asyncjobs.profiles._url import fits_list_template, fits_parameter, with_parameter


@frozen(kw_only=True)
class Listing:
    """Where a service lists its jobs, as one of a profile's parts.

    That a job is not on a page never means that it has ended: pages are limited, and lists late.

    Args:
        path: the URL's path, with `{project_id}`, `{domain_id}` or `{resource_id}` in it, perhaps
            with a query; never with `{job_id}`.
        items: the dotted path of the list of jobs in the body. Its items are read as the profile
            reads the answer to a question for one job, below the envelope.
        marker: the name of the query parameter that asks for a page other than the first.
        next_marker: the dotted path of its value for the next page, in the body. Give neither if it
            is not known how the service pages: then what the first page leaves out is asked for
            alone.

    Raises:
        ConfigError: at construction, if a part is wrong; the message says which.
    """

    path: str
    items: str = "jobs"
    marker: str | None = None
    next_marker: str | None = None

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
        if not self._pages():
            shown = safe_text(repr((self.marker, self.next_marker)), 100)
            raise ConfigError(
                "a listing's marker and next_marker take the name of a query parameter such as "
                f"marker and a dotted path such as page_info.next_marker, or both None, not {shown}"
            )

    def page_url(self, url: str, marker: str | None) -> str:
        """Return the URL of a page, from that of the first.

        Raises:
            ConfigError: nobody said how a further page is asked for.
        """
        if marker is None:
            return url
        if self.marker is None:
            raise ConfigError(f"the list {self.path} has no marker: it has no page but the first")
        return with_parameter(url, self.marker, marker)

    def _pages(self) -> bool:
        if self.marker is None:
            return self.next_marker is None
        return fits_parameter(self.marker) and is_dotted(self.next_marker)

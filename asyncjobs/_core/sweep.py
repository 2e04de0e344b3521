"""Lists of several pages: how far one was gone through, and whether it pays to go on."""

from attrs import evolve, frozen

_MOST = 100
"""Pages of one sweep, where there is nothing but the list."""
_FEW = 2
"""A page that has fewer of the jobs than this is no better than asking for each alone."""


@frozen(kw_only=True)
class Sweep:
    """One walk through the pages of a list, for the jobs that no page has had so far.

    A marker holds in its own sweep and for the credentials that it was told to, not longer: jobs
    come and go, and others see other lists.
    """

    began_at: float
    """When the first page was asked for."""
    generation: int
    """Of the credentials."""
    marker: str | None = None
    """Where the next page begins; None for the first."""
    pages: int = 0
    """Read so far."""
    vain: int = 0
    """Of those, the ones that had too few of the jobs."""

    def on(self, marker: str | None, found: int) -> "Sweep | None":
        """Return this sweep with one more page read; None if that was the last.

        Args:
            marker: where that page says that the next one begins.
            found: how many of the jobs it had.
        """
        if marker is None or marker == self.marker:
            return None
        return evolve(self, marker=marker, pages=self.pages + 1, vain=self.vain + (found < _FEW))

    def pays(self, missing: int, *, only: bool) -> bool:
        """Whether to ask for the next page for so many jobs that are still missing.

        Pages may have none of them, since other jobs are on the list as well, or since their own
        are being asked for at the same time. One more page in vain must not make more of these
        than there would be requests for each job alone; so it never costs more than twice as much.

        Args:
            missing: how many.
            only: whether there is no other way to ask for them.
        """
        return self.pages < _MOST if only else self.vain + 1 < missing

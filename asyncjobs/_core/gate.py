"""Whether the credentials are good: asking stops when they are not."""

from copy import copy
from math import inf
from typing import TypeVar

from attrs import define

from asyncjobs._core.records import Poll
from asyncjobs.errors import AuthError, PollFailedError
from asyncjobs.models import JobRef

_E = TypeVar("_E", bound=PollFailedError)


@define(eq=False)
class Gate:
    """Open while the credentials work; shut until there are new ones.

    Credentials that were refused are renewed once. If those are refused as well, before a single
    answer came with them, no more is tried: more than five failed signatures in a row lock an
    access key for five minutes (API Gateway user guide, FAQ on AK/SK).
    """

    generation: int = 0
    """How many times the credentials were renewed."""
    refused: AuthError | None = None
    """Why asking is parked."""
    refusal: AuthError | None = None
    """Why the credentials are being renewed."""
    tries: int = 0
    """How often that failed for a passing reason."""
    renew_at: float = inf
    """When to try to renew them; infinite while nothing is to be tried."""
    _proven: bool = True
    """Whether these credentials have brought an answer, or are the first ones."""

    @property
    def open(self) -> bool:
        """Whether polls may start."""
        return self.refusal is None and self.refused is None

    def answered(self, poll: Poll) -> None:
        """Note that credentials were accepted."""
        if poll.generation == self.generation:
            self._proven = True

    def refuse(self, poll: Poll, error: AuthError, now: float) -> bool:
        """Note that credentials were refused. Return whether asking is parked because of this."""
        if poll.generation < self.generation or not self.open:
            return False
        if self._proven:
            self.refusal, self.renew_at = error, now
            return False
        self.refused = error
        return True

    def take_renewal(self, now: float) -> AuthError | None:
        """Return, once, the refusal for which the credentials are to be renewed now."""
        if now < self.renew_at:
            return None
        self.renew_at = inf
        return self.refusal

    def postpone(self, at: float) -> None:
        """Note that renewing failed for a passing reason, to be tried again."""
        self.tries += 1
        self.renew_at = at

    def park(self, refused: AuthError) -> None:
        """Note that there are no new credentials."""
        self._settle()
        self.refused = refused

    def renewed(self, *, proven: bool) -> None:
        """Note that there are new credentials; proven ones may be renewed in their turn."""
        self._settle()
        self.refused = None
        self.generation += 1
        self._proven = proven

    def _settle(self) -> None:
        self.refusal, self.tries, self.renew_at = None, 0, inf


def not_asked(ref: JobRef, error: _E) -> _E:
    """Return what became of the credentials as the reason why one job is not asked."""
    if error.ref == ref:
        return error
    told = copy(error)
    told.ref = ref
    told.args = (f"{ref} is not asked, since the credentials do not work: {error}",)
    return told

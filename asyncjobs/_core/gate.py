"""Whether the credentials are good: asking stops when they are not."""

from attrs import define

from asyncjobs._core.records import Poll
from asyncjobs.errors import AuthError


@define(eq=False)
class Gate:
    """Open while the credentials work; shut until there are new ones.

    Credentials that were refused are renewed once. If those are refused as well, before a single
    answer came with them, no more is tried: failed attempts in a row lock a key (api-facts 0.9).
    """

    generation: int = 0
    """How many times the credentials were renewed."""
    refused: AuthError | None = None
    """Why asking is parked."""
    renewing: bool = False
    _proven: bool = True
    """Whether these credentials have brought an answer, or are the first ones."""
    _renew: AuthError | None = None

    @property
    def open(self) -> bool:
        """Whether polls may start."""
        return not self.renewing and self.refused is None

    def answered(self, poll: Poll) -> None:
        """Note that credentials were accepted."""
        if poll.generation == self.generation:
            self._proven = True

    def refuse(self, poll: Poll, error: AuthError) -> bool:
        """Note that credentials were refused. Return whether asking is parked because of this."""
        if poll.generation < self.generation or not self.open:
            return False
        if self._proven:
            self.renewing, self._renew = True, error
            return False
        self.refused = error
        return True

    def renewed(self, refused: AuthError | None) -> None:
        """Note how renewing went: None for new credentials, else why there are none."""
        self.renewing, self._renew = False, None
        self.refused = refused
        if refused is None:
            self.generation += 1
            self._proven = False

    def replaced(self) -> None:
        """Note that somebody brought new credentials: they may be renewed in their turn."""
        self.renewed(None)
        self._proven = True

    def take_renewal(self) -> AuthError | None:
        """Return, once, the refusal for which the credentials are to be renewed."""
        renew, self._renew = self._renew, None
        return renew

"""What a FakeCloud has seen."""

from collections import Counter

from attrs import define, field, frozen

__all__ = ["Exchange"]


@frozen
class Exchange:
    """One request and how it was answered."""

    at: float
    """When it was answered, in seconds on the cloud's clock."""
    method: str
    path: str
    """Without the query."""
    job_id: str | None
    """The job that was asked for; None for any other request."""
    http_status: int | None
    """None where an exception was raised in place of an answer."""


@define
class Log:
    """Every exchange in order, and what is counted on the way."""

    exchanges: list[Exchange] = field(factory=list)
    most_in_flight: int = 0
    _polls: Counter[str] = field(factory=Counter)
    _in_flight: int = 0

    def add(self, exchange: Exchange) -> None:
        """Keep one exchange."""
        self.exchanges.append(exchange)
        if exchange.job_id is not None:
            self._polls[exchange.job_id] += 1

    def polls(self, job_id: str) -> int:
        """Return how often a job was asked for."""
        return self._polls[job_id]

    def __enter__(self) -> None:
        """Count a request that is under way."""
        self._in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self._in_flight)

    def __exit__(self, *_: object) -> None:
        """Count it out again."""
        self._in_flight -= 1

"""What was odd about an answer and was read around."""

from attrs import define, field

_MOST = 20


@define
class Remarks:
    """Gathers remarks, each once, and only so many: an odd list may be very long."""

    _texts: dict[str, None] = field(factory=dict, init=False)
    _more: int = field(default=0, init=False)

    def add(self, text: str) -> None:
        """Note something odd; `text` is safe to show."""
        if text in self._texts:
            return
        if len(self._texts) < _MOST:
            self._texts[text] = None
        else:
            self._more += 1

    def told(self) -> tuple[str, ...]:
        """Return the remarks in the order of the answer."""
        more = (f"and {self._more} more remarks",) if self._more else ()
        return (*self._texts, *more)

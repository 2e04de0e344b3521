"""A stage whose jobs are on one list of several pages."""

from stage import Stage, make_stage

from asyncjobs._core.records import Listing

LIST = Listing("list")
ONLY = Listing("list", only=True)


def watching(names: str, *, listing: Listing = LIST, rate: float = float("inf")) -> Stage:
    """Return a stage whose first step has asked for the first page."""
    stage = make_stage(rate=rate, burst=1)
    stage.watch(1, *names, listing=listing)
    stage.step(0.0)
    assert [" ".join(names)] == stage.pages
    return stage

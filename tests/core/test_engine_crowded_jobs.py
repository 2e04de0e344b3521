"""One job with very many readers: each that comes or goes costs the same, and the rules hold."""

from hypothesis import given
from hypothesis import strategies as st
from stage import make_stage, ref_of

from asyncjobs._core.records import Interest


class _Counted(float):
    """A weight that counts how often any was compared."""

    asked = 0

    def __ge__(self, other: float) -> bool:
        _Counted.asked += 1
        return float(self) >= other


def _comparisons(readers: int) -> int:
    """Return how often weights are compared while so many readers come and go."""
    stage = make_stage()
    _Counted.asked = 0
    for reader in range(readers):
        stage.engine.join(reader, Interest(60.0, _Counted(1.0)), now=0.0)
        stage.engine.add(reader, ref_of("a"), "lane", now=0.0)
    for reader in range(readers):
        stage.engine.leave(reader)
    return _Counted.asked


def test_who_comes_and_goes_is_compared_with_few() -> None:
    """Not with all who are there."""
    assert _comparisons(400) <= 4 * _comparisons(100) + 8


def test_who_is_less_keen_leaves_a_job_its_weight() -> None:
    """And takes no part in it any more."""
    stage = make_stage()
    for reader, weight in ((1, 1.0), (2, 10.0)):
        stage.engine.join(reader, Interest(None, weight), now=0.0)
        stage.engine.add(reader, ref_of("a"), "lane", now=0.0)
    record = stage.engine._book.jobs[ref_of("a")]  # noqa: SLF001 - as below
    stage.engine.leave(1)
    assert (10.0, {2}) == (record.weight, set(record.readers))


def test_a_reader_that_has_left_leaves_and_discards_no_more() -> None:
    """Whatever it still says of its jobs, it was the other's word that counted."""
    stage = make_stage()
    for reader in (1, 2):
        stage.watch(reader, "a")
    for _ in range(2):
        stage.engine.leave(1)
        stage.discard(1, "a")
    assert ["a"] == stage.step(0.0)
    stage.step(1.0, a="SUCCESS")
    assert ["a ->SUCCESS", "a finished SUCCESS"] == stage.heard[2]
    assert [] == stage.heard[1]


@given(st.lists(st.sampled_from([0.1, 1.0, 5.0, 10.0]), min_size=1, max_size=8), st.data())
def test_the_keenest_reader_that_is_left_gives_a_job_its_weight(
    weights: list[float], data: st.DataObject
) -> None:
    """Whoever comes and goes, in whatever order."""
    stage = make_stage()
    here = dict(enumerate(weights))
    for reader, weight in here.items():
        stage.engine.join(reader, Interest(None, weight), now=0.0)
        stage.engine.add(reader, ref_of("a"), "lane", now=0.0)
    book = stage.engine._book  # noqa: SLF001 - a weight is shown nowhere
    while here:
        assert max(here.values()) == book.jobs[ref_of("a")].weight
        gone = data.draw(st.sampled_from(sorted(here)))
        del here[gone]
        stage.engine.leave(gone)

"""Lists of several pages: what one page leaves out is looked for on the next."""

from attrs import define, field
from stage import Stage, decode, decode_page, ref_of
from sweeping import LIST, ONLY, watching

from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Cadence, View


@define
class Sharing(Cadence):
    """Notes how many jobs the looks told of."""

    shared: list[int] = field(factory=list)

    def pause(self, view: View, dice: float) -> float:
        if view.looks:
            self.shared.append(view.shared)
        return super().pause(view, dice)


def test_what_a_page_leaves_out_is_looked_for_on_the_next() -> None:
    """One poll a page, each for the jobs that no page had so far; who was found is told at once."""
    stage = watching("abcdef")
    stage.step(0.1, a="a:RUNNING b:SUCCESS > m1")
    assert ["c d e f at m1"] == stage.pages
    assert ["a ->RUNNING", "b ->SUCCESS", "b finished SUCCESS"] == stage.heard[1]
    stage.step(0.2, c="c:RUNNING e:RUNNING > m2")
    assert ["d f at m2"] == stage.pages
    stage.step(0.3, d="d:RUNNING f:RUNNING")
    assert [] == stage.pages
    assert 3 == stage.engine.stats().polls


def test_the_next_sweep_begins_with_the_first_page() -> None:
    """A marker holds in its own sweep only."""
    stage = watching("abcd")
    stage.step(0.0, a="a:RUNNING b:RUNNING > m1")
    stage.step(0.0, c="c:RUNNING d:RUNNING")
    stage.step(2.0)
    assert ["a b c d"] == stage.pages


def test_a_further_page_costs_as_much_as_any_poll() -> None:
    """It waits for a token like the others."""
    stage = watching("abcd", rate=1.0)
    assert [] == stage.step(0.1, a="a:RUNNING b:RUNNING > m1")
    assert 1.0 == stage.wake_at
    stage.step(1.0)
    assert ["c d at m1"] == stage.pages


def test_somebody_who_wants_a_look_is_not_left_behind_by_a_page() -> None:
    """What he wants is on the next page, which goes before all else that is due."""
    stage = watching("abcd", rate=1.0)
    stage.engine.join(2, now=0.05)
    stage.engine.look(2, ref_of("d"), "lane", LIST, now=0.05)
    stage.step(0.1, a="a:RUNNING b:RUNNING > m1")
    stage.step(1.0)
    assert ["c d at m1"] == stage.pages
    stage.step(1.1, d="c:RUNNING d:RUNNING")
    assert ["Looked"] == stage.heard[2]


def test_jobs_that_come_in_mid_sweep_begin_one_of_their_own() -> None:
    """Neither sweep takes the other's jobs along."""
    stage = watching("abcd", rate=1.0)
    stage.step(0.1, a="a:RUNNING b:RUNNING > m1")
    stage.watch(2, "e", "f", now=0.2, listing=LIST)
    asked = []
    for now in (1.0, 2.0):
        stage.step(now)
        asked += stage.pages
    assert {"c d at m1", "a b e f"} == set(asked)


def test_on_the_last_page_what_is_missing_is_absent() -> None:
    """It is asked for alone; after two whole sweeps without it, for good."""
    stage = watching("abcde")
    for now in (0.0, 10.0):
        stage.step(now)
        stage.step(now, a="a:RUNNING b:RUNNING > m1")
        stage.step(now, c="c:RUNNING d:RUNNING")
        assert ["e alone"] == stage.pages
        stage.step(now, e="RUNNING")
    stage.step(30.0)
    assert ["a b c d", "e alone"] == sorted(stage.pages)


def test_for_a_single_job_no_further_page_is_asked_for() -> None:
    """It is asked for alone, which is no absence: the list may have it all the same."""
    stage = watching("abc")
    for now in (0.0, 10.0, 30.0):
        stage.step(now)
        assert now == 0.0 or stage.pages == ["a b c"]
        stage.step(now, a="a:RUNNING b:RUNNING > m1")
        assert ["c alone"] == stage.pages
        stage.step(now, c="RUNNING")


def test_a_sweep_goes_on_while_it_costs_less_than_asking_for_each() -> None:
    """Pages with none of the jobs, or one, are in vain: fewer of them than jobs are missing."""
    stage = watching("abcdef")
    stage.step(0.0, a="a:RUNNING > m1")
    assert ["b c d e f at m1"] == stage.pages
    stage.step(0.0, b="z:RUNNING > m2")
    assert ["b c d e f at m2"] == stage.pages
    stage.step(0.0, b="b:RUNNING c:RUNNING > m3")
    assert ["d alone", "e alone", "f alone"] == stage.pages


def test_where_there_is_only_the_list_every_page_is_asked_for() -> None:
    """For one job as well, up to the hundredth page; then it is looked for again."""
    stage = watching("a", listing=ONLY)
    for page in range(1, 100):
        stage.step(0.0, a=f"z:RUNNING > m{page}")
        assert [f"a at m{page}"] == stage.pages
    assert [] == stage.step(0.0, a="z:RUNNING > m100")
    assert stage.wake_at == 2.0
    stage.step(2.0)
    assert ["a"] == stage.pages


def test_a_marker_that_leads_nowhere_else_ends_the_sweep() -> None:
    """A service that names the page that it has just given has no further one."""
    stage = watching("abcdef")
    stage.step(0.0, a="a:RUNNING b:RUNNING > m1")
    stage.step(0.0, c="z:RUNNING > m1")
    assert ["c alone", "d alone", "e alone", "f alone"] == stage.pages


def test_the_pacing_is_told_how_many_jobs_shared_a_look() -> None:
    """Those that the page had, not all that it was asked for; one, where a job was asked alone."""
    pacing = Sharing()
    stage = Stage(
        Engine(
            decode=decode,
            decode_page=decode_page,
            dice=lambda: 0.5,
            budget_for=lambda _lane: Budget(),
            pacing=pacing,
        )
    )
    stage.watch(1, *"abcd", listing=LIST)
    stage.step(0.0)
    stage.step(0.0, a="a:RUNNING b:RUNNING c:RUNNING > m1")
    stage.step(0.0, d="RUNNING")
    stage.step(10.0)
    stage.step(10.0, a="b:RUNNING c:RUNNING d:RUNNING > m1")
    stage.step(10.0, a="RUNNING")
    assert [3, 3, 3, 1] * 2 == pacing.shared

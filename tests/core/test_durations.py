"""Durations: what is known of all kinds of job, kept small, saved and read again."""

import json
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs import ConfigError, Job, JobRef, Status
from asyncjobs._core.durations import Durations
from asyncjobs._core.kinds import Kind
from asyncjobs._core.learning import learn_again
from asyncjobs._core.lifetable import LifeTable
from asyncjobs._core.memory import Memory
from asyncjobs._core.pacing import View
from asyncjobs._core.typical import TYPICAL

REF = JobRef("ecs", "1")
CREATE = Kind("ecs", "createServer", 1)


def job(job_type: str = "createServer", sub_jobs: int = 0) -> Job:
    return Job(
        ref=REF, job_id="1", status=Status.RUNNING, job_type=job_type, sub_jobs_total=sub_jobs
    )


def learned(*ends: float, kind: Kind = CREATE, durations: Durations | None = None) -> Durations:
    durations = durations or Durations()
    for end in ends:
        known = durations.of(kind)
        known.run.turn(0, end)
        known.closing.end(0, end / 10)
    durations.note_size(kind)
    return durations


@pytest.mark.parametrize(
    ("sub_jobs", "size"),
    [(0, 0), (1, 1), (2, 2), (3, 4), (4, 4), (10, 16), (10_000, 16384), (10**9, 2**20)],
)
def test_a_kind_counts_sub_jobs_in_powers_of_two(sub_jobs: int, size: int) -> None:
    """So that a batch of nine teaches about one of ten; beyond a million, as a million."""
    assert Kind("ecs", "createServer", size) == Durations().kind_of("ecs", job(sub_jobs=sub_jobs))


def test_a_job_that_was_never_seen_is_any_of_its_service() -> None:
    """Its type is not known before the first answer."""
    assert Kind("ecs") == Durations().kind_of("ecs", None)


def test_a_job_without_sub_jobs_yet_is_as_the_last_one() -> None:
    """Sub-jobs appear some seconds after the job itself."""
    durations = learned(50.0)

    assert CREATE == durations.kind_of("ecs", job())
    assert Kind("ecs", "resizeServer") == durations.kind_of("ecs", job("resizeServer"))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Kind("ecs"), "any ecs job"),
        (Kind("evs", "createVolume"), "evs createVolume"),
        (CREATE, "ecs createServer with 1 sub-job"),
        (Kind("ecs", "createServer", 16), "ecs createServer with up to 16 sub-jobs"),
    ],
)
def test_a_kind_has_a_name(kind: Kind, name: str) -> None:
    """As a person says it."""
    assert name == str(kind)


def test_kinds_by_the_thousand_are_bounded() -> None:
    """The kind that was not used for longest is forgotten, with its size; a long type is cut."""
    durations, used = Durations(limit=10), Kind("ecs", "used")
    durations.of(used).run.end(0, 1.0)
    for number in range(1_000):
        batch = durations.kind_of("ecs", job(f"type{number}" + "x" * 1000, sub_jobs=2))
        durations.of(batch).run.end(0, 1.0)
        durations.note_size(batch)
        durations.of(used)

    assert 10 == len(durations)
    assert 1 == durations.of(used).run.seen
    assert all(len(kind.job_type) <= 64 for kind, _ in durations)
    asked = (job(f"type{number}" + "x" * 1000) for number in range(1_000))
    assert 9 == sum(durations.kind_of("ecs", each).sub_jobs == 2 for each in asked)


def test_a_limit_that_makes_no_sense_is_refused() -> None:
    """When it is given."""
    with pytest.raises(ValueError, match="limit"):
        Durations(limit=0)


def test_a_kind_that_was_never_seen_starts_as_typical() -> None:
    """From recorded answers, where there are any; from the nearest size, where that was seen."""
    volume = Durations().of(Kind("evs", "createVolume"))
    batch = learned(*[300.0] * 5).of(Kind("ecs", "createServer", 16))
    unknown = Durations().of(Kind("ecs", "unheardOf"))

    assert TYPICAL["evs", "createVolume"] == volume.run.typical == pytest.approx(11.18, abs=0.01)
    assert batch.run.typical == pytest.approx(300.0, rel=0.1)
    assert unknown.run.typical is None


def test_the_stages_add_up() -> None:
    """What is typical of a kind with sub-jobs is until its own end."""
    known = learned(*[100.0] * 20).of(CREATE)

    assert known.typical() == pytest.approx(110.0, rel=0.1)
    assert known.delay() == pytest.approx(10.0, rel=0.2)
    assert 0 == Durations().of(Kind("evs", "createVolume")).delay()


def test_a_percentage_tells_as_long_as_it_foretells_more() -> None:
    """A service whose percentages are for show is not believed for long."""
    fair, show = (Durations().of(Kind("ims", "imsImportImageJob")) for _ in range(2))
    for table, ends in ((fair.percent, (95, 105)), (show.percent, (10, 1000))):
        for end in ends * 10:
            table.end(0, float(end))
    for known in (fair, show):
        for end in (200, 300) * 10:
            known.run.end(0, float(end))

    assert [True, False] == [fair.percent_tells(), show.percent_tells()]
    assert Durations().of(CREATE).percent_tells()


def test_a_table_whose_quarter_is_at_once_has_no_ratio() -> None:
    """Jobs that end at once are foretold by their age well enough."""
    known = Durations().of(Kind("ims", "imsImportImageJob"))
    for _ in range(20):
        known.run.end(0, 0.0)
        known.percent.end(0, 100.0)
    known.run = LifeTable(seen=20.0, entered=known.run.entered, ended=known.run.ended)

    assert isinstance(known.percent_tells(), bool)


def test_sizes_are_noted_of_kinds_that_are_kept() -> None:
    """Of a kind that has had to go for another one, nothing is left."""
    durations = Durations(limit=1)
    for number in range(100):
        kind = durations.kind_of("ecs", job(f"type{number}", sub_jobs=2))
        durations.of(kind)
        durations.of(Kind("ecs"))
        for _ in range(3):
            durations.note_size(kind)

    assert Kind("ecs", "type7") == durations.kind_of("ecs", job("type7"))


@given(
    st.lists(st.floats(0, 1e6), max_size=30), st.text(max_size=80), st.integers(0) | st.just(10**12)
)
def test_what_is_saved_is_read_again(ends: list[float], job_type: str, sub_jobs: int) -> None:
    """The same is believed, but for rounding; and saved again it is the same."""
    kind = Kind.of("ecs", job_type, sub_jobs)
    durations = learned(*ends, kind=kind)
    again = Durations.from_json(durations.to_json())

    assert again.to_json() == Durations.from_json(again.to_json()).to_json() == durations.to_json()
    for saved_kind, known in again:
        for stage, table in known.tables.items():
            drawn = evolve(getattr(durations.of(saved_kind), stage), drawn=None).curve()
            assert list(table.curve().gone) == pytest.approx(list(drawn.gone), abs=0.01)
    assert [kind for kind, known in durations if known.tables] == [kind for kind, _ in again]


def test_what_is_saved_is_small() -> None:
    """A few kilobytes a kind, and nothing of kinds of which nothing was learned."""
    durations = learned(*[float(end) for end in range(10, 200)])
    durations.of(Kind("ecs", "unheardOf"))

    assert len(durations.to_json()) < 5000
    assert 1 == len(Durations.from_json(durations.to_json(), limit=3))


def damaged(**changes: Any) -> str:
    text = learned(50.0, 60.0).to_json()
    whole = json.loads(text)
    whole["kinds"][0].update(changes)
    return json.dumps(whole)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "null",
        '{"version":1}',
        '{"version":2,"kinds":[]}',
        '{"version":1,"kinds":[7]}',
        '{"version":1,"kinds":' + "[" * 100_000,
        damaged(service=7),
        damaged(sub_jobs=-1),
        damaged(sub_jobs=True),
        damaged(run=[]),
        damaged(run={"seen": "many"}),
        damaged(run={"seen": 1, "entered": [float("nan")]}),
        damaged(run={"seen": 1, "entered": [1] * 1000}),
        damaged(closing={"seen": 1, "ended": 7}),
    ],
)
def test_damaged_durations_are_refused(text: str) -> None:
    """With one error that says what to do, whatever is wrong with them."""
    with pytest.raises(ConfigError, match=r"cannot be read \(.+\): remove them") as caught:
        Durations.from_json(text)
    assert len(str(caught.value)) < 300


def test_a_job_whose_end_is_counted_counts_no_more() -> None:
    """It runs again, by the same answer as the last one, of which no snapshot is kept."""
    durations = learned(60.0)
    before = durations.to_json()
    view = View("ecs", looks=1, age=30.0, memory=Memory(CREATE, over=True))
    learn_again(durations, view, 45.0)

    assert before == durations.to_json()

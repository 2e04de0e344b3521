"""The benchmark of speed counts what it says it counts, and reads its own results."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from speedbench import others, page, plots, tables
from speedbench.bodies import SIZES, ids, whole_body
from speedbench.case import Case, Outcome, outcome_of
from speedbench.cases import cases, name_of
from speedbench.counterpart import Counterpart, NotThereError, environment, served
from speedbench.goals import Goal, goals
from speedbench.meter import Spent, tell_server
from speedbench.rounds import Results, measured

from asyncjobs import JobRef, Registry
from asyncjobs.wire import Response

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
RAW, OURS = Case(way="raw"), Case(way="ours httpx")


def outcome(polls: int = 100, cpu: float = 0.01, **more: float) -> Outcome:
    return Outcome(**{"polls": polls, "cpu": cpu, "wall": 1.0, "memory": 1 << 20} | more)


def found() -> Results:
    return Results(
        {"raw": RAW, "ours httpx": OURS},
        {
            "raw": [outcome(cpu=0.01), outcome(cpu=0.02), outcome(cpu=0.01)],
            "ours httpx": [outcome(cpu=0.10), outcome(cpu=0.10), outcome(cpu=0.04)],
        },
        {"ours fast": "no such transport"},
    )


def test_the_smallest_run_is_counted_by_the_server() -> None:
    """Our client watches jobs over loopback; polls and connections are those the server counted."""
    case = Case(way="ours httpx", jobs=3, connections=2, polls=3, seconds=0.1)

    with served() as url:
        results = measured(Counterpart(url, None), {"ours": case}, rounds=1)
        told = tell_server(url, "stats")

    (seen,) = results.outcomes["ours"]
    assert seen is not None
    assert seen.polls >= 1
    assert seen.cpu > 0
    assert 1 <= seen.most <= 2
    assert seen.most == told["connections"]


def test_jobs_end_when_they_are_to_end() -> None:
    """With `after`, jobs run first and end all, and the server counts each end once.

    An answer that is held back comes all the same.
    """
    case = Case(way="ours httpx", jobs=2, connections=2, interval=0.05, after=0.1, delay=0.01)

    with served() as url:
        seen = Counterpart(url, None).run(case)
        told = tell_server(url, "stats")

    assert seen is not None
    assert 2 == told["ended"]
    assert told["requests"] > 2


def test_what_is_not_there_is_left_out_with_a_word() -> None:
    """A way that cannot be measured is not in the results; why it is not is told."""
    nobody = Counterpart("", None)

    with pytest.raises(NotThereError, match="over TLS"):
        nobody.run(Case(way="raw", tls=True))
    results = measured(nobody, {"raw": Case(way="raw", tls=True)}, rounds=2)

    assert {} == results.outcomes
    assert "- not measured: raw over TLS: trustme is not installed\n" == tables.absent_list(results)


@pytest.mark.parametrize("size", SIZES)
def test_the_answers_are_those_of_a_service(size: str) -> None:
    """Each answer is read as a running job of the id that was asked for, small or big."""
    (job_id,) = ids(1)
    response = Response(200, {}, whole_body(size, job_id))

    job = Registry()["ecs"].decode(JobRef("ecs", job_id), response)

    assert (job_id, False) == (job.job_id, job.done)
    assert {"small": 1, "big": 1000}[size] == len(job.sub_jobs)


def test_what_fails_is_left_out_with_a_word_and_the_others_are_measured() -> None:
    """A peer that fails is told of and not tried again; the run goes on."""
    bad, good = Case(way="sign ours", jobs=0), Case(way="sign ours", jobs=2, polls=1, seconds=0.05)

    results = measured(Counterpart("", None), {"bad": bad, "good": good}, rounds=2)

    assert ["good"] == list(results.outcomes)
    assert 2 == len(results.outcomes["good"])
    assert "sign ours failed with code" in results.absent["bad"]


def test_every_reader_of_a_job_that_changes_is_counted() -> None:
    """Of a job that changes at each look, events are counted as they are read."""
    case = Case(way="events", jobs=1, readers=3, polls=6, seconds=0.2)

    seen = Counterpart("", None).run(case)

    assert seen is not None
    assert seen.polls > 0
    assert 0 == seen.polls % 3


def test_memory_is_taken_once_everything_was_read() -> None:
    """A transport that waits for the reader keeps no job from being seen."""
    (seen, counted) = others.memory((40,), traced=(40,))[1][1:]

    assert counted is not None
    assert 40 == seen["jobs"] == counted["jobs"]
    assert 0 < counted["joined"] < counted["seen"]


def test_time_without_a_core_is_no_idle_time() -> None:
    """Who had no core for a while could not work then; who had one and did not work was idle."""
    assert 1.0 == Spent(cpu=0.5, wall=1.0, waited=0.5).busy
    assert 0.5 == Spent(cpu=0.5, wall=1.0, waited=0.0).busy
    assert 1.0 == Spent(cpu=2.0, wall=1.0, waited=0.5).busy


def test_who_waited_has_a_star() -> None:
    """A client that worked in less than 80 % of its time is marked, and the mark is explained."""
    idle = Results({"raw": RAW}, {"raw": [outcome(busy=0.5)]})

    marked, plain = tables.case_table(idle, ["raw"]), tables.case_table(found(), ["raw"])

    assert "| 100 \\* |" in marked
    assert "Not saturated" in marked
    assert "Not saturated" not in plain


def test_the_end_is_compared_with_who_knows_it() -> None:
    """Wall time is told from the start, and past the last end, beside the least there can be."""
    case = Case(way="raw", jobs=100, after=6.0, jitter=3.0)
    seen = Results({"raw": case}, {"raw": [outcome(wall=10.5)]})

    rows = tables.end_table(seen).splitlines()

    assert "| whoever knows when each ends | 9.00 | 0.00 | 1.00 | - | - |" in rows
    assert "| a raw `asyncio.Protocol` (the bound) | 10.5 | 1.50 | 1.00 | 0.01 | 1.00 |" in rows


def test_a_case_and_an_outcome_cross_to_another_process() -> None:
    """What is written for another process is read there as it was; other lines are passed over."""
    seen = outcome(again=3, most=4, server_cpu=0.5)

    assert RAW == Case.from_json(RAW.as_json())
    assert seen == outcome_of(f"a warning\n{seen.as_json()}\n")
    assert outcome_of("a warning\n") is None


def test_ratios_are_those_within_rounds() -> None:
    """A ratio is the median of each round's own, not that of the medians."""
    results = found()

    assert 5.0 == pytest.approx(results.ratio("ours httpx", "raw"))
    assert 100.0 == pytest.approx(results.per_poll("raw"))
    assert results.ratio("ours fast", "raw") is None


def test_a_case_that_did_not_end_in_time_has_no_figure() -> None:
    """One round without an outcome, or without a poll, leaves no median and no ratio."""
    results = Results(
        {"raw": RAW}, {"raw": [outcome(), None], "ours httpx": [outcome(polls=0)] * 2}
    )

    assert results.per_poll("raw") is None
    assert results.per_poll("ours httpx") is None
    assert results.ratio("raw", "ours httpx") is None


def test_cases_have_names_of_their_own() -> None:
    """No case hides another, a name says what differs, and the whole holds the quick ones."""
    whole, quick = cases(quick=False), cases(quick=True)

    assert set(quick) < set(whole)
    assert all(name == name_of(case) for name, case in whole.items())
    assert "raw, 8 connections" in whole


def test_a_goal_is_reached_missed_or_not_measured() -> None:
    """A figure at most as large as wanted reaches its goal; a missed one is shown as missed."""
    seen = [Goal("a", 1.0, figure).verdict for figure in (1.0, 1.1, None)]

    assert ["yes", "**missed**", "not measured"] == seen


def test_every_goal_has_a_row_whatever_was_measured() -> None:
    """A run of two cases fills the rows that it can; the others say that nothing was measured."""
    rows = tables.goal_table(goals(found(), {"seconds of `asyncjobs --help`": 0.3})).splitlines()

    assert "| seconds of `asyncjobs --help` | 0.40 | 0.30 | yes |" in rows
    assert 20 < sum(row.endswith("| not measured |") for row in rows)


def test_the_page_has_a_place_for_every_part() -> None:
    """Each table has its markers on the page, and the plots are well formed."""
    results = found()

    page.filled(page.PAGE.read_text(encoding="utf-8"), page.parts(results, others.Others.none()))

    for plot in (plots.over_jobs(results), plots.over_connections(results)):
        assert ET.fromstring(plot) is not None  # noqa: S314 - our own text


def test_only_the_whole_is_written_into_the_documents() -> None:
    """A quick run is refused a place in the documents, before anything is measured."""
    command = [sys.executable, BENCHMARKS / "speed.py", "--quick", "--docs"]

    told = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())

    assert 2 == told.returncode
    assert "--docs wants the whole benchmark" in told.stderr

"""Make a scenario that fails as small as it can be and still fail in the same way."""

from collections.abc import Iterator

from attrs import evolve, frozen
from simulation.checker import Report, check
from simulation.history import ENDS, History
from simulation.run import play
from simulation.scenario import Reader, Scenario

_MOST = 200
"""Plays at most."""


@frozen
class Way:
    """On what a scenario is played."""

    backend: str = "asyncio"
    wire: str = ""

    def play(self, scenario: Scenario) -> tuple[History, Report]:
        history = play(scenario, self.backend, wire=self.wire)
        return history, check(history)


WAYS = {
    "asyncio": Way(),
    "trio": Way("trio"),
    "httpx": Way(wire="httpx"),
    "httpx-trio": Way("trio", wire="httpx"),
    "fast": Way(wire="fast"),
}


def shrink(scenario: Scenario, way: Way, verdicts: frozenset[str]) -> Scenario:
    """Return a smaller scenario to which one of these verdicts comes as well."""
    plays, smaller = 0, True
    while smaller:
        smaller = False
        for candidate in _smaller(scenario):
            plays += 1
            if plays > _MOST:
                return scenario
            if verdicts & {each.name for each in way.play(candidate)[1].verdicts}:
                scenario, smaller = candidate, True
                break
    return scenario


def _smaller(scenario: Scenario) -> Iterator[Scenario]:
    """Yield scenarios with less in them: fewer jobs, faults and readers, and less time."""
    half = len(scenario.jobs) // 2
    if half:
        yield _with_jobs(scenario, scenario.jobs[:half])
        yield _with_jobs(scenario, scenario.jobs[half:])
    if len(scenario.jobs) <= 4 and half:
        for job in scenario.jobs:
            yield _with_jobs(scenario, tuple(each for each in scenario.jobs if each is not job))
    for fault in scenario.faults:
        yield evolve(scenario, faults=tuple(each for each in scenario.faults if each is not fault))
    for reader in scenario.readers:
        left = tuple(each for each in scenario.readers if each is not reader)
        yield evolve(scenario, readers=left)
    if scenario.span > 1 and any(fault.begin > 1 for fault in scenario.faults):
        yield _sooner(scenario)


def _with_jobs(scenario: Scenario, jobs: tuple[object, ...]) -> Scenario:
    ids = {job.job_id for job in jobs}
    readers = [
        evolve(reader, jobs=tuple(job_id for job_id in reader.jobs if job_id in ids))
        for reader in scenario.readers
    ]
    return evolve(scenario, jobs=jobs, readers=tuple(each for each in readers if each.jobs))


def _sooner(scenario: Scenario) -> Scenario:
    """Return the scenario with all that goes wrong in half the time."""
    faults = tuple(
        evolve(fault, begin=fault.begin / 2, end=fault.begin / 2 + (fault.end - fault.begin))
        for fault in scenario.faults
    )
    return evolve(scenario, faults=faults, span=scenario.span / 2)


def story(scenario: Scenario, way: Way) -> str:
    """Tell what happens in a scenario, for somebody who wants to know why it fails."""
    history, report = way.play(scenario)
    lines = [f"pacing {scenario.pacing}, rate {scenario.rate}, {scenario.connections} connections"]
    lines += [f"tokens for {scenario.token_lifetime:g} s, keeps a {scenario.keep}"]
    for job in scenario.jobs:
        told = ", ".join(f"{status} at {at:.3f}" for at, status in job.root.moments)
        lines.append(f"job {job.job_id}: {told}; {len(job.root.parts)} sub-jobs")
    lines += [f"reader {_reader(reader)}" for reader in scenario.readers]
    lines += [f"fault: {fault}" for fault in scenario.faults]
    lines += [*_happened(history)]
    return "\n".join([*lines, *(f"-> {verdict}" for verdict in report.verdicts[:8])])


def _reader(reader: Reader) -> str:
    said = {
        "timeout": reader.timeout,
        "leaves": reader.leaves,
        "confirm": reader.confirm,
        "slow": reader.slow,
        "impatient": reader.impatient,
    }
    extras = ", ".join(f"{name} {value}" for name, value in said.items() if value)
    return f"{reader.name} of {', '.join(reader.jobs)} from {reader.start:.3f} on; {extras}"


def _happened(history: History) -> list[str]:
    """Return the last requests and what was told, in the order of time."""
    lines: list[tuple[float, str]] = []
    for each in history.exchanges:
        ends = [word for word in each.shown.values() if word in ENDS]
        what = f"{each.kind} {each.subject}: {each.outcome} {'with an end' if ends else ''}"
        lines.append((each.began, f"{each.began:9.3f} to {each.ended:.3f} {what}"))
    for told in history.told:
        what = f"{told.kind} {told.new} of {' > '.join(told.node) or told.interest.job_id}"
        lines.append((told.read_at, f"{told.read_at:9.3f} {told.interest.reader} reads {what}"))
    return [line for _, line in sorted(lines)][-80:]

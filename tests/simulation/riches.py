"""What some of the scenarios have more: crashes with checkpoints, projects, odd words."""

import random
from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve
from simulation.faults import Fault
from simulation.truths import PROJECT, Part

if TYPE_CHECKING:
    from simulation.scenario import Scenario


def enriched(plain: "Scenario") -> "Scenario":
    """Return a scenario with more in it, by dice of its own."""
    dice = random.Random(f"{plain.seed}/riches")
    jobs, readers, faults = plain.jobs, plain.readers, plain.faults
    if dice.random() < 0.4:
        jobs = tuple(evolve(job, root=_odd(dice, job.root)) for job in jobs)
    if dice.random() < 0.4:
        projects = (PROJECT, "p2", "p3")[: dice.choice((2, 3))]
        jobs = tuple(evolve(job, project=dice.choice(projects)) for job in jobs)
    if dice.random() < 0.6:
        readers = tuple(evolve(each, keeps=each.kind == "watch") for each in readers)
        faults += tuple(_crashes(dice, plain.span))
    if dice.random() < 0.4:
        faults += tuple(_pauses(dice, plain.span))
    strict = dice.random() < 0.2
    if strict:
        faults += (_lag(dice, plain.span),)
    return evolve(plain, jobs=jobs, readers=readers, faults=faults, strict=strict)


def _odd(dice: random.Random, part: Part) -> Part:
    """Return a job that waits for a payment, or is in a state that nobody knows, for a while."""
    moments = list(part.moments)
    (begin, _), (running, _), (end, _) = moments
    if dice.random() < 0.4:
        moments.insert(1, (dice.uniform(begin, running), "PENDING_PAYMENT"))
    if dice.random() < 0.5:
        since = dice.uniform(running, end)
        moments.insert(-1, (since, "UNKNOWN"))
        if dice.random() < 0.5:
            moments.insert(-1, (dice.uniform(since, end), "RUNNING"))
    parts = tuple(_odd(dice, each) for each in part.parts)
    return evolve(part, moments=tuple(moments), parts=parts)


def _crashes(dice: random.Random, span: float) -> Iterator[Fault]:
    for _ in range(dice.choice((1, 2, 4))):
        at = round(dice.uniform(0.0, span), 3)
        yield Fault("crash", at, at)


def _pauses(dice: random.Random, span: float) -> Iterator[Fault]:
    """Yield a time in which a service wants nobody to ask, for all projects."""
    begin = round(dice.uniform(0, span * 0.8), 3)
    end = min(span, begin + 8.0)
    seed = dice.randrange(2**32)
    yield Fault(
        "429 with Retry-After", begin, end, share=0.3, amount=dice.uniform(1.0, 20.0), seed=seed
    )


def _lag(dice: random.Random, span: float) -> Fault:
    """Return a replica that lags behind for most of the time."""
    amount, seed = dice.uniform(2.0, 20.0), dice.randrange(2**32)
    return Fault("replica lag", 0.0, span, share=0.4, amount=amount, seed=seed)

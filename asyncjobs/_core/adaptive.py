"""The pacing that learns: look when the lag that has built up unseen is worth a request."""

from collections.abc import Callable
from math import exp2, floor, log2, sqrt

from attrs import field, frozen
from attrs.validators import ge, gt, le, optional

from asyncjobs import _defaults
from asyncjobs._core.curve import Unseen
from asyncjobs._core.durations import Durations
from asyncjobs._core.inspection import Terms
from asyncjobs._core.learning import learn, learn_again
from asyncjobs._core.pacing import View
from asyncjobs._core.schedule import schedule
from asyncjobs._core.stages import Stage, stage_of
from asyncjobs._text import seconds_text
from asyncjobs.models import Job

PRICES = {"eager": 0.05, "balanced": _defaults.PRICE, "frugal": 1.0}
"""Seconds of lag that one request is worth, by name."""

_CHEAPEST, _DEAREST = 1e-6, 1e6
# The longest pause is 30 s at the price of 0.2 s, and grows as pauses in general do.
_LONGEST = 67.0
# Jobs that were submitted together are not asked together for ever; it costs next to nothing.
_JITTER = 0.03


def _price(told: float | str) -> float:
    price = PRICES.get(told) if isinstance(told, str) else told
    if isinstance(price, int | float) and _CHEAPEST <= price <= _DEAREST:
        return float(price)
    words = ", ".join(PRICES)
    span = f"{_CHEAPEST:g} to {_DEAREST:g}"
    raise ValueError(f"price={told!r:.40}: it takes seconds above 0 ({span}), or one of {words}")


@frozen(kw_only=True, eq=False)
class Adaptive:
    """A job is asked when its end is likely: rarely while none ends, often when most do.

    How long jobs of its kind take is learned while they are watched. The next look is when the lag
    that has built up unseen, on average, is worth one request, all later looks considered: as few
    requests as can be for that lag, and the least lag for so many requests.

    Args:
        price: how many seconds of lag one request is worth, or a word for it: "eager" (0.05 s),
            "balanced" (0.2 s) or "frugal" (1 s). Four times the price is about half the requests
            and twice the lag.
        min_interval: seconds between looks at least; a day at most.
        max_interval: seconds between looks at most. None for 67 times the root of the price (30 s
            at 0.2 s), which may be exceeded only while no job of the kind is known to end.
        durations: what is known of how long jobs take, and learns. One may serve several clients.

    Raises:
        ValueError: a setting makes no sense.
    """

    price: float = field(default=_defaults.PRICE, converter=_price)
    min_interval: float = field(default=0.25, validator=[ge(0), le(_defaults.LONGEST_PAUSE)])
    max_interval: float | None = field(default=None, validator=optional(gt(0)))
    durations: Durations = field(factory=Durations)

    def pause(self, view: View, dice: float) -> float:
        """Return the seconds from the last look to the next; before the first, from the begin."""
        due = self._due(view, stage_of(self.durations, view))
        pause = (due - view.age) * (1 - _JITTER * dice)
        if self.max_interval is not None:
            pause = min(pause, self.max_interval)
        return max(pause, self.min_interval)

    def worth(self, view: View, age: float) -> float:
        """Return the seconds of lag that a look at an age saves on average, times the weight."""
        memory, durations = view.memory, self.durations
        stage: Stage | None = None if memory is None else memory.stage
        # Asked for each job that is due: `stage_of` would find the same.
        if stage is None or memory.edition != durations.edition:
            stage, memory = stage_of(durations, view), view.memory
        since: Unseen | None = memory.since
        if since is None or since.curve is not stage.table.drawn:
            since = stage.unseen(memory, view.age)
        return view.weight * stage.tick * since.worth((age - stage.began) / stage.tick)

    def saw(self, view: View, job: Job, age: float) -> None:
        """Learn from an answer, whether the job runs or has ended."""
        learn(self.durations, view, job, age)

    def saw_again(self, view: View, age: float) -> None:
        """Learn from an answer that was the same as the last one, as `saw` does; no job needed."""
        learn_again(self.durations, view, age)

    def explain(self, view: View, age: float, due: float) -> str:
        """Say in one line why a job is asked when it is.

        Args:
            view: the job as it is known.
            age: seconds from the job's begin to now.
            due: seconds from its begin to the next look.
        """
        stage = stage_of(self.durations, view)
        seen = int(stage.known.run.seen)
        half = seconds_text(stage.known.typical())
        about = f"half have ended by {half}" if seen else "none ended yet"
        share = stage.curve().moved_on(stage.clock(view.age), stage.clock(due))
        return (
            f"{stage.kind}: {seen} seen, {about}; {_said(view, stage)}, now at {seconds_text(age)};"
            f" {share:.0%} of such jobs move on before {seconds_text(due)}"
            f" (a look is worth {self.price * _share(view):.3g} s of lag)"
        )

    def _due(self, view: View, stage: Stage) -> float:
        """Return the age of the next look."""
        curve, plan = stage.curve(), stage.plan
        asked = (self.price, self.max_interval, view.weight, view.shared)
        if plan is None or plan.curve is not curve or stage.asked != asked:
            plan = stage.plan = schedule(curve, self._terms(view, stage))
            stage.asked = asked
        return stage.age(plan.next_look(stage.clock(view.age)))

    def _terms(self, view: View, stage: Stage) -> Terms:
        longest = _LONGEST * sqrt(self.price) if self.max_interval is None else self.max_interval
        return Terms(
            self.price * _rounded(_share(view) / stage.tick),
            longest * _rounded(1 / stage.tick, floor),
            stage.delay,
        )


def _share(view: View) -> float:
    """Return the part of a request's price that a look is worth.

    Jobs that share a request share its price, though not evenly: it comes when one of them wants
    it, and the others get less out of it. Lists of 2 to 1,000 jobs in the benchmark's cloud: by the
    root of their number, lag and requests together cost up to two fifths less than unshared. A
    whole share is a tenth cheaper for many jobs, and takes up to four fifths more requests.
    """
    return 1 / (view.weight * sqrt(view.shared))


def _rounded(factor: float, to_whole: Callable[[float], float] = round) -> float:
    """Round to a quarter of an octave: schedules are kept, and many weights are to share them."""
    if factor == 1:
        return 1.0
    return exp2(to_whole(4 * log2(factor)) / 4)


def _said(view: View, stage: Stage) -> str:
    if view.job is None and (view.memory is None or not view.memory.seen):
        return "not seen yet"
    if stage.name == "closing":
        return f"its last sub-job ended at {seconds_text(stage.began)}"
    if stage.name == "percent":
        return f"at {stage.clock(view.age):.0f} % by {seconds_text(view.age)}"
    return f"seen to run at {seconds_text(view.age)}{_so_far(view.job) if view.job else ''}"


def _so_far(job: Job) -> str:
    """Say how many sub-jobs are done; of a job with less than two, nothing."""
    done, total = job.progress
    return f", {done} of {total} sub-jobs done" if total > 1 else ""

"""A history with what is looked up in it by all rules."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import inf

from attrs import define, field
from simulation.history import ENDS, Exchange, History, Interest, Node, Told

SLACK = 0.01
"""Seconds between an answer and its being told: timers are rounded."""

Finding = Iterator[str]
"""What is wrong by one rule."""


@define(eq=False)
class Case:
    """A history with what is looked up in it."""

    history: History
    told: dict[int, list[Told]] = field(factory=lambda: defaultdict(list))
    """By the identity of the interest."""
    answers: dict[tuple[int, str], list[Exchange]] = field(factory=lambda: defaultdict(list))
    """Of the job alone, by client and job_id."""
    shown: dict[tuple[int, Node, str], float] = field(factory=dict)
    """When each client was first shown that a job had ended, and how, alone or on a list."""
    begins: dict[tuple[Node, str], float] = field(factory=dict)
    ends: dict[str, tuple[float, str]] = field(factory=dict)
    """When and how each job truly ended."""

    def __attrs_post_init__(self) -> None:
        for told in self.history.told:
            self.told[id(told.interest)].append(told)
        for each in self.history.exchanges:
            if each.kind == "job" and each.outcome == "answer":
                self.answers[each.client, each.subject].append(each)
            for node, status in each.shown.items():
                if len(node) == 1 and status in ENDS:
                    key = each.client, node, status
                    self.shown[key] = min(each.ended, self.shown.get(key, inf))
        for phase in self.history.phases:
            self.begins.setdefault((phase.node, phase.status), phase.since)
            if len(phase.node) == 1 and phase.status in ENDS:
                self.ends[phase.node[0]] = (phase.since, phase.status)

    def by_node(self, interest: Interest) -> Mapping[Node, list[Told]]:
        """Return the changes that were told, by node."""
        nodes: dict[Node, list[Told]] = defaultdict(list)
        for told in self.told[id(interest)]:
            if told.kind == "changed":
                nodes[told.node].append(told)
        return nodes

    def settled(self, at: float) -> float:
        """Return when something that came at `at` was told at the latest, for stalls."""
        for begin, end in self.history.stalls:
            if begin - SLACK <= at <= end:
                at = end
        return at + SLACK


def who(interest: Interest) -> str:
    return f"{interest.reader} (client {interest.client}) of {interest.job_id}"

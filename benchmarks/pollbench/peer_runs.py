"""Peers in virtual time: each job polled for itself, in turn under a budget, or by an oracle."""

import heapq
from collections.abc import Sequence
from random import Random

from pollbench.gateway import OK, OWN_SHARE, THROTTLED, Gateway
from pollbench.metrics import Outcome
from pollbench.peers import Peer
from pollbench.workload import TrueJob

_AFTER_ERROR = 1.0


def run_peer(peer: Peer, jobs: Sequence[TrueJob], gateway: Gateway, seed: int = 0) -> Outcome:
    """Let every job be polled by a rule, without regard to the others."""
    rng = Random(seed)  # noqa: S311 - dice of a simulation
    looks = [(job.submit + peer.before_first(rng), job.number, 0, 0) for job in jobs]
    heapq.heapify(looks)
    lags = [0.0] * len(jobs)
    while looks:
        now, number, count, failures = heapq.heappop(looks)
        job, status, latency = jobs[number], gateway.hit(now), gateway.latency()
        landed = now + latency
        if status == OK and job.end <= now + latency / 2:
            lags[number] = landed + peer.hold - job.end
            continue
        if status == OK:
            count, failures = count + 1, 0
            pause = peer.again(count, landed - job.submit, rng)
        else:
            throttled = status == THROTTLED
            pause = peer.throttled(failures, 0.0, rng) if throttled else _AFTER_ERROR
            failures += 1
        heapq.heappush(looks, (landed + pause, number, count, failures))
    return Outcome(name=peer.name, jobs=jobs, lags=lags, gateway=gateway)


def run_round_robin(seconds: float, jobs: Sequence[TrueJob], gateway: Gateway) -> Outcome:
    """Poll each job every so many seconds, the longest due first, within the gateway's rate."""
    rate = gateway.rate * OWN_SHARE
    looks = [(job.submit + seconds, job.number) for job in jobs]
    heapq.heapify(looks)
    lags, free = [0.0] * len(jobs), 0.0
    while looks:
        due, number = heapq.heappop(looks)
        now = max(due, free)
        free = max(free, now - 1.0) + 1.0 / rate
        job, status, latency = jobs[number], gateway.hit(now), gateway.latency()
        if status != OK:
            heapq.heappush(looks, (now + _AFTER_ERROR, number))
        elif job.end <= now + latency / 2:
            lags[number] = now + latency - job.end
        else:
            heapq.heappush(looks, (now + latency + seconds, number))
    return Outcome(name=f"round robin {seconds:g} s", jobs=jobs, lags=lags, gateway=gateway)


def run_oracle(jobs: Sequence[TrueJob], gateway: Gateway) -> Outcome:
    """Poll each job once, after its end, which the oracle knows; the earliest end first."""
    lags, free = [0.0] * len(jobs), 0.0
    for job in sorted(jobs, key=lambda each: each.end):
        now = max(job.end, free)
        free = max(free, now - 1.0) + 1.0 / gateway.rate
        gateway.hit(now)
        lags[job.number] = now + gateway.latency() - job.end
    return Outcome(name="oracle (one request a job)", jobs=jobs, lags=lags, gateway=gateway)

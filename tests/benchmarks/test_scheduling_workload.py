"""The benchmark's jobs and peers are the ones that its definition means."""

import pytest
from pollbench.gateway import THROTTLED, Gateway
from pollbench.peer_runs import run_oracle, run_peer, run_round_robin
from pollbench.peers import FIXED_10, GO_SDK, TERRAFORM, Peer
from pollbench.workload import NARROW, TrueJob, digest, make

# The definition of pollbench v1, section "workload file".
DIGESTS = [
    ("d2c0840176c122c6", 20_000, 11, 5.0),
    ("5230541e7d0b057e", 12_000, 41, 5.0),
    ("3dec8df847745712", 1000, 21, None),
    ("4893c4cd8cbe080b", 1000, 22, None),
    ("104f2a018b5734ce", 1000, 23, None),
    ("f014cea1b9ef9d6e", 10_000, 21, None),
]


@pytest.mark.parametrize(("expected", "number", "seed", "rate"), DIGESTS)
def test_the_jobs_are_those_of_the_definition(
    expected: str, number: int, seed: int, rate: float | None
) -> None:
    """The same seeds give the jobs whose digests the definition names."""
    assert expected == digest(make(number, seed, rate=rate))


def test_the_narrow_kinds_have_half_the_spread() -> None:
    """The narrow workload has the same medians and half of every spread."""
    server = NARROW[0]

    assert server.start is not None
    assert (13.0, 0.125) == (server.start.median, server.start.log_sd)
    assert (85.0, 0.19) == (server.body.median, server.body.log_sd)


@pytest.mark.parametrize(
    ("peer", "requests", "lag"),
    [(FIXED_10, 8.39, 5.10), (TERRAFORM, 15.3, 3.36), (GO_SDK, 8.9, 10.1)],
    ids=lambda value: getattr(value, "name", None),
)
def test_peers_are_as_late_as_their_rules_make_them(
    peer: Peer, requests: float, lag: float
) -> None:
    """On a tenth of workload A1 the peers come to nearly what they come to on the whole."""
    outcome = run_peer(peer, make(2000, 11, rate=5.0), Gateway(broken=0.002, seed=5))

    assert pytest.approx(requests, rel=0.03) == outcome.requests
    assert pytest.approx(lag, rel=0.03) == outcome.mean


def test_a_held_answer_comes_late() -> None:
    """The Go SDK asks after 5 s and looks at the answer 5 s later."""
    outcome = run_peer(GO_SDK, [TrueJob(0, 0, 0.0, 1.0)], Gateway())

    assert 1 == outcome.requests
    assert 9 < outcome.mean < 9.3


def test_a_gateway_turns_away_what_is_too_much() -> None:
    """A second's worth of requests goes through at once, the next one is turned away."""
    gateway = Gateway(rate=10.0)
    statuses = [gateway.hit(0.0) for _ in range(11)]

    assert 10 == statuses.index(THROTTLED)
    assert THROTTLED != gateway.hit(0.1)


def test_taking_turns_hardly_provokes_throttling() -> None:
    """A round robin within the gateway's rate is turned away after its first burst at most."""
    outcome = run_round_robin(2.0, make(200, 21), Gateway(rate=5.0))

    assert outcome.throttles <= 1 / 200


def test_nobody_is_faster_than_the_oracle() -> None:
    """One request for each job, after its end, in order, is the fastest under a limit."""
    jobs = make(200, 21)
    oracle = run_oracle(jobs, Gateway(rate=5.0))

    assert 1 == oracle.requests
    assert oracle.mean < run_round_robin(2.0, jobs, Gateway(rate=5.0)).mean

"""The judge of the simulation, where requests had to wait before they went out."""

from simulation.by_hand import asked, good, verdicts
from simulation.history import Exchange


def test_a_pause_holds_for_all_projects() -> None:
    """A host that asked one project for a pause is left alone by the others too."""
    history = good()
    other = asked(25.0, project="p2")
    history.exchanges += [asked(20.0, outcome="429", retry_after=10.0, project="p1"), other]

    assert {"over_rate"} == verdicts(history)


def test_what_had_to_wait_for_a_login_waits_for_the_pause_as_well() -> None:
    """Though it was decided on before the pause was asked for, and by another project."""
    history = good()
    login = Exchange("login", "iam", "iam", 19.0, ended=25.0, outcome="answer")
    other = asked(25.0, project="p2")
    wish = asked(20.0, outcome="429", retry_after=10.0, project="p1")
    history.exchanges += [login, wish, other]

    assert {"over_rate"} == verdicts(history)


def test_a_stall_holds_up_what_was_counted_before_it() -> None:
    """One that was decided on goes out after it, and those that may go then as well; no more."""
    held_up, more = (good(rate=1.0, burst=5, stalls=[(18.0, 28.0)]) for _ in range(2))
    for history, count in ((held_up, 6), (more, 11)):
        history.exchanges += [
            Exchange("job", f"j{at}", "ecs", 28.0, ended=28.1, outcome="500") for at in range(count)
        ]

    assert set() == verdicts(held_up)
    assert {"over_rate"} == verdicts(more)

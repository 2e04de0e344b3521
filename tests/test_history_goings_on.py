"""The judge of the simulation, where readers go on from checkpoints, or want to be told all."""

from attrs import evolve
from simulation.by_hand import JOB, asked, good, verdicts, without
from simulation.history import History, Interest, Phase, Told


def gone_on(*changes: Told) -> History:
    """Return a history of two clients: the second goes on as of RUNNING, and tells these first."""
    history = good()
    first = history.interests[0]
    first.until, first.drained = 6.0, False
    goes_on = Interest("watch 0", "j", 7.0, 2, 11.1, changes=True, drained=True, before=first)
    goes_on.base, goes_on.base_seq = {JOB: "RUNNING"}, 2
    history.exchanges[2] = asked(11.0, "SUCCESS", client=2)
    history.interests.append(goes_on)
    history.told = [
        *history.told[:2],
        *(evolve(each, interest=goes_on) for each in (*changes, *history.told[2:])),
    ]
    return history


AGAIN = Told(
    Interest("", "", 0.0), "changed", 8.1, 8.1, JOB, "INIT", "RUNNING", seq=2, key="RUNNING"
)


def test_who_goes_on_is_told_the_rest() -> None:
    """From the checkpoint on: no more of what it has, and the numbers go on."""
    assert set() == verdicts(gone_on())


def test_what_a_checkpoint_has_is_told_no_more() -> None:
    """RUNNING was in it."""
    assert "duplicate" in verdicts(gone_on(evolve(AGAIN, seq=3, old="RUNNING")))


def test_who_goes_on_is_told_what_has_changed_since() -> None:
    """From what was told last, and not from what was never told."""
    lacking, other = without(gone_on(), 2), gone_on()
    other.told[2] = evolve(other.told[2], old="INIT")

    assert "lost" in verdicts(lacking)
    assert "lost" in verdicts(other)


def test_an_end_that_no_look_has_shown_is_a_phantom() -> None:
    """What somebody else was told before a checkpoint is not enough, even if it is true."""
    history = gone_on()
    history.exchanges[2].client = 1
    assert {"phantom"} == verdicts(history)
    history.exchanges[2] = asked(12.0, "SUCCESS", client=2)
    assert {"phantom"} == verdicts(history)
    goes_on = history.interests[1]
    goes_on.base, goes_on.base_seq, history.exchanges[2:] = {JOB: "SUCCESS"}, 3, []
    assert set() == verdicts(without(history, 2))


def test_numbers_go_on() -> None:
    """They begin anew neither at a checkpoint nor without one, and none is left out."""
    anew = gone_on()
    anew.told[2:] = [evolve(each, seq=each.seq - 2) for each in anew.told[2:]]

    assert {"renumbered"} == verdicts(anew)
    assert "renumbered" in verdicts(without(good(), 1))


def not_kept(key: str) -> History:
    """Return a history in which RUNNING was told, not kept, and told again with that key."""
    history = gone_on(evolve(AGAIN, key=key))
    goes_on = history.interests[1]
    goes_on.base, goes_on.base_seq = {JOB: "INIT"}, 1
    history.exchanges.append(asked(8.0, "RUNNING", client=2))
    return history


def test_what_no_checkpoint_has_comes_again_with_the_same_key() -> None:
    """If the job stands as it did; so whoever died after it can tell."""
    assert set() == verdicts(not_kept("RUNNING"))
    assert {"renamed"} == verdicts(not_kept("something else"))


def strict(*words: str) -> History:
    """Return a history in which a job is told as these, where one replica lags behind."""
    history = good(strict=True)
    history.exchanges.append(asked(7.0, "INIT"))
    reader, news = history.interests[0], history.told[:1]
    for at, word in zip((5.1, 7.1, 11.1), words, strict=True):
        seq = len(news) + 1
        news.append(Told(reader, "changed", at, at, JOB, news[-1].new, word, seq=seq))
    history.told = [*news, evolve(history.told[3], seq=5)]
    return history


def test_whoever_wants_it_is_told_what_goes_back() -> None:
    """With `strict` every answer is told, and without it none that goes back."""
    told = strict("RUNNING", "INIT", "SUCCESS")

    assert set() == verdicts(told)
    told.strict = False
    assert {"reordered"} == verdicts(told)


def test_what_goes_back_and_is_not_told_is_lost() -> None:
    """With `strict` only."""
    history = good(strict=True)
    history.exchanges.append(asked(7.0, "INIT"))

    assert {"lost"} == verdicts(history)
    history.strict = False
    assert set() == verdicts(history)


def merged(times: int) -> History:
    """Return a history in which a strict reader is told in one event what went and came back."""
    history = strict("RUNNING", "INIT", "SUCCESS")
    back = evolve(history.told[2], old="INIT", merged=times, seq=2)
    rest = [evolve(each, seq=each.seq - 1) for each in history.told[3:]]
    history.told = [history.told[0], back, *rest]
    return history


def test_what_goes_back_may_be_merged_for_a_strict_reader_as_well() -> None:
    """The event that says so accounts for what came before it, whichever way that went."""
    assert set() == verdicts(merged(1))
    assert "lost" in verdicts(merged(0))


def test_an_event_for_a_strict_reader_counts_what_was_merged_into_it() -> None:
    """If answers had shown more changes by then than it counts, the others are lost."""
    history = merged(1)
    history.exchanges += [asked(6.0, "INIT"), asked(6.5, "RUNNING")]

    assert {"lost"} == verdicts(history)
    history.told[1] = evolve(history.told[1], merged=3)
    assert set() == verdicts(history)


def test_an_event_for_a_strict_reader_accounts_for_nothing_later() -> None:
    """What was seen after a merged event and never told is lost, though that event had it in it."""
    history = merged(1)
    history.exchanges.append(asked(8.0, "RUNNING"))

    assert {"lost"} == verdicts(history)


def test_an_odd_word_is_told_like_any_other() -> None:
    """To be told of what came before and after it is not enough."""
    history = good()
    history.phases.append(Phase(JOB, "UNKNOWN", 6.0, 8.0))
    history.exchanges.append(asked(7.0, "UNKNOWN"))

    assert {"lost"} == verdicts(history)

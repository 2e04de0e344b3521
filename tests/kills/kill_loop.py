"""Kill a watching command at random, again and again: `kill_loop.py [KILLS] [SEED]`.

Each command goes on from the checkpoint of the one before it, and new jobs come in all the time.
What all of them together have told is held against what truly happened: no change may be missing
from the chain of any node, every job ends once, and of each command that was killed no more than
the line at hand is told again. Exits with 1 if that is not so.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import define, field

from asyncjobs import Status
from asyncjobs.simulator import running
from asyncjobs.testing import FakeCloud

SERVICES = ("ecs", "evs", "elb", "elbv3")
_WORDS = frozenset(Status)
NEW_JOBS = 4
"""How many jobs are submitted for each command."""
SPEED = 6.0
GUARD = 120
"""Seconds after which the last command is taken to hang."""


@define
class Checker:
    """Holds what was told against what happened."""

    last: dict[tuple[str, ...], str | None] = field(factory=dict)
    """For each node, the status that was told last."""
    ends: Counter[str] = field(factory=Counter)
    lines: int = 0
    repeats: int = 0
    faults: list[str] = field(factory=list)
    _open: list[Mapping[str, Any]] = field(factory=list)
    """The last line of each command that was killed: once, some time, it may come again."""

    def hear(self, output: bytes) -> None:
        """Take in what one command has told; a line that was cut off was not told."""
        *lines, _ = output.split(b"\n")
        told = [line for line in map(json.loads, lines) if line["event"] != "poll_failed"]
        for line in told:
            self._take(line)
        self.lines += len(told)
        self._open += told[-1:]

    def _take(self, line: Mapping[str, Any]) -> None:
        if line["event"] == "finished":
            again = self.ends[line["job_id"]] > 0 and self._was_open(line, "key")
            self.ends[line["job_id"]] += not again
            return
        path, old = tuple(line["path"]), line["old"]
        known, self.last[path] = self.last.get(path), line["new"]
        if known != old and not self._was_open(line, "path", "old"):
            self.faults.append(f"{path}: {old} > {line['new']} after {known}")

    def _was_open(self, line: Mapping[str, Any], *marks: str) -> bool:
        """Whether a line is one that may come again, which then it may no more."""
        for before in self._open:
            if all(before.get(mark) == line[mark] for mark in marks):
                self._open.remove(before)
                self.repeats += 1
                return True
        return False

    def judge(self, cloud: FakeCloud, kills: int) -> list[str]:
        """Return all that is wrong, when every job has ended."""
        wrong = list(self.faults)
        for ref in cloud.refs:
            truth = {tuple(moment.path): moment.status for moment in cloud.truth(ref.job_id)}
            told = {path: self.last.get(path) for path in truth}
            wrong += [
                f"{path}: told {told[path]}, and it is {word}"
                for path, word in truth.items()
                if told[path] is None or (word in _WORDS and told[path] != word)
            ]
            wrong += [f"{ref}: its end was told {self.ends[ref.job_id]} times"] * (
                self.ends[ref.job_id] != 1
            )
        wrong += [f"{self.repeats} lines came again, of {kills} kills"] * (self.repeats > kills)
        return wrong


@define
class Commands:
    """Starts commands that watch all jobs of a cloud, and go on from one file."""

    cloud: FakeCloud
    url: str
    file: Path
    dice: random.Random

    def watch(self) -> "subprocess.Popen[bytes]":
        """Start a command that watches the jobs so far and some new ones."""
        for _ in range(NEW_JOBS):
            self.cloud.submit(self.dice.choice(SERVICES))
        settings = {
            "ASYNCJOBS_ENDPOINT": self.url,
            "ASYNCJOBS_PROJECT_ID": self.cloud.project_id,
            "ASYNCJOBS_TOKEN": self.cloud.token,
        }
        names = [f"{ref.service}:{ref.job_id}" for ref in self.cloud.refs]
        options = ["--output", "ndjson", "--checkpoint", str(self.file), "--price", "0.001"]
        return subprocess.Popen(
            [sys.executable, "-m", "asyncjobs", "watch", *options, *names],
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def kill(self, process: "subprocess.Popen[bytes]", boot: float) -> bytes:
        """Kill a command at a random moment, mostly while it watches; return what it has told."""
        with process:
            time.sleep(self.dice.uniform(boot * 0.8, boot * 1.2 + 1))
            process.kill()
            out, _ = process.communicate()
        return out


def boot_time(commands: Commands) -> float:
    """Return how many seconds a command needs until it watches."""
    began = time.monotonic()
    with commands.watch() as process:
        while not commands.file.exists():
            time.sleep(0.01)
        process.kill()
        process.communicate()
    commands.file.unlink()
    return time.monotonic() - began


def main(kills: int, seed: int) -> int:
    """Run the loop and tell what it came to."""
    cloud, checker = FakeCloud(speed=SPEED, seed=seed), Checker()
    with running(cloud) as url, tempfile.TemporaryDirectory() as folder:
        commands = Commands(cloud, url, Path(folder, "watch.json"), random.Random(seed))  # noqa: S311
        boot = boot_time(commands)
        for _ in range(kills):
            checker.hear(commands.kill(commands.watch(), boot))
        with commands.watch() as last:
            checker.hear(last.communicate(timeout=GUARD)[0])
        left = len(list(Path(folder).iterdir())) - 1
    wrong = checker.judge(cloud, kills)
    sys.stdout.write(
        f"kills {kills}, jobs {len(cloud.refs)}, lines told {checker.lines}, "
        f"LOST {len(wrong)}, told again {checker.repeats}, parts of files left {left}\n"
    )
    sys.stdout.writelines(f"  {fault}\n" for fault in wrong[:20])
    return int(bool(wrong))


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*given, *(60, 1)[len(given) :]))

"""How a job stood, in brief: what tells its next answer from its last one, and nothing more."""

import json
from typing import Literal

from asyncjobs._standing import Node, Standing, nodes_told
from asyncjobs._text import kept_once
from asyncjobs.models import Job, JobRef, Status

Keep = Literal["snapshot", "digest"]
"""What is kept of a running job between looks: all of it, or how its nodes stood."""


def brief_of(root: Job) -> str:
    """Return the keys and statuses of a tree, as a text: one value for all jobs that stand so."""
    nodes = [[node.parent, _short(node, root), *_words(node)] for node in nodes_told(root, {}, {})]
    # Who keeps a job and who is told of it write the same text: it is to be kept once.
    return kept_once(json.dumps(nodes, separators=(",", ":"), ensure_ascii=False))


def tree_of(ref: JobRef, brief: str) -> Job | None:
    """Return the job as it stood: no more is known of it than keys and statuses."""
    return Standing(ref=ref, endpoint="", nodes=nodes_of(ref, brief)).tree()


def nodes_of(ref: JobRef, brief: str) -> tuple[Node, ...]:
    """Return the nodes of the tree, each after the one above it."""
    return tuple(_node(ref, *node) for node in json.loads(brief))


def _short(node: Node, root: Job) -> str:
    """Return a node's key, but for the job itself nothing where it is known from its reference."""
    known = node.parent is None and node.key == root.ref.job_id
    return "" if known else node.key


def _words(node: Node) -> list[str]:
    usual = node.raw_status == node.status
    return [node.status] if usual else [node.status, node.raw_status]


def _node(ref: JobRef, parent: int | None, key: str, status: str, raw: str | None = None) -> Node:
    known = Status(status)
    return Node(parent, key or ref.job_id, known, str(known) if raw is None else raw)

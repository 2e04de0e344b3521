"""What the entities of a job name: servers, volumes, load balancers, whatever has an id."""

from collections.abc import Iterator, Mapping
from typing import Any

NESTED = frozenset({"sub_jobs", "subJobs", "sub_jobs_result"})
"""Lists inside `entities` that hold sub-jobs: those speak for themselves."""

# As most services write it, and as CCE does (clusterUID, resourceID).
_ID = ("_id", "ID")
# Keys that end so and name something else than what the job works on.
_NOT_RESOURCES = frozenset({"tenant_id", "project_id", "job_id", "request_id", "order_id"})


def resources(entities: Any) -> Iterator[tuple[str, str]]:
    """Yield (kind, id) for each resource that one node's entities name."""
    if isinstance(entities, list):
        for item in entities:
            if isinstance(item, Mapping):
                yield from _typed_resource(item)
    elif isinstance(entities, Mapping):
        for key, value in entities.items():
            if key not in NESTED:
                yield from _resource(key, value)


def _typed_resource(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind, value = item.get("resource_type"), item.get("resource_id")
    if isinstance(value, str) and value:
        yield (f"{kind}_id" if isinstance(kind, str) and kind else "resource_id"), value


def _resource(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if key.endswith(_ID) and key not in _NOT_RESOURCES and value:
            yield key, value
        elif key.endswith("_ids"):
            yield from ((key[:-1], item) for item in value.strip("[]").replace(",", " ").split())
    elif isinstance(value, Mapping):
        yield from _own_id(key, value)
    elif isinstance(value, list):
        for item in value:
            yield from _own_id(key.removesuffix("s"), item)


def _own_id(kind: str, item: Any) -> Iterator[tuple[str, str]]:
    if isinstance(item, str) and item and kind.endswith("_id"):
        yield kind, item
    elif isinstance(item, Mapping) and isinstance(item.get("id"), str) and item["id"]:
        yield f"{kind}_id", item["id"]

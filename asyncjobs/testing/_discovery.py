"""Where the services are: what the identity service says of its versions and in its catalog.

As Open Telekom Cloud does it: openstacksdk and otcextensions find the services by it.
"""

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from asyncjobs.testing._terms import Terms

_SERVICES: Mapping[str, str] = {
    "identity": "/v3",
    "ecs": "/v1/{project_id}",
    "volumev3": "/v3/{project_id}",
    "elbv1": "/v1.0/{project_id}",
    "elbv3": "/v3/{project_id}/elb",
    "image": "",
    "sdrs": "/v1/{project_id}",
    "vbsv2": "/v2/{project_id}",
    "ccev2.0": "",
    "ddsv3": "/v3/{project_id}",
    "rdsv3": "/v3/{project_id}",
}
"""Types of services as the catalog calls them, and their paths."""


def home(endpoint: str, headers: Mapping[str, str]) -> str:
    """Return the address by which a cloud was reached: over HTTP, that of the simulator."""
    host = headers.get("host", "")
    known = urlsplit(endpoint).netloc
    return endpoint.rstrip("/") if host in {"", known} else f"http://{host}"


def version(address: str) -> dict[str, Any]:
    """Return what is said of the one version that there is."""
    return {
        "id": "v3.6",
        "status": "stable",
        "updated": "2016-04-04T00:00:00Z",
        "links": [{"rel": "self", "href": f"{address}/v3/"}],
        "media-types": [
            {"base": "application/json", "type": "application/vnd.openstack.identity-v3+json"}
        ],
    }


def versions(address: str) -> dict[str, Any]:
    """Return what is said where no version is named."""
    return {"versions": {"values": [version(address)]}}


def catalog(address: str, terms: Terms, project_id: str | None) -> list[dict[str, Any]]:
    """Return the services that a token opens: those without a project in the path, or all."""
    return [
        _entry(kind, address + path.format(project_id=project_id), terms.region)
        for kind, path in _SERVICES.items()
        if project_id or "{project_id}" not in path
    ]


def _entry(kind: str, url: str, region: str) -> dict[str, Any]:
    endpoint = {
        "id": uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {url}").hex,
        "interface": "public",
        "region": region,
        "region_id": region,
        "url": url,
    }
    service_id = uuid.uuid5(uuid.NAMESPACE_DNS, kind).hex
    return {"id": service_id, "type": kind, "name": kind, "endpoints": [endpoint]}

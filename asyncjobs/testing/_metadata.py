"""What a server of the cloud finds in its own metadata: a temporary access key.

As the ECS user guide says it ("Obtaining Metadata", Security Key), and for the hardened way, in
which a token is asked for first, as the vendor's Python SDK expects it.
"""

from collections.abc import Callable, Mapping

from asyncjobs.testing._credentials import lowered
from asyncjobs.testing._visit import DeniedError, Visit
from asyncjobs.wire import Response

_LONGEST = 21_600
"""Seconds for which a token may be asked."""


def _issue_token(visit: Visit) -> Response:
    if not visit.identity.terms.metadata_token:
        raise DeniedError(404, "Not Found")
    seconds = lowered(visit.request.headers).get("x-metadata-token-ttl-seconds", "")
    if not seconds.isdecimal() or not 1 <= int(seconds) <= _LONGEST:
        raise DeniedError(400, "X-Metadata-Token-Ttl-Seconds must be 1 to 21600")
    token = visit.identity.metadata_token(int(seconds), visit.now)
    return Response(200, {"content-type": "text/plain"}, token.encode())


def _hand_out_key(visit: Visit) -> Response:
    if visit.identity.terms.metadata_token:
        token = lowered(visit.request.headers).get("x-metadata-token", "")
        if visit.now >= visit.identity.metadata_tokens.get(token, visit.now):
            raise DeniedError(401, "the metadata token is missing or has expired")
    key = visit.identity.temporary_key(visit.identity.terms.token_lifetime, visit.now)
    return visit.json(200, {"credential": visit.credential(key)})


PATHS: Mapping[tuple[str, str], Callable[[Visit], Response]] = {
    ("PUT", "/meta-data/latest/api/token"): _issue_token,
    ("GET", "/openstack/latest/securitykey"): _hand_out_key,
}

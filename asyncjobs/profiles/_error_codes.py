"""The table of errors: what each code and HTTP status means, and what to do about it.

A code carries its service's name, so the table needs no column for it; codes that are bare numbers
(DCS, MRS, WAF) are judged by the HTTP status alone. Sources: the pages "error codes" of ECS, EVS,
VPC, ELB, GES, SFS Turbo, CBR, DCS and IAM, and of the API gateway (APIGW.*, which user gateways
spell APIG.*). ECS says that the HTTP status beside a code may not fit it, so the codes come first.
"""

from collections.abc import Mapping

from attrs import field, frozen

from asyncjobs.errors import (
    AuthError,
    ForbiddenError,
    JobNotFoundError,
    ServiceError,
    ThrottledError,
    WrongProjectError,
)
from asyncjobs.profiles._auth_problem import ADVICE


@frozen
class Diagnosis:
    """What to make of an error: which class, what to do, whether asking again may help."""

    kind: type[ServiceError]
    advice: str
    retryable: bool = field(default=False, kw_only=True)


AGAIN = Diagnosis(ServiceError, "the service is in trouble, ask again later", retryable=True)
BUSY = Diagnosis(ThrottledError, "too many requests, ask less often", retryable=True)
REFUSED = Diagnosis(ServiceError, "the request was refused, check service, endpoint and project")
_CREDENTIALS = Diagnosis(AuthError, ADVICE["token"])
_FORBIDDEN = Diagnosis(ForbiddenError, "the credentials do not allow it, ask for the permission")
_NO_API = Diagnosis(
    ServiceError,
    "there is no such API, check service, region and endpoint (a region is eu-de or cn-north-4, "
    "not one of its zones)",
)
_NO_JOB = Diagnosis(JobNotFoundError, "no such job, check job_id, service, project and region")
_PROJECT = Diagnosis(
    WrongProjectError, "it is another project than the credentials', give the job's own project_id"
)
_PROXY = Diagnosis(ServiceError, "a proxy on the way asks for a login, give it in the proxy's URL")

_BY_CODE: Mapping[str, Diagnosis] = {
    # ECS, EVS and all that share their job query.
    "Common.0011": _NO_JOB,
    "Common.0013": _CREDENTIALS,
    "Common.0018": _PROJECT,
    "Common.0021": AGAIN,
    # "Mission fail", an exception while a job is submitted; no flow control in the documents.
    "Common.0022": AGAIN,
    "Common.0024": BUSY,
    "Common.0025": AGAIN,
    "Common.0026": AGAIN,
    "Common.0999": AGAIN,
    "Common.1503": BUSY,
    "Ecs.0003": _FORBIDDEN,
    "Ecs.0603": AGAIN,
    "EVS.0002": _CREDENTIALS,
    "Pdp.0001": _FORBIDDEN,
    # Other services, where their HTTP status alone would mislead.
    "BackupService.6500": _NO_JOB,
    "DCS.1001": _CREDENTIALS,
    "GES.7000": _NO_JOB,
    "GES.7005": AGAIN,
    "GES.7006": AGAIN,
    "GES.7007": _NO_JOB,
    "IAM.0001": _CREDENTIALS,
    "IAM.0002": _FORBIDDEN,
    "IAM.0003": _FORBIDDEN,
    "SFS.TURBO.0002": _NO_JOB,
    "SFS.TURBO.0005": AGAIN,
    "SFS.TURBO.0015": _FORBIDDEN,
    "SFS.TURBO.9000": _FORBIDDEN,
    "VPC.0007": _PROJECT,
    "VPC.0008": _CREDENTIALS,
    # The gateway in front of them. APIGW.0201 is missing on purpose: there the HTTP status decides.
    "APIGW.0101": _NO_API,
    "APIGW.0103": _NO_API,
    "APIGW.0104": _NO_API,
    "APIGW.0105": _NO_API,
    "APIGW.0202": AGAIN,
    "APIGW.0203": AGAIN,
    "APIGW.0301": _CREDENTIALS,
    "APIGW.0302": _FORBIDDEN,
    "APIGW.0303": _CREDENTIALS,
    "APIGW.0304": _FORBIDDEN,
    "APIGW.0305": _CREDENTIALS,
    "APIGW.0306": _FORBIDDEN,
    "APIGW.0307": _CREDENTIALS,
    "APIGW.0308": BUSY,
    "APIGW.0310": _FORBIDDEN,
    "APIGW.0311": _CREDENTIALS,
    "APIGW.0801": _FORBIDDEN,
    "APIGW.0802": _FORBIDDEN,
    "APIGW.1000": _CREDENTIALS,
    "APIGW.1002": _CREDENTIALS,
    "APIGW.1005": _FORBIDDEN,
}
_FOLDED = {code.casefold(): diagnosis for code, diagnosis in _BY_CODE.items()}

BY_HTTP: Mapping[int, Diagnosis] = {
    401: _CREDENTIALS,
    403: _FORBIDDEN,
    404: _NO_JOB,
    407: _PROXY,
    408: AGAIN,
    409: AGAIN,
    410: _NO_JOB,
    425: AGAIN,
    429: BUSY,
    499: AGAIN,
    501: REFUSED,
    505: REFUSED,
}


def by_code(code: str) -> Diagnosis | None:
    """Return what a code means, in whatever case and by whichever gateway; None if not known."""
    return _FOLDED.get(code.casefold().replace("apig.", "apigw.", 1))

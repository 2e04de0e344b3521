"""The way to the cloud and back: a transport in memory, its faults, and the log of what it did."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from math import inf
from urllib.parse import urlsplit

import anyio
from attrs import define, evolve, field
from simulation.faults import KINDS, Fault
from simulation.history import Exchange, History
from simulation.small_cloud import SmallCloud, list_of, project_of, refusal, shown_by, unknown_job

from asyncjobs.errors import AsyncJobsError, TransportError
from asyncjobs.wire import Request, Response, Transport

_OK, _CREATED, _UNKNOWN = 200, 201, 400
"""The classic services answer 400 for a job that they do not know."""
_REFUSALS = (500, 502, 503, 504)


class ResetError(Exception):
    """The connection was broken off."""


def host_of(request: Request) -> str:
    """Return the first part of the host's name."""
    return request.url.split("//")[1].split(".")[0]


@define(eq=False)
class Network:
    """Carries requests to a cloud, late or never where a fault says so."""

    cloud: SmallCloud
    faults: Sequence[Fault]
    dice: random.Random
    """How long things take where nothing is wrong."""
    struck: Counter[str] = field(factory=Counter)
    """How often each kind of fault struck."""
    _own_dice: dict[Fault, random.Random] = field(factory=dict)

    async def deliver(self, request: Request) -> Response:
        """Return the cloud's answer, or what becomes of it.

        Raises:
            ResetError: the connection breaks.
        """
        await anyio.sleep(self.dice.expovariate(20))
        met = self._met(request)
        await self._on_the_way(met)
        now = anyio.current_time()
        lag = max((fault.amount for fault in met if fault.kind == "replica lag"), default=0.0)
        response = self.cloud.answer(request, now, lag)
        for fault in met:
            response = self._spoilt(fault, request, response)
        await anyio.sleep(self.dice.expovariate(15))
        for fault in met:
            if fault.kind == "late answer":
                await anyio.sleep(fault.amount)
        return response

    def _met(self, request: Request) -> list[Fault]:
        host, now = host_of(request), anyio.current_time()
        met = [
            fault
            for fault in self.faults
            if fault.kind in KINDS and fault.meets(host, now) and self._strikes(fault)
        ]
        self.struck.update(fault.kind for fault in met)
        return met

    def _strikes(self, fault: Fault) -> bool:
        dice = self._own_dice.setdefault(fault, random.Random(fault.seed))
        return dice.random() < fault.share

    async def _on_the_way(self, met: Sequence[Fault]) -> None:
        for fault in met:
            match fault.kind:
                case "delay":
                    await anyio.sleep(fault.amount)
                case "clogged":
                    await anyio.sleep_until(fault.end)
                case "loss":
                    await anyio.sleep(inf)
                case "reset":
                    raise ResetError

    def _spoilt(self, fault: Fault, request: Request, response: Response) -> Response:
        """Return what a fault makes of an answer."""
        refused = self._refusal(fault)
        if refused is not None:
            return refused
        if fault.kind == "half an answer" and response.status == _OK:
            return evolve(response, body=response.body[: len(response.body) // 2])
        if request.method == "POST":
            return response
        if fault.kind == "unknown for a moment":
            return unknown_job(host_of(request))
        if fault.kind == "another's answer" and response.status == _OK:
            return evolve(response, body=response.body.replace(b"-0", b"-9"))
        return response

    def _refusal(self, fault: Fault) -> Response | None:
        """Return what the gateway says in place of an answer, if it does."""
        over = "The throttling threshold has been reached"
        if fault.kind == "429":
            return refusal(429, "APIGW.0308", over)
        if fault.kind == "429 with Retry-After":
            return refusal(429, "APIGW.0308", over, {"retry-after": str(round(fault.amount))})
        if fault.kind == "5xx":
            status = self._own_dice[fault].choice(_REFUSALS)
            return refusal(status, "APIGW.0201", "Backend unavailable")
        return None


@define(eq=False)
class MemoryTransport:
    """A `Transport` without connections."""

    network: Network

    async def send(self, request: Request) -> Response:
        try:
            return await self.network.deliver(request)
        except ResetError:
            raise TransportError("the connection was reset") from None


@define(eq=False)
class Recorder:
    """A `Transport` that writes down what another one does."""

    inner: Transport
    history: History
    client: int
    answered: Callable[[], None]
    """Called just before an answer is handed over."""

    async def send(self, request: Request) -> Response:
        exchange = _exchange_of(request, self.client)
        self.history.exchanges.append(exchange)
        try:
            response = await self.inner.send(request)
        except AsyncJobsError as error:
            exchange.outcome = type(error).__name__
            raise
        else:
            _note(exchange, response)
            self.answered()
            return response
        finally:
            exchange.ended = anyio.current_time()

    async def aclose(self) -> None:
        aclose = getattr(self.inner, "aclose", None)
        if aclose is not None:
            await aclose()


def _exchange_of(request: Request, client: int) -> Exchange:
    host, path = host_of(request), urlsplit(request.url).path
    now = anyio.current_time()
    if request.method == "POST":
        return Exchange("login", "iam", host, now, client)
    project = project_of(path)
    if path.endswith("/elb/jobs"):
        return Exchange("list", list_of(project), host, now, client, project=project)
    return Exchange("job", path.rpartition("/")[2], host, now, client, project=project)


def _note(exchange: Exchange, response: Response) -> None:
    if response.status > _CREATED:
        exchange.outcome = "404" if response.status == _UNKNOWN else str(response.status)
        exchange.retry_after = float(response.headers.get("retry-after", 0))
        return
    if exchange.kind == "login":
        exchange.outcome = "answer"
        return
    shown = shown_by(response)
    known = shown is not None and (exchange.kind == "list" or (exchange.subject,) in shown)
    exchange.outcome = "answer" if known else "nonsense"
    exchange.shown = shown if known and shown else {}

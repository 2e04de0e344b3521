"""How a cloud deals with one request: the gateway first, then the service that is asked."""

import threading
from email.utils import formatdate
from functools import lru_cache

from attrs import define, field

from asyncjobs.testing import _iam
from asyncjobs.testing._answers import json_answer, unknown_job
from asyncjobs.testing._delivery import Delivery, delivery_of
from asyncjobs.testing._gateway import (
    Asked,
    Gateway,
    identity_routes,
    job_routes,
    list_routes,
    target,
)
from asyncjobs.testing._identity import Identity
from asyncjobs.testing._job_ids import JobIds
from asyncjobs.testing._jobs import Jobs
from asyncjobs.testing._lists import delivery_of_page
from asyncjobs.testing._log import Exchange, Log
from asyncjobs.testing._orders import BadOrderError, call_routes, read_order, refusal
from asyncjobs.testing._page import page_of_list
from asyncjobs.testing._setting import Setting
from asyncjobs.testing._terms import Terms
from asyncjobs.testing._visit import Visit
from asyncjobs.wire import Request


@define(eq=False, repr=False)
class Front:
    """Everything that stands behind the address of a cloud."""

    terms: Terms
    identity: Identity = field(init=False)
    jobs: Jobs = field(init=False)
    log: Log = field(init=False, factory=Log)
    # The simulator answers in a thread of its own.
    lock: threading.Lock = field(init=False, factory=threading.Lock)
    _ids: JobIds = field(init=False)
    _gateway: Gateway = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._ids = JobIds(self.terms.seed)
        self.identity = Identity(self.terms, JobIds(f"{self.terms.seed}/identity"))
        profiles = {profile.name: profile for profile in self.terms.profiles}
        self.jobs = Jobs(self.terms, self._ids, profiles)
        routes = (
            *job_routes(profiles.values()),
            *list_routes(profiles.values()),
            *call_routes(),
            *identity_routes(),
        )
        self._gateway = Gateway(self.identity, routes)

    def deliver(self, request: Request, now: float) -> Delivery:
        """Return what `request` gets at `now`.

        Raises:
            TransportError: it goes to somewhere else.
        """
        with self.lock:
            path, query = target(self.terms.endpoint, request.url)
            asked = self._gateway.read(request.method, path, query, self._ids.hex())
            refused = self._gateway.refusal(request, asked, now)
            delivery = Delivery(refused) if refused else self._serve(request, asked, now)
            exchange = Exchange(now, request.method, path, asked.job_id, delivery.http_status)
            self.log.add(exchange)
        return delivery.dated(_date(int(self.terms.epoch + now)))

    def _serve(self, request: Request, asked: Asked, now: float) -> Delivery:
        if asked.job_id is not None:
            return self._poll(asked, asked.job_id, now)
        if asked.route and not asked.services:
            visit = Visit(request, asked.parameters, self.identity, now, asked.request_id)
            return Delivery(_iam.answer(visit, asked.route.method, asked.route.template))
        if asked.route and asked.route.lists:
            return self._list(asked, now)
        try:
            order = read_order(request, asked)
        except BadOrderError as error:
            return Delivery(refusal(min(asked.services), str(error), asked.request_id))
        plan = self.jobs.start(order, now, asked.ids["project_id"])
        return Delivery(json_answer(200, plan.receipt(asked.ids["project_id"]), asked.request_id))

    def _list(self, asked: Asked, now: float) -> Delivery:
        jobs = {job.ref.job_id: job for job in self.jobs.listed(asked.services, asked.ids)}
        page = page_of_list(tuple(jobs), asked.parameters)
        shown = [jobs[job_id] for job_id in page.job_ids]
        profile = self.jobs.profiles[min(asked.services)]
        project_id = asked.ids.get("project_id", "")
        setting = Setting(profile, project_id, self.terms.epoch, asked.request_id)
        return delivery_of_page(shown, page, self.terms.outage, setting, now)

    def _poll(self, asked: Asked, job_id: str, now: float) -> Delivery:
        job = self.jobs.find(asked.services, asked.ids)
        if job is None:
            return Delivery(unknown_job(min(asked.services), job_id, asked.request_id))
        setting = Setting(job.profile, job.ref.project_id or "", self.terms.epoch, asked.request_id)
        told = job.story.step(now) if self.terms.outage is None else self.terms.outage
        return delivery_of(told, job.story, setting, now)


@lru_cache(maxsize=8)
def _date(seconds: int) -> str:
    """Return a second as the header Date has it: most requests share theirs with others."""
    return formatdate(seconds, usegmt=True)

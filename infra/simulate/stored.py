"""A world that is kept in the tables of a stage: what people do goes through the use cases of the
service, each at its own moment, past ones too."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from chalicelib.case.model import Actor, Case, Role
from chalicelib.protection.identity import Identity
from chalicelib.store import cases
from chalicelib.usecases import rules
from chalicelib.usecases.act import act_as_officer, act_as_reporter
from chalicelib.usecases.admission import Credentials
from chalicelib.usecases.file_complaint import Attempt, file_complaint
from chalicelib.usecases.record_readings import Reader
from chalicelib.usecases.route import route
from chalicelib.usecases.run_due import run_due
from infra.deploy import Clients
from infra.local.aws import CREDENTIALS, STAGE
from infra.simulate.lives import filing_of
from infra.simulate.people import Step
from infra.simulate.reports import Report
from infra.sources import sources_of, turned_off

REQUEST = "a made-up life"


class Stored:
    """The tables that the environment names, entered with the key of a machine client."""

    def __init__(self, api_key: str) -> None:
        self._api_key = api_key
        self._secrets: dict[str, str] = {}

    def file(self, report: Report) -> Case:
        """As a machine client files, with all that the service says of it by itself."""
        name = f"Pelapor {report.number}"
        address = f"pelapor.{report.number}@warga.example"
        receipt = file_complaint(
            filing_of(report),
            Identity(name=name, email=address) if report.contact else None,
            Attempt(
                credentials=Credentials(api_key=self._api_key), idempotency_key=None, content=""
            ),
            rules.decision_context(report.filed_at),
        )
        self._secrets[receipt.case.id] = receipt.secret
        return receipt.case

    def read(self, case: Case) -> Case:
        """From the table."""
        return cases.get(case.id)

    def route(self, report: Report, case: Case, at: datetime) -> Case:
        """By rules and model, as every report is."""
        route(case.id, at)
        return cases.get(case.id)

    def take(self, case: Case, step: Step) -> Case:
        """As the API lets an officer or the reporter."""
        context = rules.decision_context(step.at)
        if step.actor.role is Role.REPORTER:
            secret = self._secrets[case.id]
            return act_as_reporter(case.id, secret, step.action, context).case
        reader = _reader(step.actor, step.action.name)
        version = case.version
        loaded, _ = act_as_officer(
            case.id, step.action, reader, seen_version=version, context=context
        )
        return loaded.case

    def catch_up(self, case: Case, at: datetime) -> Case:
        """What the schedules would have done by then, of reporters who read all their mail."""
        if case.due is not None:
            run_due(case.id, case.due.kind, at, was_asked=lambda _: True)
        return cases.get(case.id)


def environment(aws: Clients, outputs: Mapping[str, Any]) -> dict[str, str]:
    """What the environment of a process has to say to be on a local stack as its API is."""
    asked = aws("lambda").get_function_configuration(FunctionName=api_function(aws))
    settings: dict[str, str] = asked["Environment"]["Variables"]
    return {
        **settings,
        **CREDENTIALS,
        "AWS_ENDPOINT_URL": outputs["aws_endpoint_url"],
        "AWS_REGION": outputs["region"],
        "AWS_DEFAULT_REGION": outputs["region"],
    }


def api_function(aws: Clients) -> str:
    """The name of the function behind the API of a local stack: no output of it says so."""
    resource = aws("cloudformation").describe_stack_resource(
        StackName=f"lapor-{STAGE}", LogicalResourceId="APIHandler"
    )["StackResourceDetail"]
    return str(resource["PhysicalResourceId"])


def undisturbed(
    aws: Clients, outputs: Mapping[str, Any], function: str
) -> AbstractContextManager[None]:
    """A function does not run by itself meanwhile: what has a past would be handled now by it."""
    return turned_off(aws, sources_of(aws, outputs["functions"][function]))


def _reader(actor: Actor, purpose: str) -> Reader:
    return Reader(actor=actor, request_id=REQUEST, purpose=purpose)

"""The local stack as a whole: start, deploy, seed, stop, forget."""

import fcntl
import hashlib
import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.console import CommandError, say
from infra.deploy import deploy
from infra.functions import FUNCTIONS
from infra.local.aws import STAGE, clients
from infra.local.drain import drain
from infra.local.emulator import REGION, Emulator
from infra.local.gaps import (
    apply_gateway_responses,
    events_of,
    let_batches_go,
    let_senders_send,
    refuse_other_methods,
    without_tls,
)
from infra.package import ROOT, Package, build
from infra.seed import seed

SENDER_DOMAIN = "lapor.example"

_TABLES = {
    "cases": "CasesTableName",
    "reference": "ReferenceTableName",
    "similar": "SimilarTableName",
    "vault": "VaultTableName",
    "vault_keys": "VaultKeysTableName",
    "claims": "ClaimsTableName",
    "readings": "ReadingsTableName",
    "figures": "FiguresTableName",
    "leads": "LeadsTableName",
}


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A local stack that keeps everything under one folder.

    With `enforce_roles` each function may do what its role allows and nothing else, as on AWS;
    then only the emulator's own credentials (`test`, `test`) are let in from outside. What is
    `detached` runs on when the process that started it has ended; without `autosave` a kill loses
    all, without `schedules` no function runs by the clock. With `practice` the pages say that all
    reports are made up.
    """

    home: Path
    packages: Path = ROOT / ".local"
    enforce_roles: bool = False
    detached: bool = False
    autosave: bool = True
    schedules: bool = True
    practice: bool = False

    @property
    def emulator(self) -> Emulator:
        """The process under it."""
        return Emulator(
            home=self.home,
            enforce_roles=self.enforce_roles,
            detached=self.detached,
            autosave=self.autosave,
            schedules=self.schedules,
        )

    def outputs(self) -> dict[str, Any]:
        """What the last start wrote into `outputs.json`; empty before the first."""
        try:
            found: dict[str, Any] = json.loads(self._outputs_file.read_text())
        except (OSError, ValueError):
            return {}
        return found

    def up(self) -> dict[str, Any]:
        """Start and deploy, or bring a running stack up to date.

        Raises:
            CommandError: with the one sentence that says what to mend.
        """
        with self._alone():
            started = time.monotonic()
            say("Packaging (half a minute when dependencies changed, else at once) ...")
            package = build(STAGE, self.packages)
            self._forget_a_half_finished_start()
            if not self.emulator.running():
                say("Starting the local AWS ...")
                self.emulator.start()
            say("Deploying ...")
            try:
                outputs = self._deploy(package)
                self._keep(outputs)
                say("Seeding ...")
                self._keep(outputs | seed(outputs))
                self.emulator.save_soon()
            except (BotoCoreError, ClientError) as error:
                raise CommandError(
                    f"The local AWS refused: {error}. Its log is {self.emulator.log};"
                    " `make reset` starts from nothing."
                ) from error
            say(f"Ready after {time.monotonic() - started:.0f} s.")
        return self.outputs()

    def down(self) -> None:
        """Let what is under way finish, then stop; everything is there at the next start."""
        with self._alone():
            if self.emulator.running() and (outputs := self.outputs()):
                say("Waiting for streams and queues to be empty ...")
                try:
                    drained = drain(outputs["mailbox_url"])
                except (OSError, ValueError):
                    drained = False
                if not drained:
                    say("They were still busy; what waits in a queue goes on at the next start.")
            self.emulator.stop()
            kept = "The next start begins from nothing." if self.practice else ""
            say(f"Stopped. {kept or 'Everything filed is kept in .local/.'}")

    def reset(self) -> None:
        """Stop, and forget everything but ports and the built package."""
        with self._alone():
            self.emulator.stop()
            self._forget()

    def collect_logs(self) -> Path:
        """Write what every function ever logged into `logs/functions.log`, by function."""
        logs = clients(self.emulator.endpoint)("logs")
        target = self.home / "logs" / "functions.log"
        with target.open("w") as out:
            for group in logs.describe_log_groups()["logGroups"]:
                name = group["logGroupName"]
                for event in events_of(logs, name):
                    out.write(f"{name} {event['message'].rstrip()}\n")
        return target

    @property
    def _outputs_file(self) -> Path:
        return self.home / "outputs.json"

    def _deploy(self, package: Package) -> dict[str, Any]:
        emulator = self.emulator
        aws = clients(emulator.endpoint)
        api_id = _api_id(package)
        api_url = f"{emulator.endpoint}/_aws/execute-api/{api_id}/api"
        aws("ses").verify_domain_identity(Domain=SENDER_DOMAIN)
        stack = deploy(
            without_tls(package),
            STAGE,
            aws,
            parameters={
                "PublicUrl": api_url,
                "SenderDomain": SENDER_DOMAIN,
                "Practice": "yes" if self.practice else "no",
            },
            tags={"ms-custom-id": api_id},
            poll_seconds=0.1,
        )
        apply_gateway_responses(package.template, api_id, "api", aws)
        refuse_other_methods(package.template, api_id, "api", aws)
        functions = {function.name: stack[f"{function.resource}Name"] for function in FUNCTIONS}
        senders = (function.name for function in FUNCTIONS if "SENDER" in function.environment)
        let_senders_send((functions[name] for name in senders), aws)
        let_batches_go(functions.values(), aws)
        before = self.outputs()
        return {
            "api_url": api_url,
            "portal_url": f"{api_url}/",
            "console_url": f"{api_url}/officer",
            "mailbox_url": emulator.mailbox,
            "aws_endpoint_url": emulator.endpoint,
            "region": REGION,
            "tables": {name: stack[output] for name, output in _TABLES.items()},
            "attachments_bucket": stack["AttachmentsBucketName"],
            "topic_arn": stack["EventsTopicArn"],
            "user_pool_id": stack["UserPoolId"],
            "user_pool_client_id": stack["UserPoolClientId"],
            "queue_urls": {n: url for n, url in stack.items() if n.endswith("Url")},
            "functions": functions,
            "stack": stack,
            **{k: before[k] for k in ("users", "webhook_secrets", "api_key") if k in before},
        }

    def _keep(self, outputs: dict[str, Any]) -> None:
        """Write the outputs in one step; they hold passwords, so for this user only."""
        waiting = self._outputs_file.with_suffix(".tmp")
        waiting.touch(mode=0o600)
        waiting.write_text(json.dumps(outputs, indent=2) + "\n")
        waiting.replace(self._outputs_file)

    def _forget_a_half_finished_start(self) -> None:
        """A first start that never came to its end left a state that nobody can use."""
        if (self.home / "state").exists() and not self._outputs_file.exists():
            say("The last start did not finish; starting from nothing.")
            self.emulator.stop()
            self._forget()

    def _forget(self) -> None:
        for name in ("state", "s3", "tmp", "unpacked", "mail", "logs"):
            shutil.rmtree(self.home / name, ignore_errors=True)
        self._outputs_file.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One command at a time per folder."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise CommandError(
                    "Another make command is starting or stopping the local stack."
                    " Wait for it and try again."
                ) from None
            yield


def _api_id(package: Package) -> str:
    """The id that the API is to have, which the emulator takes from a tag: another one whenever its
    routes change.

    The functions are told the public address when they are deployed, so it has to be known before.
    The emulator makes a changed API beside the old one, and two cannot have one id.
    """
    body = package.template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:8]

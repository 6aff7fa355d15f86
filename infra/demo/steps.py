"""The steps of the demo: each is taken as people take it, then shown with the mails it made."""

import json
import tomllib
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.workdays import ONE_DAY, local_date
from infra.console import CommandError, say
from infra.deploy import Clients
from infra.local.clock import run_schedule
from infra.local.drain import drain
from infra.totp import login_of

COMPLAINTS: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("complaints.toml").read_text(encoding="utf-8")
)
"""What is filed, by topic, and what must come of it."""

# Officers of the local stack; `make status` shows their passwords.
NATIONAL_OFFICER = "nasional@lapor.example"
CITY = "admin.surabaya@lapor.example"
SCHOOLS = "pendidikan.surabaya@lapor.example"
PROVINCE = "admin.jatim@lapor.example"

SCHEDULES = ("escalate_overdue", "send_rating_reminders", "close_quiet_cases")
CODES = ("by", "level", "into", "satisfied", "score", "upheld")
WORDS = ("text", "question", "reason", "comment", "note")
ANSWERED_WITHIN_SECONDS = 60
SETTLED_WITHIN_SECONDS = 240


@dataclass(kw_only=True)
class Complaint:
    """A complaint that was filed, and what was shown of it: so many events, and these mails."""

    id: str
    secret: str
    events_shown: int = 0
    mails: list[dict[str, Any]] = field(default_factory=list)


class Demo:
    """What was filed on a started stack, by topic, and what can be done with it. Every step raises
    `CommandError` when the stack refuses it."""

    def __init__(self, outputs: Mapping[str, Any], aws: Clients) -> None:
        self.outputs = outputs
        self.complaints: dict[str, Complaint] = {}
        self._aws = aws
        self._machine = {"X-Api-Key": outputs["api_key"]}
        self._officer = cache(self._sign_in)

    def file(self, topic: str) -> None:
        """File the complaint, with the key of the seeded machine client."""
        day = local_date(datetime.now(UTC), "WIB") - 2 * ONE_DAY
        filing = COMPLAINTS[topic]["filing"] | {"incident_date": day.isoformat()}
        receipt = self._call("POST", "/v1/complaints", self._machine, filing)
        complaint = Complaint(id=receipt["id"], secret=receipt["secret"])
        self.complaints[topic] = complaint
        # Who files looks at the report once, so mails about it do not end after the second.
        self._call("GET", f"/v1/complaints/{complaint.id}", {"X-Receipt": complaint.secret})
        self._show(topic)

    def support(self, topic: str, person: str) -> None:
        """Pass on that somebody says "me too"."""
        path = f"/v1/complaints/{self.complaints[topic].id}/support"
        counted = self._call("POST", path, self._machine, {"person": person})
        say(f"{counted['id']} {topic}\n    {person}: me too, supporters {counted['supporters']}")

    def reply(self, topic: str, step: str, **data: Any) -> None:
        """Take a reporter's step, with number and secret."""
        complaint = self.complaints[topic]
        path = f"/v1/complaints/{complaint.id}/{step}"
        self._call("POST", path, {"X-Receipt": complaint.secret}, data)
        self._show(topic)

    def act(self, email: str, topic: str, action: str, **data: Any) -> None:
        """Take an officer's step on the version they see, as their page does."""
        path, officer = f"/v1/officer/complaints/{self.complaints[topic].id}", self._officer(email)
        seen = self._call("GET", path, officer)
        sent = {"action": action, "version": seen["version"], **data}
        self._call("POST", f"{path}/actions", officer, sent)
        self._show(topic)

    def move_clock(self, at: datetime) -> None:
        """Run the schedules as of `at` (UTC): the service has no other clock to turn."""
        counts = [run_schedule(self._aws, self.outputs, name, at) for name in SCHEDULES]
        if any(count["steps"] for count in counts):
            self._show(*self.complaints)

    def read(self, topic: str, part: str = "") -> dict[str, Any]:
        """The complaint, or a part of it, as the national desk sees it, which sees all."""
        path = f"/v1/officer/complaints/{self.complaints[topic].id}{part}"
        return self._call("GET", path, self._officer(NATIONAL_OFFICER))

    def read_events(self, topic: str) -> list[dict[str, Any]]:
        """Everything that happened to the complaint, oldest first."""
        return list(reversed(self.read(topic, "/timeline")["items"]))

    def _sign_in(self, email: str) -> dict[str, str]:
        user = next(user for user in self.outputs["users"] if user["email"] == email)
        session = self._call("POST", "/v1/officer/session", {}, login_of(user))
        return {"Authorization": f"Bearer {session['access_token']}"}

    def _call(
        self, method: str, path: str, who: Mapping[str, str], sent: Any = None
    ) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self.outputs['api_url']}{path}",
            method=method,
            data=None if sent is None else json.dumps(sent).encode(),
            headers={"Content-Type": "application/json", **who},
        )
        try:
            with urllib.request.urlopen(request, timeout=ANSWERED_WITHIN_SECONDS) as answer:
                answered: dict[str, Any] = json.load(answer)
        except urllib.error.HTTPError as refusal:
            why = refusal.read().decode(errors="replace")
            raise CommandError(f"{method} {path} was refused: {refusal.code} {why}") from None
        except OSError as error:
            raise CommandError(f"{method} {path} was not answered: {error}") from None
        return answered

    def _show(self, *topics: str) -> None:
        """Wait for what a step sets off, then print new events of `topics`, and new mails."""
        if not drain(self.outputs["mailbox_url"], at_most_seconds=SETTLED_WITHIN_SECONDS):
            raise CommandError("Streams and queues do not come to rest. `make logs` says more.")
        with urllib.request.urlopen(f"{self.outputs['mailbox_url']}messages.json") as answer:
            mails = list(reversed(json.load(answer)))
        for topic, complaint in self.complaints.items():
            events = self.read_events(topic)[complaint.events_shown :] if topic in topics else []
            about = [mail for mail in mails if complaint.id in mail["subject"]]
            new_mails = about[len(complaint.mails) :]
            complaint.events_shown, complaint.mails = complaint.events_shown + len(events), about
            if events or new_mails:
                say(f"{complaint.id} {topic}")
            for event in events:
                say(f"    {_describe(event)}")
            for mail in new_mails:
                subject = mail["subject"].removeprefix(f"{complaint.id}: ")
                say(f"        mail to {', '.join(mail['to'])}: {subject}")


def _describe(event: Mapping[str, Any]) -> str:
    """Who did what, with the codes and words that say more."""
    actor, data, names = event["actor"], event["data"], event["agencies"]
    who = actor["role"].replace("_", " ")
    agency = f" of {names[actor['agency_id']]}" if actor["agency_id"] else ""
    to = f" to {names[data['agency_id']]}" if data.get("agency_id") else ""
    codes = "".join(f", {name} {data[name]}" for name in CODES if name in data)
    words = "".join(f': "{data[name]}"' for name in WORDS if data.get(name))
    return f"{who}{agency}: {event['type'].replace('_', ' ')}{to}{codes}{words}"

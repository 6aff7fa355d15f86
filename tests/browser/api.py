"""The API as a plain client speaks to it: what the pages' tests need to prepare."""

import base64
import hashlib
import json
import secrets
import urllib.error
import urllib.request
from ipaddress import ip_address
from typing import Any

from infra.local.drain import drain
from infra.totp import login_of
from tests.local.client import TIMEOUT_SECONDS

PATIENCE_SECONDS = 240  # nothing waits this long unless it hangs
SCHOOL_COMPLAINT = {
    "classification": "complaint",
    "title": "Atap kelas bocor setiap hujan",
    "body": "Atap dua ruang kelas bocor sejak awal bulan dan buku murid basah setiap kali hujan.",
    "incident_date": "2026-03-02",
    "location": {"region_code": "35.78", "address": "Jalan Contoh 5"},
}


class Api:
    """Calls against the stack's API."""

    def __init__(self, stack: dict[str, Any]) -> None:
        self._root = str(stack["api_url"]).rstrip("/")
        self._users = stack["users"]
        self._mailbox = stack["mailbox_url"]
        # A network of its own, as the emulator has it: many challenges of one cost more.
        self._network = str(ip_address(secrets.randbits(32)))
        self._tokens: dict[str, str] = {}

    def user(self, role: str) -> dict[str, str]:
        """A login with this role."""
        return next(user for user in self._users if user["role"] == role)

    def call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Status and parsed answer."""
        request = urllib.request.Request(
            f"{self._root}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "X-Forwarded-For": self._network,
                **(headers or {}),
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
                return response.status, json.loads(response.read() or "null")
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.loads(refusal.read() or "null")

    def solved_challenge(self) -> str:
        """A solved challenge, as the page's worker would send it."""
        _, given = self.call("GET", "v1/challenge")
        number = next(
            number
            for number in range(given["maxnumber"] + 1)
            if hashlib.sha256(f"{given['salt']}{number}".encode()).hexdigest() == given["challenge"]
        )
        names = ("algorithm", "challenge", "salt", "signature")
        payload = {name: given[name] for name in names} | {"number": number}
        return base64.b64encode(json.dumps(payload).encode()).decode()

    def filed(self, **changes: Any) -> dict[str, Any]:
        """The receipt of a new complaint."""
        status, receipt = self.call(
            "POST",
            "v1/complaints",
            {**SCHOOL_COMPLAINT, **changes},
            {"X-Challenge": self.solved_challenge()},
        )
        assert status == 201, receipt
        return dict(receipt)

    def case(self, receipt: dict[str, Any]) -> dict[str, Any]:
        """The reporter's view of a case."""
        status, view = self.call(
            "GET", f"v1/complaints/{receipt['id']}", headers={"X-Receipt": receipt["secret"]}
        )
        assert status == 200, view
        return dict(view)

    def held_by(self, agency_id: str, **changes: Any) -> dict[str, Any]:
        """The receipt of a complaint that has come to this agency."""
        receipt = self.filed(agency_id=agency_id, **changes)
        self.bring(receipt, agency_id)
        return receipt

    def bring(self, receipt: dict[str, Any], agency_id: str) -> None:
        """Let a complaint come to this agency, by its own way or by the desk's decision."""
        self.settle()
        if (self.case(receipt)["agency"] or {}).get("id") != agency_id:
            self.act("national_admin", receipt, "route", agency_id=agency_id)

    def found(self, receipt: dict[str, Any]) -> dict[str, Any]:
        """The receipt again, once those about to file the same are shown the case."""
        case = self.case(receipt)
        asked = {"text": f"{case['title']}\n{case['body']}"}
        self.settle()
        found = self.call("POST", "v1/similar", asked)[1]["items"]
        assert receipt["id"] in [one["id"] for one in found]
        return receipt

    def mails(self, address: str) -> list[str]:
        """The mails that went to an address, as text, once nothing more is under way."""
        self.settle()
        with urllib.request.urlopen(f"{self._mailbox}messages.json?to={address}") as answer:
            return [mail["text"] for mail in json.load(answer)]

    def settle(self) -> None:
        """Wait until streams and functions have done their part."""
        assert drain(self._mailbox, at_most_seconds=PATIENCE_SECONDS)

    def token(self, role: str) -> str:
        """An access token of the officer with this role, who signs in once."""
        if role not in self._tokens:
            _, session = self.call("POST", "v1/officer/session", login_of(self.user(role)))
            self._tokens[role] = session["access_token"]
        return self._tokens[role]

    def act(self, role: str, receipt: dict[str, Any], action: str, **data: Any) -> None:
        """Do something with a case as an officer."""
        token = {"Authorization": f"Bearer {self.token(role)}"}
        path = f"v1/officer/complaints/{receipt['id']}"
        _, seen = self.call("GET", path, headers=token)
        sent = {"action": action, "version": seen["version"], **data}
        status, answer = self.call("POST", f"{path}/actions", sent, token)
        assert status == 200, answer

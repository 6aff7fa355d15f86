"""The running service as the demo's people use it: over HTTP, officers with accounts."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.console import Trouble
from infra.deploy import Clients
from infra.operate import create_officer, new_password

TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What came back for a request."""

    status: int
    body: Any

    def why(self) -> str:
        """The refusal in the service's own words."""
        error = self.body.get("error", {}) if isinstance(self.body, dict) else {}
        told = " ".join(f"{each['field']}: {each['problem']}" for each in error.get("fields", ()))
        return f"{self.status} {error.get('code', '')} {error.get('message', '')} {told}".strip()


@dataclass(kw_only=True)
class Service:
    """The addresses of a started stack, and the sessions of officers who signed in.

    Officers that the stack was not seeded with get an account of their own, with a password that
    nobody is told.
    """

    outputs: dict[str, Any]
    aws: Clients
    _tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request. Raises `Trouble` when nothing answers."""
        request = urllib.request.Request(
            f"{self.outputs['api_url']}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **(headers or {})},
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
                return Answer(answer.status, json.loads(answer.read()))
        except urllib.error.HTTPError as error:
            return Answer(error.code, _json_or_nothing(error.read()))
        except OSError as error:
            raise Trouble(f"{path} did not answer: {error}.") from error

    @property
    def machine(self) -> dict[str, str]:
        """The header of the seeded machine client: it files without a challenge."""
        return {"X-Api-Key": self.outputs["api_key"]}

    def officer(self, role: str, agency_id: str) -> dict[str, str]:
        """The header of an officer with this role in this agency, signed in."""
        if (role, agency_id) not in self._tokens:
            login = self._seeded(role, agency_id) or self._engaged(role, agency_id)
            answer = self.call("POST", "/v1/officer/session", login)
            if answer.status != 200:
                raise Trouble(f"{login['email']} could not sign in: {answer.why()}.")
            self._tokens[role, agency_id] = answer.body["access_token"]
        return {"Authorization": f"Bearer {self._tokens[role, agency_id]}"}

    def national(self) -> dict[str, str]:
        """The header of the national desk, which may read every case."""
        return self.officer("national_admin", "kemenpanrb")

    def seen_by(self, officer: Mapping[str, str], case_id: str) -> dict[str, Any]:
        """A case as an officer sees it. Raises `Trouble` when they may not."""
        answer = self.call("GET", f"/v1/officer/complaints/{case_id}", headers=officer)
        if answer.status != 200:
            raise Trouble(f"{case_id} cannot be read: {answer.why()}.")
        view: dict[str, Any] = answer.body
        return view

    def _seeded(self, role: str, agency_id: str) -> dict[str, str] | None:
        for user in self.outputs["users"]:
            if (user["role"], user["agency_id"]) == (role, agency_id):
                return {"email": user["email"], "password": user["password"]}
        return None

    def _engaged(self, role: str, agency_id: str) -> dict[str, str]:
        login = {"email": f"demo.{role}.{agency_id}@lapor.example", "password": new_password()}
        create_officer(
            self.aws, self.outputs["user_pool_id"], role=role, agency_id=agency_id, **login
        )
        return login


def _json_or_nothing(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return {}

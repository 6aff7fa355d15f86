"""Taking a step: as an officer with the right account, as the reporter, as neighbours."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from infra.demo.cases import Filed
from infra.demo.complaints import Step, Who
from infra.demo.service import Answer, Service

_METHODS = {"privacy": "PATCH"}


class People:
    """Everybody who acts in the demo."""

    def __init__(self, service: Service, filed: Mapping[str, Filed], today: date) -> None:
        self._service = service
        self._filed = filed
        self._today = today
        self._parents: dict[str, str | None] = {}

    def take(self, step: Step, case: Filed) -> Answer:
        """Do what the step says; the service's answer, a refusal too."""
        if step.who is Who.REPORTER:
            return self._service.call(
                _METHODS.get(step.does, "POST"),
                f"/v1/complaints/{case.id}/{step.does}",
                step.says,
                case.receipt,
            )
        if step.who is Who.NEIGHBOURS:
            return self._support(case, step.says["people"])
        return self._act(self._officer(step.who, case), case, step.does, self._said(step.says))

    def route(self, case: Filed, agency_id: str) -> Answer:
        """The national desk names the agency."""
        return self._act(self._service.national(), case, "route", {"agency_id": agency_id})

    def _act(
        self, officer: Mapping[str, str], case: Filed, action: str, said: Mapping[str, Any]
    ) -> Answer:
        """Look at the case and act on the version seen, as the officers' page does."""
        seen = self._service.seen_by(officer, case.id)
        return self._service.call(
            "POST",
            f"/v1/officer/complaints/{case.id}/actions",
            {"action": action, "version": seen["version"], **said},
            officer,
        )

    def _support(self, case: Filed, people: int) -> Answer:
        """ "Me too", from as many devices; they are told apart by what their browsers say."""
        answers = [
            self._service.call(
                "POST",
                f"/v1/complaints/{case.id}/support",
                {},
                self._service.machine | {"User-Agent": f"a neighbour's phone, number {number}"},
            )
            for number in range(1, people + 1)
        ]
        return next((each for each in answers if each.status >= 400), answers[-1])

    def _officer(self, who: Who, case: Filed) -> dict[str, str]:
        national = self._service.national()
        if who is Who.NATIONAL:
            return national
        holder = (self._service.seen_by(national, case.id)["agency"] or {}).get("id", "")
        match who:
            case Who.GOVERNMENT:
                return self._service.officer("agency_admin", self._government_of(holder))
            case Who.ADMIN:
                return self._service.officer("agency_admin", holder)
            case _:
                return self._service.officer("liaison", holder)

    def _government_of(self, unit: str) -> str:
        if not self._parents:
            items = self._service.call("GET", "/v1/agencies").body["items"]
            self._parents.update({each["id"]: each["parent_id"] for each in items})
        return self._parents.get(unit) or unit

    def _said(self, says: Mapping[str, Any]) -> dict[str, Any]:
        said = dict(says)
        if "into" in said:
            said["into"] = self._filed[said["into"]].id
        if "expected_in_days" in said:
            day = self._today + timedelta(days=said.pop("expected_in_days"))
            said["expected_by"] = day.isoformat()
        return said

"""Moving the clock: a schedule is run with an event of the moment it would have run at.

The service has no other clock to turn. A run looks at every case of the stack, not only at those
of the demo, exactly as it would when that day comes.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from infra.console import Trouble
from infra.deploy import Clients

SCHEDULES = {
    "escalate": "escalate_overdue",
    "remind": "send_rating_reminders",
    "close": "close_quiet_cases",
}


@dataclass(frozen=True, kw_only=True)
class Clock:
    """The schedules of a started stack."""

    outputs: dict[str, Any]
    aws: Clients

    def run(self, kind: str, at: datetime) -> dict[str, int]:
        """Run the schedule for one kind of due step (a key of `SCHEDULES`) as of `at` (UTC), a
        second later so that it is surely due; its counts.

        Raises:
            Trouble: the function failed.
        """
        name = self.outputs["functions"][SCHEDULES[kind]]
        event = {
            "version": "0",
            "id": "demo",
            "detail-type": "Scheduled Event",
            "source": "aws.events",
            "account": "000000000000",
            "region": self.outputs["region"],
            "resources": [],
            "detail": {},
            "time": (at + timedelta(seconds=1)).isoformat(),
        }
        answer = self.aws("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
        outcome = json.loads(answer["Payload"].read())
        if answer.get("FunctionError"):
            raise Trouble(
                f"{name} failed: {outcome.get('errorMessage', outcome)}. `make logs` says more."
            )
        return dict(outcome)

"""Logs and metrics. Logs carry ids and codes: never words, contacts or secrets.

What an exception says may quote a complaint (a row that does not parse, a request that was refused
with the item in it), so a log has its type and where it happened, and nothing of what it says.

A metric is written as a line of CloudWatch's embedded metric format, so counting costs no request.
`Metric` is the list of what somebody must hear of, `Measure` of what the dashboard shows beside it.
"""

import traceback
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import TracebackType
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit, single_metric

from chalicelib.errors import SafeToLogError

SERVICE = "lapor"


class HandlerFailed(SafeToLogError):
    """An event function failed; its message is the type of what went wrong and nothing else."""


class RedactingFormatter(LambdaPowertoolsFormatter):
    """Writes exceptions without what they say: their types, the frames, the lines of our code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(serialize_stacktrace=False, **options)

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | Any
    ) -> str:
        """The chain of causes, first cause first, as `type` after the frames that led to it."""
        error: BaseException | None = ei[1]
        parts: list[str] = []
        while error is not None:
            kind = f"{type(error).__module__}.{type(error).__qualname__}"
            parts.insert(0, "".join(traceback.format_tb(error.__traceback__)) + kind)
            suppressed = error.__suppress_context__
            error = error.__cause__ or (None if suppressed else error.__context__)
        return "\n\n".join(parts)


logger = Logger(
    service=SERVICE, log_uncaught_exceptions=False, logger_formatter=RedactingFormatter()
)


def redact_exceptions(event: Any, handle: Callable[[Any], Any]) -> Any:
    """Middleware of the event functions: log a failure, and fail without what it says.

    The runtime of Lambda writes whatever a function raises into the log, words and all.
    """
    try:
        return handle(event)
    except SafeToLogError:
        raise
    except Exception as error:
        logger.exception("function failed")
        raise HandlerFailed(type(error).__qualname__) from None


class Metric(StrEnum):
    """What is counted and rings: each name is also that of its alarm."""

    UNREADABLE_ROWS = "UnreadableRows"  # rows a list or a schedule had to pass over
    DIGESTS_CUT_SHORT = "DigestsCutShort"  # agencies that got no digest because time ran out
    AGENCIES_WITHOUT_DESK = "AgenciesWithoutDesk"  # notices that no address could be found for
    CASES_WAITING_UNROUTED = "CasesWaitingUnrouted"  # received longer ago than routing may take
    NOTICES_REFUSED = "NoticesRefused"  # addresses the mail service refuses for good
    CALENDAR_ENDS = "CalendarEnds"  # the year after the last one known is near
    NOTICES_DELAYED = "NoticesDelayed"  # notices the mail service has not taken for minutes
    CSP_VIOLATIONS = "CspViolations"  # pages that did what their policy does not allow
    HISTORIES_BROKEN = "HistoriesBroken"  # cases that are not as their events, or the ledger, say
    LEDGER_BROKEN = "LedgerBroken"  # days of the ledger that are missing, unsigned or not linked
    LEDGER_RUNS_CUT_SHORT = "LedgerRunsCutShort"  # runs without time to look at all they had to
    FEEDS_FAILING = "FeedsFailing"  # feeds that could not be read several times in a row
    FILINGS_FAILED = "FilingsFailed"  # complaints that could not be filed for a reason of ours


def count(metric: Metric, value: int = 1) -> None:
    """Count `value` occurrences (0 or more) of `metric` in the namespace of the service."""
    with single_metric(
        name=metric.value, unit=MetricUnit.Count, value=value, namespace=SERVICE
    ) as one:
        one.add_dimension(name="service", value=SERVICE)


class Measure(StrEnum):
    """What the dashboard of a stage shows, and no alarm watches: the first group are events, the
    second how things stand, every five minutes."""

    FILED = "CasesFiled"
    ROUTED_BY_RULES = "CasesRoutedByRules"
    ROUTED_BY_OFFICERS = "CasesRoutedByOfficers"
    SENT_TO_TRIAGE = "CasesSentToTriage"
    ANSWERED = "CasesAnswered"
    LIMITS_MISSED = "LimitsMissed"

    OVERDUE = "CasesOverdue"  # every case whose deadline in force has passed
    WITHOUT_AGENCY = "CasesWithoutAgency"  # filed within a day
    WITHOUT_AGENCY_FOR_A_DAY = "CasesWithoutAgencyForADay"
    WITHOUT_AGENCY_FOR_THREE_DAYS = "CasesWithoutAgencyForThreeDays"


def measure(values: Mapping[Measure, int]) -> None:
    """Write some measures in one line; none without values."""
    if not values:
        return
    line = EphemeralMetrics(namespace=SERVICE, service=SERVICE)
    for name, value in values.items():
        line.add_metric(name=name.value, unit=MetricUnit.Count, value=value)
    line.flush_metrics()

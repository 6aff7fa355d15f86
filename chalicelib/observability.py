"""Logs and metrics. Logs carry ids and codes: never words, contacts or secrets.

A metric is written as a line of CloudWatch's embedded metric format, so counting costs no request.
`Metric` is the one list of names; infra/template.yaml watches those that somebody must hear of.
"""

from enum import StrEnum

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

SERVICE = "lapor"

logger = Logger(service=SERVICE, log_uncaught_exceptions=False)


class Metric(StrEnum):
    """What is counted. Each name is also the name of its alarm, where it has one."""

    UNREADABLE_ROWS = "UnreadableRows"  # rows a list or a schedule had to pass over
    DIGESTS_CUT_SHORT = "DigestsCutShort"  # agencies that got no digest because time ran out
    AGENCIES_WITHOUT_DESK = "AgenciesWithoutDesk"  # notices that no address could be found for
    CASES_WAITING_UNROUTED = "CasesWaitingUnrouted"  # received longer ago than routing may take
    NOTICES_REFUSED = "NoticesRefused"  # addresses the mail service refuses for good
    CALENDAR_ENDS = "CalendarEnds"  # the year after the last one known is near
    NOTICES_DELAYED = "NoticesDelayed"  # notices the mail service has not taken for minutes
    FILINGS_FAILED = "FilingsFailed"  # complaints that could not be filed for a reason of ours


def count(metric: Metric, value: int = 1) -> None:
    """Count `value` occurrences (0 or more) of `metric` in the namespace of the service."""
    with single_metric(
        name=metric.value, unit=MetricUnit.Count, value=value, namespace=SERVICE
    ) as one:
        one.add_dimension(name="service", value=SERVICE)

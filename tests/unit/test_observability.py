"""What is counted ends up as one line of CloudWatch's embedded metric format."""

import json

import pytest

from chalicelib.observability import SERVICE, Measure, Metric, count, measure


def test_a_count_is_one_line_that_cloudwatch_reads_as_a_metric(
    capsys: pytest.CaptureFixture[str],
) -> None:
    count(Metric.UNREADABLE_ROWS, 3)
    (line,) = capsys.readouterr().out.strip().splitlines()
    written = json.loads(line)
    (described,) = written["_aws"]["CloudWatchMetrics"]
    assert described["Namespace"] == SERVICE
    assert [metric["Name"] for metric in described["Metrics"]] == ["UnreadableRows"]
    assert written["UnreadableRows"] == [3.0]
    assert written["service"] == SERVICE


def test_measures_are_one_line_together(capsys: pytest.CaptureFixture[str]) -> None:
    measure({Measure.FILED: 2, Measure.ANSWERED: 0})
    (line,) = capsys.readouterr().out.strip().splitlines()
    written = json.loads(line)
    (described,) = written["_aws"]["CloudWatchMetrics"]
    assert described["Namespace"] == SERVICE
    assert described["Dimensions"] == [["service"]]
    assert [metric["Name"] for metric in described["Metrics"]] == ["CasesFiled", "CasesAnswered"]
    assert (written["CasesFiled"], written["CasesAnswered"]) == ([2.0], [0.0])
    assert written["service"] == SERVICE
    measure({})
    assert capsys.readouterr().out == ""

"""The training report: how good and how honest a model was on rows later than its own."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.learn import Calibration
from training.measure import Bin, Figures


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What a model fitted on the earlier rows did on the latest fifth."""

    fitted_rows: int
    later_rows: int
    labels: Sequence[str]
    figures: Figures
    factor: float
    calibration: Calibration
    threshold: float
    bins: Sequence[Bin]


def write_report(report: Report, path: Path | None) -> None:
    """Write the report as Markdown to a file, or to standard error without one."""
    figures = report.figures
    lines = [
        "# Training report",
        "",
        f"Fitted on the earlier {report.fitted_rows} rows, asked about the latest "
        f"{report.later_rows}; {len(report.labels)} labels.",
        "",
        "| accuracy | among first three | macro-F1 | coverage at 95 % precision |",
        "|---|---|---|---|",
        f"| {figures.accuracy:.3f} | {figures.top3:.3f} | {figures.macro_f1:.3f} "
        f"| {figures.coverage_at_95:.3f} |",
        "",
        f"Scores times {report.factor:.2f}. Confident from {report.threshold:.3f} on.",
        "",
        "| confidence | rows | promised | right |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {part.low:.1f} to {part.low + 0.1:.1f} | {part.rows} | {part.promised:.3f} "
        f"| {part.right:.3f} |"
        for part in report.bins
    ]
    text = "\n".join(lines) + "\n"
    if path:
        path.write_text(text, encoding="utf-8")
    else:
        sys.stderr.write(text)

"""What follows from the list of functions is written, complete and current."""

import pytest

from infra.console import CommandError
from infra.functions import FUNCTIONS
from infra.generated import CONFIG, END, TEMPLATE, config, template
from infra.package import ROOT


def test_what_is_committed_is_what_the_list_says() -> None:
    assert config(CONFIG.read_text()) == CONFIG.read_text()
    assert template(TEMPLATE.read_text()) == TEMPLATE.read_text()


def test_a_change_by_hand_of_what_is_written_does_not_last() -> None:
    current = TEMPLATE.read_text()
    changed = current.replace("BatchSize: 25", "BatchSize: 26")
    assert changed != current
    assert template(changed) == current
    changed = CONFIG.read_text().replace('"lambda_timeout": 20', '"lambda_timeout": 21')
    assert config(changed) == CONFIG.read_text() != changed


def test_what_is_written_by_hand_stays() -> None:
    changed = TEMPLATE.read_text().replace("Default: lapor.example", "Default: other.example")
    assert template(changed) == changed
    changed = CONFIG.read_text().replace('"xray": false', '"xray": true')
    assert config(changed) == changed


def test_without_its_marks_nothing_is_written() -> None:
    with pytest.raises(CommandError, match="marks"):
        template(TEMPLATE.read_text().replace(END, ""))


@pytest.mark.parametrize("name", [function.name for function in FUNCTIONS])
def test_the_drawing_shows_every_function(name: str) -> None:
    assert name in (ROOT / "docs" / "img" / "flow.svg").read_text()

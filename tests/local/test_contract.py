"""Whatever is asked, the deployed API answers as the contract says: no 5xx, no undocumented field,
status or header. schemathesis makes the requests, right and wrong ones, the same in every run."""

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from infra.package import ROOT
from tests.integration.contract import closed
from tests.local.client import call, complaint, machine, signed_in
from tests.local.conftest import Deployed

THE_CASE = "LP-0000-0000-0000-0"  # stands for the one that is filed
EXAMPLES = 10  # for each of some 35 operations
CONFIG = {
    "generation": {"deterministic": True, "database": "none", "no-shrink": True},
    # Its hundreds of boundary cases an operation are those of tests/integration/test_bad_input.py.
    "phases": {"coverage": {"enabled": False}, "stateful": {"enabled": False}},
    # Ours too: what is too large, too much for now, or used up.
    "checks": {
        "negative_data_rejection": {"expected-statuses": ["4xx", "503"]},
        "missing_required_header": {"expected-statuses": ["4xx"]},
    },
}
LEFT_OUT = [
    positive_data_acceptance,  # no schema says which agencies and regions there are
]


@pytest.fixture(scope="module")
def filed(deployed: Deployed) -> dict[str, Any]:
    """The receipt of a case to ask about."""
    receipt = call(deployed, "POST", "/v1/complaints", complaint(), headers=machine(deployed)).body
    return dict(receipt)


@pytest.fixture(scope="module")
def headers(deployed: Deployed, filed: dict[str, Any]) -> dict[str, str]:
    """What opens every route: as its reporter, a machine client, and an officer of the city who may
    not change the rules that other tests rely on."""
    officer = signed_in(deployed, "agency_admin")
    return machine(deployed) | officer | {"X-Receipt": filed["secret"]}


def _contract() -> dict[str, Any]:
    """The committed contract, with no room for more fields, about one case."""
    contract: dict[str, Any] = closed(json.loads((ROOT / "docs" / "openapi.json").read_text()))
    for operations in contract["paths"].values():
        for operation in operations.values():
            for parameter in operation["parameters"]:
                if parameter.get("name") == "case_id":
                    parameter["schema"] = {"const": THE_CASE}
    return contract


contract = schemathesis.openapi.from_dict(_contract(), config=schemathesis.Config.from_dict(CONFIG))


@contract.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_in_the_contract(
    case: schemathesis.Case, deployed: Deployed, filed: dict[str, Any], headers: dict[str, str]
) -> None:
    if case.path_parameters.get("case_id") == THE_CASE:
        case.path_parameters["case_id"] = filed["id"]
    case.call_and_validate(
        base_url=deployed.outputs["api_url"], headers=headers, excluded_checks=LEFT_OUT
    )

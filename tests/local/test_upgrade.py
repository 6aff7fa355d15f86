"""A stack of yesterday takes the code of today, and what was filed is still there."""

import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from infra.local import stack as local
from infra.local.aws import clients
from infra.local.stack import Stack
from infra.package import Package, build
from tests.local.client import call, complaint, machine
from tests.local.conftest import FOR_TESTS, Deployed


@pytest.fixture
def own_stack(tmp_path: Path) -> Iterator[Stack]:
    stack = Stack(home=tmp_path, **FOR_TESTS)
    yield stack
    stack.emulator.stop()


def started(stack: Stack) -> Deployed:
    outputs = stack.up()
    return Deployed(stack=stack, outputs=outputs, aws=clients(outputs["aws_endpoint_url"]))


def without_a_route(stage: str, folder: Path) -> Package:
    """The package as it was before the API had its last route."""
    package = build(stage, folder)
    template = copy.deepcopy(package.template)
    template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"].pop("/v1/similar")
    return replace(package, template=template)


def test_an_api_with_another_route_is_deployed_over_the_old_one(
    own_stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "build", without_a_route)
    before = started(own_stack)
    filed = call(before, "POST", "/v1/complaints", complaint(), headers=machine(before))
    assert filed.status == 201, filed.body
    assert call(before, "POST", "/v1/similar", {}).status in (403, 404)
    monkeypatch.undo()

    after = started(own_stack)
    receipt = {"X-Receipt": filed.body["secret"]}
    path = f"/v1/complaints/{filed.body['id']}"
    assert call(after, "GET", path, headers=receipt).body["title"] == complaint()["title"]
    assert call(after, "POST", "/v1/similar", {}).status == 422
    again = call(after, "POST", "/v1/complaints", complaint(), headers=machine(after))
    assert again.status == 201, again.body
    assert again.body["links"]["track"].startswith(after.outputs["portal_url"])

"""A stack of its own: its functions reach AWS through the proxy, and it is not used after."""

from collections.abc import Iterator

import pytest

from infra.local.aws import clients
from infra.local.stack import Stack
from tests.local.conftest import FOR_TESTS, Deployed
from tests.local.faults.proxy import Proxy

# A queue brings back what failed after this long, not after six minutes.
VISIBLE_AGAIN_SECONDS = 10


@pytest.fixture(scope="package")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """The whole system, deployed for these tests alone."""
    stack = Stack(home=tmp_path_factory.mktemp("faults"), enforce_roles=True, **FOR_TESTS)
    try:
        outputs = stack.up()
        yield Deployed(stack=stack, outputs=outputs, aws=clients(outputs["aws_endpoint_url"]))
    finally:
        stack.emulator.stop()


@pytest.fixture(scope="package")
def proxy(deployed: Deployed) -> Iterator[Proxy]:
    """Every function reaches AWS through it."""
    functions, sqs = deployed.aws("lambda"), deployed.aws("sqs")
    with Proxy(deployed.outputs["aws_endpoint_url"], deployed.stack.home).serving() as serving:
        for name in deployed.outputs["functions"].values():
            found = functions.get_function_configuration(FunctionName=name)["Environment"]
            variables = found["Variables"] | {"AWS_ENDPOINT_URL": serving.url}
            functions.update_function_configuration(
                FunctionName=name, Environment={"Variables": variables}
            )
        for name, url in deployed.outputs["stack"].items():
            if name.endswith("QueueUrl"):
                visible = {"VisibilityTimeout": str(VISIBLE_AGAIN_SECONDS)}
                sqs.set_queue_attributes(QueueUrl=url, Attributes=visible)
        yield serving

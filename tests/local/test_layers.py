"""A deployed function has its layers on the local stack, and no others."""

import io
import json
import zipfile
from collections.abc import Iterator

import pytest

from tests.local.conftest import Deployed

LOOK = """
from importlib.util import find_spec

def handler(event, context):
    if find_spec("numpy") is None:
        return None
    import numpy
    from importlib.resources import files
    return [float(numpy.ones((3, 4)).sum()), files("models").is_dir()]
"""


@pytest.fixture
def look(deployed: Deployed) -> Iterator[str]:
    """The name of a function that says whether it has what reads doubtful texts."""
    functions = deployed.aws("lambda")
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("look.py", LOOK)
    real = functions.get_function_configuration(
        FunctionName=deployed.outputs["functions"]["route_complaints"]
    )
    functions.create_function(
        FunctionName="look",
        Runtime=real["Runtime"],
        Role=real["Role"],
        Handler="look.handler",
        Code={"ZipFile": code.getvalue()},
        Timeout=60,
    )
    yield "look"
    functions.delete_function(FunctionName="look")


@pytest.mark.parametrize(
    ("name", "seen"), [("route_complaints", [12.0, True]), ("notify_reporter", None)]
)
def test_a_function_has_its_layers(deployed: Deployed, look: str, name: str, seen: object) -> None:
    functions = deployed.aws("lambda")
    real = functions.get_function_configuration(FunctionName=deployed.outputs["functions"][name])
    functions.update_function_configuration(
        FunctionName=look, Layers=[layer["Arn"] for layer in real["Layers"]]
    )
    answer = functions.invoke(FunctionName=look)
    assert json.loads(answer["Payload"].read()) == seen

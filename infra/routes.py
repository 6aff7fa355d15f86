"""What the gateway does with requests, beside bringing them all to one function as Chalice has it.

A part of the API that may do more than the rest has a function of its own, with a role of its own:
`routes` in infra/functions.toml says which paths. And a method that a path has not is refused by
the gateway itself with 405 and what there is (RFC 9110 section 15.5.6).
"""

import copy
import json
from collections.abc import Mapping
from typing import Any

from infra.functions import FUNCTIONS, Function, Trigger

Resources = dict[str, Any]
OTHER_METHODS = "x-amazon-apigateway-any-method"
_TO_API = "${APIHandler.Arn}"
_HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
_REFUSAL = {
    "code": "method_not_allowed",
    "message": "Cara ini tidak dikenal di sini. / This method is not known here.",
    "fields": [],
    "request_id": "$context.requestId",
}


def hand_over_routes(resources: Resources) -> None:
    """Let the gateway of a packaged template bring each function's paths to it, and allow that."""
    paths = resources["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    for function in FUNCTIONS:
        if function.trigger is Trigger.ROUTES:
            for path, methods in paths.items():
                if path.startswith(function.routes):
                    _hand_over(methods, function)
            resources[f"{function.resource}InvokePermission"] = _permission(resources, function)


def _hand_over(methods: Mapping[str, Any], function: Function) -> None:
    for operation in methods.values():
        # Preflights are answered by the gateway itself and have no function.
        if uri := operation["x-amazon-apigateway-integration"].get("uri"):
            uri["Fn::Sub"] = uri["Fn::Sub"].replace(_TO_API, f"${{{function.resource}.Arn}}")


def _permission(resources: Resources, function: Function) -> dict[str, Any]:
    """As Chalice's for its own function."""
    permission: dict[str, Any] = copy.deepcopy(resources["APIHandlerInvokePermission"])
    permission["Properties"]["FunctionName"] = {"Ref": function.resource}
    return permission


def refuse_other_methods(resources: Resources) -> None:
    """Let the gateway of a packaged template answer what a path has no method for. What no path is
    known for stays unknown, whatever the method."""
    for path, methods in resources["RestAPI"]["Properties"]["DefinitionBody"]["paths"].items():
        if not path.endswith("+}"):
            methods[OTHER_METHODS] = _refused(", ".join(sorted(map(str.upper, methods))))


def name_the_rest(resources: Resources) -> None:
    """Tell the gateway of a packaged template what it reads where a path takes all that follows:
    Chalice knows no such path, and so leaves out its parameter."""
    for path, methods in resources["RestAPI"]["Properties"]["DefinitionBody"]["paths"].items():
        if path.endswith("+}"):
            name = path.rpartition("{")[2].removesuffix("+}")
            for operation in methods.values():
                operation["parameters"] = [
                    {"name": name, "in": "path", "required": True, "type": "string"}
                ]


def _refused(allowed: str) -> dict[str, Any]:
    headers = {"Allow": allowed} | _HEADERS
    return {
        "produces": ["application/json"],
        "responses": {
            "405": {
                "description": "There is no such method.",
                "headers": {name: {"type": "string"} for name in headers},
            }
        },
        "x-amazon-apigateway-integration": {
            "type": "mock",
            "passthroughBehavior": "never",
            "requestTemplates": {"application/json": '{"statusCode": 405}'},
            "responses": {
                "default": {
                    "statusCode": "405",
                    "responseParameters": {
                        f"method.response.header.{name}": f"'{value}'"
                        for name, value in headers.items()
                    },
                    "responseTemplates": {"application/json": json.dumps({"error": _REFUSAL})},
                }
            },
        },
    }

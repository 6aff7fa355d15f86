"""Routes that another function answers in place of the one Chalice brings every request to.

Chalice gives an API one function. A part of it that may do more than the rest has a function of its
own, with a role of its own: `routes` in infra/functions.toml says which paths.
"""

import copy
from collections.abc import Mapping
from typing import Any

from infra.functions import FUNCTIONS, Function, Trigger

Resources = dict[str, Any]
_TO_API = "${APIHandler.Arn}"


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

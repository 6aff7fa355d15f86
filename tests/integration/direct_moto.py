"""Calls of DynamoDB, handed to moto without HTTP.

Half of what such a call costs on moto is signing it, writing it as a request, finding out from the
request whose it is, and reading the answer's headers. What a call says is read from its body as
always, and so is the answer; hooks before and after a call are asked as always.
"""

import functools
from types import SimpleNamespace
from typing import Any

from botocore.endpoint import Endpoint
from botocore.parsers import create_parser
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.exceptions import HTTPException, ServiceException
from moto.core.models import botocore_stubber
from moto.core.parse import JSONParser
from moto.core.responses import ActionContext, ActionResult
from moto.core.serialize import get_serializer_class
from moto.core.utils import camelcase_to_underscores, get_service_model
from moto.dynamodb.responses import DynamoHandler

from tests.integration.lighter_moto import happened

_SERIALIZER = get_serializer_class("dynamodb", "json")
_read = create_parser("json")
_over_http = Endpoint.make_request


def go_directly() -> None:
    """Hand calls of DynamoDB to moto, for this process."""
    Endpoint.make_request = _make_request


def _make_request(self: Endpoint, called: Any, request: dict[str, Any]) -> Any:
    happened["calls"] += 1
    ours = called.service_model.service_name == "dynamodb" and self.host.endswith(".amazonaws.com")
    if not ours or not botocore_stubber.enabled:
        return _over_http(self, called, request)
    status, headers, body = _answered(called.name, request)
    response = {"status_code": status, "headers": headers, "body": body.encode()}
    parsed = _read.parse(response, called.output_shape)
    if status >= 300:
        self._add_modeled_error_fields(response, parsed, called, _read)
    parsed["ResponseMetadata"]["RetryAttempts"] = 0
    return SimpleNamespace(status_code=status), parsed


def _answered(name: str, request: dict[str, Any]) -> tuple[int, dict[str, str], str]:
    """Status, headers and body, as `call_action` of moto makes them."""
    service, operation, method = _of(name)
    handler = DynamoHandler()
    handler.region, handler.current_account = (
        request["context"]["client_region"],
        DEFAULT_ACCOUNT_ID,
    )
    parser = JSONParser(operation, map_type=handler.PROTOCOL_PARSER_MAP_TYPE)
    handler.body = handler.params = parser.parse({"body": request["body"]})
    try:
        result = getattr(handler, method)()
    except ServiceException as error:
        result = ActionResult(error)
    except HTTPException as error:
        return error.code, dict(error.get_headers()), str(error.description)
    context = ActionContext(service, operation, _SERIALIZER, handler)
    return result.execute_result(context)


@functools.cache
def _of(name: str) -> tuple[Any, Any, str]:
    service = get_service_model("dynamodb")
    return service, service.operation_model(name), camelcase_to_underscores(name)

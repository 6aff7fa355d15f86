"""What is under the service's signature, as the deployed stack gives it and as a public tool
reads it."""

import json
import urllib.request
from typing import Any


def fetched(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)


def test_the_keys_of_receipts_and_roots_are_published(stack: dict[str, Any]) -> None:
    keys = fetched(f"{stack['api_url']}/.well-known/jwks.json")["keys"]
    assert [key["signs"] for key in keys] == ["receipts", "ledger"]

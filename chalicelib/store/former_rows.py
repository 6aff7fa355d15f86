"""What cases of earlier releases hold in their rows, as this release knows it."""

from typing import Any

from chalicelib.case.model import ComplaintText
from chalicelib.store.masking import mask_together


def upgraded(state: dict[str, Any]) -> dict[str, Any]:
    """The state of a case as this release knows it, out of what an earlier one wrote.

    Version 1 had the words in it. They stay there (`texts` reads them), as all that this release
    does not know; what lists show of them is made here. Version 2 had the details in it.
    """
    if "masked_title" in state:
        return state
    if "body" not in state:
        return state | {"masked_title": state["title"]}
    text = ComplaintText.masked_by(mask_together, state["title"], state["body"])
    return state | {"masked_title": text.masked_title, "excerpt": text.excerpt}


def with_request(stored: dict[str, Any]) -> dict[str, Any]:
    """An earlier release kept of a request for an identity who made it, and when."""
    asked_at = stored.get("identity_requested_at")
    if asked_at is None:
        return stored
    request = {"officer_id": stored["identity_request"], "at": asked_at}
    rest = {name: value for name, value in stored.items() if name != "identity_requested_at"}
    return rest | {"identity_request": request}

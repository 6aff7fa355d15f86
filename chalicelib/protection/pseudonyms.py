"""The names that cases have in the tree of the ledger."""

import hmac

from chalicelib.protection.secrets import lasting_key_for


def pseudonym_of(case_id: str) -> str:
    """64 hex digits that only who has the service's secret can make of the number of a case: the
    same for good, for they are in receipts and under roots that were signed."""
    return hmac.digest(lasting_key_for("ledger"), case_id.encode(), "sha256").hex()

"""What the API answers about what is held of a reporter, and about their secret code."""

from typing_extensions import TypedDict

from chalicelib.presentation.view_types import CaseNumber


class ReplacementAsked(TypedDict):
    """For which number a new secret code was asked for. It is the same whether there is such a
    complaint or not."""

    id: CaseNumber


class NewReceipt(TypedDict):
    """The number on the receipt, and its new secret code, which is shown here and never again."""

    id: CaseNumber
    secret: str

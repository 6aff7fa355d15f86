"""Writes the index keys of stored cases anew, after a release that adds or changes one.

Usage: python -m infra.reindex --table <output CasesTableName>

Every case is read, and its keys are written if it is still at the version that was read: whoever
was faster wrote them anyway. It may be stopped and run again at any time, beside a running system.
"""

import argparse
import os
from collections.abc import Iterator
from typing import Any

from chalicelib.store import cases
from infra.console import plainly, say


def reindex(dynamodb: Any, table: str) -> int:
    """Go through the whole table once. An operator's rights: no function may scan.

    Returns:
        How many cases had other keys than they should.
    """
    return sum(cases.rewrite_keys(case_id) for case_id in _ids(dynamodb, table))


def _ids(dynamodb: Any, table: str) -> Iterator[str]:
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="sk = :case",
        ExpressionAttributeValues={":case": {"S": "CASE"}},
        ProjectionExpression="pk",
    )
    for page in pages:
        for item in page["Items"]:
            yield item["pk"]["S"].removeprefix("CASE#")


def main() -> None:
    """Run with the AWS settings of the environment."""
    import boto3

    parser = argparse.ArgumentParser(prog="python -m infra.reindex")
    parser.add_argument("--table", required=True)
    table = parser.parse_args().table
    os.environ["CASES_TABLE"] = table
    say(f"{reindex(boto3.client('dynamodb'), table)} cases had other keys.")


if __name__ == "__main__":
    with plainly():
        main()

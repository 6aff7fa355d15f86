"""Write the contract of the API into docs/openapi.json, or check that the file is current.

Usage: python -m infra.contract [--check]
"""

import difflib
import json
import os
import sys

from infra.console import Trouble, plainly, say
from infra.package import ROOT

FILE = ROOT / "docs" / "openapi.json"


def contract() -> str:
    """The contract in English, as the file has it."""
    os.environ.setdefault("AWS_DEFAULT_REGION", "ap-southeast-3")  # Chalice asks for one
    import app  # noqa: F401 (its import registers the routes)
    from chalicelib.http.openapi import document

    return json.dumps(document("en"), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write, or compare."""
    made = contract()
    if sys.argv[1:] != ["--check"]:
        FILE.write_text(made, encoding="utf-8")
        say(f"Written: {FILE.relative_to(ROOT)}")
        return
    kept = FILE.read_text(encoding="utf-8")
    if kept != made:
        changes = difflib.unified_diff(
            kept.splitlines(), made.splitlines(), "committed", "from the code", n=1, lineterm=""
        )
        shown = "\n".join(list(changes)[:40])
        raise Trouble(f"{shown}\n\ndocs/openapi.json is not what the code says: `make contract`.")
    say("Contract current.")


if __name__ == "__main__":
    with plainly():
        main()

"""Write what the documents take from the code, or check that it is current: the contract of the API
(docs/openapi.json), the table of events (docs/events.md), those of statuses and of moves
(docs/handling.md).

Usage: python -m infra.contract [--check]
"""

import difflib
import json
import os
import sys

from infra.console import CommandError, plainly, say
from infra.package import ROOT

DOCS = ROOT / "docs"


def contract() -> str:
    """The contract in English, as the file has it."""
    os.environ.setdefault("AWS_DEFAULT_REGION", "ap-southeast-3")  # Chalice asks for one
    import app  # noqa: F401 (its import registers the routes)
    from chalicelib.http.openapi import document

    return json.dumps(document("en"), indent=1, ensure_ascii=False) + "\n"


def events_table() -> str:
    """Every event with who may read it, who is told, its fields and what happened."""
    from msgspec.structs import fields

    from chalicelib.events import PAYLOADS, EventType

    lines = ["| event | read by | told | fields | what happened |", "|---|---|---|---|---|"]
    for type_ in EventType:
        payload = PAYLOADS[type_]
        names = ", ".join(
            f"`{field.encode_name}`" + ("" if field.required else "?") for field in fields(payload)
        )
        description = " ".join((payload.__doc__ or "").split()).replace("`from_`", "`from`")
        told = ", ".join(payload.told).replace("_", " ") or "nobody"
        read_by = payload.visibility
        lines.append(f"| `{type_}` | {read_by} | {told} | {names or 'none'} | {description} |")
    return "\n".join(lines) + "\n"


def with_table(text: str, table: str) -> str:
    """A document with `table` in the place of its own under the same head. Raises `ValueError`
    where it has none."""
    head = table.partition("\n")[0] + "\n"
    before, found, after = text.partition(head)
    if not found:
        raise ValueError(f"no table {head}")
    lines = after.splitlines(keepends=True)
    end = next((at for at, line in enumerate(lines) if not line.startswith("|")), len(lines))
    return before + table + "".join(lines[end:])


def main() -> None:
    """Write, or compare."""
    from chalicelib.case.moves import as_markdown, statuses_as_markdown

    events, handling = DOCS / "events.md", DOCS / "handling.md"
    made = {
        DOCS / "openapi.json": contract(),
        events: with_table(events.read_text(encoding="utf-8"), events_table()),
        handling: with_table(
            with_table(handling.read_text(encoding="utf-8"), statuses_as_markdown()), as_markdown()
        ),
    }
    for file, content in made.items():
        name = file.relative_to(ROOT)
        if sys.argv[1:] != ["--check"]:
            file.write_text(content, encoding="utf-8")
            say(f"Written: {name}")
            continue
        kept = file.read_text(encoding="utf-8")
        if kept != content:
            changes = difflib.unified_diff(
                kept.splitlines(),
                content.splitlines(),
                "committed",
                "from the code",
                n=1,
                lineterm="",
            )
            shown = "\n".join(list(changes)[:40])
            raise CommandError(f"{shown}\n\n{name} is not what the code says: `make contract`.")
    if sys.argv[1:] == ["--check"]:
        say("Contract current.")


if __name__ == "__main__":
    with plainly():
        main()

"""`make demo`: complaints walked through their whole lives on the running stack.

Usage: python -m infra.demo [--home FOLDER]
"""

import argparse
import time
from pathlib import Path
from typing import Any

from infra.console import Trouble, plainly, say
from infra.demo import telling
from infra.demo.cases import Filed
from infra.demo.walk import Walk
from infra.local.clients import clients
from infra.local.drain import drain
from infra.local.stack import Stack


def main() -> None:
    """Walk, show where to look, and fail when something did not come out as it should."""
    parser = argparse.ArgumentParser(prog="python -m infra.demo", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".local"))
    stack = Stack(home=parser.parse_args().home)
    outputs = stack.outputs()
    if not outputs or not stack.emulator.running():
        raise Trouble("The local stack is not running. Run `make up` first.")
    started = time.monotonic()
    aws = clients(outputs["aws_endpoint_url"])
    walk = Walk(outputs, aws)
    walk.run()
    drain(outputs["mailbox_url"])
    walk.watch.show_letters()
    _show_end(walk, outputs)
    if walk.watch.wrong:
        for told in walk.watch.wrong:
            telling.wrong(told)
        raise Trouble(f"{len(walk.watch.wrong)} things did not come out as they should.")
    say(f"\nAll as it should be, after {time.monotonic() - started:.0f} s.")


def _show_end(walk: Walk, outputs: dict[str, Any]) -> None:
    national = walk.service.national()
    cases = [(c, walk.service.seen_by(national, c.id)) for c in walk.watch.filed.values()]
    telling.chapter(
        "How they ended",
        "The dates above lie in the future; the service's own clock "
        "was never touched. Cases that were there before moved along with it.",
    )
    telling.table(
        ("id", "topic", "agency", "status", "escalation", "rating"), [_row(*each) for each in cases]
    )
    example = next((case for case, view in cases if view["status"] == "on_hold"), None)
    say(f"""
  Portal    {outputs["portal_url"]}
  Officers  {outputs["console_url"]}
  Mailbox   {outputs["mailbox_url"]}""")
    if example:
        say(f"  Follow    {outputs['portal_url']}track?id={example.id}")
        say(f"            as its reporter, with the secret {example.secret}")


def _row(case: Filed, view: dict[str, Any]) -> tuple[str, ...]:
    ended = (view.get("closed") or {}).get("reason") or view.get("archive_reason")
    rating = view.get("rating")
    return (
        case.id,
        case.complaint.topic,
        (view["agency"] or {}).get("id", "-"),
        view["status"] + (f" ({ended})" if ended else ""),
        str(view["escalation_level"] or "-"),
        f"{'satisfied' if rating['satisfied'] else 'not satisfied'} {rating['score'] or ''}".strip()
        if rating
        else "-",
    )


if __name__ == "__main__":
    with plainly():
        main()

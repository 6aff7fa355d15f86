"""Wait until the stack has nothing left to do, so that stopping it loses nothing."""

import json
import time
import urllib.request

PAUSE_SECONDS = 0.05


def drain(mailbox_url: str, *, at_most_seconds: float = 20.0) -> bool:
    """Wait for streams, queues and mails to be done with; False when they were not in that time.

    What waits in a queue for its minute to come is not waited for, unless a service was too slow
    for it.
    """
    deadline = time.monotonic() + at_most_seconds
    before: dict[str, int] | None = None
    while time.monotonic() < deadline:
        now = _pending(mailbox_url)
        done = not any(left for what, left in now.items() if what != "written")
        if done and now == before:
            return True
        before = now if done else None
        time.sleep(PAUSE_SECONDS)
    return False


def _pending(mailbox_url: str) -> dict[str, int]:
    with urllib.request.urlopen(f"{mailbox_url}pending.json", timeout=60) as answer:
        found: dict[str, int] = json.load(answer)
    return found

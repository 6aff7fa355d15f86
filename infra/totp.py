"""Codes of a second factor, as an authenticator app shows them, for demo officers and tests.

Usage: python -m infra.totp EMAIL [--practice]    the present code of an officer of the local stack
"""

import argparse
import base64
import hmac
import json
import struct
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.console import CommandError, plainly, say

STEP_SECONDS = 30
HOME = Path(".local")


def code_of(secret: str, at: float) -> str:
    """The six digits that a secret (base 32) gives at a moment (seconds since 1970), by RFC 6238:
    HMAC-SHA-1, steps of 30 seconds."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    digest = hmac.digest(key, struct.pack(">Q", int(at // STEP_SECONDS)), "sha1")
    offset = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return f"{(number & 0x7FFFFFFF) % 10**6:06d}"


def login_of(user: Mapping[str, Any]) -> dict[str, str]:
    """What a demo officer signs in with now: address, password and, where there is a second factor,
    its code."""
    login = {"email": user["email"], "password": user["password"]}
    if user.get("totp_secret"):
        login["code"] = code_of(user["totp_secret"], time.time())
    return login


def main() -> None:
    """Print one code."""
    parser = argparse.ArgumentParser(prog="python -m infra.totp")
    parser.add_argument("email", nargs="?", default="")
    parser.add_argument("--practice", action="store_true")
    given = parser.parse_args()
    email = given.email
    outputs = (HOME / "practice" if given.practice else HOME) / "outputs.json"
    users = json.loads(outputs.read_text())["users"] if outputs.exists() else []
    user = next((one for one in users if one["email"] == email), None)
    if user is None:
        raise CommandError(
            "No such officer here: `make status` lists them. make code OFFICER=<email>"
        )
    if not user.get("totp_secret"):
        raise CommandError(f"{email} signs in with the password alone.")
    say(code_of(user["totp_secret"], time.time()))


if __name__ == "__main__":
    with plainly():
        main()

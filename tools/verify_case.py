#!/usr/bin/env python3
"""Holds a report against its own history, a signed receipt and the sealed days of the ledger, and
says in plain words what fits and what does not. docs/ledger.md has the rules.

One file, to be read and carried: it needs Python 3.11 and the package `cryptography`, asks no
module of the service, and works without a network from files that were fetched before.

Usage: python verify_case.py fetch ADDRESS NUMBER FOLDER [--receipt] [--days N]
       python verify_case.py check FOLDER [--earlier FOLDER ...]

`fetch` puts what the service answers now into a folder; with --receipt it asks for the secret code
and fetches what only the reporter reads. With the report come the last sealed days of the ledger,
7 or as many as --days says. `check` reads a folder, and beside it folders that were
fetched earlier: what was true then has to be true still.

    timeline.json   GET /v1/complaints/<number>/timeline, all pages
    proof.json      GET /v1/complaints/<number>/proof
    jwks.json       GET /.well-known/jwks.json
    complaint.json  GET /v1/complaints/<number>          (only needed to check words)
    receipt.json    GET /v1/complaints/<number>/receipt  (only with the secret code)
    days.json       a list of the `root` of GET /v1/ledger/<day>, oldest first (only to check days)

It ends with 0 where nothing is wrong, 1 where something is, 2 where it could not look.
"""

import argparse
import base64
import getpass
import hashlib
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

WORDS = ("text", "reason", "question", "comment", "note")
FILED = ("title", "body", "incident_date")
Json = dict[str, Any]


class CannotLook(Exception):
    """What is needed to look is not there, or is not what it should be."""


class NotThere(CannotLook):
    """The service does not have it."""


class Findings:
    """What fits, what does not, and what could not be looked at, in words."""

    def __init__(self) -> None:
        self.right: list[str] = []
        self.wrong: list[str] = []
        self.open: list[str] = []

    def expect(self, holds: bool, right: str, wrong: str) -> None:
        """Note `right` where it holds, else `wrong`."""
        (self.right if holds else self.wrong).append(right if holds else wrong)

    def lines(self) -> Iterator[str]:
        """All of it, what is wrong last."""
        for mark, found in (("fits", self.right), ("open", self.open), ("WRONG", self.wrong)):
            yield from (f"{mark:5}  {line}" for line in found)


# ---- The rules of docs/ledger.md ----


def canonical(value: Any) -> str:
    """The one text of a JSON value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    """Hex SHA-256 of text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def event_digest(case_id: str, event: Json, previous: str) -> str:
    """The digest of an event that is shown with its seal."""
    seal, actor = event["seal"], event["actor"]
    content = {
        "case_id": case_id,
        **{name: event[name] for name in ("number", "type", "visibility")},
        "role": actor["role"],
        "agency_id": actor["agency_id"],
        "plain": {name: event["data"][name] for name in seal["plain"]},
        **{name: seal[name] for name in ("at", "words", "kept", "state")},
    }
    return sha256(previous + canonical(content))


def root_of(sealed: Json) -> str:
    """The root (hex) that a sealed head and its path lead to."""
    opened = {name: sealed[name] for name in ("pseudonym", "number", "digest")}
    found = hashlib.sha256(b"\x00" + canonical(opened).encode()).digest()
    bits = f"{int(sealed['pseudonym'], 16):0256b}"
    for depth, neighbour in zip(reversed(range(len(sealed["path"]))), sealed["path"], strict=True):
        other = bytes.fromhex(neighbour)
        pair = found + other if bits[depth] == "0" else other + found
        found = hashlib.sha256(b"\x01" + pair).digest()
    return found.hex()


def decoded(text: str) -> bytes:
    """base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def payload_of(token: str) -> bytes:
    """What a compact JWS signs, as it was signed."""
    return decoded(token.split(".")[1])


def signed_by(token: str, keys: list[Json], signs: str) -> bool:
    """Whether the key that a compact JWS names is for this, and signed it."""
    signed, _, signature = token.rpartition(".")
    kid = json.loads(decoded(token.split(".")[0])).get("kid")
    halves = decoded(signature)
    der = encode_dss_signature(int.from_bytes(halves[:32]), int.from_bytes(halves[32:]))
    for key in keys:
        if key["kid"] != kid or key["signs"] != signs:
            continue
        x, y = (int.from_bytes(decoded(key[name])) for name in ("x", "y"))
        public = EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
        try:
            public.verify(der, signed.encode(), ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True
    return False


# ---- What is looked at ----


def check(now: Json, earlier: list[Json]) -> Findings:
    """Hold what was fetched against itself, and against what was fetched earlier."""
    found = Findings()
    events, proof, keys = now["timeline"]["items"], now["proof"], now["jwks"]["keys"]
    digests = proof["digests"]
    _history(found, proof["case_id"], events, digests)
    _sealed(found, "the last sealed day", proof, digests, keys)
    for before in earlier:
        _earlier(found, before, proof, keys)
    for each in (now, *earlier):
        if "receipt" in each:
            _receipt(found, each["receipt"]["receipt"], proof, events, keys)
    _words(found, now, events)
    if "days" in now:
        _days(found, _with_sealed(now["days"], proof["sealed"]), keys)
    _one_record_a_day(found, [now, *earlier])
    return found


def _history(found: Findings, case_id: str, events: list[Json], digests: list[str | None]) -> None:
    _numbers(found, [event["number"] for event in events], len(digests))
    _sealed_since(found, events, digests)
    computed = 0
    for event in events:
        number = event["number"]
        known = digests[number - 1] if 0 < number <= len(digests) else None
        before = digests[number - 2] if 1 < number <= len(digests) + 1 else ""
        if known is not None and event["digest"] != known:
            found.wrong.append(f"event {number} has another digest than the chain: REWRITTEN")
        if "seal" not in event or before is None:
            found.open.append(f"event {number} was written before readers could compute digests")
            continue
        if event_digest(case_id, event, before) != event["digest"]:
            found.wrong.append(f"event {number} was REWRITTEN: it does not have its digest")
            continue
        computed += 1
        if _second(event["seal"]["at"]) != _second(event["at"]):
            found.wrong.append(f"event {number} is shown with another moment than it has")
        _words_of_event(found, event)
    found.right.append(f"{computed} of {len(events)} events that are shown have their digests")
    for one, two in zip(events, events[1:], strict=False):
        if _second(two["at"]) < _second(one["at"]):
            found.wrong.append(
                f"event {two['number']} was BACK-DATED: it is earlier than the one before"
            )
    if hidden := len(digests) - len(events):
        found.open.append(
            f"{hidden} events are not shown to you; the chain goes over their digests"
        )


def _numbers(found: Findings, numbers: list[int], last: int) -> None:
    in_order = all(one < two for one, two in zip(numbers, numbers[1:], strict=False))
    found.expect(
        in_order,
        "the events stand in the order of their numbers",
        "events were REORDERED or renumbered: their numbers do not rise",
    )
    if numbers and max(numbers) > last:
        found.wrong.append(
            f"event {max(numbers)} is not in the chain: it was FORGED or added since"
        )
    if not all(isinstance(number, int) and number > 0 for number in numbers):
        found.wrong.append("an event has a number that none has: it was FORGED")
    if 1 not in numbers:
        found.wrong.append("event 1, which everybody is shown, is left out: SHORTENED")


def _sealed_since(found: Findings, events: list[Json], digests: list[str | None]) -> None:
    """Only events of earlier releases are without a seal, or without a digest that is told: none
    after one that has a seal."""
    sealed = [event["number"] for event in events if "seal" in event]
    first = min(sealed, default=len(digests) + 1)
    bare = {event["number"] for event in events if event["number"] > first}.difference(sealed)
    silent = {number for number, one in enumerate(digests, 1) if one is None and number >= first}
    for number in sorted(bare | silent):
        found.wrong.append(f"event {number} has no seal, or no digest, and had both: TAKEN OFF")


def _words_of_event(found: Findings, event: Json) -> None:
    seal, number = event["seal"], event["number"]
    if "words_salt" not in seal:
        found.open.append(f"the words of event {number} are shown masked, or not at all")
        return
    words = {name: event["data"][name] for name in WORDS if name in event["data"]}
    if sha256(seal["words_salt"] + canonical(words)) != seal["words"]:
        found.wrong.append(f"the words of event {number} were REWRITTEN")


def _sealed(
    found: Findings, which: str, proof: Json, digests: list[str | None], keys: list[Json]
) -> None:
    sealed = proof["sealed"]
    if sealed is None:
        found.open.append(
            "nothing of this report is sealed yet: what was changed before shows nowhere"
        )
        return
    day = json.loads(payload_of(sealed["root"]))
    if not signed_by(sealed["root"], keys, "ledger"):
        found.wrong.append(f"{which} ({day['day']}) does not have the service's signature")
        return
    if root_of(sealed) != day["root"]:
        found.wrong.append(
            f"{which} ({day['day']}) does not have the head that is told: FALSE PROOF"
        )
        return
    number = sealed["number"]
    if number > len(digests):
        found.wrong.append(f"the history was SHORTENED: on {day['day']} it had {number} events")
    else:
        found.expect(
            digests[number - 1] == sealed["digest"],
            f"{which} ({day['day']}) has the history as far as event {number}",
            f"the history was REWRITTEN since {day['day']}: event {number} was another",
        )


def _earlier(found: Findings, before: Json, proof: Json, keys: list[Json]) -> None:
    old = before["proof"]
    if old["case_id"] != proof["case_id"]:
        raise CannotLook("an earlier folder is of another report")
    if (
        old["sealed"]
        and proof["sealed"]
        and old["sealed"]["pseudonym"] != proof["sealed"]["pseudonym"]
    ):
        found.wrong.append("the report has another place in the ledger than before")
    _sealed(found, "the day that was sealed earlier", old, proof["digests"], keys)
    kept = len(old["digests"])
    if kept > len(proof["digests"]):
        found.wrong.append(
            f"the history was SHORTENED: it had {kept} events when it was fetched earlier"
        )
    else:
        same = all(a == b for a, b in zip(old["digests"], proof["digests"], strict=False) if a)
        found.expect(
            same,
            f"the {kept} events that were fetched earlier are the first of those there are now",
            "the history was REWRITTEN since it was fetched earlier",
        )


def _receipt(
    found: Findings, token: str, proof: Json, events: list[Json], keys: list[Json]
) -> None:
    if not signed_by(token, keys, "receipts"):
        found.wrong.append("the receipt does not have the service's signature")
        return
    claims = json.loads(payload_of(token))
    if claims["sub"] != proof["case_id"]:
        found.wrong.append("the receipt is of another report")
        return
    head, digests = claims["head"], proof["digests"]
    if head["number"] > len(digests):
        found.wrong.append(
            f"the history was SHORTENED: the receipt was given after event {head['number']}"
        )
    else:
        found.expect(
            digests[head["number"] - 1] == head["digest"],
            f"the receipt has the history as far as event {head['number']}",
            f"the history was REWRITTEN: event {head['number']} is not the receipt's",
        )
    if (sealed := proof["sealed"]) is not None:
        found.expect(
            sealed["pseudonym"] == claims["pseudonym"],
            "the report has the place in the ledger that the receipt says",
            "the ledger has the report in ANOTHER PLACE than the receipt says: there may be two",
        )
    first = next((event["data"] for event in events if event["number"] == 1), None)
    if first is not None:
        for name, what in (("deadlines", "deadlines"), ("filed_digest", "words, day or place")):
            if claims.get(name) is not None:
                found.expect(
                    first.get(name) == claims[name],
                    f"the {what} as filed are those of the receipt",
                    f"the {what} as filed are not those of the receipt: REPLACED",
                )


def _words(found: Findings, now: Json, events: list[Json]) -> None:
    salt = now["proof"].get("filed_salt")
    first: Json = next((event["data"] for event in events if event["number"] == 1), {})
    if "complaint" not in now or salt is None or "filed_digest" not in first:
        found.open.append("words, day and place as filed: only with the secret code")
        return
    shown, place = now["complaint"], now["complaint"]["location"]
    filed = {
        **{name: shown.get(name) for name in FILED},
        **{name: place.get(name) for name in ("region_code", "address")},
        "latitude_millionths": _millionths(place.get("latitude")),
        "longitude_millionths": _millionths(place.get("longitude")),
    }
    found.expect(
        sha256(salt + canonical(filed)) == first["filed_digest"],
        "words, day and place are those that were filed",
        "words, day or place were REPLACED: they are not those that were filed",
    )


def _day(token: str) -> str:
    day: str = json.loads(payload_of(token))["day"]
    return day


def _with_sealed(tokens: list[str], sealed: Json | None) -> list[str]:
    """The days up to the one that the head is proved by, which is one of them."""
    later = sealed is not None and _day(sealed["root"]) > max(map(_day, tokens), default="")
    return [*tokens, sealed["root"]] if sealed is not None and later else tokens


def _days(found: Findings, tokens: list[str], keys: list[Json]) -> None:
    token_before: str | None = None
    for token in tokens:
        day = json.loads(payload_of(token))
        if not signed_by(token, keys, "ledger"):
            found.wrong.append(f"{day['day']} does not have the service's signature")
        if token_before is not None:
            previous = json.loads(payload_of(token_before))
            following = date.fromisoformat(previous["day"]) + timedelta(days=1)
            if day["day"] != following.isoformat():
                found.wrong.append(f"{following} is MISSING from the days")
            if day["previous"] != hashlib.sha256(payload_of(token_before)).hexdigest():
                found.wrong.append(
                    f"{day['day']} does not go on from {previous['day']}: days were REWRITTEN"
                )
        token_before = token
    found.right.append(f"{len(tokens)} sealed days were looked at")


def _one_record_a_day(found: Findings, folders: list[Json]) -> None:
    records: dict[str, bytes] = {}
    for folder in folders:
        sealed = folder["proof"]["sealed"]
        for token in (*([sealed["root"]] if sealed else ()), *folder.get("days", ())):
            record = payload_of(token)
            day = json.loads(record)["day"]
            if records.setdefault(day, record) != record:
                found.wrong.append(f"there are TWO RECORDS of {day}: the days were REWRITTEN")


def _second(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(microsecond=0)


def _millionths(degrees: float | None) -> int | None:
    return None if degrees is None else round(degrees * 1_000_000)


# ---- Files and the network ----


def load(folder: Path) -> Json:
    """What is in a folder, by the names of its files."""
    found = {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    missing = {"timeline", "proof", "jwks"} - found.keys()
    if missing:
        raise CannotLook(f"{folder} has no {', '.join(f'{name}.json' for name in sorted(missing))}")
    return found


def fetch(
    address: str, case_id: str, folder: Path, secret: str | None = None, days: int = 7
) -> None:
    """Put what the service answers now into a folder, with so many of the last sealed days."""
    report = f"{address.rstrip('/')}/v1/complaints/{case_id}"
    # The proof last: what comes meanwhile is in it, and nothing else is missed by it.
    answers: Json = {"receipt": _get(f"{report}/receipt", secret)} if secret else {}
    items: list[Json] = []
    cursor: str | None = ""
    while cursor is not None:
        page = _get(f"{report}/timeline?limit=50" + (f"&cursor={cursor}" if cursor else ""), secret)
        items, cursor = items + page["items"], page["next_cursor"]
    answers |= {"timeline": {"items": items}, "complaint": _get(report, secret)}
    answers |= {"proof": _get(f"{report}/proof", secret)}
    answers |= {"jwks": _get(f"{address.rstrip('/')}/.well-known/jwks.json", None)}
    if sealed := answers["proof"]["sealed"]:
        last = date.fromisoformat(_day(sealed["root"]))
        wanted_days = [last - timedelta(days=back) for back in reversed(range(days))]
        found = (_sealed_on(address, day) for day in wanted_days)
        answers |= {"days": [token for token in found if token is not None]}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in answers.items():
        (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def _sealed_on(address: str, day: date) -> str | None:
    """The record of a day; None where the service has none, which `check` makes something of."""
    try:
        root: str = _get(f"{address.rstrip('/')}/v1/ledger/{day}", None)["root"]
    except NotThere:
        return None
    return root


def _get(url: str, secret: str | None) -> Json:
    if not url.startswith(("https://", "http://")):
        raise CannotLook(f"{url} is no address")
    headers = {"X-Receipt": secret} if secret else {}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 (looked at above)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            found: Json = json.load(answer)
    except urllib.error.URLError as error:
        if isinstance(error, urllib.error.HTTPError) and error.code == 404:
            raise NotThere(f"{url} is not there") from None
        raise CannotLook(f"{url}: {error}") from None
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run one command; how it ended."""
    parser = argparse.ArgumentParser(prog="verify_case.py")
    commands = parser.add_subparsers(dest="command", required=True)
    fetching = commands.add_parser("fetch")
    fetching.add_argument("address")
    fetching.add_argument("number")
    fetching.add_argument("folder", type=Path)
    fetching.add_argument("--receipt", action="store_true", help="asks for the secret code")
    fetching.add_argument("--days", type=int, default=7, help="how many sealed days; 7")
    checking = commands.add_parser("check")
    checking.add_argument("folder", type=Path)
    checking.add_argument("--earlier", type=Path, nargs="*", default=[])
    given = parser.parse_args(arguments)
    try:
        if given.command == "fetch":
            secret = getpass.getpass("Secret code: ") if given.receipt else None
            fetch(given.address, given.number, given.folder, secret, given.days)
            return 0
        found = check(load(given.folder), [load(folder) for folder in given.earlier])
    except (CannotLook, KeyError, TypeError, ValueError, OSError) as error:
        print(f"could not look: {error!r}", file=sys.stderr)
        return 2
    print("\n".join(found.lines()))
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

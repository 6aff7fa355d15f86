"""What could give an identity away: the values, how else they are written, and every digest of any
of that which needs no secret of the service."""

import base64
import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

RUN = 9  # digits in a row: fewer are met by chance in the hex of a whole system
ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s")


def forms(value: str) -> set[str]:
    """A value as somebody may have written or normalised it."""
    plain = unicodedata.normalize("NFKC", value).strip()
    found = {value, plain, " ".join(plain.split()), re.sub(r"[^\w@.]", "", plain)}
    digits = re.sub(r"\D", "", value)
    if len(digits) >= RUN:
        national = re.sub(r"^(?:62|0)", "", digits)
        found |= {digits, national, f"0{national}", f"62{national}", f"+62{national}"}
    return {form for one in found for form in (one, one.lower(), one.upper(), one.title())}


def digests(content: bytes, keys: Iterable[bytes]) -> Iterator[bytes]:
    """Every digest of some content that can be made by who knows nothing but `keys`."""
    for name in ALGORITHMS:
        yield hashlib.new(name, content).digest()
        for key in keys:
            yield hmac.digest(key, content, name)
            yield hashlib.new(name, key + content).digest()
            yield hashlib.new(name, key + b"\0" + content).digest()


def spellings(content: bytes) -> set[str]:
    """Bytes as text holds them; of base64 what does not depend on its padding."""
    encoded = base64.b64encode(content).decode().rstrip("=")
    url = base64.urlsafe_b64encode(content).decode().rstrip("=")
    return {content.hex(), content.hex().upper(), encoded, url}


def bodies(sent: Mapping[str, Any]) -> set[str]:
    """A request's body as it may have been written down: all of it, and the identity in it, with
    the phone as given or normalised."""
    reporter = sent["reporter"]
    wholes = [{**sent, "reporter": {**reporter, "phone": one}} for one in forms(reporter["phone"])]
    return {
        json.dumps(part, sort_keys=ordered, separators=separators, ensure_ascii=ascii_only)
        for whole in wholes
        for part in (whole, whole["reporter"])
        for ordered in (True, False)
        for separators in (None, (",", ":"))
        for ascii_only in (True, False)
    }


def needles(sent: Mapping[str, Any], keys: Iterable[bytes]) -> dict[str, str]:
    """What to look for after `sent` was filed, and what each is."""
    values = {str(value) for value in sent["reporter"].values() if len(str(value)) > 2}
    words = {word for value in values for word in re.split(r"[\s@]+", value) if len(word) > 5}
    plain = {form: f"in plain: {value}" for value in values | words for form in forms(value)}
    found = {text: kind for text, kind in plain.items() if len(text) > 5}
    known = [b"", *keys]
    for content in {*plain, *bodies(sent)}:
        raw = content.encode()
        for spelling in spellings(raw):
            found[spelling] = f"encoded: {content}"
        for made in digests(raw, known):
            for spelling in spellings(made):
                found[spelling] = f"digest: {content}"
    return found


def traces(text: str, wanted: Mapping[str, str], numbers: Iterable[str]) -> list[str]:
    """What of it stands in a text, and which runs of the digits of `numbers` do."""
    found = [kind for needle, kind in wanted.items() if needle in text]
    joined = re.sub(r"(?<=\d)[ .\-/()]+(?=\d)", "", text)
    for number in numbers:
        digits = re.sub(r"\D", "", number)
        runs = (digits[at : at + RUN] for at in range(len(digits) - RUN + 1))
        found += [f"digits: {run}" for run in runs if run in joined]
    return found


def readable(row: Any) -> str:
    """A row as text: bytes in every spelling, and as they are where they are text."""
    if isinstance(row, Mapping):
        return "\n".join(f"{readable(name)}={readable(value)}" for name, value in row.items())
    if isinstance(row, bytes | bytearray):
        content = bytes(row)
        return " ".join((content.decode("latin-1"), *sorted(spellings(content))))
    if isinstance(row, list | tuple | set):
        return "\n".join(readable(one) for one in row)
    return (
        bytes(row.value).hex() + readable(bytes(row.value)) if hasattr(row, "value") else str(row)
    )

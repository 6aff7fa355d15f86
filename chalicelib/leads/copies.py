"""Posts in the same words: copies, and copies with a word of one's own. Pure.

A post founds a wording, or is of one that an earlier post founded: what shares a band of MinHash
with it is compared, and nothing else is (`routing.similarity`). That costs the same however many
posts there are.
"""

import re
from collections.abc import Mapping

from msgspec import Struct

from chalicelib.routing.similarity import estimate_similarity, lsh_bands, shingles, signature

SAME_WORDS = 0.5
"""From this estimate of the Jaccard index on, a post is in the words of another."""

FEWEST_GROUPS = 12  # letter groups: "jalan rusak" alone says nothing of having fingerprint
_NO_WORDS = re.compile(r"https?://\S+|[@#][\w.]+|\[[A-Z]+\]|^RT\b", re.MULTILINE)


class Fingerprint(Struct, frozen=True, kw_only=True):
    """What a text is found again by."""

    signature: bytes
    bands: tuple[str, ...]


def fingerprint_of(text: str) -> Fingerprint | None:
    """The wording of a text without its links, handles and tags; None where few words remain."""
    groups = shingles(_NO_WORDS.sub(" ", text))
    if len(groups) < FEWEST_GROUPS:
        return None
    signed = signature(groups)
    return Fingerprint(signature=signed, bands=lsh_bands(signed))


def nearest(fingerprint: Fingerprint, founders: Mapping[str, bytes]) -> str | None:
    """Which of the founders, by name with their signatures, a text is in the words of."""
    alike = {
        name: estimate_similarity(fingerprint.signature, one) for name, one in founders.items()
    }
    best = max(sorted(alike), key=alike.__getitem__, default=None)
    return best if best is not None and alike[best] >= SAME_WORDS else None

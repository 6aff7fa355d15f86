"""How alike two complaints are: letter groups of their words, and MinHash to find them. Pure.

A signature is short, and the share of places in which two signatures agree estimates the Jaccard
index of the texts (Broder 1997). Signatures are cut into bands; texts that share a band are
candidates, so what is like a text is found without reading the rest (Leskovec, Rajaraman, Ullman,
"Mining of Massive Datasets", ch. 3). `BANDS` x `ROWS` and `ALIKE` were measured: docs/routing.md.
"""

import hashlib
import struct
from collections.abc import Iterable

from chalicelib.routing.text import read_words

BANDS = 12
ROWS = 3
SIMILAR_THRESHOLD = 0.45
"""From this Jaccard index on, two texts are offered as being about the same thing."""

CANDIDATE_THRESHOLD = 0.25
"""An estimate below this leaves no real chance of `ALIKE`: the estimate's error is about 0.08."""

_GRAM = 4
_PRIME = (1 << 61) - 1
_KEY = b"lapor similar 1"  # another key or another normalisation makes all stored bands useless
_PLACES = struct.Struct(f">{BANDS * ROWS}I")


def word_set(words: str) -> frozenset[str]:
    """A set of words from a line of them."""
    return frozenset(words.split())


# Words that say nothing about the matter: politeness, and what holds every sentence together.
POLITE = word_set(
    "assalamualaikum assalamu alaikum waalaikumsalam wassalam wassalamualaikum salam sejahtera "
    "wr wb warahmatullahi wabarakatuh hormat yth yang terhormat selamat pagi siang sore malam "
    "halo hallo hai hi hello permisi maaf mohon tolong terima kasih terimakasih makasih trims "
    "trimakasih tks thx thanks pak bapak bpk bu ibu kak kakak mas mbak min admin gan bang "
    "sebelumnya dengan"
)
FUNCTION_WORDS = word_set(
    "yang yg di ke dari dr dan dn ini itu untuk utk untk dengan dgn pada pd oleh saya sy aku kami "
    "kita tidak tdk gak ga nggak ada adalah agar supaya atau sudah sdh udah juga jg karena krn "
    "akan bisa bs dapat dpt para nya dalam dlm serta sebagai hal tersebut tsb bahwa lagi saja aja "
    "the of to"
)


def shingles(text: str) -> frozenset[str]:
    """The letter groups of a text's words, without what says nothing.

    Groups stay inside words, so that the order of sentences does not count and a typing error
    costs a few groups only; numbers count by their length, as in `text.read_words`.
    """
    informative = (word for word in read_words(text, {}) if word not in POLITE | FUNCTION_WORDS)
    return frozenset(gram for word in set(informative) for gram in _grams(f"_{word}_"))


def _grams(edged: str) -> list[str]:
    return [edged[at : at + _GRAM] for at in range(max(1, len(edged) - _GRAM + 1))]


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of what two texts have together that both have: 0 to 1; 0 for empty ones."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def signature(grams: Iterable[str]) -> bytes:
    """The MinHash signature: the same for the same groups, on every machine and in every run.
    Empty for a text without groups."""
    numbers = {_number(gram.encode()) for gram in grams}
    if not numbers:
        return b""
    return _PLACES.pack(
        *(
            min((factor * number + shift) % _PRIME for number in numbers) & 0xFFFFFFFF
            for factor, shift in _PERMUTATIONS
        )
    )


def estimate_similarity(one: bytes, other: bytes) -> float:
    """The Jaccard index of two texts as their signatures tell it, 0 to 1."""
    if len(one) != _PLACES.size or len(other) != _PLACES.size:
        return 0.0
    pairs = zip(_PLACES.unpack(one), _PLACES.unpack(other), strict=True)
    return sum(1 for mine, theirs in pairs if mine == theirs) / (BANDS * ROWS)


def lsh_bands(signed: bytes) -> tuple[str, ...]:
    """The bands of a signature, each as a short text for a key; none for an empty signature."""
    width = _PLACES.size // BANDS
    return tuple(signed[at : at + width].hex() for at in range(0, len(signed), width))


def _number(value: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(value, digest_size=7, key=_KEY).digest())


_PERMUTATIONS = tuple(
    (_number(b"factor %d" % place) | 1, _number(b"shift %d" % place))
    for place in range(BANDS * ROWS)
)

"""What speaks against a text being a complaint at all. Pure; it names signals, a person decides.

Precision goes first: a real complaint can be two words long ("PJU mati"), without a vowel in most
of them, or full of links. A strong signal needs that nothing else is said: one word with a meaning
of its own, in the title or in the body, and the text passes.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal

from chalicelib.routing.similarity import FUNCTION_WORDS, POLITE, word_set
from chalicelib.routing.text import read_words

Signal = Literal[
    "too_little",
    "repeated_characters",
    "only_links",
    "greeting_only",
    "nobodys_affair",
    "test_only",
    "gibberish",
    "advert",
    "mass_copies",
]
Suspicion = Literal["possible_spam", "not_a_complaint"]

SUSPICIONS: Mapping[Signal, Suspicion] = MappingProxyType(
    {
        "advert": "possible_spam",
        "only_links": "possible_spam",
        "mass_copies": "possible_spam",
        "repeated_characters": "possible_spam",
        "gibberish": "possible_spam",
        "too_little": "not_a_complaint",
        "greeting_only": "not_a_complaint",
        "nobodys_affair": "not_a_complaint",
        "test_only": "not_a_complaint",
    }
)

MANY_COPIES = 20
"""Other complaints of one day and place in the same words. Neighbours do agree on a text; so many
of them are for a person to look at, and to merge, before they reach a desk."""

COPIED_WORDS = 12
"""In fewer different words, people say the same by chance."""

# Names of the thing itself, which stand in a title and say nothing of it.
_EMPTY = word_set(
    "laporan lapor aduan pengaduan keluhan komplain judul isi pesan teks text pertanyaan "
    "complaint report ok oke baik siap ya iya nihil kosong"
)
_TESTING = word_set(
    "tes test tess testing testt testes coba cobacoba nyoba mencoba ngetes cek check dummy "
    "percobaan satu dua tiga lorem ipsum dolor sit amet"
)
_ADVERT = re.compile(
    r"\b(?:slot\w*|gacor|maxwin|jackpot|togel|scatter|rtp|deposit|bonus|new member|promo|diskon"
    r"|cashback|gratis ongkir|cepat cair|tanpa bi checking|tanpa jaminan|bunga rendah|cuan|profit"
    r"|followers?|pelangsing|obat kuat|herbal|ready stok|ready stock|harga grosir|termurah"
    r"|open order|reseller|dropship)\b"
)
_INVITATION = re.compile(
    r"https?://|www\.|\bwa\.me\b|\bt\.me\b|bit\.ly|\b(?:daftar|klik|order|pesan|beli|join|gabung"
    r"|kunjungi|hubungi|chat|minat) (?:sekarang|segera|di sini|disini|link|langsung|kami|via|wa|"
    r"admin)\b|\blink (?:di )?bio\b|\bmin(?:at)? (?:dm|wa|hub)\b"
)
# Who complains about gambling, loans or a shop writes these; who advertises does not.
_COMPLAINING = re.compile(
    r"lapor|adu\b|aduan|mohon|tolong|blokir|tutup|resah|rugi|tipu|korban|tindak|berantas|ditagih"
    r"|teror|ilegal|illegal|judi|kecewa|kenapa|mengapa|belum|tidak|rusak|keluh|bagaimana"
)
_ADVERT_WORDS = 3
_LINK = re.compile(r"(?:https?://|www\.|wa\.me/|t\.me/|bit\.ly/)\S+|\[tautan\]|\[akun\]|@\w+")
_RUN = re.compile(r"(\S)\1{4,}")
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_HARD_RUN = re.compile(r"[^aeiou]{6,}")
_UNIT_AGAIN = re.compile(r"([a-z]{1,3})\1{2,}")
_VOWEL = re.compile(r"[aeiouy]")
_UNIT = 3
_SHORTEST_RUN = 4
_SHORTEST_MASHED = 5
_LEAST_LETTERS = 3


def signals(title: str, body: str, *, copies: int = 0) -> tuple[Signal, ...]:
    """What speaks against a complaint, the weightiest first; nothing for a normal one.

    `copies` is how many other complaints of the last day and the same place say the same.
    """
    text = f"{title}\n{body}"
    words = read_words(text, {})
    found: list[Signal] = []
    if _advertises(text.lower()):
        found.append("advert")
    if copies >= MANY_COPIES and len({word for word in words if word.isalpha()}) >= COPIED_WORDS:
        found.append("mass_copies")
    silent = _silence(text.lower(), words)
    return (*found, silent) if silent else tuple(found)


def suspicion(found: Iterable[Signal]) -> Suspicion | None:
    """What a person should look at the complaint for, before it goes to an agency."""
    return next((SUSPICIONS[signal] for signal in found), None)


def _silence(text: str, words: list[str]) -> Signal | None:
    """Why nothing is said, where nothing is said."""
    written = read_words(_LINK.sub(" ", text), {})
    mashed = [word for word in written if _is_mashed(word)]
    informative = [word for word in written if _is_informative(word) and word not in mashed]
    if informative or _is_in_another_script(text):
        return None
    if mashed:
        return "gibberish"
    if _LINK.search(text):
        return "only_links"
    if _RUN.search(text):
        return "repeated_characters"
    if any(word in _TESTING for word in words):
        return "test_only"
    if any(word in POLITE for word in words):
        return "greeting_only"
    return "too_little"


def _is_in_another_script(text: str) -> bool:
    """Whether there are letters that `read_words` cannot read: Arabic, Javanese, Chinese. What
    they say is for a person to read, not for us to miss."""
    plain = unicodedata.normalize("NFKD", text)
    return sum(sign.isalpha() and not sign.isascii() for sign in plain) >= _LEAST_LETTERS


def _is_informative(word: str) -> bool:
    """Whether a word can mean something by itself: two letters do ("KK", "RT"), one does not."""
    empty = word in POLITE or word in FUNCTION_WORDS or word in _EMPTY or word in _TESTING
    return len(word) > 1 and word.isalpha() and not empty


def _is_mashed(word: str) -> bool:
    """Whether a word comes from a hand on the keys rather than from a language."""
    if not word.isalpha() or len(word) < _SHORTEST_RUN:
        return False
    once = word[:_UNIT] if word == word[:_UNIT] * (len(word) // _UNIT) else word
    if any(once in row or once[::-1] in row for row in _KEYBOARD):
        return True
    if len(word) < _SHORTEST_MASHED:
        return False
    return not _VOWEL.search(word) or bool(_UNIT_AGAIN.fullmatch(word) or _HARD_RUN.search(word))


def _advertises(text: str) -> bool:
    offered = set(_ADVERT.findall(text))
    return (
        len(offered) >= _ADVERT_WORDS
        and _INVITATION.search(text) is not None
        and _COMPLAINING.search(text) is None
    )

"""Whether who writes asks that nobody learns who they are, however they put it. Pure, and linear in
the length of the text.

People ask in a hundred ways ("nama saya tolong dirahasiakan", "jangan cantumkan nama saya", "saya
ingin tetap anonim", "please keep my name confidential"), and mean one. So no phrase is looked for,
but a word of hiding near one that asks or says whose, or that something be told to nobody. Which
words near which is the table `REQUESTS`. The form of filing reads by the same table, on the device
(`web/static/secrecy.js`), so that nothing is sent before whoever asks for secrecy was offered it.
"""

import re
from collections.abc import Sequence

from msgspec import Struct

from chalicelib.routing.text import fold

NEAR = 6
"""How many words apart those may stand that make a request together."""


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words of hiding; of telling, and of knowing, which are forbidden; of guarding, which says what.
_WORD = re.compile(r"[a-z]+")
_NOUN = "rahasia"  # also what somebody keeps, asks about, or shouts ("rahasia umum")
_HIDE = (
    r"(?:di|me|ke|pe)?rahasia(?:kan|in|kn|an|nya)*|(?:di)?anonim\w*|anonymous\w*|anonymity"
    r"|(?:di|me)?(?:samar|nyamar|sembunyi|nyembunyi)(?:kan|in)|confidential\w*|secret|hide"
)
_TELL = (
    r"(?:di|me|mem|men|meng|ter)?(?:sebut|cantum|publikasi|tampil|ungkap|bocor|sebar|sebarluas"
    r"|nyebar|nyebut|ngungkap|ekspos|ekspose|buka|publis|publish|tulis|muat|muncul)(?:kan|in|i|kn)*"
    r"|(?:di|meng)?umumkan|disclos(?:e|ed|ing)|reveal(?:ed|ing)?|mention(?:ed|ing)?"
    r"|publish(?:ed|ing)|shar(?:e|ed|ing)"
)
_KNOW = r"(?:di|mem)?(?:beri)?(?:tahu|tau)|(?:di)?ketahu(?:i|an)|bilang|tell|know"
_GUARD = r"(?:di|me|men)?(?:jaga|lindung|amankan)(?:in|i|kan)*|perlindungan|protect"
# What is guarded; who asks, wishes or forbids; whose it is, and that it is about a report.
_GUARDED = _set_of("identitas identitasku privasi pelapor pengadu identity privacy")
_NAMED = _set_of("ini nama identitas data laporan aduan pelapor saya sy")
_ASK = _set_of(
    "mohon mhn mohonlah tolong tlg tlong tulung minta mnta harap dimohon diminta agar supaya spy"
    " ingin pengen pingin pengin please pls plz kindly keep kept remain stay want wish jaga"
    " dijaga menjaga jagain perlu usah"
)
_WISH = _set_of("ingin mau pengen pingin pengin want wish")
_BEG = _set_of("mohon mhn tolong tlg tlong tulung minta mnta harap please pls")
_NEEDED = _set_of("usah perlu harus")
_NOT = _set_of("jangan jgn jngn jangn jgan ojo ulah tanpa gausah gosah never without")
_STATED_NOT = _set_of("tidak tdk tak ga gak nggak ngga enggak gk not t")
_WHO = _set_of(
    "nama namaku namanya nm identitas identitasku jatidiri jati data datadiri pelapor pengadu"
    " ngaran jeneng siapa sopo saha name identity who"
)
_MINE = _set_of(
    "saya sy sya aku ku gue gw gua kami namaku identitasku pelapor pengadu abdi kula kulo laporan"
    " aduan pengaduan my me i"
)
_REPORTS = _set_of("lapor ngelapor melapor melaporkan ngadu mengadu")


class SecrecyRequest(Struct, frozen=True, kw_only=True):
    """One way to ask. `word` is a pattern of a whole word; of each set of `near` one stands at most
    `NEAR` words from it, of `named`, where that is not empty, one of the two words before it. Where
    the words right before it are one of each of `unless`, in that order, it asks for nothing."""

    word: str
    near: tuple[frozenset[str], ...]
    named: frozenset[str] = frozenset()
    unless: tuple[frozenset[str], ...] = ()


_NEED_NOT = (_STATED_NOT, _NEEDED)  # "tidak usah dirahasiakan"
_WONDERS = (_STATED_NOT | _WISH,)  # "ga tau namanya, tolong ditertibkan", "ingin tahu siapa"
REQUESTS = (
    SecrecyRequest(word=_GUARD, near=(_GUARDED, _ASK | _MINE)),
    # That something is hidden is no request: a budget is kept secret; a road sign is disguised.
    SecrecyRequest(word=_NOUN, near=(_BEG,), named=_NAMED, unless=_NEED_NOT),
    SecrecyRequest(word=rf"(?!{_NOUN}$)(?:{_HIDE})", near=(_ASK,), unless=_NEED_NOT),
    SecrecyRequest(word=rf"(?!{_NOUN}$|.*samar)(?:{_HIDE})", near=(_MINE, _WHO), unless=_NEED_NOT),
    # Nor that something is not told: a name is on no list.
    SecrecyRequest(word=_TELL, near=(_NOT, _WHO | _REPORTS, _MINE | _ASK)),
    SecrecyRequest(word=_TELL, near=(_STATED_NOT, _ASK, _WHO | _REPORTS)),
    SecrecyRequest(word=_KNOW, near=(_NOT, _WHO | _REPORTS, _MINE | _ASK), unless=_WONDERS),
    SecrecyRequest(
        word=rf"(?!bilang$|tell$)(?:{_KNOW})",
        near=(_STATED_NOT, _WISH, _WHO | _REPORTS, _MINE | _ASK),
        unless=_WONDERS,
    ),
)
"""The ways to ask."""

_WAYS = tuple((re.compile(one.word), one) for one in REQUESTS)
_ANY = re.compile("|".join(one.word for one in REQUESTS))


def asks_for_secrecy(text: str) -> bool:
    """Whether a text, of any length that is read, asks to keep its writer's name from others."""
    words = _WORD.findall(fold(text))
    return any(
        _is_request(word, words[max(0, place - NEAR) : place], words[place + 1 : place + NEAR + 1])
        for place, word in enumerate(words)
        if _ANY.fullmatch(word)
    )


def _is_request(word: str, before: Sequence[str], behind: Sequence[str]) -> bool:
    """Whether a word is part of a request, by the words around it."""
    near = frozenset((*before, *behind))
    return any(
        pattern.fullmatch(word)
        and all(near & needed for needed in way.near)
        and (not way.named or not way.named.isdisjoint(before[-2:]))
        and not _follows(before, way.unless)
        for pattern, way in _WAYS
    )


def _follows(before: Sequence[str], sets: Sequence[frozenset[str]]) -> bool:
    """Whether the last of the words before are one of each set, in order."""
    last = before[len(before) - len(sets) :] if sets and len(before) >= len(sets) else ()
    return bool(last) and all(word in one for word, one in zip(last, sets, strict=True))

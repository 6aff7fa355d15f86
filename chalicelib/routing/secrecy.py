"""Whether who writes asks that nobody learns who they are, however they put it. Pure, and linear in
the length of the text.

People ask in a hundred ways ("nama saya tolong dirahasiakan", "jangan cantumkan nama saya", "saya
ingin tetap anonim", "please keep my name confidential"), and mean one. So no phrase is looked for,
but a word of hiding near one that asks or says whose, or that something be told to nobody.
"""

import re
from collections.abc import Iterable

from chalicelib.routing.text import fold

NEAR = 6
"""How many words apart those may stand that make a request together."""


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words of hiding; of telling, and of knowing, which are forbidden; of guarding, which says what.
_WORD = re.compile(r"[a-z]+")
_HIDE = re.compile(
    r"(?:di|me|ke|pe)?rahasia(?:kan|in|kn|an|nya)*|(?:di)?anonim\w*|anonymous\w*|anonymity"
    r"|(?:di|me)?(?:samar|nyamar|sembunyi|nyembunyi)(?:kan|in)|confidential\w*|secret|hide"
)
_TELL = re.compile(
    r"(?:di|me|mem|men|meng|ter)?(?:sebut|cantum|publikasi|tampil|ungkap|bocor|sebar|sebarluas"
    r"|nyebar|nyebut|ngungkap|ekspos|ekspose|buka|publis|publish|tulis|muat|muncul)(?:kan|in|i|kn)*"
    r"|(?:di|meng)?umumkan|disclos(?:e|ed|ing)|reveal(?:ed|ing)?|mention(?:ed|ing)?"
    r"|publish(?:ed|ing)|shar(?:e|ed|ing)"
)
_KNOW = re.compile(r"(?:di|mem)?(?:beri)?(?:tahu|tau)|(?:di)?ketahu(?:i|an)|bilang|tell|know")
_GUARD = re.compile(r"(?:di|me|men)?(?:jaga|lindung|amankan)(?:in|i|kan)*|perlindungan|protect")
_ANY = re.compile("|".join(one.pattern for one in (_HIDE, _TELL, _KNOW, _GUARD)))
# What is guarded; who asks, wishes or forbids; whose it is, and that it is about a report.
_GUARDED = _set_of("identitas identitasku privasi pelapor pengadu identity privacy")
_COMMON = "umum"  # what everybody knows is "rahasia umum"
_ASK = _set_of(
    "mohon mhn mohonlah tolong tlg tlong tulung minta mnta harap dimohon diminta agar supaya spy"
    " ingin pengen pingin pengin please pls plz kindly keep kept remain stay want wish jaga"
    " dijaga menjaga jagain perlu usah"
)
_WISH = _set_of("ingin mau pengen pingin pengin want wish")
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


def asks_for_secrecy(text: str) -> bool:
    """Whether a text, of any length that is read, asks to keep its writer's name from others."""
    words = _WORD.findall(fold(text))
    return any(
        _is_request(word, words[max(0, place - NEAR) : place + NEAR + 1])
        for place, word in enumerate(words)
        if _ANY.fullmatch(word)
    )


def _is_request(word: str, around: Iterable[str]) -> bool:
    """Whether a word of hiding or of telling is part of a request, by the words around it. That
    something is hidden or not told is no request: a budget is kept secret, a name is on no list."""
    near = frozenset(around)
    asks, mine = near & _ASK, near & _MINE
    if _GUARD.fullmatch(word):
        return bool(near & _GUARDED and (asks or mine))
    if _HIDE.fullmatch(word):
        if word == "rahasia" and _COMMON in near:
            return False
        return bool(asks or (mine and near & _WHO))
    # "Ga tau namanya, tolong ditertibkan" forbids nothing.
    wished = near & _WISH if _KNOW.fullmatch(word) else asks
    forbids = near & _NOT or (near & _STATED_NOT and wished)
    return bool(forbids and near & (_WHO | _REPORTS) and (mine or asks))

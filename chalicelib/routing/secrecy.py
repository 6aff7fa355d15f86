"""Whether who writes asks that nobody learns who they are, however they put it. Pure, and linear in
the length of the text.

People ask in a hundred ways ("nama saya tolong dirahasiakan", "jangan cantumkan nama saya", "saya
ingin tetap anonim", "please keep my name confidential"), and mean one. So no phrase is looked for,
but a word of hiding near one that asks or says whose, or that something be told to nobody.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

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
_NOUN = "rahasia"  # also what somebody keeps, asks about, or shouts ("rahasia umum")
_NAMED = _set_of("ini nama identitas data laporan aduan pelapor saya sy")
_DISGUISE = "samar"  # also what a road sign is
_ASK = _set_of(
    "mohon mhn mohonlah tolong tlg tlong tulung minta mnta harap dimohon diminta agar supaya spy"
    " ingin pengen pingin pengin please pls plz kindly keep kept remain stay want wish jaga"
    " dijaga menjaga jagain perlu usah"
)
_WISH = _set_of("ingin mau pengen pingin pengin want wish")
_BEG = _set_of("mohon mhn tolong tlg tlong tulung minta mnta harap please pls")
_NEEDED = _set_of("usah perlu harus")
_SAYS = _set_of("bilang tell")
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
        _is_request(word, words[max(0, place - NEAR) : place], words[place + 1 : place + NEAR + 1])
        for place, word in enumerate(words)
        if _ANY.fullmatch(word)
    )


def _is_request(word: str, before: Sequence[str], behind: Sequence[str]) -> bool:
    """Whether a word of hiding or of telling is part of a request, by the words around it. That
    something is hidden or not told is no request: a budget is kept secret, a name is on no list."""
    near = frozenset((*before, *behind))
    asks, mine = near & _ASK, near & _MINE
    if _GUARD.fullmatch(word):
        return bool(near & _GUARDED and (asks or mine))
    if _HIDE.fullmatch(word):
        return _asks_to_hide(word, before, near)
    wishes = asks
    if _KNOW.fullmatch(word):
        # "Ga tau namanya, tolong ditertibkan" and "ingin tahu siapa" forbid nothing.
        if before and before[-1] in _STATED_NOT | _WISH:
            return False
        wishes = near & _WISH if word not in _SAYS else frozenset()
    forbids = near & _NOT or (near & _STATED_NOT and wishes)
    return bool(forbids and near & (_WHO | _REPORTS) and (mine or asks))


def _asks_to_hide(word: str, before: Sequence[str], near: AbstractSet[str]) -> bool:
    if not _STATED_NOT.isdisjoint(before[-2:-1]) and not _NEEDED.isdisjoint(before[-1:]):
        return False  # "tidak usah dirahasiakan"
    if word == _NOUN:
        return bool(near & _BEG) and not _NAMED.isdisjoint(before[-2:])
    if near & _ASK:
        return True
    return _DISGUISE not in word and bool(near & _MINE and near & _WHO)

"""Names and house addresses that a writer announces: "nama saya ...", "rumah saya di Jl. ...".

A name that nothing announces is not looked for, and an official in office stays readable: they
are what a complaint may be about.
"""

import re
from collections.abc import Iterator

from chalicelib.protection.patterns import begin_word

NAME, HOUSE = "nama", "alamat"
Span = tuple[int, int, str]

_MOST_WORDS = 5
_JOINING = frozenset({"bin", "binti", "binte"})  # in small letters within a name
_WORD = re.compile(r"[ \t]{0,3}\n?[ \t]{0,3}([^\W\d_][^\W\d_'’-]*+(?:['’-][^\W\d_]++)*+\.?)")
_HONORIFIC = r"(?:bapak|ibu|bpk|pak|bu|sdri|sdr|saudara|saudari|mas|mbak|kak|hj|h)\b\.?"
_HONORIFICS = re.compile(rf"\s{{0,2}}(?:{_HONORIFIC}\s{{0,2}}){{1,2}}", re.IGNORECASE)
_RELATIVES = (
    "anak suami istri isteri ayah bapak ibu kakak adik adek kakek nenek mertua keponakan putra"
    " putri tetangga teman saudara"
)
_FAMILY = rf"(?:{'|'.join(_RELATIVES.split())})"
# After these a name follows, also in small letters.
_NAMED = re.compile(
    begin_word(
        r"nama\s{1,2}(?:lengkap\s{1,2})?(?:saya|sy|aku|kula|kulo|abdi|pelapor)(?:\s{1,2}adalah)?\s?[:,]?",
        r"nama(?:\s{1,2}lengkap)?\s{0,2}[:=]",
        rf"nama\s{{1,2}}(?:{_FAMILY}(?:\s{{1,2}}kandung)?|korban|pasien|siswa)(?:\s{{1,2}}saya)?\s?[:=]?",
        r"perkenalkan,?\s{1,2}(?:nama\s{1,2})?saya(?:\s{1,2}adalah)?",
        r"saya\s{1,2}(?:yang\s{1,2})?bernama",
        *(rf"{one}\s{{0,2}}[:=]" for one in ("pelapor", "pengirim")),
        "my name is",
        *(r"a\.\s?n\.?", r"a/n\.?", r"an\.", r"atas\s{1,2}nama\s?:?"),
    )
    + r"(?![^\W_])"
)
_MINE = r"\s{1,2}(?:saya|kami)(?:\s{1,2}(?:yang\s{1,2})?bernama)?,?"
# After these only words with a capital are a name.
_ADDRESSED = re.compile(
    begin_word(
        rf"yth\.?(?=\s{{1,2}}{_HONORIFIC})",
        *(r"salam\s{1,2}hormat\s?,?", r"hormat\s{1,2}(?:saya|kami)\s?,?", "tertanda,?", r"ttd\.?"),
        *(rf"{one}{_MINE}" for one in _RELATIVES.split()),
        *(
            rf"{one}\s{{1,2}}(?:yang\s{{1,2}})?bernama"
            for one in ("korban", "anak", "warga", "siswa", "siswi", "pasien", "bayi")
        ),
    )
    + r"(?![^\W_])"
)
# None of them is without one of these, which are looked for in a tenth of the time.
_ADDRESSING = ("saya", "kami", "nama", "hormat", "yth", "ttd", "tertanda")
# After these a name stands before a word that says who it is, or what they want.
_SAYA = re.compile(r"[sS](?<![^\W_].)aya(?![^\W_]),?")
_FROM = re.compile(
    r",?\s{1,2}(?:(?:warga|dari|tinggal|beralamat|asal|umur|usia|selaku|pemilik"
    r"|ingin|mau|hendak|bermaksud|melapor(?:kan)?|mengadukan|memohon|menyampaikan)\b"
    r"|\(?\d\d\s?(?:th|thn|tahun)\b)"
)
# After these, in the lines before it, a name of two words or more stands alone on its line.
_SIGNED = re.compile(
    begin_word(
        *(r"salam\b", r"was+alam", r"wass?\.?\s", r"terima\s{0,2}kasih"),
        *(r"hormat\s{1,2}(?:saya|kami)", r"tertanda\b", r"ttd\b"),
    )
    + r"[^\n]{0,60}\n\s{0,4}"
)
_LINE_ENDS = re.compile(r"[ \t]*[,.]?[ \t]*(?:\n|$)")
_TITLES = "bapak ibu pak bu bpk sdri? saudara saudari mas mbak"
_SOMEBODY = re.compile(begin_word(*_TITLES.split()) + r"\b\.?")
_AS = re.compile(r",?\s{1,2}(?:selaku|sebagai)\s{1,2}([^\W\d_]+)|,?\s{1,2}warga\b", re.I)

_OFFICE_WORDS = (
    "lurah camat bupati walikota wali wakil gubernur presiden menteri kepala kades kadis kadus"
    " kapolsek kapolres kapolda kepsek ketua direktur rektor sekda sekdes sekcam kasi kabid kasie"
    " pj plt petugas pegawai staf staff pejabat perangkat anggota pimpinan bendahara komandan"
    " danramil babinsa bhabinkamtibmas polisi hakim jaksa dokter bidan guru operator admin min tim"
    " dinas pemerintah pemkot pemkab pemda pemprov kelurahan kecamatan kabupaten kota provinsi"
    " kementerian badan kantor pt cv ud yayasan koperasi perusahaan rt rw sd sdn smp smpn sma sman"
    " puskesmas rsud rumah jalan jl sekolah desa instansi lembaga lapor pln pdam bpjs pelapor"
    " terlapor pihak panitia penyidik penguasa"
)
_OTHER_WORDS = (
    "saya kami kita aku anda kamu mereka dia beliau ini itu tersebut yang dan atau dengan dari di"
    " ke untuk pada oleh karena tapi tetapi tidak tak belum sudah udah sdh telah akan mau ingin"
    " bisa dapat harus mohon tolong minta harap terima kasih makasih warga masyarakat rakyat"
    " penduduk orang tua anak ibu bapak pak bu suami istri keluarga tetangga pribadi sendiri"
    " lapor melapor laporkan melaporkan adalah sebagai selaku tinggal beralamat alamat umur usia"
    " nik ktp kk no nomor hp wa telp email lahir pekerjaan asal bukan bernama masih sedang juga"
    " lagi ada jadi sampai sejak selama sekolah kerja bekerja sakit bpjs bansos kartu rekening"
    " kebenaran semua para setiap yth jln gang tahun bulan hari si sang pemilik pemenang pelanggan"
    " kawasan wilayah pt selalu sering pernah baru hanya cuma kok gak ga nggak ngga tdk blm jg"
    " yg dgn utk krn dr pd sy via lewat melalui tanpa agar supaya kalau kalo jika bila saat ketika"
    " mahasiswa mahasiswi pelajar karyawan karyawati pensiunan wiraswasta pedagang petani nelayan"
    " buruh pns asn tni polri pengguna pengendara penumpang peserta nasabah konsumen penghuni"
    " penyewa driver sopir supir ojol pekerja perantau pendatang asli tki tkw prt abk osis"
    " panggilan beda segala"
    " merasa kecewa keberatan trims matur hatur suwun mugi ditunggu dibantu segera demikian semoga"
    " dg pengurus ko mulai keluar masuk muncul hilang kosong salah aktif sama tdak ndak ora"
    " dereng acan malah kenapa mengapa kapan bagaimana gimana apakah hanya disitu disana and i the"
    " am from is"
)
_OFFICES = frozenset(_OFFICE_WORDS.split())
_NO_NAMES = _OFFICES | frozenset(_OTHER_WORDS.split())

# Verbs, by their prefixes; long enough to spare Dian, Mega and Berlian.
_VERB = re.compile(r"di(?!an|na|mas(?!uk))\w{5}|ke\w{6}|(?:ter|me[mn])\w{3}|ber\w{5}")

_SHORTEST_VERB = 6

_STREETS = "jalan jln jl gang gg lorong perumahan perum kompleks?"
_STREET = re.compile(begin_word(*_STREETS.split()) + r"\b\.?")
_NEIGHBOURS = (
    r"(?:rt\s?/\s?rw[ .:]{0,2}\d{1,3}[ ./-]{1,3}\d{1,3}(?!\d)"
    r"|rt[ .:]{0,2}\d{1,3}(?!\d)(?:[ ,./-]{1,3}(?:rw[ .:]{0,2})?\d{1,3}(?!\d))?)"
)
_NO = r"(?:no|nomor|nomer)[ .:]{0,2}"
_DIGITS = r"\d{1,4}(?!\d)(?:\s?/?[a-z](?![^\W_]))?"
_NUMBERED = re.compile(
    rf"(?<![^\W_])(?<!\d[.,:])(?!(?:19|20)\d\d)(?:{_NO})?{_DIGITS}[\s,.-]{{1,4}}{_NEIGHBOURS}", re.I
)
_NEIGHBOURHOOD = re.compile(r"[rR][tT](?=[\s/.:\d])")
_NUMBERED_AFTER = re.compile(rf"(?<![^\W_]){_NEIGHBOURS}[ ,.]{{1,3}}{_NO}\d{{1,4}}(?!\d)", re.I)
# What a number belongs to that is no house: a side street, a neighbourhood.
_NO_HOUSE = re.compile(r"(?<![^\W_])(?:gang|gg|lorong|rt|rw|km|wilayah)[ .:]{0,2}$", re.I)
_MEASURED = (
    r"(?!\s?(?:[.,]\d|%|(?:cm|m|km|meter|hari|bulan|tahun|kali|orang|titik|lubang|kk|no)\b))"
)
_BLOCK = r"(?:blok\s?[a-z]{1,2}[ -]?\d{0,3}[ ,/]{0,2})?"
_NUMBER_OF_HOUSE = re.compile(
    rf"(?:[^\n;!?]{{1,40}}?(?<![^\W_])({_BLOCK}{_NO}{_DIGITS})"
    rf"|[^\d\n;!?]{{1,40}}?(?<![^\W_])({_BLOCK}{_DIGITS}){_MEASURED})",
    re.I,
)
_HOMES = "rumah alamat kontrakan kost? kediaman domisili"
_OF_MINE = r"(?:\s(?:orang tua|ibu|bapak|nenek|mertua))?\s?(?:saya|kami|ku|sy)"
_MY_STREET = re.compile(
    begin_word(
        *(home + _OF_MINE for home in _HOMES.split()),
        *("tinggal", "beralamat", "berdomisili", "omah ?ku", "bumi abdi"),
    )
    + r"(?i:\b(?:\ssaya)?[ :,]{0,3}"
    rf"(?:(?:ada|berada|adalah)\s)?(?:di|ning|:)?\s{{0,2}}{_STREET.pattern})"
)
_BEFORE = 70  # characters between a street and its number


def find_names(text: str) -> Iterator[Span]:
    """Where announced names stand in a normalised text."""
    for found in _NAMED.finditer(text):
        if name := _name(text, found.end(), also_small=True):
            yield name
    small = text.lower()
    addressed = _ADDRESSED.finditer(text) if any(word in small for word in _ADDRESSING) else ()
    for found in addressed:
        if not found.group().isupper() and (name := _name(text, found.end(), also_small=False)):
            yield name
    for announcer, follows in ((_SAYA, _FROM), (_SOMEBODY, _AS)):
        for found in announcer.finditer(text):
            if name := _name(text, found.end(), also_small=False):
                who = follows.match(text, name[1])
                if who and (who.lastindex is None or who.group(1).lower() not in _OFFICES):
                    yield name
    yield from _signatures(text)


def _signatures(text: str) -> Iterator[Span]:
    for signed in _SIGNED.finditer(text):
        name = _name(text, signed.end(), also_small=False)
        if name is not None and _LINE_ENDS.match(text, name[1]) and " " in text[slice(*name[:2])]:
            yield name


def _name(text: str, at: int, *, also_small: bool) -> Span | None:
    """The name that begins here: words with a capital, or in small letters up to the first that
    is none. A name that begins with a capital goes on with capitals."""
    if honorific := _HONORIFICS.match(text, at):
        at = honorific.end()
    start = end = at
    for place in range(_MOST_WORDS):
        found = _WORD.match(text, end)
        if found is None:
            break
        word = found.group(1)
        capital = word[0].isupper() or (place > 0 and word in _JOINING)
        if not (capital or also_small) or _is_no_name(word):
            break
        if place == 0:
            start, also_small = found.start(1), also_small and not capital
        elif "\n" in found.group():
            break
        end = found.end()
        if word.endswith(".") and len(word) > 3:
            end -= 1  # the sentence ends here
            break
    return (start, end, NAME) if end > start else None


def _is_no_name(word: str) -> bool:
    small = word.rstrip(".").lower()
    if small in _NO_NAMES:
        return True
    return len(small) >= _SHORTEST_VERB and bool(_VERB.match(small)) and not word.istitle()


def find_houses(text: str) -> Iterator[Span]:
    """Where the numbers of houses stand in a normalised text, with the neighbourhood (RT and RW)
    beside them. A street by itself stays, and so does a neighbourhood: most complaints are about
    one."""
    if _NEIGHBOURHOOD.search(text):
        for house in _NUMBERED.finditer(text):
            before = text[max(0, house.start() - _BEFORE) : house.start()]
            if _STREET.search(before) and not _NO_HOUSE.search(before):
                yield *house.span(), HOUSE
        yield from ((*house.span(), HOUSE) for house in _NUMBERED_AFTER.finditer(text))
    for street in _MY_STREET.finditer(text):
        if mine := _NUMBER_OF_HOUSE.match(text, street.end()):
            start, end = mine.span(mine.lastindex or 0)
            if not _NO_HOUSE.search(text[street.start() : start]):
                yield start, end, HOUSE

"""Made-up complaints with numbers, addresses and names planted in them, and ordinary ones without.

Written from how people write, not from the rules: what the rules miss is to be seen. Everything is
drawn with one seed, so the same texts come every time. No text is anybody's.
"""
# ruff: noqa: E501 -- a saying a line

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

SEED = 20_261_126

NIK = "NIK"
PHONE = "phone"
EMAIL = "e-mail"
ACCOUNT = "account or card"
OTHER_NUMBER = "passport, NPWP, SIM"
PLATE = "plate"
HANDLE = "handle"
NAME = "announced name"
HOUSE = "house address"


@dataclass(frozen=True, slots=True)
class Text:
    """A text and what was planted in it: kind, way of writing, first and last position."""

    text: str
    planted: tuple[tuple[str, str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One value as somebody wrote it, and the words that lead to it, which end with a space where
    they need one."""

    way: str
    lead: str
    written: str


OPENINGS = [
    "",
    "Selamat pagi min, ",
    "Assalamualaikum, ",
    "Mohon bantuannya, ",
    "Tolong dong admin, ",
    "Nuwun sewu, ",
    "Punten min, ",
    "Gan, ",
    "Yth. Dinas terkait,\n",
    "Halo LAPOR! ",
    "Izin lapor pak, ",
    "Min gmn nih, ",
    "Ndherek lapor, ",
    "Wilujeng enjing, ",
    "Ass wr wb. ",
]
MATTERS = [
    "jalan depan pasar bolong parah udah 3 bulan ga diperbaiki",
    "lampu jalan padam sejak 12 Januari 2026 pukul 18.30",
    "air PDAM mati terus tiap malam, pelanggan bayar Rp 85.000 per bulan",
    "dalan ngarep omah rusak kabeh, yen udan banjir",
    "bansos kuring teu acan cair ti bulan Maret nepi ka ayeuna",
    "KTP elektronik saya sudah 6 bulan belum jadi",
    "sampah numpuk di TPS dekat SDN 12, baunya masyaallah",
    "petugas minta pungli Rp50.000 tanpa kuitansi",
    "BPJS ibu kulo mboten saged dipunginakaken wonten puskesmas",
    "truk galian lewat terus di Jl. Raya Kedungsari km 12,5",
    "sekolah narik uang seragam 1.250.000 rupiah padahal negeri",
    "punten, solokan mampet, caina ka jalan wae",
    "proyek drainase mangkrak dari 2024, anggaran Rp 2,5 miliar",
    "pengurusan akta lahir dipersulit, bolak balik 4 kali",
    "angkot ngetem sembarangan jam 07.00-09.00, macet total",
]
CLOSINGS = [
    "",
    " Terima kasih.",
    " Mohon segera ditindaklanjuti ya min.",
    " Tlg dicek, makasih.",
    " Matur nuwun.",
    " Hatur nuhun.",
    " Sudah 2 kali lapor blm ada respon.",
    " Trims 🙏",
    " Suwun nggih.",
    " Ditunggu kabarnya maksimal 14 hari kerja.",
    " Mugi enggal dipun dandosi.",
]
AFTER = ["", ",", ".", ")", ";", "!", " ya", " (WA)", "\n", " makasih", "...", " trims", "/", '"']

PROVINCES = [11, 12, 13, 16, 18, 31, 32, 33, 34, 35, 36, 51, 52, 61, 64, 71, 73, 81, 91, 94]
FIRST_NAMES = [
    "Sari",
    "Budi",
    "Wahyuni",
    "Slamet",
    "Asep",
    "Euis",
    "Ketut",
    "Made",
    "Yohanes",
    "Siti",
    "Rahmat",
    "Dewi",
    "Joko",
    "Ningsih",
    "Ujang",
    "Fransiska",
    "Agus",
    "Tuti",
    "Bambang",
    "Lestari",
]
LAST_NAMES = [
    "Contoh",
    "Wibowo",
    "Santoso",
    "Kurniasih",
    "Hidayat",
    "Nugroho",
    "Permana",
    "Aminah",
    "Siregar",
    "Simatupang",
    "Rahayu",
    "Setiawan",
    "Maharani",
    "Sulastri",
    "Purnomo",
    "Gunawan",
]
STREETS = ["Mawar", "Melati", "Kenanga Raya", "Pahlawan", "Diponegoro", "Cendrawasih", "Raya Darmo"]
AREAS = ["B", "L", "D", "AB", "AD", "AG", "BK", "DK", "DR", "N", "W", "H", "F", "KT", "DD", "BG"]


def digits(random: Random, count: int) -> str:
    return "".join(random.choice("0123456789") for _ in range(count))


def nik(random: Random) -> str:
    """Region, day (women's plus 40) month year, number."""
    region = f"{random.choice(PROVINCES)}{random.randint(1, 79):02}{random.randint(1, 30):02}"
    born = random.randint(1, 28) + random.choice((0, 40))
    year = random.randint(0, 99)
    return f"{region}{born:02}{random.randint(1, 12):02}{year:02}{random.randint(1, 9999):04}"


def with_luhn(random: Random, count: int, first: str) -> str:
    """A card number whose last digit is the check digit."""
    front = first + digits(random, count - 1 - len(first))
    total = 0
    for place, digit in enumerate(reversed(front)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return front + str(-total % 10)


def grouped(number: str, sizes: Sequence[int]) -> list[str]:
    groups, at = [], 0
    for size in sizes:
        groups.append(number[at : at + size])
        at += size
    if number[at:]:
        groups.append(number[at:])
    return [group for group in groups if group]


ONE_SEPARATOR = [
    " ", "-", ".", "\u00a0", "\u2013", "\u2014", "\u2011", "  ", " - ", "/", "_", ",", "*", "\n",
    "\u2009", " \u2013 ", "\u202f", ", ", "\r\n", "\u3000", "\u2212", "\t",
]  # fmt: skip
MIXED = [" ", "-", ".", "", "\u00a0", "\u2013", " - ", "/", "  ", "_"]
SCRIPTS = [0x0660, 0x06F0, 0x0966, 0xFF10, 0x1D7CE, 0x1D7F6, 0xA9D0]  # the last: Javanese
INVISIBLE = ["\u200b", "\u200d", "\u00ad", "\u2060", "\ufeff", "\u200c"]


def separated(random: Random, groups: list[str]) -> tuple[str, str]:
    """The groups with something between them, and what way that is."""
    way = random.choices(["one separator", "mixed separators", "invisible"], [7, 2, 1])[0]
    if way == "one separator":
        return way, random.choice(ONE_SEPARATOR).join(groups)
    between = MIXED if way == "mixed separators" else INVISIBLE
    written = groups[0]
    for group in groups[1:]:
        written += random.choice(between) + group
    return way, written


def in_script(random: Random, written: str) -> tuple[str, str]:
    """Some are written in other digits."""
    kind = random.random()
    if kind < 0.08:
        zero = random.choice(SCRIPTS)
        return "other digits", "".join(
            chr(zero + int(one)) if one in "0123456789" else one for one in written
        )
    if kind < 0.10:
        return "circled digits", "".join(
            unicodedata.lookup(
                "CIRCLED DIGIT "
                + ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")[
                    int(one)
                ]
            )
            if one in "0123456789"
            else one
            for one in written
        )
    return "", written


def number(random: Random, bare: str, sizes: Sequence[Sequence[int]]) -> tuple[str, str]:
    """A number as people write it, and the way."""
    if random.random() < 0.3:
        way, written = "in one", bare
    else:
        way, written = separated(random, grouped(bare, random.choice(sizes)))
    script, written = in_script(random, written)
    return script or way, written


def any_nik(random: Random) -> Value:
    lead = random.choice([
        "NIK saya ", "NIK: ", "nik ", "no ktp ", "KTP ", "No. KK ", "kk saya ", "NIK=", "",
        "nomor induk kependudukan ", "data diri ", "(", "NIK/KK ", "niki NIK kula ",
    ])  # fmt: skip
    if random.random() < 0.05:
        both = nik(random) + random.choice(["", " ", "\n"]) + nik(random)
        return Value("two in a row", lead, both)
    sizes = [(4, 4, 4, 4), (6, 6, 4), (2, 2, 2, 6, 4), (6, 10), (8, 8), (6, 2, 2, 2, 4), (4, 6, 6)]
    way, written = number(random, nik(random), sizes)
    return Value(way, lead, written)


def mobile(random: Random) -> str:
    middle = random.choice(["11", "12", "13", "21", "22", "51", "57", "78", "95", "38", "77", "96"])
    return "8" + middle + digits(random, random.choice([7, 8, 8, 8, 9]))


def any_phone(random: Random) -> Value:
    lead = random.choice([
        "HP saya ", "WA ", "wa: ", "hubungi ", "no hp ", "telp. ", "call/sms ", "", "kontak saya ",
        "bs WA ke ", "nomer kula ", "(", "HP:", "WA:", "telepon ke ", "nomor saya yg aktif ",
    ])  # fmt: skip
    kind = random.random()
    if kind < 0.5:
        way, written = number(
            random, "0" + mobile(random), [(4, 4, 4), (4, 3, 3), (4, 4, 5), (3, 3, 3, 3), (5, 4)]
        )
    elif kind < 0.62:
        way, written = number(random, mobile(random), [(3, 4, 4), (3, 3, 3), (3, 4, 5)])
        plus = random.choice(["+62", "62", "+62 ", "+62-", "0062 ", "(+62) ", "+62 (0)"])
        way, written = f"with 62, {way}", plus + written
    elif kind < 0.70:
        bare = "0" + mobile(random)
        way, rest = number(random, bare[4:], [(4, 4), (3, 3), (4, 5)])
        way, written = f"in brackets, {way}", f"({bare[:4]})" + random.choice(["", " "]) + rest
    elif kind < 0.78:
        bare = "0" + mobile(random)
        swaps = {"0": "oO", "1": "lI"}
        written = "".join(
            random.choice(swaps[one]) if one in swaps and random.random() < 0.6 else one
            for one in bare
        )
        way = "letters like digits"
    elif kind < 0.97:
        area = random.choice(["021", "031", "022", "024", "0274", "0341", "0361", "0751", "061"])
        local = str(random.randint(2, 8)) + digits(random, random.choice([5, 6, 6, 7]))
        rest = random.choice([local, local[:3] + " " + local[3:], local[:3] + "-" + local[3:]])
        way = "fixed line"
        written = random.choice(
            [f"{area}-{rest}", f"({area}) {rest}", f"{area} {rest}", f"+62 {area[1:]} {rest}",
             f"({area}){rest}", f"{area}/{rest}", f"{area} – {rest}"]
        )  # fmt: skip
    else:
        bare = "0" + mobile(random)
        way, lead, written = "wa.me", lead + "wa.me/", "62" + bare[1:]
    if random.random() < 0.05:
        way, lead = "after Rp", random.choice(["Rp ", "Rp. ", "transfer Rp"])
        written = "0" + mobile(random)
    return Value(way, lead, written)


def word(random: Random) -> str:
    return random.choice(FIRST_NAMES + LAST_NAMES).lower()


def any_email(random: Random) -> Value:
    lead = random.choice(["email saya ", "surel: ", "e-mail ", "kirim ke ", "balas ke ", "", "("])
    local = word(random) + random.choice(["", ".", "_", ""]) + word(random)
    local += random.choice(["", "99", "1", "+lapor"])
    host = random.choice(["contoh", "surat-contoh", "kantor", "rumahku"])
    ending = random.choice(["com", "co.id", "id", "net", "example", "go.id", "ac.id", "my.id"])
    dots = ending.split(".")
    ways = {
        "plain": f"{local}@{host}.{ending}",
        "capitals": f"{local}@{host}.{ending}".upper(),
        "(at)": f"{local}{random.choice(['(at)', ' (at) ', '[at]', ' [at] ', '{at}'])}{host}.{ending}",
        "at dot": f"{local} at {host} dot {' dot '.join(dots)}",
        "[at] [dot]": f"{local}[at]{host}[dot]{'[dot]'.join(dots)}",
        "spaces": f"{local} @ {host}.{ending}",
        "one space": f"{local}@ {host}.{ending}",
        "full width": f"{local}＠{host}．{ending}",
        "invisible": f"{local}@\u200d{host}.{ending}",
        "other letters": f"{local.replace('a', 'ä')}@{host}.{ending}",
        "no ending": f"{local}@{host}",
    }
    way = random.choice(list(ways))
    return Value(way, lead, ways[way])


def any_account(random: Random) -> Value:
    kind = random.random()
    if kind < 0.3:
        card = with_luhn(random, 16, random.choice(["4", "51", "53", "4617"]))
        way, written = number(random, card, [(4, 4, 4, 4)])
        lead = random.choice(["kartu ", "kartu kredit saya ", "ATM nomor ", "debit ", ""])
        return Value(f"card, {way}", lead, written)
    bank = random.choice(["BCA", "BRI", "BNI", "Mandiri", "BSI", "Bank Jatim", "bca", "bri"])
    lead = random.choice([
        f"rekening {bank} ", "no.rek.", "no rek ", "norek ", f"transfer ke {bank} ", "rek: ",
        f"rekening saya di {bank} nomor ", f"{bank} ", "rekening ", "VA ", "no. rekening: ",
    ])  # fmt: skip
    bare = str(random.randint(1, 9)) + digits(random, random.choice([9, 9, 12, 14, 9]))
    way, written = number(random, bare, [(3, 3, 4), (4, 4, 4, 4), (4, 2, 6, 2, 1), (3, 7), (5, 5)])
    return Value(f"account, {way}", lead, written)


def any_other_number(random: Random) -> Value:
    kind = random.choice(["NPWP", "passport", "SIM"])
    if kind == "passport":
        letter = random.choice(["A", "B", "C", "X", "E"])
        gap = random.choice(["", "", " ", "-"])
        written = letter + gap + digits(random, 7)
        written = random.choice([written, written.lower()])
        return Value(kind, random.choice(["paspor ", "no paspor ", "nomor passport: "]), written)
    if kind == "NPWP":
        bare = digits(random, 15)
        dotted = f"{bare[:2]}.{bare[2:5]}.{bare[5:8]}.{bare[8]}-{bare[9:12]}.{bare[12:]}"
        written = random.choice([dotted, bare, digits(random, 16), dotted.replace("-", "–")])
        return Value(kind, random.choice(["NPWP ", "npwp: ", "nomor pokok wajib pajak "]), written)
    bare = digits(random, random.choice([12, 14]))
    way, written = number(random, bare, [(4, 4, 6), (4, 4, 4)])
    return Value(f"SIM, {way}", random.choice(["SIM ", "no SIM ", "SIM C saya "]), written)


def any_plate(random: Random) -> Value:
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"  # pragma: allowlist secret
    area, suffix = (random.choice(AREAS), "".join(random.choice(letters) for _ in range(3)))
    count = random.choices([4, 3, 2, 1], [6, 3, 1, 1])[0]
    figures = str(random.randint(1, 9)) + digits(random, count - 1)
    end = suffix[: random.choices([2, 3, 1], [5, 4, 1])[0]]
    between = random.choice([" ", "", "-", "\u00a0", ".", "  ", " - "])
    written = between.join((area, figures, end))
    lead = random.choice([
        "nopol ", "plat ", "plat nomor ", "mobil ", "motor ", "truk nopol ", "kendaraan ",
        "angkot plat ", "motor saya ", "mobil hitam ", "mobil avanza ", "sepeda motor dengan nopol ",
    ])  # fmt: skip
    way = random.choice(["capitals", "capitals", "small letters"])
    return Value(way, lead, written.lower() if way == "small letters" else written)


def any_handle(random: Random) -> Value:
    name = (
        word(random) + random.choice(["_", ".", ""]) + random.choice([word(random), "99", "id_1"])
    )
    ways = {
        "@": (random.choice(["lihat ", "IG ", "akun ", "twitter saya ", "(", ""]), f"@{name}"),
        "IG:": (random.choice(["IG: ", "ig : ", "Instagram: ", "FB: ", "tiktok: ", "telegram: "]), name),
        "link": (
            random.choice(["", "https://", "lihat ", "www."])
            + random.choice(["instagram.com/", "t.me/", "facebook.com/", "fb.com/", "tiktok.com/@", "twitter.com/"]),
            name,
        ),
        "ig@": ("ig", f"@{name}"),
    }  # fmt: skip
    way = random.choice(list(ways))
    return Value(way, *ways[way])


def any_name(random: Random) -> Value:
    first, last = random.choice(FIRST_NAMES), random.choice(LAST_NAMES)
    name = random.choice([first, f"{first} {last}", f"{first} {last}"])
    ways = {
        "nama saya": random.choice(["Nama saya ", "nama saya ", "nama lengkap saya ", "Nama: "]),
        "a.n.": random.choice(["a.n. ", "a/n ", "atas nama ", "an. ", "A.N. "]),
        "perkenalkan": random.choice(["perkenalkan saya ", "Perkenalkan, nama saya "]),
        "saya X warga": "saya ",
        "Pak X selaku": random.choice(["Pak ", "Bu ", "Bapak ", "Ibu ", "Sdr. "]),
        "family": random.choice(["anak saya ", "suami saya ", "ibu saya ", "tetangga saya "]),
        "Yth.": random.choice(["Yth. Ibu ", "Yth. Bapak ", "Yth. Sdr. ", "yth Bpk "]),
        "hormat saya": random.choice(["Hormat saya, ", "Salam hormat,\n"]),
    }
    way = random.choice(list(ways))
    if way in ("nama saya", "a.n.") and random.random() < 0.25:
        name = name.lower()
    return Value(way, ways[way], name)


NAME_FOLLOWS = {
    "saya X warga": [" warga RT 3", " dari Kelurahan Kedungsari", " tinggal di Surabaya"],
    "Pak X selaku": [" selaku korban", " selaku warga", " sebagai pemilik rumah"],
}


def any_house(random: Random) -> Value:
    house = random.choice(["No. 12", "no 7", "No.45A", "12", "nomor 3", "No 110 B"])
    rt, rw = random.randint(1, 15), random.randint(1, 12)
    neighbours = random.choice(
        [f"RT {rt:02} RW {rw:02}", f"RT {rt:02}/RW {rw:02}", f"RT.{rt:02}/RW.{rw:02}",
         f"rt {rt} rw {rw}", f"RT{rt:02}/RW{rw:02}", f"RT {rt:02}/{rw:02}", f"RT/RW {rt:02}/{rw:02}"]
    )  # fmt: skip
    street = random.choice(["Jl. ", "jalan ", "Jln ", "Gang ", "Jl "]) + random.choice(STREETS)
    if random.random() < 0.6:
        between = random.choice([" ", ", "])
        return Value("with RT/RW", f"{street} ", f"{house}{between}{neighbours}")
    mine = random.choice(["rumah saya di ", "alamat saya ", "saya tinggal di ", "rumah kami di "])
    return Value("my house", f"{mine}{street} ", house)


KINDS: dict[str, Callable[[Random], Value]] = {
    NIK: any_nik,
    PHONE: any_phone,
    EMAIL: any_email,
    ACCOUNT: any_account,
    OTHER_NUMBER: any_other_number,
    PLATE: any_plate,
    HANDLE: any_handle,
    NAME: any_name,
    HOUSE: any_house,
}


def planted_texts(count: int = 450) -> Iterator[Text]:
    """`count` texts of each kind."""
    for kind, any_value in KINDS.items():
        random = Random(f"{SEED} {kind}")
        for _ in range(count):
            value = any_value(random)
            opening, matter = random.choice(OPENINGS), random.choice(MATTERS)
            text = opening
            if random.random() < 0.6:
                text += matter + random.choice([". ", ", ", "\n", " - "])
            if kind == NAME and value.way in ("Yth.", "hormat saya"):
                text += "" if not text or text[-1].isspace() else " "
            text += value.lead
            start = len(text)
            text += value.written
            planted = ((kind, value.way, start, len(text)),)
            follows = NAME_FOLLOWS.get(
                value.way, AFTER if kind != NAME else [",", ".", "\n", " (35)"]
            )
            after = random.choice(follows)
            if after == "/" and (kind != PHONE or value.way == "wa.me"):
                after = ","
            text += after
            if after[-1:] not in ("\n", " "):
                text += " "
            text += random.choice(MATTERS) if random.random() < 0.4 else "mohon dibantu"
            yield Text(text + random.choice(CLOSINGS), planted)


ORDINARY: list[Callable[[Random], str]] = [
    lambda r: f"Dipungut Rp {r.randint(10, 999)}.000 per siswa",
    lambda r: f"anggaran Rp{r.randint(1, 999)}.{digits(r, 3)}.{digits(r, 3)}.000 tahun {year(r)}",
    lambda r: f"total {r.randint(1, 9)}.{digits(r, 3)}.{digits(r, 3)} rupiah belum dibayar",
    lambda r: f"bayar Rp {r.randint(1, 9)}{digits(r, r.choice([4, 5, 6]))} tanpa kuitansi",
    lambda r: f"IDR {r.randint(1, 99)},{digits(r, 3)},000 dan Rp. {r.randint(100, 900)}.000,-",
    lambda r: f"sejak {day(r)} sampai {day(r)}",
    lambda r: f"tanggal {day(r)} - {day(r)} kantor tutup",
    lambda r: f"jam {clock(r)}-{clock(r)} macet total",
    lambda r: f"pukul {clock(r)} WIB, {day(r)}, petugas tidak ada",
    lambda r: f"buka {clock(r)} - {clock(r)}, {r.randint(2, 5)} hari seminggu",
    lambda r: f"Jalan {r.choice(STREETS)} No. {r.randint(1, 200)} depan warung rusak",
    lambda r: f"banjir di RT {r.randint(1, 15):02} RW {r.randint(1, 12):02} Kelurahan Kedungsari",
    lambda r: f"lubang di Jl. {r.choice(STREETS)} km {r.randint(1, 90)},{r.randint(0, 9)} arah kota",
    lambda r: f"tol KM {r.randint(1, 90)}+{r.randint(100, 900)} jalur B gelap",
    lambda r: f"sesuai UU {r.randint(1, 40)}/{year(r)} dan PP No. {r.randint(1, 99)} Tahun {year(r)}",
    lambda r: f"SK nomor 188.45/{r.randint(10, 999)}/436.1.2/{year(r)} belum dijalankan",
    lambda r: f"surat No. {r.randint(100, 999)}/{r.randint(10, 99)}/DISHUB/{year(r)} tidak dibalas",
    lambda r: f"bus rute {r.choice('ABDK')}{r.randint(1, 30)} dan koridor {r.randint(1, 13)} telat",
    lambda r: f"angkot lyn {r.choice('BDGN')} {r.randint(1, 20)} ugal-ugalan arah terminal",
    lambda r: f"di blok {r.choice('ABDEL')} {r.randint(1, 40)} no {r.randint(1, 30)} pasar tidak ada lampu",
    lambda r: f"naik {r.randint(10, 99)},{r.randint(1, 9)}% dari {year(r)} ke {year(r)}",
    lambda r: f"tahun {year(r)}, {year(r)}, {year(r)}, dan {year(r)} belum diperbaiki",
    lambda r: f"tahun {year(r)} {year(r)} {year(r)} {year(r)} anggaran nihil",
    lambda r: f"data {year(r)}: {r.randint(10, 999)}, {year(r)}: {r.randint(10, 999)} kasus",
    lambda r: f"koordinat -7.{digits(r, 6)}, 112.{digits(r, 6)} dekat jembatan",
    lambda r: f"lokasi -6.{digits(r, 4)},106.{digits(r, 5)}",
    lambda r: f"panjang {r.randint(1, 900)} m, lebar {r.randint(2, 12)} m, dalam {r.randint(5, 90)} cm",
    lambda r: "kelas 1, 2, 3, 4, 5 dan 6 belajar bergantian",
    lambda r: "RT 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 terdampak semua",
    lambda r: f"nomor urut 1 2 3 4 5 6 7 8 9 10 dipanggil, saya {r.randint(11, 90)}",
    lambda r: f"SDN {r.randint(1, 400)}, SMPN {r.randint(1, 60)}, SMAN {r.randint(1, 20)} roboh",
    lambda r: f"HP Nokia {r.randint(1000, 9999)} dan printer L{r.randint(100, 9999)} dicuri",
    lambda r: f"lampu PHILIPS TL-D {r.randint(10, 90)}W, kabel NYM 3x2,5 hilang",
    lambda r: "telepon 110, 112, 119 dan 1500-123 tidak diangkat",
    lambda r: f"sebanyak {r.randint(1, 99)}.{digits(r, 3)} warga, {r.randint(1, 9)}.{digits(r, 3)} KK terdampak",
    lambda r: f"rasio {r.randint(1, 9)}:{r.randint(10, 99)}, suhu {r.randint(20, 40)}°C, luas {r.randint(10, 90)} m²",
    lambda r: f"Kode pos 60{digits(r, 3)}, kecamatan Genteng",
    lambda r: "Pak Lurah dan Bu Camat sudah tahu, Kepala Dinas belum menjawab",
    lambda r: f"Bapak {r.choice(FIRST_NAMES)} selaku Lurah Kedungsari tidak pernah di kantor",
    lambda r: f"Lurah {r.choice(FIRST_NAMES)} {r.choice(LAST_NAMES)} menjanjikan perbaikan",
    lambda r: "saya warga Kedungsari, saya dari dulu lapor, saya sudah capek",
    lambda r: "Saya Sudah Lapor Dari Bulan Lalu tapi Belum Ada Tanggapan",
    lambda r: "SAYA SUDAH LAPOR DARI BULAN LALU, TOLONG PAK WALIKOTA",
    lambda r: "atas nama warga kami ucapkan terima kasih",
    lambda r: "atas nama pemerintah desa, uang itu ditarik",
    lambda r: "nama jalan: Pemuda, nama sekolah: SDN 3",
    lambda r: "anak saya sekolah di SDN 5, suami saya kerja di pabrik",
    lambda r: "anak saya Sudah Tidak Sekolah karena biaya",
    lambda r: "Yth. Bapak Walikota, Yth. Ibu Kepala Dinas Pendidikan",
    lambda r: "rapat at kantor pusat, lalu cek di lapor.go.id dan www.contoh.go.id/berita",
    lambda r: "beli 2 @ 5.000, 3 @ 7.500 di kantin",
    lambda r: f"laporan LP-7K3M-9QXD-2VTA-{r.choice('C')} belum dijawab",
    lambda r: f"di {r.randint(1, 12)} RT dan ke {r.randint(1000, 1999)} KK, da {r.randint(10, 99)} rb",
    lambda r: f"b {r.randint(1000, 5000)} rb per kg, l {r.randint(10, 90)} cm, d {r.randint(1, 9)} dan 2",
    lambda r: f"HARGA B {r.randint(10, 99)} RB, BLOK D {r.randint(1, 99)} NO {r.randint(1, 9)}, L {r.randint(1, 9)} M",
    lambda r: f"skor {r.randint(1, 9)}-{r.randint(1, 9)}, {r.randint(10, 99)}-{r.randint(10, 99)}, peringkat {r.randint(1, 500)}",
    lambda r: f"periode {year(r)}/{year(r)} dan {year(r)}-{year(r)}, semester 1/2",
    lambda r: "facebook dan instagram pemkot tidak menjawab, IG dinas juga mati",
    lambda r: f"gaji {r.randint(2, 6)},{r.randint(1, 9)} jt x 12 bulan = {r.randint(24, 90)} jt",
    lambda r: f"tarif 0,{digits(r, 2)} per kWh, kenaikan 0.{digits(r, 3)} poin, {r.randint(1, 3)}/4 warga",
    lambda r: f"daya 1.300 VA, tagihan listrik {r.randint(100, 900)}.{digits(r, 3)} bulan {r.randint(1, 12):02}/{year(r)}",
    lambda r: f"antri dari nomor {r.randint(1, 99)} sampai {r.randint(100, 300)}, loket {r.randint(1, 9)}",
]  # fmt: skip


def year(random: Random) -> str:
    return str(random.randint(1998, 2027))


def day(random: Random) -> str:
    of_month, month = random.randint(1, 28), random.randint(1, 12)
    return random.choice(
        [f"{of_month:02}-{month:02}-{year(random)}", f"{of_month}/{month}/{year(random)}",
         f"{of_month:02}.{month:02}.{year(random)}", f"{year(random)}-{month:02}-{of_month:02}",
         f"{of_month} Januari {year(random)}", f"{of_month:02}/{month:02}/{random.randint(10, 26)}"]
    )  # fmt: skip


def clock(random: Random) -> str:
    return f"{random.randint(0, 23):02}{random.choice('.:')}{random.randint(0, 59):02}"


def ordinary_texts(count: int = 1_500) -> Iterator[str]:
    """Complaints that name nobody, full of numbers that are no one's."""
    random = Random(SEED)
    for place in range(count):
        saying = ORDINARY[place % len(ORDINARY)](random)
        others = [random.choice(ORDINARY)(random) for _ in range(random.randint(0, 2))]
        middle = random.choice(MATTERS)
        text = random.choice(OPENINGS) + random.choice([". ", ", ", "\n"]).join(
            [saying, middle, *others]
        )
        yield text + random.choice(["", "."]) + random.choice(CLOSINGS)

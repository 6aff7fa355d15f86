"""Words that say what the name behind them is, in addresses and in running text."""

from typing import Literal

Kind = Literal["province", "regency", "city", "district", "village"]

KINDS: dict[str, Kind] = {
    "prov": "province",
    "provinsi": "province",
    "propinsi": "province",
    "pemprov": "province",
    "gubernur": "province",
    "kab": "regency",
    "kabupaten": "regency",
    "pemkab": "regency",
    "bupati": "regency",
    "kota": "city",
    "kotamadya": "city",
    "pemkot": "city",
    "walikota": "city",
    "kec": "district",
    "kecamatan": "district",
    "distrik": "district",
    "camat": "district",
    "kapanewon": "district",
    "kemantren": "district",
}
# UU 6/2014 and qanun and perda of the regions: what a desa is called there.
VILLAGES = frozenset(
    {
        "desa",
        "ds",
        "kel",
        "kelurahan",
        "kalurahan",
        "lurah",
        "kades",
        "keuchik",
        "nagari",
        "gampong",
        "gp",
        "pekon",
        "tiyuh",
        "ohoi",
        "kampung",
        "kp",
        "kampong",
    }
)
# In most regions a part of a desa, which the list of villages has not.
HAMLETS = frozenset({"kampung", "kp", "kampong"})
KAMPUNG = frozenset({"11", "14", "18", "64", "91", "92", "93", "94", "95", "96"})
"""Provinces in which a desa is called kampung."""
STREETS = frozenset({"jl", "jln", "jalan", "jalur", "gg", "gang", "tol", "lorong", "lrg", "rute"})
SMALLER = frozenset(
    {
        "dusun",
        "dsn",
        "perum",
        "perumahan",
        "komplek",
        "kompleks",
        "apartemen",
        "bus",
        "kereta",
        "sungai",
        "kali",
        "pt",
        "cv",
        "toko",
        "warung",
        "rm",
        "restoran",
    }
)
ROADS = frozenset(
    {"raya", "besar", "lintas", "poros", "arteri", "tol", "lingkar", "menuju", "arah", "antara"}
)
TITLES = ROADS | frozenset(
    {
        "kh",
        "h",
        "hj",
        "dr",
        "prof",
        "ir",
        "r",
        "raden",
        "jend",
        "jenderal",
        "letjen",
        "mayjen",
        "brigjen",
        "kolonel",
        "letkol",
        "letda",
        "letnan",
        "kapten",
        "kapt",
        "mayor",
        "sersan",
        "sultan",
        "pangeran",
        "panglima",
        "teuku",
        "tengku",
        "tgk",
        "tuanku",
        "cut",
        "imam",
        "kyai",
        "kiai",
        "ki",
        "nyai",
        "syekh",
        "gunung",
        "danau",
        "pulau",
        "teluk",
        "selat",
        "tanjung",
        "bukit",
        "gubernur",
    }
)
NO_NAME = frozenset(
    {
        "di",
        "ini",
        "itu",
        "yang",
        "yg",
        "dan",
        "dekat",
        "depan",
        "no",
        "nomor",
        "rt",
        "rw",
        "kami",
        "saya",
        "kita",
        "setempat",
        "tersebut",
        "tsb",
        "saja",
        "blok",
    }
)
ROUTE = frozenset({"-", "sampai", "ke", "menuju"})
# What bears the name of a town and is not in it: goods, clubs and eating places, one or two words
# before the name; peoples and banks right before it; and whence or whither somebody goes.
GOODS = frozenset(
    {
        "angkringan",
        "apel",
        "arema",
        "asinan",
        "ayam",
        "bakmi",
        "bakpia",
        "bakso",
        "batagor",
        "batik",
        "bawang",
        "beras",
        "bika",
        "brem",
        "bubur",
        "cilok",
        "dodol",
        "es",
        "gado",
        "garam",
        "gudeg",
        "jamu",
        "jeruk",
        "kain",
        "keripik",
        "kerupuk",
        "ketupat",
        "kopi",
        "kue",
        "lontong",
        "lumpia",
        "makan",
        "martabak",
        "masakan",
        "mebel",
        "mie",
        "nasi",
        "pecel",
        "pempek",
        "persebaya",
        "persib",
        "persija",
        "pisang",
        "psis",
        "psm",
        "rawon",
        "rendang",
        "roti",
        "salak",
        "sarung",
        "sate",
        "seblak",
        "semen",
        "siomay",
        "songket",
        "sop",
        "soto",
        "tahu",
        "telur",
        "tempe",
        "tenun",
        "ukiran",
        "ulos",
        "wingko",
    }
)
PEOPLE = frozenset({"bahasa", "bank", "marga", "orang", "suku"})
ELSEWHERE = frozenset(
    {
        "asal",
        "kelahiran",
        "jurusan",
        "tujuan",
        "trayek",
        "eks",
        "arah",
        "menuju",
        "ke",
        "seperti",
        "kayak",
    }
)
# Behind these a name is where it happens, also one that is an ordinary word elsewhere.
HERE = frozenset({"di", "daerah", "wilayah", "warga", "seluruh"})
OFFICES = frozenset(
    {"rsud", "polres", "polresta", "polda", "pn", "pa", "samsat", "kodim", "terminal", "stasiun"}
    | {"lapas", "rutan", "kpp", "dprd", "bpn", "dinas", "disdik", "dukcapil", "disdukcapil"}
)

"""What is in words that the models never met is told apart from slips, names and short forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing import vocabulary
from chalicelib.routing.danger import judge
from tests.ratios import processor_seconds

LAMP = "Lampu jalan di depan balai desa padam sejak dua minggu, mohon diperbaiki."
SCRIPTS = [
    "税务人员每个月来拿两百万，不给就说要关我的店。",
    "Полицейский каждый месяц требует деньги и угрожает",
    "كتوا رت مينتا واڠ ستياڤ بولن",
    "कर्मचारी पैसे मांगता है",
    "ꦥꦏ꧀ꦭꦸꦫꦃꦚꦭꦸꦏ꧀ꦣꦸꦮꦶꦠ꧀",
    "Реtugаs раjаk mеmаkѕа ѕауа bауаr",  # Cyrillic letters that look like Latin ones
]
WRITINGS = [
    "P0l1s1 m1nt4 u4n9 t14p bul4n, k4l0 94k d1b3r1 w4rung s4y4 m4u d1tutup p4ks4",
    "p o l i s i  m i n t a  u a n g  t i a p  b u l a n  k a l a u  t i d a k  d i p u k u l",
    "p.o.l.i.s.i m.i.n.t.a u.a.n.g t.i.a.p b.u.l.a.n k.a.l.a.u t.i.d.a.k d.i.p.u.k.u.l",
    "polisimintauangtiapbulankalautidakdiberiwarungsayaditutup",
]
LANGUAGES = [
    "Le policier me demande de l'argent chaque mois et menace de fermer ma boutique.",
    "De agent vraagt elke maand geld en dreigt mijn winkel te sluiten.",
    "Ang pulis ay humihingi ng pera buwan-buwan at tinatakot kaming magkakapatid.",
    "isilop atnim gnau pait nalub, ualak kadit irebid gnuraw putud",
]
STRANGE = SCRIPTS + WRITINGS + LANGUAGES
KNOWN = [
    LAMP,
    "yth pak lurah, sy mau tny knp blm ada jwbn pdhl sdh lapor tgl 12, mksh",
    "PJU mati di Jl. Ketintang Wiyata gg 3 rt05/rw02 kel. Wonokusumo kec. Semampir",
    "Pak lurah njaluk dhuwit saben sasi, yen ora diwenehi surat ora ditandatangani",
    "The officer at the counter asks for money for a stamp that should be free.",
    "satusehat gak sync vaksin kedua gue, chatbot nya loop",
    "Harganya 25rb per kg, biasanya 20rb. Antre 2jam di loket no3.",
    "",
    "12345 67890",
]


@pytest.mark.parametrize("text", STRANGE)
def test_other_languages_scripts_and_disguises_are_strange(text: str) -> None:
    assert vocabulary.find_strangeness(text) == "strange"


@pytest.mark.parametrize("text", KNOWN)
def test_short_forms_names_and_languages_they_learnt_are_not(text: str) -> None:
    assert vocabulary.find_strangeness(text) != "strange"


@pytest.mark.parametrize("text", SCRIPTS + WRITINGS)
@pytest.mark.parametrize("around", [f"{LAMP} {{}}", f"{{}} {LAMP}", f"{LAMP} {{}} {LAMP}"])
def test_one_sentence_among_known_ones_is_enough(text: str, around: str) -> None:
    assert vocabulary.find_strangeness(around.format(text)) == "strange"


@pytest.mark.parametrize("text", STRANGE)
def test_what_is_strange_is_never_found_harmless_nor_surely_nobodys(text: str) -> None:
    verdict = judge(f"Mohon bantuan\n{text}", titled=True)
    assert verdict.outcome != "harmless"
    assert verdict.accused is not None
    assert verdict.likely


@given(st.text(max_size=200))
def test_words_around_another_script_make_it_no_less_strange(text: str) -> None:
    assert vocabulary.find_strangeness(f"{text} {SCRIPTS[0]} {text}") == "strange"


@pytest.mark.parametrize("word", ["a", "w ", "abc ", "zqx ", "1a", "\u0436", "p.", "zq" * 30])
def test_it_is_linear(word: str) -> None:
    short, long = (word * times for times in (2_000, 16_000))
    quick, slow = processor_seconds(
        lambda: vocabulary.find_strangeness(short), lambda: vocabulary.find_strangeness(long)
    )
    assert slow < 20 * quick

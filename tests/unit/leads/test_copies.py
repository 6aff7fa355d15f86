"""Copies are of one wording, and what is said in other words is not."""

from chalicelib.leads.copies import SAME_WORDS, fingerprint_of, nearest

SAID = "harga beras naik terus dan minyak goreng hilang dari warung tolong bapak menteri"
COPIES = (
    f"RT @warga_contoh {SAID} https://contoh.example/a1",
    f"{SAID.upper()} #viral #harga",
    f"{SAID} ya pak",
    "harga beras naik terus dan minyak goreng hilang dari semua warung tolong bapak menteri",
)
OTHERS = (
    "lampu jalan depan pasar padam sejak minggu lalu dan orang takut lewat di sana",
    "minyak goreng di rumah saya tinggal sedikit tapi masakan ibu tetap enak sekali",
)


def test_copies_are_found_and_others_are_not() -> None:
    founder = fingerprint_of(SAID)
    assert founder is not None
    for text in COPIES:
        copy = fingerprint_of(text)
        assert copy is not None
        assert set(copy.bands) & set(founder.bands)
        assert nearest(copy, {"a": founder.signature}) == "a"
    for text in OTHERS:
        other = fingerprint_of(text)
        assert other is not None
        assert nearest(other, {"a": founder.signature}) is None


def test_links_handles_and_tags_are_no_words() -> None:
    assert fingerprint_of(COPIES[0]) == fingerprint_of(SAID)
    assert fingerprint_of(f"{SAID} #viral #harga") == fingerprint_of(SAID)
    assert (
        fingerprint_of("https://contoh.example/jalan-rusak-di-kota @pemkot_contoh #jalanrusak")
        is None
    )


def test_few_words_are_no_wording() -> None:
    assert fingerprint_of("jalan rusak") is None
    assert fingerprint_of("") is None
    assert fingerprint_of("jalan rusak berlubang parah sekali") is not None


def test_the_nearest_of_several_is_taken_and_none_below_the_limit() -> None:
    founder, copy = fingerprint_of(SAID), fingerprint_of(COPIES[3])
    assert founder is not None
    assert copy is not None
    assert nearest(founder, {"b": copy.signature, "a": founder.signature}) == "a"
    assert nearest(founder, {}) is None
    assert 0 < SAME_WORDS < 1

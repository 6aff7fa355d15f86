"""What happened, in a line: with the agency, the day, the limit or the other case where it is
shown, and without where it is not."""

from typing import Any

import pytest

from chalicelib.presentation.catalogue import page_words
from chalicelib.presentation.event_names import event_name


def named(kind: str, language: Any = "id", agencies: Any = None, **data: Any) -> str:
    event = {
        "type": kind,
        "at": "2026-03-02T09:00:00+08:00",
        "data": data,
        "agencies": agencies or {"kota-x": "Kota X", "kota-y": "Kota Y"},
        "actor": {"agency_id": "kota-y"},
    }
    return event_name(event, page_words(language), language)


@pytest.mark.parametrize(
    ("kind", "data", "line"),
    [
        ("filed", {}, "Laporan dikirim"),
        ("filed", {"split_from": "LP-1"}, "Dipecah dari laporan LP-1 sebagai laporan tersendiri"),
        ("routed", {"agency_id": "kota-x"}, "Diteruskan ke Kota X"),
        ("routed", {"agency_id": "kota-z"}, "Diteruskan ke …"),
        ("returned", {}, "Dikembalikan oleh Kota Y: bukan wewenangnya"),
        ("rated", {"satisfied": True}, "Dinilai pelapor: puas"),
        ("rated", {"satisfied": False}, "Dinilai pelapor: tidak puas"),
        ("appeal_decided", {"upheld": False}, "Keberatan ditolak"),
        (
            "appeal_decided",
            {"upheld": True},
            "Keberatan dikabulkan: instansi yang menangani wajib memperbaiki",
        ),
        ("merged", {"into": "LP-2"}, "Digabung ke laporan LP-2"),
        ("merged", {}, "Digabung ke laporan lain"),
        (
            "interim_replied",
            {"expected_by": "2026-03-31"},
            "Kabar sementara; jawaban diperkirakan 31 Maret 2026 (WITA)",
        ),
        (
            "contribution_asked",
            {"asked_agency_id": "kota-x", "due": "2026-03-31T23:59:59+08:00"},
            "Kota X dimintai masukan, paling lambat 31 Maret 2026 (WITA)",
        ),
        (
            "escalated",
            {"level": 3, "notify": ["kota-x", "kota-y"]},
            "Batas waktu terlewat, dinaikkan ke tingkat 3: pimpinan Kota X, Kota Y diberi tahu",
        ),
        (
            "escalated",
            {"level": 3, "repeat": 2},
            "Masih terlambat, pimpinan … dihubungi lagi (2)",
        ),
        ("reminded", {"repeat": 2}, "Pelapor diingatkan untuk menilai"),
        ("unheard_of", {}, "unheard_of"),
    ],
)
def test_an_event_has_a_line_of_what_its_reader_is_shown(
    kind: str, data: dict[str, Any], line: str
) -> None:
    assert named(kind, **data) == line


def test_a_limit_has_its_name_in_the_readers_language() -> None:
    assert named("warned", limit="verify").endswith(page_words("id")["limit.verify"])
    assert named("warned", "en", limit="verify").endswith(page_words("en")["limit.verify"])
    assert named("warned", limit="other").endswith("other")

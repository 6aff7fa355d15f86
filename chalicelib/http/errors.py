"""The one table from refusals to status codes, and their messages in both languages."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from chalicelib.errors import (
    Conflict,
    DomainError,
    Expired,
    Invalid,
    NotAllowed,
    NotFound,
    Problem,
    Unavailable,
)

_BY_CODE = {
    "malformed_json": 400,
    "not_json": 415,
    "too_large": 413,
    "challenge_required": 401,
    "challenge_failed": 401,
    "unknown_api_key": 401,
    "login_failed": 401,
    "challenge_used": 410,
    "too_many_requests": 429,
}
_BY_CLASS: tuple[tuple[type[DomainError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Expired, 410),
    (Conflict, 409),
    (Invalid, 422),
    (Unavailable, 503),
)
_RETRY_AFTER_SECONDS = "5"

MESSAGES: dict[str, tuple[str, str]] = {
    "invalid": ("Ada isian yang perlu diperbaiki.", "Some fields need to be corrected."),
    "malformed_json": (
        "Isi permintaan bukan JSON yang dapat dibaca.",
        "The body is not JSON that can be read.",
    ),
    "not_json": (
        "Kirim isi permintaan sebagai application/json.",
        "Send the body as application/json.",
    ),
    "too_large": (
        "Isi permintaan terlalu besar (paling banyak 64 KB).",
        "The body is too large (64 KB at most).",
    ),
    "idempotency_mismatch": (
        "Idempotency-Key ini sudah dipakai untuk isi yang berbeda.",
        "This Idempotency-Key was used with another body.",
    ),
    "challenge_required": (
        "Sertakan X-Challenge dari GET /v1/challenge, atau X-Api-Key.",
        "Send X-Challenge from GET /v1/challenge, or X-Api-Key.",
    ),
    "challenge_failed": (
        "Bukti kerja tidak cocok atau sudah kedaluwarsa; minta yang baru.",
        "The proof of work is wrong or too old; ask for a new one.",
    ),
    "challenge_used": (
        "Bukti kerja ini sudah dipakai; minta yang baru.",
        "This proof of work was used already; ask for a new one.",
    ),
    "unknown_api_key": ("X-Api-Key tidak dikenal.", "The X-Api-Key is not known."),
    "login_failed": ("Surel atau kata sandi salah.", "Wrong e-mail address or password."),
    "unknown_case": (
        "Laporan tidak ditemukan. Periksa nomor laporan dan kode rahasianya.",
        "No such complaint. Check the complaint's number and its secret.",
    ),
    "mistyped_id": (
        "Nomor laporan salah ketik: huruf pemeriksanya tidak cocok.",
        "The complaint's number is mistyped: its check character does not fit.",
    ),
    "unknown_path": ("Alamat ini tidak ada.", "There is nothing at this address."),
    "not_yours": (
        "Laporan ini bukan wewenang Anda.",
        "This complaint is not yours to see or to act on.",
    ),
    "not_your_action": (
        "Tindakan ini tidak terbuka untuk peran Anda.",
        "This action is not open to your role.",
    ),
    "no_role": (
        "Akun ini belum mempunyai peran dan instansi.",
        "This account has no role and agency yet.",
    ),
    "stale": (
        "Laporan sudah berubah sejak Anda membukanya. Muat ulang lalu putuskan lagi.",
        "The complaint has changed since you opened it. Reload it and decide again.",
    ),
    "not_now": (
        "Tindakan ini tidak mungkin pada status sekarang.",
        "This action is not possible in the present status.",
    ),
    "already_rated": ("Jawaban ini sudah dinilai.", "This answer was rated already."),
    "already_supported": (
        "Anda sudah mendukung laporan ini.",
        "You support this complaint already.",
    ),
    "unavailable": (
        "Layanan sedang sibuk. Coba lagi sebentar; isian Anda belum hilang.",
        "The service is busy. Try again in a moment; nothing you typed is lost.",
    ),
    "internal": (
        "Terjadi kesalahan pada layanan kami. Coba lagi; sebut kode permintaan bila berulang.",
        "Something failed on our side. Try again; quote the request id if it happens again.",
    ),
}

PROBLEMS: dict[str, tuple[str, str]] = {
    "required": ("Wajib diisi.", "This is required."),
    "unknown": ("Isian ini tidak dikenal.", "This field is not known."),
    "too_short": ("Terlalu pendek: paling sedikit {min}.", "Too short: at least {min}."),
    "too_long": ("Terlalu panjang: paling banyak {max}.", "Too long: at most {max}."),
    "too_small": ("Terlalu kecil: paling sedikit {min}.", "Too small: at least {min}."),
    "too_big": ("Terlalu besar: paling banyak {max}.", "Too big: at most {max}."),
    "wrong_type": ("Jenis isian tidak sesuai.", "This is of the wrong type."),
    "not_allowed": ("Pilihan ini tidak ada.", "This is not one of the choices."),
    "not_a_date": ("Tulis tanggal sebagai TTTT-BB-HH.", "Write the date as YYYY-MM-DD."),
    "not_a_moment": (
        "Tulis waktu dengan zona, misalnya 2026-01-31T10:00:00+07:00.",
        "Write the time with its zone, for example 2026-01-31T10:00:00+07:00.",
    ),
    "in_future": ("Tanggal ini belum tiba.", "This date has not come yet."),
    "not_text": (
        "Ada karakter yang tidak dapat ditampilkan.",
        "It has characters that cannot be shown.",
    ),
    "not_an_email": ("Alamat surel tidak lengkap.", "This is not an e-mail address."),
    "not_a_phone": ("Nomor telepon tidak dikenali.", "This is not a telephone number."),
    "place_required": (
        "Isi wilayah atau alamat kejadian.",
        "Give the region or the address where it happened.",
    ),
    "unknown_region": ("Kode wilayah tidak dikenal.", "The region code is not known."),
    "unknown_category": ("Kategori tidak dikenal.", "The category is not known."),
    "unknown_agency": ("Instansi tidak dikenal.", "The agency is not known."),
    "unknown_case": ("Laporan itu tidak ditemukan.", "That complaint was not found."),
    "not_a_cursor": ("Penanda halaman tidak dikenal.", "The cursor is not known."),
    "not_an_object": ("Kirim satu objek JSON.", "Send one JSON object."),
    "bad_header": (
        "Idempotency-Key terdiri dari 8 sampai 200 karakter yang tampak.",
        "An Idempotency-Key has 8 to 200 visible characters.",
    ),
    "invalid": ("Isian ini tidak sah.", "This is not valid."),
}

_PYDANTIC = {
    "missing": "required",
    "extra_forbidden": "unknown",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "enum": "not_allowed",
    "literal_error": "not_allowed",
    "date_parsing": "not_a_date",
    "date_from_datetime_parsing": "not_a_date",
    "date_from_datetime_inexact": "not_a_date",
    "date_type": "not_a_date",
    "datetime_parsing": "not_a_moment",
    "datetime_from_date_parsing": "not_a_moment",
    "datetime_type": "not_a_moment",
    "timezone_aware": "not_a_moment",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_big",
    "string_unicode": "not_text",
}


def preferred_language(accept_language: str) -> str:
    """`en` when English comes before Indonesian in an Accept-Language header, else `id`."""
    for part in accept_language.lower().split(","):
        tag = part.split(";")[0].strip().split("-")[0]
        if tag in ("id", "in", "ms"):
            return "id"
        if tag == "en":
            return "en"
    return "id"


def problems_of(error: ValidationError) -> list[Problem]:
    """What pydantic found, in our own stable names."""
    return [
        Problem(
            field=".".join(str(part) for part in found["loc"]),
            code=_problem_code(found["type"]),
            params=_params(found.get("ctx", {})),
        )
        for found in error.errors(include_url=False, include_input=False)
    ]


def _problem_code(kind: str) -> str:
    if kind in PROBLEMS:
        return kind
    if kind in _PYDANTIC:
        return _PYDANTIC[kind]
    if kind.endswith("_type"):
        return "wrong_type"
    return "wrong_type" if kind.endswith("_parsing") else "invalid"


def _params(context: dict[str, Any]) -> dict[str, str | int]:
    names = {"min_length": "min", "max_length": "max", "ge": "min", "le": "max"}
    return {names[name]: value for name, value in context.items() if name in names}


def status_of(refusal: DomainError) -> tuple[int, dict[str, str]]:
    """The status code of a refusal, and the headers that go with it."""
    status = _BY_CODE.get(refusal.code)
    if status is None:
        status = next(code for kind, code in _BY_CLASS if isinstance(refusal, kind))
    headers = {"Retry-After": _RETRY_AFTER_SECONDS} if status in (429, 503) else {}
    return status, headers


def content_of(refusal: DomainError, language: str, request_id: str) -> dict[str, Any]:
    """The `error` object of an answer."""
    problems: Iterable[Problem] = refusal.problems if isinstance(refusal, Invalid) else ()
    return {
        "code": refusal.code,
        "message": _worded(MESSAGES, refusal.code, language, refusal.params),
        "fields": [
            {
                "field": problem.field,
                "problem": problem.code,
                "message": _worded(PROBLEMS, problem.code, language, problem.params),
            }
            for problem in problems
        ],
        "request_id": request_id,
        **{name: _json(value) for name, value in refusal.params.items()},
    }


def failure(language: str, request_id: str) -> dict[str, Any]:
    """The `error` object of a failure of ours."""
    return {
        "code": "internal",
        "message": _worded(MESSAGES, "internal", language, {}),
        "fields": [],
        "request_id": request_id,
    }


def _worded(table: dict[str, tuple[str, str]], code: str, language: str, params: Any) -> str:
    indonesian, english = table.get(code, table["invalid"])
    return (english if language == "en" else indonesian).format_map(_Missing(params))


class _Missing(dict[str, object]):
    """Leaves a placeholder without a value visible as "?", rather than failing an error page."""

    def __missing__(self, key: str) -> str:
        return "?"


def _json(value: object) -> Any:
    return list(value) if isinstance(value, tuple | set | frozenset) else value

"""Where a case is, who holds it and what comes next, in words a reporter reads (id, en)."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from chalicelib.case.deadlines import appeal_open, limit_in_force
from chalicelib.case.decision import Context
from chalicelib.case.model import Case, Status
from chalicelib.case.schedule import rated, silence_ends
from chalicelib.presentation.dates import day_in_words
from chalicelib.presentation.view_types import Sentences
from chalicelib.workdays import local_date

AgencyName = Callable[[str], str | None]

LANGUAGES: tuple[Literal["id", "en"], ...] = ("id", "en")

# {holder}: who holds the case; {by}: the day it is promised by.
NEXT = {
    "received": (
        "Laporan Anda sudah kami terima dan sedang diverifikasi. Instansi yang berwenang"
        " ditentukan paling lambat {by}.",
        "We have your complaint and are verifying it. The competent agency is named by {by}.",
    ),
    "triage": (
        "Laporan Anda ada di meja nasional, yang menentukan instansi yang berwenang paling"
        " lambat {by}.",
        "Your complaint is with the national desk, which names the competent agency by {by}.",
    ),
    "returned": (
        "Instansi sebelumnya menyatakan tidak berwenang. Laporan Anda sedang diteruskan ke"
        " instansi lain; tindak lanjut dijanjikan paling lambat {by}.",
        "The agency before said this is not its authority. Your complaint is on its way to"
        " another; a follow-up is promised by {by}.",
    ),
    "routed": (
        "Laporan Anda ada di {holder}. Tindak lanjut pertama dijanjikan paling lambat {by}.",
        "Your complaint is with {holder}. The first follow-up is promised by {by}.",
    ),
    "in_progress": (
        "{holder} sedang menangani laporan Anda. Jawaban dijanjikan paling lambat {by}.",
        "{holder} is working on your complaint. An answer is promised by {by}.",
    ),
    "reply": (
        "{holder} harus menjawab pesan Anda paling lambat {by}. Jawaban sebelumnya tetap dapat Anda"
        " nilai.",
        "{holder} owes an answer to your message by {by}. You can still rate the answer before.",
    ),
    "repair": (
        "Banding Anda dikabulkan. {holder} wajib memperbaiki dan menjawab lagi paling lambat {by}.",
        "Your appeal was upheld. {holder} has to put it right and answer again by {by}.",
    ),
    "appeal": (
        "Banding Anda ditangani {holder}. Keputusan dijanjikan paling lambat {by}.",
        "{holder} is handling your appeal. A decision is promised by {by}.",
    ),
    "on_hold": (
        "{holder} menunggu keterangan dari Anda sampai {by}. Tanpa balasan, laporan diarsipkan"
        " dan masih dapat Anda buka kembali.",
        "{holder} is waiting for information from you until {by}. Without a reply the complaint"
        " is archived, and you can still reopen it.",
    ),
    "on_hold_unheard": (
        "{holder} menunggu keterangan dari Anda sampai {by}. Tanpa balasan, penanganan dilanjutkan"
        " tanpa keterangan itu.",
        "{holder} is waiting for information from you until {by}. Without a reply the work goes"
        " on without it.",
    ),
    "answered": (
        "{holder} sudah menjawab. Nilailah jawabannya sampai {by}; setelah itu laporan ditutup"
        " tanpa dihitung sebagai puas.",
        "{holder} has answered. Rate the answer until {by}; after that the complaint is closed"
        " without counting as satisfied.",
    ),
    "unsatisfied": (
        "Anda menilai jawaban {holder} tidak memuaskan. Anda dapat mengajukan banding sampai {by}.",
        "You rated the answer of {holder} as not satisfying. You can appeal until {by}.",
    ),
    "confirmed": (
        "Laporan ditutup karena Anda menyatakan puas.",
        "The complaint is closed because you are satisfied.",
    ),
    "timeout": (
        "Laporan ditutup karena jawaban tidak dinilai. Ini tidak dihitung sebagai puas.",
        "The complaint is closed because the answer was not rated. It does not count as satisfied.",
    ),
    "appeal_decided": (
        "Banding sudah diputus oleh {holder} dan laporan ditutup.",
        "{holder} has decided the appeal and the complaint is closed.",
    ),
    "archived": (
        "Laporan diarsipkan tanpa jawaban; alasannya ada di linimasa.",
        "The complaint is archived without an answer; the timeline says why.",
    ),
    "merged": (
        "Laporan digabung dengan laporan lain tentang hal yang sama: {into}.",
        "The complaint is merged with another about the same matter: {into}.",
    ),
}
OVERDUE = (
    " Batas waktu ini sudah lewat; keterlambatan dinaikkan ke atasan.",
    " This limit has passed; the delay is escalated to the next level.",
)
NOBODY = ("meja nasional", "the national desk")


def describe_next_step(case: Case, *, context: Context, agency_name: AgencyName) -> Sentences:
    """The sentence per language."""
    by = promised_moment(case, context)
    limit = limit_in_force(case)
    late = limit is not None and context.now > limit.at
    sentences: Sentences = {"id": "", "en": ""}
    for position, language in enumerate(LANGUAGES):
        holder = case.agency_id and (agency_name(case.agency_id) or case.agency_id)
        sentence = NEXT[_situation(case)][position].format(
            holder=holder or NOBODY[position],
            by=by and day_in_words(local_date(by, case.zone), case.zone, language),
            into=case.merged_into,
        )
        sentence += OVERDUE[position] if late else ""
        sentences[language] = sentence[0].upper() + sentence[1:]
    return sentences


def promised_moment(case: Case, context: Context) -> datetime | None:
    """By when the next thing happens: the running limit, or the end of the reporter's window."""
    if case.hold is not None:
        return case.hold.expires_at
    if case.status is Status.ANSWERED:
        return silence_ends(case, context.clocks)
    limit = limit_in_force(case)
    return limit.at if limit else None


def _situation(case: Case) -> str:
    if case.status is Status.IN_PROGRESS and appeal_open(case):
        return "appeal"
    if case.status is Status.IN_PROGRESS and case.owed_reply is not None:
        return "reply"
    if case.status is Status.IN_PROGRESS and case.appeal is not None and case.appeal.upheld:
        return "repair"
    if case.status is Status.ON_HOLD and not case.contactable:
        return "on_hold_unheard"
    if case.status is Status.ANSWERED and rated(case):
        return "unsatisfied"
    if case.closed is not None:
        return case.closed.reason
    return case.status.value

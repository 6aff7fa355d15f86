"""300 complaints from 16 parallel clients: every one answered, every effect exactly once."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

from tests.local.client import (
    Answer,
    call,
    complaint,
    dead_letters,
    event_types,
    machine,
    recipients,
    rows,
)
from tests.local.conftest import Deployed

COMPLAINTS = 300
CLIENTS = 16
# Every text is another one: three hundred copies would be a flood, and go to a person.
SCHOOL = (
    "guru murid kelas buku seragam ujian rapor kantin lapangan perpustakaan papan pintu "
    "lampu kipas jendela jadwal pelajaran toilet atap bocor kursi meja papan tulis bangku "
    "pendaftaran zonasi beasiswa kartu pintar ekstrakurikuler pramuka upacara libur daring "
    "laboratorium komputer proyektor pagar gerbang taman parkir antar jemput makan siang dapur"
)
WORDS = SCHOOL.split()


def test_every_complaint_is_answered_and_has_each_effect_once(deployed: Deployed) -> None:
    headers = machine(deployed)

    def file(number: int) -> Answer:
        contact = {"email": f"pelapor{number}@contoh.example"} if number % 2 else None
        # Every third names no agency the system could trust, and goes to a person.
        place = {"address": "dekat pasar"} if number % 3 == 0 else {"region_code": "35.78"}
        suggestion = None if number % 3 == 0 else "kota-surabaya-dinas-pendidikan"
        told = " ".join(Random(number).sample(WORDS, 14))
        wanted = complaint(
            reporter=contact, location=place, agency_id=suggestion, body=f"Di sekolah kami {told}."
        )
        return call(deployed, "POST", "/v1/complaints", wanted, headers=headers)

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(file, range(COMPLAINTS)))
    assert {answer.status for answer in answers} == {201}
    ids = [answer.body["id"] for answer in answers]
    assert len(set(ids)) == COMPLAINTS

    deployed.settle()
    for number, case_id in enumerate(ids):
        found = rows(deployed, case_id)
        told = event_types(found)
        assert told[0] == "filed"
        assert told[1:] in (["routed"], ["triage"]), (case_id, told)
        sent = recipients(found)
        assert sent.pop("reporter", 0) == number % 2, case_id
        assert list(sent.values()) == [1], (case_id, sent)
    assert set(dead_letters(deployed).values()) == {0}

"""Two at once on the deployed system: one wins, nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor

from tests.local.client import call, complaint, event_types, machine, rows, signed_in
from tests.local.conftest import Deployed

BOOKS = {
    "title": "Rak perpustakaan sekolah patah",
    "body": "Dua rak buku di perpustakaan patah sejak semester lalu, dan buku pelajaran "
    "menumpuk di lantai yang lembap.",
}


def test_of_two_officers_on_the_same_version_one_succeeds(deployed: Deployed) -> None:
    filed = call(deployed, "POST", "/v1/complaints", complaint(**BOOKS), headers=machine(deployed))
    deployed.settle()
    case_id = filed.body["id"]
    officer = signed_in(deployed, "liaison")
    seen = call(deployed, "GET", f"/v1/officer/complaints/{case_id}", headers=officer).body
    wanted = {"action": "start", "version": seen["version"]}

    def act(_: int) -> int:
        path = f"/v1/officer/complaints/{case_id}/actions"
        return call(deployed, "POST", path, wanted, headers=officer).status

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(act, range(2))) == [200, 409]
    assert event_types(rows(deployed, case_id)).count("started") == 1


def test_one_key_ten_times_at_once_is_one_case_and_ten_equal_answers(deployed: Deployed) -> None:
    headers = machine(deployed) | {"Idempotency-Key": "ten-times-at-once-0001"}

    def file(_: int) -> tuple[int, object]:
        answer = call(deployed, "POST", "/v1/complaints", complaint(**BOOKS), headers=headers)
        return answer.status, answer.body

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(file, range(10)))
    assert [status for status, _ in answers] == [201] * 10
    assert all(body == answers[0][1] for _, body in answers)
    deployed.settle()
    body = answers[0][1]
    assert isinstance(body, dict)
    assert event_types(rows(deployed, body["id"])) == ["filed", "routed"]
    seen = call(
        deployed, "GET", f"/v1/complaints/{body['id']}", headers={"X-Receipt": body["secret"]}
    )
    assert seen.status == 200

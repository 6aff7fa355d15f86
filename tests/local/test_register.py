"""The register changes while cases are open: a merger, a split, and a region that becomes two."""

from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.workdays import local_date
from tests.local.client import (
    call,
    complaint,
    event_types,
    machine,
    recipients,
    rows,
    run_schedule,
    signed_in,
)
from tests.local.conftest import Deployed
from tests.local.hearing import at_last

KUPANG = "kota-kupang"
NATURE = "lingkungan_kehutanan"
UNCLEAR = "Jam buka loket tidak jelas"
AGENCIES = "id,name,type,parent_id,regions,sectors,desks,valid_to,successor_id,successor_ids\n"
REGIONS = "code,name,valid_from,valid_to,successors\n"
TODAY = local_date(datetime.now(UTC), "WIB")  # regions begin and end by Jakarta's day
YESTERDAY = TODAY - timedelta(days=1)


def imports(deployed: Deployed, what: str, text: str) -> Any:
    """A dry run that finds nothing wrong, then the list itself."""
    desk = signed_in(deployed, "national_admin")
    path, sent = f"/v1/admin/{what}/import", {"csv": text}
    tried = call(deployed, "POST", path, sent, headers=desk)
    assert (tried.status, tried.body["problems"]) == (200, []), tried.body
    done = call(deployed, "POST", path, sent | {"dry_run": False}, headers=desk)
    assert done.status == 200, done.body
    return done.body


def filed(deployed: Deployed, agency_id: str | None, **changes: Any) -> tuple[str, dict[str, Any]]:
    """A complaint at that agency, and what the reporter was told when it was filed."""
    wanted = complaint(
        **{
            "location": {"region_code": "53.71"},
            "agency_id": agency_id,
            "reporter": {"name": "Melati", "email": "melati@contoh.example"},
            **changes,
        }
    )
    answer = call(deployed, "POST", "/v1/complaints", wanted, headers=machine(deployed))
    assert answer.status == 201, answer.body
    return answer.body["id"], answer.body


def seen(deployed: Deployed, case_id: str) -> dict[str, Any]:
    found: dict[str, Any] = call(deployed, "GET", f"/v1/complaints/{case_id}").body
    return found


def holder(deployed: Deployed, case_id: str) -> str | None:
    agency = seen(deployed, case_id)["agency"]
    return agency["id"] if agency else None


def moved(deployed: Deployed, case_ids: list[str]) -> bool:
    """Run the schedule; whether all of these went to other hands."""
    run_schedule(deployed, "reroute_waiting", datetime.now(UTC))
    return all("reassigned" in event_types(rows(deployed, one)) for one in case_ids)


def test_two_offices_that_merge_hand_their_open_cases_on(deployed: Deployed) -> None:
    social, women, new = (f"{KUPANG}-{name}" for name in ("dinas-sosial", "dp3a", "dinsosp3a"))
    affairs = ("sosial_kesejahteraan", "kesetaraan_gender.kesetaraan_gender")
    case_ids = [filed(deployed, None, category=one)[0] for one in affairs]
    deployed.settle()
    before = [seen(deployed, one) for one in case_ids]
    assert [each["agency"]["id"] for each in before] == [social, women]
    merged = imports(
        deployed,
        "agencies",
        AGENCIES
        + f"{new},Dinas Sosial dan P3A,unit,{KUPANG},53.71,social_aid women_children,"
        + f"{new}@agency.example,,,\n"
        + f"{social},Dinas Sosial,unit,{KUPANG},53.71,social_aid,,{YESTERDAY},{new},\n"
        + f"{women},DP3A,unit,{KUPANG},53.71,women_children,,{YESTERDAY},{new},\n",
    )
    assert merged["added"] == [new]
    assert at_last(lambda: moved(deployed, case_ids))
    deployed.settle()
    for case_id, was in zip(case_ids, before, strict=True):
        now, found = seen(deployed, case_id), rows(deployed, case_id)
        assert now["agency"]["id"] == new
        assert (now["status"], now["deadlines"]) == (was["status"], was["deadlines"])
        assert event_types(found) == ["filed", "routed", "reassigned"]
        assert recipients(found)[f"{new}@agency.example"] == 1
        assert recipients(found)["reporter"] == 2  # routed, and who has it now
    name = "Dinas Sosial dan P3A"
    heard = at_last(lambda: seen(deployed, case_ids[0])["agency"]["name"], lambda now: now == name)
    assert heard == name


def test_an_office_that_is_split_leaves_each_case_to_its_own(deployed: Deployed) -> None:
    food = f"{KUPANG}-dinas-ketahanan-pangan-dan-pertanian"
    farms, fish = f"{KUPANG}-dinas-pertanian", f"{KUPANG}-dinas-perikanan"
    crops, _ = filed(deployed, None, category="pertanian_peternakan", title="Pupuk belum datang")
    nets, _ = filed(
        deployed,
        None,
        category="lingkungan_kehutanan.kelautan_dan_perikanan",
        title="Kolam lele kami rusak",
    )
    neither, _ = filed(deployed, food, title=UNCLEAR, body=f"{UNCLEAR}, jadwalnya belum ditempel.")
    deployed.settle()
    assert [holder(deployed, one) for one in (crops, nets, neither)] == [food] * 3
    imports(
        deployed,
        "agencies",
        AGENCIES
        + f"{farms},Dinas Pertanian,unit,{KUPANG},53.71,agriculture,{farms}@agency.example,,,\n"
        + f"{fish},Dinas Perikanan,unit,{KUPANG},53.71,fisheries,{fish}@agency.example,,,\n"
        + f"{food},Dinas Pangan,unit,{KUPANG},53.71,agriculture fisheries,,{YESTERDAY},,"
        + f"{farms} {fish}\n",
    )
    assert at_last(lambda: moved(deployed, [crops, nets, neither]))
    deployed.settle()
    assert (holder(deployed, crops), holder(deployed, nets)) == (farms, fish)
    assert seen(deployed, neither)["status"] == "triage"
    assert recipients(rows(deployed, crops))[f"{farms}@agency.example"] == 1
    assert recipients(rows(deployed, neither))["kemenpanrb@agency.example"] == 1


def test_a_kabupaten_that_becomes_two_needs_no_release(deployed: Deployed) -> None:
    old, north = "kabupaten-kubu-raya", "kabupaten-kubu-utara"
    case_id, _ = filed(deployed, None, location={"region_code": "61.12.01"}, category="kesehatan")
    deployed.settle()
    assert holder(deployed, case_id) == old
    imports(
        deployed,
        "regions",
        REGIONS
        + f"61.12.01,Sungai Raya,,{YESTERDAY},61.20.01\n"
        + f"61.20,Kabupaten Kubu Utara,{TODAY},,\n"
        + f"61.20.01,Sungai Raya,{TODAY},,\n",
    )
    imports(
        deployed,
        "agencies",
        "id,name,type,supervisor_id,regions,desks\n"
        + f"{north},Pemerintah Kabupaten Kubu Utara,regency,provinsi-kalimantan-barat,61.20,"
        + f"{north}@agency.example\n",
    )

    def is_listed() -> bool:
        found = call(deployed, "GET", "/v1/regions?parent=61").body["items"]
        return "61.20" in [each["code"] for each in found]

    assert at_last(is_listed)
    assert holder(deployed, case_id) == old  # its agency goes on

    def holder_of_a_new_one() -> str | None:
        """With the code of before, as a client has it that has not heard."""
        filing, _ = filed(
            deployed, None, location={"region_code": "61.12.01"}, category="kesehatan"
        )
        deployed.settle()
        return holder(deployed, filing)

    # Seldom enough for a person not to be asked why so many send the same.
    assert at_last(holder_of_a_new_one, lambda now: now == north, pause_seconds=5) == north

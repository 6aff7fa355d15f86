"""Who of an agency does the work: said by its officers, for as long as it holds the case."""

from chalicelib.store import cases
from tests.integration.people import SCHOOLS, SURABAYA, acts, complaint, filed, receipt
from tests.integration.world import World

COLLEAGUE = "sub-of-a-colleague"


def test_a_case_is_taken_given_on_and_given_back(world: World) -> None:
    mine = filed(world)
    after = acts(world, mine["id"], SCHOOLS, "assign", officer_id=COLLEAGUE)
    assert after["assigned_to"] == COLLEAGUE
    limit = after["limit"]
    assert acts(world, mine["id"], SCHOOLS, "start")["assigned_to"] == COLLEAGUE
    inbox = world.call("GET", "/v1/officer/inbox", query={"assigned_to": COLLEAGUE}, groups=SCHOOLS)
    assert [one["id"] for one in inbox[1]["items"]] == [mine["id"]]
    back = acts(world, mine["id"], SCHOOLS, "assign")
    assert back["assigned_to"] is None
    assert cases.get(mine["id"]).assigned == ()
    assert limit["name"] == "follow_up"
    assert world.events(mine["id"])[-3:] == ["assigned", "started", "assigned"]


def test_whoever_gets_the_case_next_assigns_anew(world: World) -> None:
    mine = filed(world)
    acts(world, mine["id"], SURABAYA, "assign", officer_id=COLLEAGUE)
    health = "kota-surabaya-dinas-kesehatan"
    after = acts(world, mine["id"], SURABAYA, "route", agency_id=health)
    assert after["assigned_to"] is None
    schools = "kota-surabaya-dinas-pendidikan"
    assert acts(world, mine["id"], SURABAYA, "route", agency_id=schools)["agency"]["id"] == schools


def test_nobody_but_officers_reads_who_does_the_work(world: World) -> None:
    mine = filed(world)
    acts(world, mine["id"], SCHOOLS, "assign", officer_id=COLLEAGUE)
    path = f"/v1/complaints/{mine['id']}"
    for headers in ({}, receipt(mine)):
        for where in (path, f"{path}/timeline"):
            assert COLLEAGUE not in str(world.call("GET", where, headers=headers)[1])
    assert complaint()["title"] in str(world.call("GET", path)[1])


def test_no_clock_moves_for_it(world: World) -> None:
    mine = filed(world)
    before = world.call("GET", f"/v1/officer/complaints/{mine['id']}", groups=SCHOOLS)[1]
    after = acts(world, mine["id"], SCHOOLS, "assign", officer_id=COLLEAGUE)
    assert (after["status"], after["limit"], after["deadlines"]) == (
        before["status"],
        before["limit"],
        before["deadlines"],
    )

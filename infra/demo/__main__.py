"""`make demo`: complaints walked through their whole lives on the running stack, step by step.

Usage: python -m infra.demo [--home FOLDER]
"""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.case.due import HIGHEST_LEVEL, ONE_SECOND
from chalicelib.case.model import ENDED
from chalicelib.presentation.dates import weekday_in_words
from chalicelib.workdays import ONE_DAY, last_moment, local_date
from infra.console import CommandError, plainly, say
from infra.demo.steps import CITY, COMPLAINTS, NATIONAL_OFFICER, PROVINCE, SCHOOLS, Demo
from infra.local.aws import clients
from infra.local.stack import Stack

TO_FOLLOW = "toilets"
MOST_DAYS = 60


def main() -> None:
    """Walk, show where to look, and fail when something did not come out as it should."""
    parser = argparse.ArgumentParser(prog="python -m infra.demo", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".local"))
    stack = Stack(home=parser.parse_args().home)
    outputs = stack.outputs()
    if not outputs or not stack.emulator.running():
        raise CommandError("The local stack is not running. Run `make up` first.")
    demo = Demo(outputs, clients(outputs["aws_endpoint_url"]))
    walk(demo)
    show_end(demo)
    if differences := list(compare(demo)):
        raise CommandError("\n".join(["Not all came out as it should:", *differences]))
    say("\nAll came out as it should.")


def walk(demo: Demo) -> None:
    """Every step, in order. Raises `CommandError` at the first that is refused."""
    say("\n== Complaints are filed; rules find the agency, or leave it to the national desk")
    for topic in COMPLAINTS:
        demo.file(topic)
    ask_and_route(demo)
    handle(demo)
    rate_and_appeal(demo)
    let_days_pass(demo)
    reopen(demo)


def ask_and_route(demo: Demo) -> None:
    """Take up what no rule could place."""
    say("\n== The national desk asks, and names the agency")
    demo.act(NATIONAL_OFFICER, "unclear", "hold", question="Di kota mana, dan apa yang terjadi?")
    demo.act(NATIONAL_OFFICER, "clinic", "hold", question="Puskesmas mana yang Bapak maksud?")
    demo.reply("clinic", "messages", text="Puskesmas Tambakrejo, Kecamatan Simokerto, Surabaya.")
    demo.act(NATIONAL_OFFICER, "clinic", "route", agency_id="kota-surabaya-dinas-kesehatan")


def handle(demo: Demo) -> None:
    """Work on all but the one that is neglected."""
    say("\n== Agencies start, merge, ask, hand on and answer")
    demo.support("street_light", "Pak Budi")
    demo.support("street_light", "Bu Ratna")
    demo.act(CITY, "street_light", "start", note="Regu penerangan turun besok pagi.")
    demo.act(CITY, "same_light", "merge", into=demo.complaints["street_light"].id)
    demo.act(CITY, "street_light", "answer", text="Kabel disambung; enam lampu menyala lagi.")
    demo.act(CITY, "clinic", "start")
    demo.act(CITY, "clinic", "answer", text="Dokter kini datang pukul tujuh; obat sudah dikirim.")
    demo.act(SCHOOLS, "toilets", "start")
    demo.act(SCHOOLS, "toilets", "hold", question="Boleh tahu nama sekolahnya?")
    demo.reply("toilets", "messages", text="SDN Tambaksari 9.")
    demo.act(SCHOOLS, "toilets", "answer", text="Tukang sudah kami kirim.")
    to, why = "provinsi-jawa-timur", "Ruas ini jalan provinsi."
    demo.act(CITY, "provincial_road", "transfer", agency_id=to, reason=why)
    demo.act(PROVINCE, "provincial_road", "start")
    demo.act(PROVINCE, "provincial_road", "answer", text="Lubang di Jalan Mastrip sudah ditambal.")
    demo.act(CITY, "tap_water", "start")
    demo.act(CITY, "tap_water", "answer", text="Pipa di Rungkut Lor dijadwalkan untuk dikuras.")
    demo.act(CITY, "extortion", "start")
    hidden = demo.read("extortion")
    say(f"    anonymous {hidden['anonymous']}, confidential {hidden['confidential']}")
    say(f"    officers read: {hidden['body']}")
    demo.act(CITY, "extortion", "answer", text="Petugas loket diperiksa dan dipindahkan.")


def rate_and_appeal(demo: Demo) -> None:
    """Say what the reporters think; the one of `tap_water` says nothing."""
    say("\n== Reporters rate the answers, and one appeals")
    for topic in ("street_light", "clinic", "provincial_road", "extortion"):
        demo.reply(topic, "rating", satisfied=True, score=5)
    why = "Tukangnya belum pernah datang sampai hari ini."
    demo.reply("toilets", "rating", satisfied=False, score=1, appeal=True, comment=why)
    order = "Keberatan dikabulkan. Dinas diminta memperbaikinya dalam tiga hari kerja."
    demo.act(CITY, "toilets", "resolve_appeal", upheld=True, text=order)
    demo.act(
        SCHOOLS, "toilets", "answer", text="Keempat toilet sudah diperbaiki; foto ada di sekolah."
    )
    demo.reply("toilets", "rating", satisfied=True, score=4)


def let_days_pass(demo: Demo) -> None:
    """Move the clock until every complaint has ended or was taken to the highest level."""
    say(
        "\n== Days pass: what is neglected is escalated, what meets silence is reminded of and ends"
    )
    today = local_date(datetime.now(UTC), "WIB")
    for day in (today + number * ONE_DAY for number in range(MOST_DAYS)):
        views = [demo.read(topic) for topic in COMPLAINTS]
        if all(v["status"] in ENDED or v["escalation_level"] == HIGHEST_LEVEL for v in views):
            break
        say(f"The end of {weekday_in_words(day, 'WIB', 'en')}")
        demo.move_clock(last_moment(day, "WIB") + ONE_SECOND)


def reopen(demo: Demo) -> None:
    """Take up again what ended in silence."""
    say("\n== A reporter reopens what was closed by silence")
    demo.reply("tap_water", "reopen", reason="Airnya masih keruh.")
    demo.act(CITY, "tap_water", "answer", text="Pipa sudah dikuras, air diperiksa dan jernih.")
    demo.reply("tap_water", "rating", satisfied=True, score=4)


def show_end(demo: Demo) -> None:
    """Print how all ended, the addresses, and one number to follow."""
    say(
        "\n== How they ended. The days above lie ahead; they passed for every report on this stack."
    )
    for topic, complaint in demo.complaints.items():
        view = demo.read(topic)
        ended = view.get("closed", {}).get("reason") or view.get("archive_reason", "")
        agency = view["agency"]["name"] if view["agency"] else "-"
        say(
            f"{complaint.id}  {topic:17}{view['status']:10}{ended:11}"
            f"level {view['escalation_level']}  {len(complaint.mails):2} mails  {agency}"
        )
    followed = demo.complaints[TO_FOLLOW]
    say(f"""
  Portal    {demo.outputs["portal_url"]}
  Officers  {demo.outputs["console_url"]}  (logins: `make status`)
  Mailbox   {demo.outputs["mailbox_url"]}
  Follow    {demo.outputs["portal_url"]}track?id={followed.id}
            as its reporter, with the secret {followed.secret}""")


def compare(demo: Demo) -> Iterator[str]:
    """What is not as `complaints.toml` says."""
    for topic, complaint in demo.complaints.items():
        view = demo.read(topic)
        found = view | {
            "agency": view["agency"]["id"] if view["agency"] else None,
            "mails": len(complaint.mails),
            "events": " ".join(event["type"] for event in demo.read_events(topic)),
        }
        for name, wanted in COMPLAINTS[topic]["ends"].items():
            if found.get(name) != wanted:
                yield f"{topic} {complaint.id}: {name} {found.get(name)}, to be {wanted}"


if __name__ == "__main__":
    with plainly():
        main()

"""Checking a report in the browser: what is as it was is said to be, and nothing else is."""

import base64
import copy
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Page, Route, expect

from chalicelib.ledger.tree import (
    CaseHead,
    Leaf,
    leaf,
    part_of,
    path_above,
    path_in,
    shard_of,
    whole,
)
from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import look_up, troubles

Given = dict[str, Any]
"""What `examine` of verify.js is given."""

EXAMINE = """async (given) => {
    const { examine, filedOf } = await import(new URL("verify.js", document.scripts[0].src).href);
    const found = await examine({ ...given, filed: filedOf(given.view, given.salt) });
    return Object.fromEntries(found.map(({ name, outcome }) => [name, outcome]));
}"""
FITS = {
    "history": "good",
    "signature": "good",
    "since": "good",
    "promise": "good",
    "words": "good",
    "sealed": "good",
}
DAYS_KEY = ec.derive_private_key(20261126, ec.SECP256R1())


def pictured(page: Page, name: str) -> None:
    folder = Path(".local/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)


@pytest.fixture
def given(api: Api) -> Given:
    """A report that was routed and started, as the service tells it to its reporter."""
    place = {"region_code": "35.78", "latitude": -7.2574725, "longitude": 112.7520825}
    receipt = api.held_by("kota-surabaya-dinas-pendidikan", location=place)
    api.act("liaison", receipt, "start", note="Kami memeriksa atapnya besok.")
    path, own = f"v1/complaints/{receipt['id']}", {"X-Receipt": receipt["secret"]}
    signed = api.call("GET", f"{path}/receipt", headers=own)[1]["receipt"]
    events = api.call("GET", f"{path}/timeline", headers=own)[1]["items"]
    proof = api.call("GET", f"{path}/proof", headers=own)[1]
    keys = api.call("GET", ".well-known/jwks.json")[1]["keys"]
    pseudonym = jwt.decode(signed, options={"verify_signature": False})["pseudonym"]
    return {
        "caseId": receipt["id"],
        "events": events,
        "keys": [*keys, public_half(DAYS_KEY)],
        "proof": proof | {"sealed": sealed(events[-1], pseudonym)},
        "view": api.call("GET", path, headers=own)[1],
        "receipt": signed,
        "salt": proof["filed_salt"],
    }


def public_half(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    jwk: dict[str, str] = jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {**jwk, "kid": "of the days", "signs": "ledger"}


def sealed(head: dict[str, Any], pseudonym: str, signs: str = "ledger") -> dict[str, Any]:
    """That a day has this head, among those of six hundred other cases."""
    others = [hashlib.sha256(f"case {number}".encode()).hexdigest() for number in range(600)]
    shards: dict[int, list[Leaf]] = {}
    for name, last in [
        (pseudonym, head),
        *((other, {"number": 3, "digest": other}) for other in others),
    ]:
        shards.setdefault(shard_of(name), []).append(
            leaf(name, CaseHead(last["number"], last["digest"]))
        )
    parts = {shard: part_of(sorted(leaves)) for shard, leaves in shards.items()}
    shard = shard_of(pseudonym)
    path = path_in(sorted(shards[shard]), int(pseudonym, 16)) + path_above(parts, shard)
    claims = {"day": "2026-11-26", "root": whole(parts).hash.hex(), "count": 601, "previous": None}
    headers = {"kid": "of the days", "typ": f"lapor-{signs}+jwt"}
    return {
        "number": head["number"],
        "digest": head["digest"],
        "pseudonym": pseudonym,
        "path": [one.hex() for one in path],
        "root": jwt.encode(claims, DAYS_KEY, algorithm="ES256", headers=headers),
    }


def examined(page: Page, given: Given) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(EXAMINE, given)
    return found


def drop_last(given: Given) -> None:
    given["events"].pop()


def drop_middle(given: Given) -> None:
    del given["events"][1]


def swap(given: Given) -> None:
    given["events"][0:2] = reversed(given["events"][0:2])


def forge_first(given: Given) -> None:
    """An event before the first: what comes after is not to be passed over."""
    given["events"].insert(0, given["events"][0] | {"number": 0, "digest": ""})
    change_data(given)


def forge_between(given: Given) -> None:
    given["events"].insert(1, given["events"][0] | {"number": 1.5})


def take_the_seal_off(given: Given) -> None:
    """As if an earlier release had written it, which none did after one that seals."""
    change_what_was_written(given)
    del given["events"][-1]["seal"]


def tell_no_digest(given: Given) -> None:
    """What comes after one that is left out could be another."""
    given["proof"]["digests"][1] = None
    del given["events"][1]


def tell_no_digest_of_what_is_shown(given: Given) -> None:
    given["proof"]["digests"][1] = None


def change_data(given: Given) -> None:
    routed = next(one for one in given["events"] if one["type"] == "routed")
    routed["data"]["agency_id"] = "kota-malang"


def change_what_was_written(given: Given) -> None:
    """It stands in the digest by a salted one of its own."""
    given["events"][-1]["data"]["note"] = "Kami tidak memeriksa apa pun."


def change_actor(given: Given) -> None:
    given["events"][-1]["actor"]["agency_id"] = "kota-malang"


def date_back(given: Given) -> None:
    given["events"][-1]["at"] = "2020-01-01T00:00:00+07:00"


def date_forward(given: Given) -> None:
    given["events"][-1]["at"] = "2099-01-01T00:00:00+07:00"


def change_deadline(given: Given) -> None:
    given["events"][0]["data"]["deadlines"]["resolve_by"] = "2099-01-01T00:00:00+07:00"


def change_words(given: Given) -> None:
    given["view"]["body"] += " Tidak jadi."


def change_place(given: Given) -> None:
    given["view"]["location"]["latitude"] += 0.1


def change_receipt(given: Given) -> None:
    head, payload, signature = given["receipt"].split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["head"]["number"] = 1
    other = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    given["receipt"] = f"{head}.{other}.{signature}"


def sign_with_another_key(given: Given) -> None:
    """The key is published, and not for receipts."""
    for key in given["keys"]:
        key["signs"] = "ledger"


def withdraw_the_key(given: Given) -> None:
    given["keys"] = []


def ask_of_another(given: Given) -> None:
    given["caseId"] = "LP-0000-0000-0000-0"


def shorten_before_the_seal(given: Given) -> None:
    """No receipt was kept: the record of the day tells."""
    given["events"].pop()
    given["proof"]["digests"].pop()
    given["receipt"] = None


def seal_another_head(given: Given) -> None:
    given["proof"]["sealed"] |= {"digest": "0" * 64}


def seal_elsewhere(given: Given) -> None:
    """The neighbours are those of another place in the tree."""
    given["proof"]["sealed"]["path"].reverse()


def seal_without_a_day(given: Given) -> None:
    pseudonym = given["proof"]["sealed"]["pseudonym"]
    given["proof"]["sealed"] = sealed(given["events"][-1], pseudonym, signs="receipts")


def seal_under_another_name(given: Given) -> None:
    """A second place in the tree, where the same report is shown to others."""
    given["proof"]["sealed"] = sealed(given["events"][-1], "5" * 64)


def not_sealed_yet(given: Given) -> None:
    given["proof"]["sealed"] = None


def prove_other_digests(given: Given) -> None:
    given["proof"]["digests"][1] = "0" * 64


def rewrite(given: Given) -> None:
    """Another history, with digests that fit it: only a receipt of before tells."""
    previous = ""
    for event in given["events"]:
        if event["type"] == "routed":
            event["data"]["by"] = "rule"
        seal = event["seal"]
        content = {
            "case_id": given["caseId"],
            **{name: event[name] for name in ("number", "type", "visibility")},
            **{name: event["actor"][name] for name in ("role", "agency_id")},
            "plain": {name: event["data"][name] for name in seal["plain"]},
            **{name: seal[name] for name in ("at", "words", "kept", "state")},
        }
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        previous = event["digest"] = hashlib.sha256(f"{previous}{text}".encode()).hexdigest()
    given["proof"]["digests"] = [one["digest"] for one in given["events"]]


ON_SEAL = {"since": "bad", "sealed": "bad"}
TAMPERED: dict[Callable[[Given], None], dict[str, str]] = {
    drop_last: {"hidden": "unknown"},
    drop_middle: {"hidden": "unknown"},
    swap: {"history": "bad"},
    forge_first: {"history": "bad"},
    forge_between: {"history": "bad"},
    take_the_seal_off: {"history": "bad"},
    tell_no_digest: {"history": "bad", "hidden": "unknown"},
    tell_no_digest_of_what_is_shown: {"history": "bad"},
    change_data: {"history": "bad"},
    change_what_was_written: {"history": "bad"},
    change_actor: {"history": "bad"},
    date_back: {"history": "bad"},
    date_forward: {"history": "bad"},
    change_deadline: {"history": "bad", "promise": "bad"},
    change_words: {"words": "bad"},
    change_place: {"words": "bad"},
    rewrite: ON_SEAL,
    prove_other_digests: {"history": "bad"},
    seal_another_head: {"sealed": "bad"},
    seal_elsewhere: {"sealed": "bad"},
    seal_without_a_day: {"sealed": "bad"},
    seal_under_another_name: {"sealed": "bad"},
    not_sealed_yet: {"sealed": "unknown"},
}
"""What becomes of each, beside what still fits."""
OF_RECEIPTS = ("since", "promise", "words")


def test_what_was_tampered_with_does_not_fit(open_page: OpenPage, given: Given) -> None:
    page = open_page("track")
    assert examined(page, given) == FITS
    for tamper, seen in TAMPERED.items():
        other = copy.deepcopy(given)
        tamper(other)
        assert examined(page, other) == FITS | seen, tamper.__name__
    for spoil in (change_receipt, sign_with_another_key, withdraw_the_key):
        other = copy.deepcopy(given)
        spoil(other)
        found = examined(page, other)
        assert found["signature"] == "bad", spoil.__name__
        assert not found.keys() & OF_RECEIPTS, spoil.__name__
    other = copy.deepcopy(given)
    shorten_before_the_seal(other)
    assert examined(page, other) == {"history": "good", "sealed": "bad"}
    other = copy.deepcopy(given)
    ask_of_another(other)
    found = examined(page, other)
    assert (found["signature"], found["report"], found["history"]) == ("good", "bad", "bad")


def test_a_report_is_checked_and_a_changed_history_is_called_wrong(
    open_page: OpenPage, api: Api
) -> None:
    receipt = api.filed()
    api.settle()
    page = open_page("track")
    look_up(page, receipt)
    page.locator("#keep summary").click()
    with page.expect_download() as download:
        page.locator("#keep-save").click()
    saved = download.value.path()
    page.locator("#check summary").click()
    page.locator("#check [type=submit]").click()
    expect(page.locator("#check-status")).to_have_text(
        "Tidak ada yang berubah dari yang bisa diperiksa."
    )
    expect(page.locator("#check-found [data-outcome=good]")).to_have_count(5)
    pictured(page, "check-good-390")
    assert troubles(page) == []

    def shorten(route: Route) -> None:
        """As who has dropped the last event from the table."""
        body = route.fetch().json()
        body["items" if "items" in body else "digests"].pop()
        route.fulfill(json=body)

    page = open_page("track", english=True)
    look_up(page, receipt)
    page.route("**/timeline*", shorten)
    page.route("**/proof", shorten)
    page.locator("#check summary").click()
    page.locator("#check-saved").fill("nothing signed")
    page.locator("#check [type=submit]").click()
    expect(page.locator("#check-status")).to_have_text("There is no signed receipt in it.")
    page.locator("#check-file").set_input_files(saved)
    page.locator("#check [type=submit]").click()
    expect(page.locator("#check-status")).to_contain_text("Something does not fit.")
    expect(page.locator("#check-found [data-outcome=bad]")).to_contain_text(
        "The history is not as it was when the receipt was made"
    )
    pictured(page, "check-bad-390")
    assert troubles(page) == []

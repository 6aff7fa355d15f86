"""What an operator does beside deploying.

Usage: python -m infra.operate officer EMAIL ROLE AGENCY_ID [--stage STAGE]
       python -m infra.operate shut EMAIL
       python -m infra.operate breaches
       python -m infra.operate tell-breach ID
       python -m infra.operate client list
       python -m infra.operate client give NAME --owner WHO --until YYYY-MM-DD [--scope file ...]
                                           [--per-minute N]
       python -m infra.operate client revoke ID
       python -m infra.operate status
       python -m infra.operate letters list|show|replay|discard QUEUE [--id ID] [--reason WHY]
       python -m infra.operate letters discarded
       python -m infra.operate refused [--day YYYY-MM-DD]
       python -m infra.operate reroute
       python -m infra.operate expire-identities --dry-run
       python -m infra.operate recompute-deadlines
       python -m infra.operate rebuild-figures
       python -m infra.operate restore TABLE [--case ID ...]
       python -m infra.operate resume
       python -m infra.operate move-reference
       python -m infra.operate rotate-signing-key receipts|ledger
       python -m infra.operate verify --case ID ... | --all
"""

import argparse
import os
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.case.model import NATIONAL_DESK, SYSTEM, Role
from chalicelib.errors import DomainError
from chalicelib.protection.signing import Signed
from chalicelib.store import api_keys, breaches, deliveries, operations, queries, sign_outs
from chalicelib.store.api_keys import ApiKey, Scope
from chalicelib.store.tables import CASE_SK, case_pk, event_sk
from chalicelib.usecases import machine_clients
from chalicelib.usecases.administer import author
from chalicelib.usecases.expire_identities import expire_identities
from chalicelib.usecases.officers import new_password, put_account
from chalicelib.usecases.verify_ledger import verify_days
from chalicelib.workdays import last_moment
from infra import dead_letters, status
from infra.console import Trouble, plainly, say
from infra.deploy import Clients, account
from infra.move_reference import move_reference
from infra.rebuild_figures import rebuild_figures
from infra.recompute import recompute_deadlines
from infra.restore import restore
from infra.signing_keys import ALIASES, rotate
from infra.sources import all_off, sources, turn
from infra.tell_breach import found, summary, tell_breach
from infra.verify import verify

ROLES = ("national_admin", "agency_admin", "liaison", "monitor", "custodian")


def create_officer(
    aws: Clients,
    user_pool_id: str,
    *,
    email: str,
    role: str,
    agency_id: str,
    password: str,
    permanent: bool = False,
) -> None:
    """Invite an officer (`put_account`). Raises `Trouble` for a role or an agency that cannot be
    theirs."""
    if role not in ROLES:
        raise Trouble(f"{role} is no role. Roles: {', '.join(ROLES)}.")
    if role == "national_admin" and agency_id != NATIONAL_DESK:
        raise Trouble(
            f"A national administrator is of {NATIONAL_DESK}: the role reaches everything."
        )
    put_account(
        aws("cognito-idp"),
        user_pool_id,
        email,
        Role(role),
        agency_id,
        password,
        permanent=permanent,
    )


def shut_out(aws: Clients, user_pool_id: str, email: str) -> str:
    """Disable an officer's account and end their sessions, within a minute everywhere. The id that
    events and readings know them by."""
    cognito = aws("cognito-idp")
    user = {"UserPoolId": user_pool_id, "Username": email}
    try:
        account = cognito.admin_get_user(**user)
    except cognito.exceptions.UserNotFoundException:
        raise Trouble(f"There is no account {email}.") from None
    (officer_id,) = (a["Value"] for a in account["UserAttributes"] if a["Name"] == "sub")
    cognito.admin_disable_user(**user)
    sign_outs.record(officer_id, datetime.now(UTC))
    cognito.admin_user_global_sign_out(**user)
    return str(officer_id)


def reroute(aws: Clients, outputs: Mapping[str, str]) -> int:
    """Hand every case that waits for routing to `route_complaints`, as its stream would have.

    For after a loss of stream records: a restart of the local stack, or a stream that was down for
    longer than it keeps records. Routing twice is harmless.

    Returns:
        How many cases were handed over.
    """
    waiting = list(queries.unrouted())
    for case_id in waiting:
        case = _image(aws, outputs, case_id, CASE_SK)["NewImage"]
        latest = _image(aws, outputs, case_id, event_sk(int(case["version"]["N"])))
        records = [{"eventName": "INSERT", "dynamodb": latest}]
        dead_letters.invoke(aws, outputs["RouteComplaintsName"], records)
    return len(waiting)


def _image(aws: Clients, outputs: Mapping[str, str], case_id: str, sk: str) -> dict[str, Any]:
    """A row of a case as the stream has it."""
    key = {"pk": {"S": case_pk(case_id)}, "sk": {"S": sk}}
    row = aws("dynamodb").get_item(TableName=outputs["CasesTableName"], Key=key)["Item"]
    return {"Keys": key, "NewImage": row}


def main() -> None:
    """Run one command with the AWS settings of the environment."""
    given = _parser().parse_args()
    try:
        outputs = _outputs(given.stage)
        for name in ("Cases", "Reference", "Figures"):  # for what goes through the store
            os.environ[f"{name.upper()}_TABLE"] = outputs[f"{name}TableName"]
        COMMANDS[given.command](given, outputs)
    except (BotoCoreError, ClientError) as error:
        raise Trouble(f"AWS refused: {error}") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.operate")
    parser.add_argument("--stage", default="prod")
    commands = parser.add_subparsers(dest="command", required=True)
    breach = commands.add_parser("tell-breach", help="tell reporters of a breach of their data")
    breach.add_argument("id", help="of a notice that two custodians agreed on")
    commands.add_parser("breaches", help="notices of breaches, their clocks, and who was told")
    shut = commands.add_parser("shut", help="disable an officer and end their sessions")
    shut.add_argument("email")
    officer = commands.add_parser("officer", help="invite an officer, or invite them again")
    officer.add_argument("email")
    officer.add_argument("role", choices=ROLES)
    officer.add_argument("agency_id")
    clients = commands.add_parser("client", help="keys of machine clients").add_subparsers(
        dest="what", required=True
    )
    clients.add_parser("list", help="who has one, for what, until when")
    give = clients.add_parser("give", help="make a key, shown once")
    give.add_argument("name", help="small letters, digits and dashes")
    give.add_argument("--owner", required=True, help="who answers for it, and how to reach them")
    give.add_argument("--until", required=True, type=date.fromisoformat, help="last day, in WIB")
    give.add_argument("--scope", action="append", type=Scope, choices=list(Scope))
    give.add_argument("--per-minute", type=int, default=60)
    clients.add_parser("revoke", help="take a key back").add_argument("id")
    commands.add_parser("status", help="what rings, who hears it, what is off, what waits")
    refused = commands.add_parser("refused", help="notices the mail service refused for good")
    refused.add_argument("--day", type=date.fromisoformat, help="a day in UTC; today without it")
    commands.add_parser("reroute", help="route what was filed or returned and never routed")
    expiry = commands.add_parser(
        "expire-identities", help="how many identities the next run erases, by class"
    )
    expiry.add_argument("--dry-run", action="store_true", required=True)
    commands.add_parser("rebuild-figures", help="count all figures anew from the events of cases")
    commands.add_parser(
        "recompute-deadlines", help="count open cases by a corrected calendar, and tell reporters"
    )
    dead = commands.add_parser("letters", help="dead letters").add_subparsers(
        dest="what", required=True
    )
    for what in ("list", "show", "replay", "discard"):
        command = dead.add_parser(what)
        command.add_argument("queue", choices=dead_letters.QUEUES)
        if what != "list":
            command.add_argument("--id", required=what != "replay", help="or its beginning")
        if what == "discard":
            command.add_argument("--reason", required=True)
    dead.add_parser("discarded", help="what was given up, by whom and why")
    back = commands.add_parser("restore", help="bring cases back from a restored table")
    back.add_argument("table", help="the table that point-in-time recovery made")
    back.add_argument("--case", action="append", help="a case's number; all cases without it")
    commands.add_parser("resume", help="turn every mapping and rule on again")
    commands.add_parser("move-reference", help="register and rules into their own table")
    key = commands.add_parser("rotate-signing-key", help="let a new key sign")
    key.add_argument("signed", type=Signed, choices=list(Signed))
    check = commands.add_parser("verify", help="hold cases against their events and the ledger")
    which = check.add_mutually_exclusive_group(required=True)
    which.add_argument("--case", action="append", help="a case's number")
    which.add_argument("--all", action="store_true", help="every sealed case, and every day")
    return parser


def _outputs(stage: str) -> dict[str, str]:
    stack = account("cloudformation").describe_stacks(StackName=f"lapor-{stage}")["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def _officer(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    password = new_password()
    create_officer(
        account,
        outputs["UserPoolId"],
        email=given.email,
        role=given.role,
        agency_id=given.agency_id,
        password=password,
    )
    say(f"{given.email} signs in with {password} within three days, and then sets their own.")


def _tell_breach(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    caller = account("sts").get_caller_identity()["Arn"]
    came_to = tell_breach(given.id, by=caller)
    say(f"Cases whose reporter was told now: {came_to.cases}.")
    say(summary(found(given.id), datetime.now(UTC)))
    if came_to.failed:
        named = "\n".join(f"  {case_id}: {why}" for case_id, why in came_to.failed.items())
        raise Trouble(f"{len(came_to.failed)} were not told. Mend them, run again:\n{named}")


def _breaches(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    for notice in breaches.every():
        say(summary(notice, datetime.now(UTC)))


def _shut(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    officer_id = shut_out(account, outputs["UserPoolId"], given.email)
    say(f"{given.email} ({officer_id}) is disabled; what is signed in ends within a minute.")


def _client(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    by = author(SYSTEM, datetime.now(UTC))
    match given.what:
        case "list":
            for key in api_keys.every():
                say(as_line(key, by.at))
        case "give":
            if Scope.POSTS in (given.scope or ()):
                if len(set(given.scope)) > 1:
                    raise Trouble("A key that signs posts opens nothing else: give two keys.")
                os.environ["PEPPER_SECRET_ID"] = outputs["PepperSecretId"]  # it is computed by it
            made, secret = machine_clients.issue(
                given.name,
                owner=given.owner,
                scopes=given.scope or [Scope.FILE],
                per_minute=given.per_minute,
                valid_until=last_moment(given.until, "WIB"),
                by=by,
            )
            say(as_line(made, by.at))
            say(f"The key is {secret} (shown this once). It counts everywhere within a minute.")
        case "revoke":
            try:
                say(as_line(api_keys.revoke(given.id, by), by.at))
            except DomainError as refusal:
                raise Trouble(f"No one key begins with {given.id}: {refusal.code}.") from None


def as_line(key: ApiKey, now: datetime) -> str:
    """A key in one line."""
    grant = key.grant
    ends = f"until {grant.valid_until:%Y-%m-%d}" if key.counts(now) else "ended"
    if key.revoked_at is not None:
        ends = f"revoked {key.revoked_at:%Y-%m-%d} by {key.revoked_by}"
    scopes = ",".join(grant.scopes)
    return f"{key.id}  {grant.client}  {scopes}  {grant.per_minute}/min  {ends}  {grant.owner}"


def _letters(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    match given.what:
        case "list":
            for letter in dead_letters.listed(account, outputs, given.queue):
                say(f"{letter.id}  {letter.sent_at:%Y-%m-%d %H:%M}  {letter.about}")
        case "show":
            say(dead_letters.found(account, outputs, given.queue, given.id).body)
        case "replay":
            outcome = dead_letters.replay(account, outputs, given.queue, given.id)
            say(f"{outcome.handed_over} handed over, {len(outcome.failed)} left.")
            for letter_id, why in outcome.failed.items():
                say(f"  {letter_id}: {why}")
        case "discard":
            gone = dead_letters.discard(account, outputs, given.queue, given.id, given.reason)
            say(f"Discarded: {gone.about}.")
        case "discarded":
            for each in operations.discards():
                say(f"{each.at:%Y-%m-%d %H:%M}  {each.queue}  {each.by}  {each.reason}")


def _refused(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    for each in deliveries.refused(given.day or datetime.now(UTC).date()):
        say(f"{each.at:%Y-%m-%d %H:%M}  {each.reason}  {each.notice}")


def _expire_identities(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    counts = expire_identities(datetime.now(UTC), dry_run=True)
    for what, number in counts.items():
        say(f"{what}: {number}")


def _recompute_deadlines(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    came_to = recompute_deadlines()
    say(f"{came_to.cases} open cases looked at, {came_to.moved} of them moved.")
    if came_to.failed:
        named = "\n".join(f"  {case_id}: {why}" for case_id, why in came_to.failed.items())
        raise Trouble(f"{len(came_to.failed)} could not be counted. Mend them, run again:\n{named}")


def _rebuild_figures(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    came_to = rebuild_figures(
        account("dynamodb"), cases=outputs["CasesTableName"], figures=outputs["FiguresTableName"]
    )
    say(f"{came_to.cases} cases counted into generation {came_to.generation}.")
    if came_to.failed:
        named = "\n".join(f"  {case_id}" for case_id in sorted(came_to.failed))
        raise Trouble(f"{len(came_to.failed)} could not be counted. Mend them, run again:\n{named}")


def _restore(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    with all_off(account, outputs):
        came_to = restore(
            account, source=given.table, target=outputs["CasesTableName"], case_ids=given.case
        )
    say(f"{came_to.cases} cases looked at, {came_to.mended} mended, {came_to.rows} rows put.")


def _resume(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    for source in sources(account, outputs):
        if not source.enabled:
            turn(account, source, on=True)
            say(f"On again: {source.kind} of {source.function}.")


def _move_reference(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    came = move_reference(
        account, cases=outputs["CasesTableName"], reference=outputs["ReferenceTableName"]
    )
    say(f"{came} rows copied. Functions read them within a minute.")


def _rotate_signing_key(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    made = rotate(account, outputs, given.signed, datetime.now(UTC))
    say(f"{made['kid']} signs {given.signed} within a minute. The former key's receipts verify on.")


def _verify(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    os.environ["LEDGER_BUCKET"] = outputs["LedgerBucketName"]
    os.environ["LEDGER_KEY_ID"] = outputs[ALIASES[Signed.LEDGER]]
    looked_at, broken = 0, 0
    for verdict in verify(given.case):
        looked_at, broken = looked_at + 1, broken + bool(verdict.findings)
        if given.case or verdict.findings:
            say(str(verdict))
    breaks = verify_days(datetime.now(UTC))
    for problem in breaks:
        say(f"BROKEN: {problem}")
    if broken or breaks:
        raise Trouble(f"{broken} of {looked_at} cases and {len(breaks)} days do not hold.")
    say(f"{looked_at} cases hold, and so does the chain of days.")


COMMANDS: Mapping[str, Callable[[argparse.Namespace, Mapping[str, str]], None]] = {
    "officer": _officer,
    "client": _client,
    "shut": _shut,
    "breaches": _breaches,
    "tell-breach": _tell_breach,
    "status": lambda given, outputs: status.show(account, outputs),
    "refused": _refused,
    "reroute": lambda given, outputs: say(f"{reroute(account, outputs)} routed."),
    "expire-identities": _expire_identities,
    "recompute-deadlines": _recompute_deadlines,
    "rebuild-figures": _rebuild_figures,
    "letters": _letters,
    "restore": _restore,
    "resume": _resume,
    "move-reference": _move_reference,
    "rotate-signing-key": _rotate_signing_key,
    "verify": _verify,
}


if __name__ == "__main__":
    with plainly():
        main()

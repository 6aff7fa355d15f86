"""Least privilege: each role names what it may touch, and the API cannot read an identity."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from infra import functions as infra_functions
from infra.queue_policies import queue_policies
from tests.infra.reading import (
    FUNCTIONS,
    HEARING,
    QUEUES,
    SCHEDULES,
    STREAMS,
    as_list,
    grants,
    named,
    of_type,
    statements,
)

READS = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan"}
WRITES = {f"dynamodb:{one}Item" for one in ("Put", "Update", "Delete", "BatchWrite")}
VAULT = {"VaultTable", "VaultKeysTable"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_wildcard_where_a_resource_can_be_named(resources: Mapping[str, Any], name: str) -> None:
    for action, target in grants(resources, name):
        assert "*" not in action, action
        # A stream's name ends in the moment it was made, which no template knows; objects of a
        # bucket come and go.
        open_ended = target == "CasesTable/stream/*" or action in (
            "s3:GetObject",
            "s3:PutObject",
            "s3:DeleteObject",
        )
        assert "*" not in (target.removesuffix("*") if open_ended else target), (action, target)


ROWS = {f"dynamodb:{one}Item" for one in ("Get", "BatchGet", "Put", "Update", "ConditionCheck")} | {
    "dynamodb:Query"
}
STREAM = {f"dynamodb:{one}" for one in ("DescribeStream", "ListStreams", "GetRecords")} | {
    "dynamodb:GetShardIterator"
}
SERVICES = {"cognito-idp", "dynamodb", "kms", "logs", "s3", "secretsmanager", "ses", "sns", "sqs"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nobody_scans_or_deletes_cases(resources: Mapping[str, Any], name: str) -> None:
    """Nor asks in PartiQL, changes the table, or does anything else with it than is named here."""
    for action, target in grants(resources, name):
        if target.startswith("CasesTable"):
            assert action in (STREAM if target == "CasesTable/stream/*" else ROWS), action


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nobody_starts_functions_makes_roles_or_asks_in_another_language(
    resources: Mapping[str, Any], name: str
) -> None:
    granted = {action for action, _ in grants(resources, name)}
    assert {action.partition(":")[0] for action in granted} <= SERVICES
    deletes = {"dynamodb:DeleteItem", "dynamodb:BatchWriteItem"}
    assert {one for one in granted if one.startswith("dynamodb:")} <= ROWS | STREAM | deletes


# Beside the rows of cases, which stand under their numbers.
OTHER_ROWS = {
    "admin_handler": {"SIGN_OUTS"},
    "api_handler": {"SIGN_OUTS"},
    "disclose_identity": {"SIGN_OUTS"},
    "notify_agency": {"REFUSED#*", "RUN#*"},
    "notify_reporter": {"REFUSED#*"},
    "send_agency_digests": {"DIGEST#*", "REFUSED#*"},
}
NO_CASES = {
    "manage_officers": {"SIGN_OUTS", "INVITATIONS"},
    "replay_letters": {"SIGN_OUTS"},
}
WITHOUT_THE_TABLE = {
    "collect_heads",
    "poll_feeds",
    "publish_events",
    "seal_ledger",
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_reaches_its_own_kinds_of_rows_in_the_table_of_cases(
    resources: Mapping[str, Any], name: str
) -> None:
    found = set()
    for statement in statements(resources, name):
        if "CasesTable" in {named(one) for one in as_list(statement["Resource"])}:
            found |= set(statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"])
    of_cases = NO_CASES.get(name, {"CASE#*"} | OTHER_ROWS.get(name, set()))
    assert found == (set() if name in WITHOUT_THE_TABLE else of_cases)


def test_who_calls_the_systems_of_others_reads_of_a_case_only_where_it_stands(
    resources: Mapping[str, Any],
) -> None:
    """Not a word of it, not even that it has any."""
    (granted,) = (
        statement
        for statement in statements(resources, "call_webhooks")
        if "CasesTable" in {named(one) for one in as_list(statement["Resource"])}
    )
    assert as_list(granted["Action"]) == ["dynamodb:Query"]
    assert granted["Condition"] == {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["CASE#*"]},
        "ForAllValues:StringEquals": {"dynamodb:Attributes": ["pk", "sk", "kind", "about"]},
        "StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
    }


WRITERS = {
    "ReferenceTable": {"admin_handler"},
    "CasesTable": {
        "api_handler",
        "close_quiet_cases",
        "disclose_identity",
        "escalate_overdue",
        "expire_identities",
        "manage_officers",
        "notify_agency",
        "notify_reporter",
        "reroute_waiting",
        "route_complaints",
        "scan_attachments",
        "send_agency_digests",
        "send_rating_reminders",
    },
}


@pytest.mark.parametrize("table", WRITERS)
def test_cases_and_rules_are_written_by_whose_work_it_is(
    resources: Mapping[str, Any], table: str
) -> None:
    writers = {
        name
        for name in FUNCTIONS
        for action, target in grants(resources, name)
        if target == table and action in WRITES
    }
    assert writers == WRITERS[table]


def test_the_api_writes_the_vault_and_cannot_read_it(resources: Mapping[str, Any]) -> None:
    granted = set(grants(resources, "api_handler"))
    assert {("dynamodb:PutItem", table) for table in VAULT} <= granted
    assert not {(action, t) for action, t in granted if action in READS and t.startswith("Vault")}
    assert {action for action, target in granted if target == "VaultKey"} == {"kms:GenerateDataKey"}
    assert not {target for action, target in granted if action == "kms:Decrypt"}


def test_readings_are_put_by_the_api_listed_by_the_administration_and_changed_by_nobody(
    resources: Mapping[str, Any],
) -> None:
    granted = {
        (name, action)
        for name in FUNCTIONS
        for action, target in grants(resources, name)
        if target.startswith("ReadingsTable")
    }
    assert granted == {
        ("api_handler", "dynamodb:PutItem"),
        ("admin_handler", "dynamodb:Query"),
        ("disclose_identity", "dynamodb:PutItem"),
    }


def test_two_functions_read_identities(
    resources: Mapping[str, Any],
) -> None:
    readers = {
        name
        for name in FUNCTIONS
        for action, target in grants(resources, name)
        if (target in VAULT and action in READS) or (action, target) == ("kms:Decrypt", "VaultKey")
    }
    assert readers == {"notify_reporter", "disclose_identity"}


def test_the_vault_key_itself_refuses_everybody_else(resources: Mapping[str, Any]) -> None:
    policy = resources["VaultKey"]["Properties"]["KeyPolicy"]["Statement"]
    (refusal,) = (s for s in policy if s["Effect"] == "Deny")
    assert {"kms:Decrypt", "kms:ReEncryptFrom", "kms:CreateGrant"} <= set(refusal["Action"])
    assert refusal["Principal"] == {"AWS": "*"}
    allowed = [a["Fn::Sub"] for a in refusal["Condition"]["ArnNotLike"]["aws:PrincipalArn"]]
    account, named = "${AWS::Partition}:%s::${AWS::AccountId}", []
    for name, function in (
        ("notify_reporter", "NotifyReporter"),
        ("disclose_identity", "DiscloseIdentity"),
    ):
        role = resources[f"{function}Role"]["Properties"]["RoleName"]["Fn::Sub"]
        assert role == f"lapor-${{Stage}}-{name}-${{AWS::Region}}"
        given = resources[function]["Properties"]["Role"]
        assert given == {"Fn::GetAtt": [f"{function}Role", "Arn"]}
        named.append(f"arn:{account % 'iam'}:role/{role}")
        named.append(f"arn:{account % 'sts'}:assumed-role/{role}/*")
    assert sorted(allowed) == sorted(named)


@pytest.mark.parametrize(
    ("key", "signer", "readers"),
    [
        ("ReceiptsKey", "api_handler", {"api_handler"}),
        ("LedgerKey", "seal_ledger", {"seal_ledger", "verify_ledger", "api_handler"}),
    ],
)
def test_a_key_that_signs_lets_one_role_and_refuses_all_others(
    resources: Mapping[str, Any], key: str, signer: str, readers: set[str]
) -> None:
    properties = resources[key]["Properties"]
    assert (properties["KeySpec"], properties["KeyUsage"]) == ("ECC_NIST_P256", "SIGN_VERIFY")
    assert resources[key]["DeletionPolicy"] == "Retain"
    account, *own = properties["KeyPolicy"]["Statement"]
    assert account["Sid"] == "AccountMayDelegate"
    may: dict[str, set[str]] = {}
    for statement in own[:-1]:
        assert (statement["Effect"], statement["Principal"]) == ("Allow", {"AWS": "*"})
        for action in as_list(statement["Action"]):
            may.setdefault(action, set()).update(roles_in(statement["Condition"]["ArnLike"]))
    assert may == {"kms:Sign": {signer}, "kms:GetPublicKey": readers}
    refusal = own[-1]
    assert (refusal["Effect"], refusal["Principal"]) == ("Deny", {"AWS": "*"})
    assert set(refusal["Action"]) == {"kms:Sign", "kms:CreateGrant"}
    assert roles_in(refusal["Condition"]["ArnNotLike"]) == {signer}


def roles_in(condition: Mapping[str, Any]) -> set[str]:
    """The functions whose roles are named, each as the role and as its sessions."""
    found = [arn["Fn::Sub"] for arn in condition["aws:PrincipalArn"]]
    names = {arn.split("lapor-${Stage}-")[1].split("-${AWS::Region}")[0] for arn in found}
    account, role = "${AWS::Partition}:%s::${AWS::AccountId}", "lapor-${Stage}-%s-${AWS::Region}"
    assert sorted(found) == sorted(
        f"arn:{account % service}:{kind}{role % name}{end}"
        for name in names
        for service, kind, end in (("iam", "role/", ""), ("sts", "assumed-role/", "/*"))
    )
    return names


@pytest.mark.parametrize(
    ("function", "role"),
    [
        ("APIHandler", "api_handler"),
        ("SealLedger", "seal_ledger"),
        ("VerifyLedger", "verify_ledger"),
    ],
)
def test_the_names_that_keys_which_sign_trust_are_those_of_the_functions_roles(
    resources: Mapping[str, Any], function: str, role: str
) -> None:
    (resource, _) = resources[function]["Properties"]["Role"]["Fn::GetAtt"]
    name = resources[resource]["Properties"]["RoleName"]["Fn::Sub"]
    assert name == f"lapor-${{Stage}}-{role}-${{AWS::Region}}"


LEDGER = "arn:${AWS::Partition}:s3:::lapor-${Stage}-ledger-${AWS::AccountId}-${AWS::Region}"


def test_each_part_of_the_ledger_has_one_writer_and_nobody_takes_anything_away(
    resources: Mapping[str, Any],
) -> None:
    granted = {
        (name, action, target.removeprefix(LEDGER))
        for name in FUNCTIONS
        for action, target in grants(resources, name)
        if target.startswith(LEDGER)
    }
    reads = ("/leaves/*", "/shards/*", "/days/*")
    assert granted == {
        ("collect_heads", "s3:PutObject", "/journal/*"),
        *(("seal_ledger", "s3:PutObject", part) for part in reads),
        *(("api_handler", "s3:GetObject", part) for part in reads),
        *((name, "s3:GetObject", "/*") for name in ("seal_ledger", "verify_ledger")),
        *((name, "s3:ListBucket", "") for name in ("api_handler", "seal_ledger", "verify_ledger")),
    }
    _, journal, rest, deletes = resources["LedgerBucketPolicy"]["Properties"]["PolicyDocument"][
        "Statement"
    ]
    for refusal, writer in ((journal, "CollectHeadsRole"), (rest, "SealLedgerRole")):
        assert (refusal["Effect"], refusal["Principal"]) == ("Deny", "*")
        assert refusal["Action"] == "s3:PutObject"
        role, session = refusal["Condition"]["ArnNotLike"]["aws:PrincipalArn"]
        assert role == {"Fn::GetAtt": [writer, "Arn"]}
        assert session["Fn::Sub"].endswith(f":assumed-role/${{{writer}}}/*")
    part = {"Fn::Sub": "${LedgerBucket.Arn}/journal/*"}
    assert (journal["Resource"], rest["NotResource"]) == (part, part)
    assert (deletes["Effect"], deletes["Principal"]) == ("Deny", "*")
    assert "Condition" not in deletes
    assert {"s3:DeleteObject", "s3:DeleteObjectVersion"} <= set(deletes["Action"])


def test_what_is_in_the_ledger_is_locked_and_kept_with_its_versions(
    resources: Mapping[str, Any],
) -> None:
    bucket = resources["LedgerBucket"]
    assert bucket["DeletionPolicy"] == bucket["UpdateReplacePolicy"] == "Retain"
    properties = bucket["Properties"]
    assert properties["ObjectLockEnabled"] is True
    assert properties["ObjectLockConfiguration"] == {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 5}},
    }
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    name = LEDGER.partition(":::")[2]
    assert properties["BucketName"] == {"Fn::Sub": name}


def test_the_administration_writes_no_key_that_signatures_are_checked_with(
    resources: Mapping[str, Any],
) -> None:
    (writing,) = (
        statement
        for statement in statements(resources, "admin_handler")
        if "dynamodb:PutItem" in statement["Action"]
        and named(statement["Resource"]) == "ReferenceTable"
    )
    leading = writing["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    assert leading == ["AGENCIES", "API_KEYS", "BREACHES", "FEEDS", "RULES#*", "WEBHOOKS"]


def test_no_policy_of_a_resource_trusts_a_pattern_of_names(resources: Mapping[str, Any]) -> None:
    """Who may make roles could make one that fits."""
    for name, statement in policies(resources):
        for condition in statement.get("Condition", {}).values():
            for arn in as_list(condition.get("aws:PrincipalArn", [])):
                text = str(arn)
                assert "*" not in text.replace("/*'}", ""), f"{name}: {text}"


def test_services_come_for_this_account_only(resources: Mapping[str, Any]) -> None:
    """Else somebody else's alarm or rule could use the key or the queue by way of the service."""
    for name, statement in policies(resources):
        if statement["Effect"] == "Allow" and "Service" in statement["Principal"]:
            conditions = {key for each in statement["Condition"].values() for key in each}
            assert conditions & {"aws:SourceAccount", "aws:SourceArn"}, name


def test_every_queue_and_topic_refuses_who_comes_without_tls(queues: Mapping[str, Any]) -> None:
    refusing = set()
    for name, statement in policies(queues):
        if statement["Effect"] == "Deny" and statement.get("Condition") == {
            "Bool": {"aws:SecureTransport": "false"}
        }:
            assert statement["Principal"] == "*"
            targets = {named(target) for target in as_list(statement["Resource"])}
            meant = {target.removesuffix("/*") for target in targets}
            properties = queues[name]["Properties"]
            if "Bucket" in properties:
                assert targets == {named(properties["Bucket"]) + end for end in ("", "/*")}
            else:
                of_policy = properties.get("Queues") or properties["Topics"]
                assert targets == {named(one) for one in of_policy}
            actions = as_list(statement["Action"])
            assert actions in (["sqs:*"], ["sns:Publish", "sns:Subscribe"], ["s3:*"])
            refusing |= meant
    kinds = ("AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::S3::Bucket")
    assert refusing == {name for kind in kinds for name in of_type(queues, kind)}


def test_every_queue_and_topic_has_one_policy(queues: Mapping[str, Any]) -> None:
    """A second one would take the place of the first."""
    meant = [
        named(target)
        for resource in queues.values()
        if resource["Type"] in ("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")
        for target in resource["Properties"].get("Queues") or resource["Properties"]["Topics"]
    ]
    assert len(meant) == len(set(meant))


TOPIC = ("sns.amazonaws.com", {"Ref": "EventsTopic"})
BUCKET = "arn:${AWS::Partition}:s3:::lapor-${Stage}-attachments-${AWS::AccountId}-${AWS::Region}"
VERDICTS = "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/lapor-${Stage}-malware-verdicts"  # noqa: E501
UPLOADS = [
    ("s3.amazonaws.com", {"Fn::Sub": BUCKET}),
    ("events.amazonaws.com", {"Fn::Sub": VERDICTS}),
]
SENDERS: dict[str, set[str]] = {
    "NotifyReporterQueue": {"api_handler", "notify_reporter", "replay_letters"},
    "NotifyAgencyQueue": {"notify_agency", "replay_letters"},
    "IndexSimilarQueue": {"replay_letters"},
    "CountFiguresQueue": {"replay_letters"},
    "CollectPostsQueue": {"api_handler", "poll_feeds", "replay_letters"},
    "ScanAttachmentsQueue": {"replay_letters"},
    "CollectHeadsQueue": {"replay_letters"},
    "CallWebhooksQueue": {"replay_letters"},
    "RouteComplaintsDeadLetters": {"route_complaints"},
    "PublishEventsDeadLetters": {"publish_events"},
    "SchedulesDeadLetters": set(SCHEDULES),
    **{f"{FUNCTIONS[name]}DeadLetters": set() for name in QUEUES},
}
"""The functions that send to each queue there is."""


def test_senders_are_named_for_every_queue(resources: Mapping[str, Any]) -> None:
    assert SENDERS.keys() == of_type(resources, "AWS::SQS::Queue").keys()


@pytest.fixture(params=["as packaged", "as made now"])
def queues(request: pytest.FixtureRequest, resources: Mapping[str, Any]) -> Mapping[str, Any]:
    """The queues with their policies: those of the template, and those that the generator makes of
    the roles now, so that its own faults show before anybody writes the template anew."""
    if request.param == "as packaged":
        return resources
    others = {n: r for n, r in resources.items() if r["Type"] != "AWS::SQS::QueuePolicy"}
    return others | dict(queue_policies())


@pytest.mark.parametrize("queue", SENDERS)
def test_a_queue_refuses_all_but_its_senders_and_who_reads_it(
    queues: Mapping[str, Any], queue: str
) -> None:
    """Whatever a role of their own allows them."""
    is_letters = queue.endswith("DeadLetters")
    reader = {name for name in QUEUES if f"{FUNCTIONS[name]}Queue" == queue}
    sends, takes = (refusal(queues, queue, sid) for sid in ("NobodyElseSends", "NobodyElseTakes"))
    assert as_list(sends["Action"]) == ["sqs:SendMessage"]
    assert set(takes["Action"]) == {
        f"sqs:{verb}"
        for verb in ("ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "PurgeQueue")
    }
    assert let_in(sends) == SENDERS[queue]
    assert let_in(takes) == ({"replay_letters"} if is_letters else reader)


@pytest.mark.parametrize("queue", SENDERS)
def test_services_send_to_a_queue_what_is_ours_and_are_not_caught_by_its_refusals(
    queues: Mapping[str, Any], queue: str
) -> None:
    allowing = [s for s in policy_of(queues, queue) if s["Effect"] == "Allow"]
    assert all(s["Action"] == "sqs:SendMessage" for s in allowing)
    if queue == "SchedulesDeadLetters":
        (rules,) = allowing
        assert rules["Principal"] == {"Service": "events.amazonaws.com"}
        assert rules["Condition"] == {
            "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
        }
        sources = []
    else:
        found = [
            (s["Principal"]["Service"], s["Condition"]["ArnEquals"]["aws:SourceArn"])
            for s in allowing
        ]
        hearing = {f"{FUNCTIONS[n]}{end}" for n in HEARING for end in ("Queue", "DeadLetters")}
        of_uploads = UPLOADS if queue == "ScanAttachmentsQueue" else []
        assert found == ([TOPIC] if queue in hearing else of_uploads)
        sources = [source for _, source in found]
    for sid, known in (("NobodyElseSends", sources), ("NobodyElseTakes", [])):
        condition = dict(refusal(queues, queue, sid)["Condition"])
        condition.pop("ArnNotLike", None)
        assert condition.pop("StringNotLike") == {"aws:PrincipalArn": {"Ref": "Operators"}}
        # The topic, and SQS when it moves what was received too often, have no role.
        assert condition.pop("BoolIfExists") == {"aws:PrincipalIsAWSService": "false"}
        assert condition == ({"ArnNotEqualsIfExists": {"aws:SourceArn": known}} if known else {})


def test_no_policy_is_put_before_the_one_that_the_dead_letters_of_the_topic_keep(
    queues: Mapping[str, Any],
) -> None:
    """An update may leave a queue bare for a moment; meanwhile they take the topic's events."""
    after = {
        name: as_list(resource.get("DependsOn", []))
        for name, resource in queues.items()
        if resource["Type"] == "AWS::SQS::QueuePolicy"
    }
    first = {"QueuesPolicy", "SchedulesDeadLettersPolicy"}
    assert after == {name: [] if name in first else ["QueuesPolicy"] for name in after}
    kept = [named(target) for target in queues["QueuesPolicy"]["Properties"]["Queues"]]
    assert sorted(kept) == sorted(f"{FUNCTIONS[name]}DeadLetters" for name in HEARING)


@pytest.mark.parametrize("letters", [queue for queue in SENDERS if queue.endswith("DeadLetters")])
def test_no_queue_but_its_own_moves_messages_into_dead_letters(
    resources: Mapping[str, Any], letters: str
) -> None:
    """What another moves there passes by the policy, and would be put back into a queue of ours."""
    found = of_type(resources, "AWS::SQS::Queue")
    target = {"Fn::GetAtt": [letters, "Arn"]}
    moving = [
        queue["QueueName"]["Fn::Sub"]
        for queue in found.values()
        if queue.get("RedrivePolicy", {}).get("deadLetterTargetArn") == target
    ]
    here = "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:"
    allowed = {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [{"Fn::Sub": here + name} for name in moving],
    }
    assert len(moving) == (letters.removesuffix("DeadLetters") in map(FUNCTIONS.get, QUEUES))
    assert found[letters]["RedriveAllowPolicy"] == (
        allowed if moving else {"redrivePermission": "denyAll"}
    )


def policy_of(resources: Mapping[str, Any], queue: str) -> list[dict[str, Any]]:
    """The statements of the one policy of a queue that are about it."""
    (found,) = (
        policy
        for policy in of_type(resources, "AWS::SQS::QueuePolicy").values()
        if {"Ref": queue} in policy["Queues"]
    )
    statements_of_it = found["PolicyDocument"]["Statement"]
    assert all(
        queue in {named(target) for target in as_list(one["Resource"])} for one in statements_of_it
    )
    return list(statements_of_it)


def refusal(resources: Mapping[str, Any], queue: str, sid: str) -> dict[str, Any]:
    (found,) = (one for one in policy_of(resources, queue) if one.get("Sid") == sid)
    assert (found["Effect"], found["Principal"]) == ("Deny", "*")
    return found


def let_in(refusing: Mapping[str, Any]) -> set[str]:
    """The functions whose roles a refusal leaves out, each as AWS names a session and as the
    emulator does."""
    known = refusing["Condition"].get("ArnNotLike", {}).get("aws:PrincipalArn", [])
    roles = {one["Fn::GetAtt"][0] for one in known if "Fn::GetAtt" in one}
    session = "arn:${AWS::Partition}:sts::${AWS::AccountId}:assumed-role/${%s}/*"
    assert {one["Fn::Sub"] for one in known if "Fn::Sub" in one} == {
        session % role for role in roles
    }
    return {f.name for f in infra_functions.FUNCTIONS if f.role in roles}


def policies(resources: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The statements of the policies that keys, queues and topics have themselves, by resource."""
    for name, resource in resources.items():
        properties = resource.get("Properties", {})
        document = properties.get("KeyPolicy") or properties.get("PolicyDocument")
        for statement in document["Statement"] if document else ():
            yield name, statement


def test_the_vault_tables_have_another_key(resources: Mapping[str, Any]) -> None:
    for table in VAULT:
        encryption = resources[table]["Properties"]["SSESpecification"]
        assert encryption["KMSMasterKeyId"] == {"Fn::GetAtt": ["VaultTablesKey", "Arn"]}
        assert encryption["SSEType"] == "KMS"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_writes_its_own_log_only(resources: Mapping[str, Any], name: str) -> None:
    targets = {target for action, target in grants(resources, name) if action.startswith("logs:")}
    logs = "ApiHandlerLogs" if name == "api_handler" else f"{FUNCTIONS[name]}Logs"
    assert targets == {logs}


@pytest.mark.parametrize("name", STREAMS)
def test_stream_readers_may_read_it_and_leave_letters(
    resources: Mapping[str, Any], name: str
) -> None:
    granted = set(grants(resources, name))
    for action in ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"):
        assert (f"dynamodb:{action}", "CasesTable/stream/*") in granted
    assert ("sqs:SendMessage", f"{FUNCTIONS[name]}DeadLetters") in granted


@pytest.mark.parametrize("name", QUEUES)
def test_queue_readers_may_take_from_their_queue_and_put_back_only(
    resources: Mapping[str, Any], name: str
) -> None:
    granted = {(a, t) for a, t in grants(resources, name) if a.startswith("sqs:")}
    assert granted == {
        (f"sqs:{action}", f"{FUNCTIONS[name]}Queue")
        for action in (
            "ReceiveMessage",
            "DeleteMessage",
            "ChangeMessageVisibility",
            "GetQueueAttributes",
            *(["SendMessage"] if name.startswith("notify") else []),
        )
    }
    variables = resources[FUNCTIONS[name]]["Properties"]["Environment"]["Variables"]
    own = {"Ref": f"{FUNCTIONS[name]}Queue"} if name.startswith("notify") else None
    assert variables.get("NOTICES_QUEUE_URL") == own


def test_one_function_takes_dead_letters_and_gives_them_to_readers_alone(
    resources: Mapping[str, Any],
) -> None:
    """Every queue there is. What streams and schedules left it looks at, and takes nothing out."""
    own = {(a, t) for a, t in grants(resources, "replay_letters") if not a.startswith("logs:")}
    letters = {f"{FUNCTIONS[name]}DeadLetters" for name in QUEUES}
    shown = letters | {f"{FUNCTIONS[name]}DeadLetters" for name in STREAMS}
    assert own == {
        ("dynamodb:Query", "CasesTable"),
        *((f"sqs:{action}", queue) for action in LOOKING for queue in shown),
        *((f"sqs:{action}", "SchedulesDeadLetters") for action in LOOKING),
        *(("sqs:DeleteMessage", queue) for queue in letters),
        *(("sqs:SendMessage", f"{FUNCTIONS[name]}Queue") for name in QUEUES),
    }
    takers = {
        name
        for name in FUNCTIONS
        for action, target in grants(resources, name)
        if action == "sqs:ReceiveMessage" and target.endswith("DeadLetters")
    }
    assert takers == {"replay_letters"}
    variables = resources["ReplayLetters"]["Properties"]["Environment"]["Variables"]
    assert json.loads(variables["DEAD_LETTERS"]["Fn::Sub"]) == {
        **{
            f"{FUNCTIONS[n]}DeadLetters": [f"${{{FUNCTIONS[n]}DeadLetters}}", None] for n in STREAMS
        },
        **{
            f"{FUNCTIONS[n]}DeadLetters": [
                f"${{{FUNCTIONS[n]}DeadLetters}}",
                f"${{{FUNCTIONS[n]}Queue}}",
            ]
            for n in QUEUES
        },
        "SchedulesDeadLetters": ["${SchedulesDeadLetters}", None],
    }


LOOKING = ("ReceiveMessage", "ChangeMessageVisibility", "GetQueueAttributes")


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedules_may_find_what_is_due(resources: Mapping[str, Any], name: str) -> None:
    granted = set(grants(resources, name))
    # What those of the ledger look at, the ledger says; open data are of what is public, and the
    # list of feeds has its own moments.
    if not name.endswith(("_ledger", "_open_data", "_feeds")):
        assert ("dynamodb:Query", "CasesTable/index/due") in granted
    if name == "reroute_waiting":
        assert ("dynamodb:Query", "CasesTable/index/by_desk") in granted
    assert ("sqs:SendMessage", "SchedulesDeadLetters") in granted


def test_the_topic_takes_events_from_the_publisher_alone(resources: Mapping[str, Any]) -> None:
    """Without a policy of its own a topic lets everybody in the account publish."""
    policy = resources["EventsTopicPolicy"]["Properties"]
    assert policy["Topics"] == [{"Ref": "EventsTopic"}]
    allowing, refusing = (
        statement
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Action"] == "sns:Publish"
    )
    role = {"Fn::GetAtt": ["PublishEventsRole", "Arn"]}
    assert (allowing["Effect"], allowing["Principal"]) == ("Allow", {"AWS": role})
    assert (refusing["Effect"], refusing["Principal"]) == ("Deny", "*")
    trusted = refusing["Condition"]["ArnNotLike"]["aws:PrincipalArn"]
    assert trusted[0] == role
    session = "arn:${AWS::Partition}:sts::${AWS::AccountId}:assumed-role/${PublishEventsRole}/*"
    assert trusted[1:] == [{"Fn::Sub": session}]


def test_only_senders_send(resources: Mapping[str, Any]) -> None:
    senders = {n for n in FUNCTIONS for a, _ in grants(resources, n) if a.startswith("ses:")}
    assert senders == {"notify_reporter", "notify_agency", "send_agency_digests"}
    publishers = {n for n in FUNCTIONS for a, _ in grants(resources, n) if a == "sns:Publish"}
    assert publishers == {"publish_events"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_environment_and_role_agree(resources: Mapping[str, Any], name: str) -> None:
    """A function is told of a table, topic or secret exactly when it may use it or its indexes."""
    variables = resources[FUNCTIONS[name]]["Properties"]["Environment"]["Variables"]
    targets = {target.partition("/index/")[0] for _, target in grants(resources, name)}
    for variable, resource in {
        "CASES_TABLE": "CasesTable",
        "REFERENCE_TABLE": "ReferenceTable",
        "SIMILAR_TABLE": "SimilarTable",
        "VAULT_TABLE": "VaultTable",
        "VAULT_KEYS_TABLE": "VaultKeysTable",
        "CLAIMS_TABLE": "ClaimsTable",
        "READINGS_TABLE": "ReadingsTable",
        "FIGURES_TABLE": "FiguresTable",
        "LEADS_TABLE": "LeadsTable",
        "USER_POOL_ID": "UserPool",
        "VAULT_KEY_ID": "VaultKey",
        "PEPPER_SECRET_ID": "Pepper",
        "EVENTS_TOPIC_ARN": "EventsTopic",
    }.items():
        assert (variable in variables) == (resource in targets), variable

"""Whole lives of cases on the deployed system: HTTP, real logins, streams, queues, schedules."""

import json
from datetime import UTC, datetime, timedelta

from tests.local.client import (
    acts,
    call,
    complaint,
    event_types,
    inbox,
    machine,
    recipients,
    rows,
    run_schedule,
    signed_in,
)
from tests.local.conftest import Deployed

BODY = "Semangka-biru tidak pernah muncul di catatan mana pun: dua bulan air keruh di kampung."
EMAIL = "anggrek.rahasia@contoh.example"
PHONE = "081298765432"


def test_from_a_phone_to_a_satisfied_reporter_and_nothing_in_the_logs(deployed: Deployed) -> None:
    wanted = complaint(
        body=BODY, reporter={"name": "Anggrek Rahasia", "email": EMAIL, "phone": PHONE}
    )
    filed = call(deployed, "POST", "/v1/complaints", wanted, headers=machine(deployed))
    assert filed.status == 201, filed.body
    case_id, secret = filed.body["id"], filed.body["secret"]
    deployed.settle()

    officer = signed_in(deployed, "liaison")
    assert case_id in inbox(deployed, officer)
    assert acts(deployed, officer, case_id, "hold", question="Di RT berapa?").status == 200
    receipt = {"X-Receipt": secret}
    reply = call(
        deployed,
        "POST",
        f"/v1/complaints/{case_id}/messages",
        {"text": "RT tiga, dekat pos ronda."},
        headers=receipt,
    )
    assert reply.status == 201, reply.body
    assert acts(deployed, officer, case_id, "start").status == 200
    assert acts(deployed, officer, case_id, "answer", text="Pipa sudah diganti.").status == 200
    deployed.settle()
    rated = call(
        deployed,
        "POST",
        f"/v1/complaints/{case_id}/rating",
        {"satisfied": True, "score": 4, "comment": "Airnya sudah jernih."},
        headers=receipt,
    )
    assert rated.status == 201, rated.body
    assert rated.body["closed"]["reason"] == "confirmed"
    deployed.settle()

    found = rows(deployed, case_id)
    assert event_types(found) == [
        "filed", "routed", "held", "messaged", "started", "answered", "rated",
    ]  # fmt: skip
    assert recipients(found)["reporter"] == 4  # routed, held, started, answered
    timeline = call(deployed, "GET", f"/v1/complaints/{case_id}/timeline", headers=receipt).body
    assert [event["number"] for event in timeline["items"]] == [1, 2, 3, 4, 5, 6, 7]

    logs = deployed.logs()
    assert case_id in logs
    token = officer["Authorization"].split()[1]
    for told in (BODY, "Semangka-biru", EMAIL, PHONE, secret, "pos ronda", "jernih", token):
        assert told not in logs


def test_overdue_and_quiet_cases_move_with_the_clock(deployed: Deployed) -> None:
    filed = call(deployed, "POST", "/v1/complaints", complaint(), headers=machine(deployed)).body
    deployed.settle()
    now = datetime.now(UTC)
    run_schedule(deployed, "escalate_overdue", now + timedelta(days=40))
    run_schedule(deployed, "escalate_overdue", now + timedelta(days=40))
    assert event_types(rows(deployed, filed["id"]))[2:] == ["escalated"] * 3

    officer = signed_in(deployed, "liaison")
    acts(deployed, officer, filed["id"], "answer", text="Sekolah sudah mengembalikan uangnya.")
    deployed.settle()
    for days in (50, 60, 90):
        run_schedule(deployed, "send_rating_reminders", now + timedelta(days=days))
        run_schedule(deployed, "close_quiet_cases", now + timedelta(days=days))
    deployed.settle()
    assert event_types(rows(deployed, filed["id"]))[6:] == ["reminded", "reminded", "closed"]
    seen = call(deployed, "GET", f"/v1/complaints/{filed['id']}").body
    assert seen["closed"]["reason"] == "timeout"
    assert "rating" not in seen


def test_an_agencys_own_queue_gets_its_own_events_only(deployed: Deployed) -> None:
    sqs, sns = deployed.aws("sqs"), deployed.aws("sns")
    queue = sqs.create_queue(QueueName="an-agencys-own-system")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    let_in = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn["QueueArn"],
        "Condition": {"ArnEquals": {"aws:SourceArn": deployed.outputs["topic_arn"]}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [let_in]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    subscribed = sns.subscribe(
        TopicArn=deployed.outputs["topic_arn"],
        Protocol="sqs",
        Endpoint=arn["QueueArn"],
        ReturnSubscriptionArn=True,
        Attributes={
            "RawMessageDelivery": "true",
            "FilterPolicy": json.dumps({"agency": ["kota-malang"]}),
        },
    )["SubscriptionArn"]
    mine = complaint(agency_id="kota-malang", location={"region_code": "35.73"})
    filed = [
        call(deployed, "POST", "/v1/complaints", body, headers=machine(deployed)).body["id"]
        for body in (mine, complaint())
    ]
    deployed.settle()
    messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=2)
    told = [json.loads(message["Body"]) for message in messages["Messages"]]
    # At least once, as everything that goes by the topic; whoever counts knows it by its number.
    heard = {(event["case_id"], event["number"], event["type"]) for event in told}
    assert heard == {(filed[0], 2, "routed")}
    assert told[0]["agency_id"] == "kota-malang"
    assert "body" not in json.dumps(told)
    sns.unsubscribe(SubscriptionArn=subscribed)
    sqs.delete_queue(QueueUrl=queue)


def test_the_administration_has_a_function_of_its_own(deployed: Deployed) -> None:
    """What it writes is read by the rest; the same request, brought to the rest, has no view."""
    national, agency = signed_in(deployed, "national_admin"), "kota-surabaya-dinas-kesehatan"
    limits = {"agency_id": agency, "effective_from": "2032-01-02", "complaint": 7}
    put = call(deployed, "PUT", "/v1/admin/deadlines", {"agency_limits": limits}, headers=national)
    assert put.status == 200, put.body
    assert (agency, 7) in [
        (row["agency_id"], row["complaint"]) for row in put.body["agency_limits"]
    ]
    rows = deployed.aws("dynamodb").query(
        TableName=deployed.outputs["tables"]["reference"],
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "RULES#LIMITS"}},
    )["Items"]
    assert [row["sk"]["S"] for row in rows] == [f"{agency}#000001"]
    names = deployed.outputs["functions"]
    assert answered_by(deployed, names["admin_handler"]) == 200
    assert answered_by(deployed, names["api_handler"]) == 405


def answered_by(deployed: Deployed, function: str) -> int:
    """The status with which a function answers an officer's request for the calendar."""
    request = {
        "requestContext": {
            "httpMethod": "GET",
            "resourcePath": "/v1/admin/calendar",
            "requestId": "by-hand",
            "path": "/v1/admin/calendar",
            "identity": {"sourceIp": "203.0.113.9"},
            "authorizer": {
                "claims": {"sub": "x", "cognito:groups": "[national_admin agency.kemenpanrb]"}
            },
        },
        "headers": {},
        "multiValueHeaders": {},
        "pathParameters": {},
        "multiValueQueryStringParameters": None,
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
    }
    answer = deployed.aws("lambda").invoke(FunctionName=function, Payload=json.dumps(request))
    return int(json.loads(answer["Payload"].read())["statusCode"])

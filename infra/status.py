"""How a stage is: what rings, who hears it, what is switched off, what waits."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.console import say
from infra.deploy import Clients
from infra.sources import sources


def show(aws: Clients, outputs: Mapping[str, str]) -> None:
    """Print it, one line each."""
    for line in lines(aws, outputs):
        say(line)


def lines(aws: Clients, outputs: Mapping[str, str]) -> Iterator[str]:
    """What there is to say, the worst first."""
    yield from _who_hears(aws("sns"), outputs)
    yield from _what_rings(aws("cloudwatch"), outputs)
    for source in sources(aws, outputs):
        if not source.enabled:
            yield f"OFF      {source.kind} of {source.function} ({source.id})"
    yield from _what_waits(aws("sqs"), outputs)


def _who_hears(sns: Any, outputs: Mapping[str, str]) -> Iterator[str]:
    topic = outputs["AlarmsTopicArn"]
    found = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    confirmed = [each for each in found if each["SubscriptionArn"].startswith("arn:")]
    if not confirmed:
        why = "unconfirmed" if found else "no AlarmEmail"
        yield f"DEAF     nobody hears the alarms of this stage ({why})"
    for each in confirmed:
        yield f"hears    {each['Endpoint']}"


def _what_rings(cloudwatch: Any, outputs: Mapping[str, str]) -> Iterator[str]:
    pages = cloudwatch.get_paginator("describe_alarms").paginate(
        StateValue="ALARM", ActionPrefix=outputs["AlarmsTopicArn"]
    )
    for alarm in (alarm for page in pages for alarm in page.get("MetricAlarms", [])):
        yield f"RINGS    {alarm['AlarmName']}: {alarm.get('AlarmDescription', '')}"


def _what_waits(sqs: Any, outputs: Mapping[str, str]) -> Iterator[str]:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    for output, url in sorted(outputs.items()):
        if not output.endswith(("QueueUrl", "DeadLettersUrl")):
            continue
        counted = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        waiting, under_way = (int(counted[name]) for name in names)
        if waiting or under_way:
            yield f"waits    {output.removesuffix('Url')}: {waiting}, {under_way} under way"

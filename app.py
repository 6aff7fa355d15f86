"""LAPOR: the table of contents. Every event function and every part of the API is named here.

Each function of AWS imports this module and is one of those below; its setting `FUNCTION` says
which, so that it loads what that one needs. Without the setting, as for `chalice package`, all of
it is loaded.
"""

from chalice.app import (
    Chalice,
    CloudWatchEvent,
    ConvertToMiddleware,
    DynamoDBEvent,
    Rate,
    SQSEvent,
)

from chalicelib import settings, warm
from chalicelib.observability import SERVICE, logger, redact_exceptions

# Stream and queue sources are named in infra/template.yaml, which replaces this placeholder.
FROM_TEMPLATE = "arn:aws:dynamodb:ap-southeast-3:000000000000:table/cases/stream/from-template"

# All schedules alike, so that one alarm tells of any that does not run. A run with nothing to do
# reads a few empty partitions.
EVERY_FIVE_MINUTES = Rate(5, unit=Rate.MINUTES)

app = Chalice(app_name=SERVICE, configure_logs=False)
app.register_middleware(ConvertToMiddleware(logger.inject_lambda_context(clear_state=True)))
for kind in ("dynamodb", "sqs", "scheduled"):
    app.register_middleware(redact_exceptions, kind)


def serves(*functions: str) -> bool:
    """Whether this process is one of these functions, or all that there are."""
    return settings.load().function in ("", *functions)


with warm.loading():
    if serves("api_handler"):
        from chalicelib.http import (
            contact,
            figure_routes,
            follow_routes,
            lead_routes,
            ledger,
            officer,
            officer_brief,
            officer_counter,
            officer_outlook,
            open_data_routes,
            pages,
            public,
            public_pages,
            reporter,
            reporter_identity,
            session,
            signed,
            social,
            uploads,
        )

        for part in (
            public,
            reporter,
            reporter_identity,
            uploads,
            signed,
            ledger,
            open_data_routes,
            contact,
            follow_routes,
            social,
            session,
            officer,
            officer_brief,
            officer_outlook,
            officer_counter,
            figure_routes,
            lead_routes,
            pages,
            public_pages,  # last, for one of its routes takes any address
        ):
            app.register_blueprint(part.routes)
    if serves("admin_handler"):
        from chalicelib.http import (
            admin,
            admin_api_keys,
            admin_breaches,
            admin_feeds,
            admin_rate_limits,
            admin_readings,
            admin_replies,
            admin_webhooks,
        )

        for part in (
            admin,
            admin_api_keys,
            admin_breaches,
            admin_feeds,
            admin_rate_limits,
            admin_readings,
            admin_replies,
            admin_webhooks,
        ):
            app.register_blueprint(part.routes)
    if serves("manage_officers"):
        from chalicelib.http import admin_users

        app.register_blueprint(admin_users.routes)
    if serves("replay_letters"):
        from chalicelib.http import admin_dead_letters

        app.register_blueprint(admin_dead_letters.routes)
    if serves("disclose_identity"):
        from chalicelib.http import disclosure

        app.register_blueprint(disclosure.routes)
    if serves("route_complaints", "publish_events"):
        from chalicelib import stream
    if serves("notify_reporter", "notify_agency", "index_similar", "count_figures"):
        from chalicelib import consumers
    if serves("collect_posts"):
        from chalicelib import post_consumer
    if serves("scan_attachments"):
        from chalicelib import scan_consumer
    if serves("escalate_overdue", "send_rating_reminders", "close_quiet_cases"):
        from chalicelib.schedules import due_steps
    if serves("expire_identities"):
        from chalicelib.schedules import expiry
    if serves("reroute_waiting"):
        from chalicelib.schedules import rerouting
    if serves("send_agency_digests"):
        from chalicelib.schedules import digest_runs
    if serves("call_webhooks"):
        from chalicelib import webhook_consumer
    if serves("collect_heads"):
        from chalicelib import ledger_consumer
    if serves("poll_feeds"):
        from chalicelib.schedules import feed_runs
    if serves("seal_ledger", "verify_ledger"):
        from chalicelib.schedules import ledger_runs
    if serves("publish_open_data"):
        from chalicelib.schedules import open_data_runs


@app.lambda_function(name="admin_handler")
def admin_handler(event: dict[str, object], context: object) -> object:
    """Requests under /v1/admin: the one function of the API that may write the register and the
    rules. The gateway brings it what it brings `api_handler`, which answers all the rest."""
    return app(event, context)


@app.lambda_function(name="manage_officers")
def manage_officers(event: dict[str, object], context: object) -> object:
    """Requests under /v1/admin/users: the one function that may invite officers and shut them
    out."""
    return app(event, context)


@app.lambda_function(name="replay_letters")
def replay_letters(event: dict[str, object], context: object) -> object:
    """Requests under /v1/admin/dead-letters: the one function of the API that may take out what
    could not be handled, and hand it to its readers again."""
    return app(event, context)


@app.lambda_function(name="disclose_identity")
def disclose_identity(event: dict[str, object], context: object) -> object:
    """Showing a custodian who reported, once and after a second one agreed: the one function of the
    API that may open the vault."""
    return app(event, context)


@app.on_dynamodb_record(stream_arn=FROM_TEMPLATE, name="route_complaints")
def route_complaints(event: DynamoDBEvent) -> None:
    """New, returned and reclassified complaints: find the agency, or triage."""
    stream.route_complaints(event.to_dict())


@app.on_dynamodb_record(stream_arn=FROM_TEMPLATE, name="publish_events")
def publish_events(event: DynamoDBEvent) -> None:
    """Every event of every case: out to the topic."""
    stream.publish_events(event.to_dict())


@app.on_sqs_message(queue="notify-reporter", name="notify_reporter")
def notify_reporter(event: SQSEvent) -> dict[str, object]:
    """Tell the reporter what happened, where a contact was given."""
    return consumers.notify_reporter(event.to_dict())


@app.on_sqs_message(queue="notify-agency", name="notify_agency")
def notify_agency(event: SQSEvent) -> dict[str, object]:
    """Tell the desks of the agency that has the next step."""
    return consumers.notify_agency(event.to_dict())


@app.on_sqs_message(queue="index-similar", name="index_similar")
def index_similar(event: SQSEvent) -> dict[str, object]:
    """Make new public complaints findable for those who report the same."""
    return consumers.index_similar(event.to_dict())


@app.on_sqs_message(queue="count-figures", name="count_figures")
def count_figures(event: SQSEvent) -> dict[str, object]:
    """Add what happened to the figures."""
    return consumers.count_figures(event.to_dict())


@app.on_sqs_message(queue="collect-posts", name="collect_posts")
def collect_posts(event: SQSEvent) -> dict[str, object]:
    """Count what people post in public, and public complaints, and raise leads."""
    return post_consumer.collect_posts(event.to_dict())


@app.on_sqs_message(queue="scan-attachments", name="scan_attachments")
def scan_attachments(event: SQSEvent) -> dict[str, object]:
    """Look at what was sent beside a complaint: keep a clean copy, or say why not."""
    return scan_consumer.scan_attachments(event.to_dict())


@app.schedule(EVERY_FIVE_MINUTES, name="escalate_overdue")
def escalate_overdue(event: CloudWatchEvent) -> dict[str, int]:
    """Warn before a deadline, escalate after it."""
    return due_steps.escalate_overdue(event.to_dict(), event.context)


@app.schedule(EVERY_FIVE_MINUTES, name="send_rating_reminders")
def send_rating_reminders(event: CloudWatchEvent) -> dict[str, int]:
    """Ask for the reporter's word on an answer."""
    return due_steps.send_rating_reminders(event.to_dict(), event.context)


@app.schedule(EVERY_FIVE_MINUTES, name="close_quiet_cases")
def close_quiet_cases(event: CloudWatchEvent) -> dict[str, int]:
    """End what nobody answers: quiet cases and unanswered questions."""
    return due_steps.close_quiet_cases(event.to_dict(), event.context)


@app.schedule(EVERY_FIVE_MINUTES, name="expire_identities")
def expire_identities(event: CloudWatchEvent) -> dict[str, int]:
    """Erase what is known of reporters once it has been kept as long as it may be."""
    return expiry.expire_identities(event.to_dict(), event.context)


@app.schedule(EVERY_FIVE_MINUTES, name="reroute_waiting")
def reroute_waiting(event: CloudWatchEvent) -> dict[str, int]:
    """Route what has waited ten minutes for the router, or give it to the national desk; move what
    agencies that ended still hold."""
    return rerouting.reroute_waiting(event.to_dict(), event.context)


@app.schedule(EVERY_FIVE_MINUTES, name="send_agency_digests")
def send_agency_digests(event: CloudWatchEvent) -> dict[str, int]:
    """From 07:00 in the agency's zone: new, due, overdue. Each desk once a day, so that a run goes
    on where the one before ran out of time."""
    return digest_runs.send_agency_digests(event.to_dict(), event.context)


@app.on_sqs_message(queue="collect-heads", name="collect_heads")
def collect_heads(event: SQSEvent) -> dict[str, object]:
    """Keep which digest each case came to, where nobody can write over it."""
    return ledger_consumer.collect_heads(event.to_dict())


@app.on_sqs_message(queue="call-webhooks", name="call_webhooks")
def call_webhooks(event: SQSEvent) -> dict[str, object]:
    """Tell agencies' own systems what happened to their cases."""
    return webhook_consumer.call_webhooks(event.to_dict())


@app.schedule(EVERY_FIVE_MINUTES, name="seal_ledger")
def seal_ledger(event: CloudWatchEvent) -> dict[str, int]:
    """After midnight in UTC: the heads of all cases under one signed root."""
    return ledger_runs.seal_ledger(event.to_dict(), event.context)


@app.schedule(EVERY_FIVE_MINUTES, name="verify_ledger")
def verify_ledger(event: CloudWatchEvent) -> dict[str, int]:
    """Hold cases against their histories and the ledger: each once a day, and after a change."""
    return ledger_runs.verify_ledger(event.to_dict(), event.context)


@app.schedule(EVERY_FIVE_MINUTES, name="publish_open_data")
def publish_open_data(event: CloudWatchEvent) -> dict[str, int]:
    """Hold the files of each month against its public cases once a day, and write what changed."""
    return open_data_runs.publish_open_data(event.to_dict(), event.context)


@app.schedule(EVERY_FIVE_MINUTES, name="poll_feeds")
def poll_feeds(event: CloudWatchEvent) -> dict[str, int]:
    """Look for new public posts in the feeds that are due."""
    return feed_runs.poll_feeds(event.to_dict(), event.context)

"""From the queue into the ledger's journal: which head each case came to."""

import json
from datetime import UTC, datetime

from chalicelib.batches import LambdaEvent, failures_of
from chalicelib.ledger.tree import CaseHead
from chalicelib.store.ledger_bucket import JournalEntry, write_journal


def collect_heads(event: LambdaEvent) -> LambdaEvent:
    """Write the events that the messages of a batch are about, as one entry; what comes twice is
    written twice, and counts once."""
    entries, records = [], event["Records"]
    for record in records:
        message = json.loads(record["body"])
        head = CaseHead(message["number"], message["digest"])
        entries.append(JournalEntry(message["case_id"], head))
    write_journal(entries, at=datetime.now(UTC), name=records[0]["messageId"])
    return failures_of(())

"""Mutants that no test can catch, because nobody could see the difference, each with its reason.

Named by file and by the line before and after, so that a line that moves keeps its entry and one
that is rewritten loses it.
"""

EQUIVALENT: dict[tuple[str, str, str], str] = {
    (
        "chalicelib/store/queries.py",
        "break",
        "continue",
    ): "of a query for no rows nothing is asked",
    (
        "chalicelib/presentation/views.py",
        "if request is None or until is None:",
        "if False or until is None:",
    ): "without a request there is no end of it",
    (
        "chalicelib/store/sightings.py",
        "continue",
        "break",
    ): "the row of the lead stands behind those of the days",
    (
        "chalicelib/http/request.py",
        "for name, inner in value.items():",
        "for name, inner in reversed(list(value.items())):",
    ): "the answer does not say which of several faults was found first",
    (
        "chalicelib/http/request.py",
        "for inner in value:",
        "for inner in reversed(list(value)):",
    ): "the answer does not say which of several faults was found first",
    (
        "chalicelib/http/error_response.py",
        "for found in error.errors(include_url=False, include_input=False)[:MOST_PROBLEMS]",
        "for found in error.errors(include_url=False, include_input=True)[:MOST_PROBLEMS]",
    ): "the input is read by nobody; leaving it out saves time",
    (
        "chalicelib/http/error_response.py",
        "for found in error.errors(include_url=False, include_input=False)[:MOST_PROBLEMS]",
        "for found in error.errors(include_url=True, include_input=False)[:MOST_PROBLEMS]",
    ): "the address is read by nobody; leaving it out saves time",
    (
        "chalicelib/http/admin.py",
        "for each, told in zip(listed, worded, strict=True)",
        "for each, told in zip(listed, worded, strict=False)",
    ): "each problem is worded once",
    (
        "chalicelib/protection/name_cues.py",
        "for announcer, follows in ((_SAYA, _FROM), (_SOMEBODY, _AS)):",
        "for announcer, follows in reversed(list(((_SAYA, _FROM), (_SOMEBODY, _AS)))):",
    ): "what was found is sorted afterwards",
    (
        "chalicelib/protection/redaction.py",
        "for handle in handles.finditer(text):",
        "for handle in reversed(list(handles.finditer(text))):",
    ): "what was found is sorted afterwards",
    (
        "chalicelib/protection/redaction.py",
        "for found in _PASSPORT.finditer(text):",
        "for found in reversed(list(_PASSPORT.finditer(text))):",
    ): "what was found is sorted afterwards",
    (
        "chalicelib/usecases/send_digests.py",
        "for agency in context.agencies.all():",
        "for agency in reversed(list(context.agencies.all())):",
    ): "agencies are written to in any order",
    (
        "chalicelib/presentation/next_step.py",
        "if case.status is Status.IN_PROGRESS and case.appeal is not None and case.appeal.upheld:",
        "if case.status == Status.IN_PROGRESS and case.appeal is not None and case.appeal.upheld:",
    ): "a status is one object",
    (
        "chalicelib/presentation/timeline.py",
        "for row in rows:",
        "for row in reversed(list(rows)):",
    ): "each row is changed where it stands",
    (
        "chalicelib/presentation/timeline.py",
        'for one in (actor.agency_id, *named, *data.get("notify", ()), *candidates):',
        "for one in reversed(list("
        '(actor.agency_id, *named, *data.get("notify", ()), *candidates))):',
    ): "names are looked up by id",
    (
        "chalicelib/presentation/views.py",
        "if case.merged_into is not None and case.merged_into in visible_cases:",
        "if True and case.merged_into in visible_cases:",
    ): "None is among no numbers; it is asked for the types",
    (
        "chalicelib/presentation/case_page.py",
        'return _CASE.sub(lambda found: f"{found[1]}{shown}{found[2]}", page, count=1)',
        'return _CASE.sub(lambda found: f"{found[1]}{shown}{found[2]}", page, count= 2)',
    ): "a page has one place for its case",
    (
        "chalicelib/store/queries.py",
        "for partition in due_partitions(kind):",
        "for partition in reversed(list(due_partitions(kind))):",
    ): "the shards have no order among themselves",
    (
        "chalicelib/usecases/idempotency.py",
        "for claim in request.used:",
        "for claim in reversed(list(request.used)):",
    ): "there is one at most",
    (
        "chalicelib/usecases/send_digests.py",
        "for zone in ZONES:",
        "for zone in reversed(list(ZONES)):",
    ): "each is done by itself, in any order",
    (
        "chalicelib/usecases/send_digests.py",
        "for desk in agency.desks:",
        "for desk in reversed(list(agency.desks)):",
    ): "each is done by itself, in any order",
    (
        "chalicelib/usecases/similar.py",
        "for number, band in enumerate(lsh_bands(signed)):",
        "for number, band in reversed(list(enumerate(lsh_bands(signed)))):",
    ): "what was found is sorted afterwards",
    (
        "chalicelib/usecases/succession.py",
        "for agency in context.agencies.all():",
        "for agency in reversed(list(context.agencies.all())):",
    ): "each is done by itself, in any order",
    (
        "chalicelib/usecases/unmerge.py",
        "for source_id in cases.get(target_id).merged_from:",
        "for source_id in reversed(list(cases.get(target_id).merged_from)):",
    ): "each is done by itself, in any order",
    (
        "chalicelib/store/agencies.py",
        "for agency in agencies:",
        "for agency in reversed(list(agencies)):",
    ): "of two periods the same one counts in any order",
    (
        "chalicelib/store/agencies.py",
        "for before, agency in changes:",
        "for before, agency in reversed(list(changes)):",
    ): "a transaction has no order",
    (
        "chalicelib/store/cases.py",
        "for change in changes:",
        "for change in reversed(list(changes)):",
    ): "a transaction has no order",
    (
        "chalicelib/store/filing.py",
        "for name, value in encrypted.fields.items():",
        "for name, value in reversed(list(encrypted.fields.items())):",
    ): "attributes have no order",
    (
        "chalicelib/store/lsh_index.py",
        "for number, band in enumerate(bands):",
        "for number, band in reversed(list(enumerate(bands))):",
    ): "each is done by itself, in any order",
    (
        "chalicelib/store/queries.py",
        "for kind in (DueKind.ESCALATE, DueKind.REMIND, DueKind.CLOSE, *OF_ANY_WORK):",
        "for kind in reversed(list("
        "(DueKind.ESCALATE, DueKind.REMIND, DueKind.CLOSE, *OF_ANY_WORK))):",
    ): "the kinds have no order among themselves",
    (
        "chalicelib/store/holdings.py",
        "for status in statuses:",
        "for status in reversed(list(statuses)):",
    ): "the statuses have no order among themselves",
    (
        "chalicelib/store/lsh_index.py",
        "for row in rows:",
        "for row in reversed(list(rows)):",
    ): "what was found is sorted afterwards",
    (
        "chalicelib/notices/messages.py",
        "case EventType.ROUTED | EventType.TRIAGE if event.number > 2 or case.split_from:",
        "case EventType.ROUTED | EventType.TRIAGE if event.number != 2 or case.split_from:",
    ): "the first event is the filing",
    (
        "chalicelib/notices/messages.py",
        'case EventType.REMINDED if event.data.get("reminder", 1) > 1:',
        'case EventType.REMINDED if event.data.get("reminder", 1) != 1:',
    ): "reminders are counted from 1",
    (
        "chalicelib/store/queries.py",
        "for each in (kind, *others):",
        "for each in reversed(list((kind, *others))):",
    ): "the kinds have no order among themselves",
    (
        "chalicelib/protection/name_cues.py",
        "break",
        "continue",
    ): "what ended the name is met again, and again ends it",
    (
        "chalicelib/usecases/queues.py",
        "for some in _calls([json.dumps(message) for message in messages]):",
        "for some in reversed(list(_calls([json.dumps(message) for message in messages]))):",
    ): "a standard queue has no order",
    (
        "chalicelib/usecases/similar.py",
        "for other in store.candidates(place, number, band, since=now - store.WINDOW):",
        "for other in reversed("
        "list(store.candidates(place, number, band, since=now - store.WINDOW))):",
    ): "what was found is sorted afterwards",
}


def reason(path: str, removed: list[str], added: list[str]) -> str | None:
    """Why this change makes no difference; None where it should."""
    return EQUIVALENT.get((path, " ".join(removed), " ".join(added)))

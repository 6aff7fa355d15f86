"""Open data written: once a day each month is held against its public cases, the latest first, so
that what is not public any more is in no file the day after, however old the file is.

Equal cases make equal files, and what is equal is not written again. A run that is cut short or
comes twice is made up for by the next, also one that dies while it writes: before the first file of
a month is written the index forgets what is in them.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from chalicelib import settings
from chalicelib.observability import logger
from chalicelib.open_data import files
from chalicelib.open_data.anonymity import coarsen
from chalicelib.open_data.files import CATALOGUE, DICTIONARY, MEDIA_TYPES, Form, MonthFiles
from chalicelib.open_data.records import Record, record_of
from chalicelib.store import open_data_bucket, public_cases
from chalicelib.store.public_cases import MONTHS_BACK, PublicFilter
from chalicelib.structs import replace

# The clocks of Indonesia are seven to nine hours before UTC.
EARLIEST, LATEST = timedelta(hours=9), timedelta(hours=7)


def publish_open_data(now: datetime, has_time: Callable[[], bool]) -> int:
    """Look at the months that were not looked at today (UTC), and say how many that were."""
    known, today = open_data_bucket.index(), now.date().isoformat()
    told = {month for month, one in known.items() if one.lines}
    waiting = [
        month
        for month in sorted({*_months(now), *told}, reverse=True)
        if month not in known or known[month].checked_on != today
    ]
    done = 0
    for month in waiting:
        if not has_time():
            break
        records = _records(month, now)
        contents = {form: files.write(form, records) for form in Form} if records else {}
        wanted = _described(contents, len(records), now)
        before = known.get(month)
        if before is None or not before.checked_on or before.digests != wanted.digests:
            if before is not None:
                # A run that dies now leaves files of which nobody knows what is in them.
                open_data_bucket.write_index({**known, month: replace(before, checked_on="")})
            _write(month, contents)
        known[month] = wanted
        _describe(known)
        open_data_bucket.write_index(known)  # last: what it says was looked at is not done again
        done += 1
    return done


def _describe(known: Mapping[str, MonthFiles]) -> None:
    months = {month: one for month, one in known.items() if one.lines}
    root = settings.load().public_url
    open_data_bucket.write(CATALOGUE, files.catalogue(months, root), "application/ld+json")
    open_data_bucket.write(DICTIONARY, files.dictionary(), "application/json")


def _records(month: str, now: datetime) -> list[Record]:
    """What is told of the public cases of a month."""
    first = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    following = (first + timedelta(days=32)).replace(day=1)
    wanted = PublicFilter(since=first - EARLIEST, until=following - LATEST)
    found = {
        case.id: record
        for case in public_cases.every_case(wanted, now=now)
        if (record := record_of(case)).month == month
    }
    return coarsen(found)


def _described(contents: Mapping[Form, bytes], lines: int, now: datetime) -> MonthFiles:
    """What the index says of the files of a month."""
    return MonthFiles(
        lines=lines,
        sizes={form.value: len(content) for form, content in contents.items()},
        digests={form.value: sha256(content).hexdigest() for form, content in contents.items()},
        checked_on=now.date().isoformat(),
    )


def _write(month: str, contents: Mapping[Form, bytes]) -> None:
    """Put the files of a month in place of those there are; without contents take those away."""
    for form in Form:
        name = f"{month}.{form.value}"
        if form not in contents:
            open_data_bucket.take_away(name)
            continue
        open_data_bucket.write(name, contents[form], MEDIA_TYPES[form])
        logger.info("open data written", extra={"file": name})


def _months(now: datetime) -> list[str]:
    """This month and those before, as far back as there is a public list of; this one as it is
    where the day begins first. Of months before them there may be files."""
    last = now + EARLIEST
    number = last.year * 12 + last.month - 1
    back = (divmod(number - n, 12) for n in range(MONTHS_BACK))
    return [f"{year:04}-{month + 1:02}" for year, month in back]

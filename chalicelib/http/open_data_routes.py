"""Open data: what there is, and where each file is."""

import re

from chalice.app import Blueprint

from chalicelib.errors import NotFound
from chalicelib.http import open_data_responses as responses
from chalicelib.http.endpoint import endpoint
from chalicelib.http.json_response import JsonResponse
from chalicelib.http.request import base_url
from chalicelib.open_data.files import CATALOGUE, DICTIONARY, LICENCE, Form
from chalicelib.store import open_data_bucket

routes = Blueprint(__name__)
_MONTH = re.compile(rf"(\d{{4}}-\d{{2}})\.({'|'.join(Form)})")


@endpoint(routes, "GET", "/v1/open-data")
def get_open_data() -> responses.OpenData:
    """Which months there are files of, the latest first: facts of public cases, without words and
    numbers, five alike at least (docs/open-data.md). The catalogue is DCAT 3."""
    here = f"{base_url(routes.current_request)}/v1/open-data"
    months = open_data_bucket.index()
    return {
        "licence": LICENCE,
        "catalogue": f"{here}/{CATALOGUE}",
        "dictionary": f"{here}/{DICTIONARY}",
        "items": [
            {
                "month": month,
                "lines": known.lines,
                "files": {form.value: f"{here}/{month}.{form.value}" for form in Form},
                "bytes": dict(known.sizes),
            }
            for month, known in sorted(months.items(), reverse=True)
            if known.lines
        ],
    }


@endpoint(routes, "GET", "/v1/open-data/{file_name}", statuses=(302,))
def get_open_data_file(file_name: str) -> JsonResponse[responses.FileAddress]:
    """A file: `2026-11.csv`, `.json` or `.parquet`, `catalog.jsonld` or `dictionary.json`. The
    answer leads to an address that is good for a minute."""
    months = open_data_bucket.index()
    found = _MONTH.fullmatch(file_name)
    month = months.get(found[1]) if found else None
    general = bool(months) and file_name in (CATALOGUE, DICTIONARY)
    if not general and (month is None or not month.lines):
        raise NotFound("unknown_file")
    address = open_data_bucket.link(file_name)
    return JsonResponse(body={"url": address}, status=302, headers={"Location": address})

"""What the contract says beside the routes: ways in, refusals, headers, forms of texts."""

from typing import Any

from chalicelib.http.json_response import SECURITY_HEADERS
from chalicelib.http.retries import KEY

SCHEMES: dict[str, dict[str, Any]] = {
    "officer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An officer's access token, from POST /v1/officer/session.",
    },
    "receipt": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Receipt",
        "description": "The secret that was shown when the complaint was filed.",
    },
    "step_link": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Step-Token",
        "description": "The token of a mailed link: one step on one case, once.",
    },
    "challenge": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Challenge",
        "description": "The solution of a challenge from GET /v1/challenge, as ALTCHA sends it.",
    },
    "machine": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Api-Key",
        "description": "The key of a machine client, given by the operators.",
    },
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Signature",
        "description": "HMAC-SHA256 by the source's key, as POST /v1/channels/social says.",
    },
}
SCHEME_OF = {
    "X-Receipt": "receipt",
    "X-Step-Token": "step_link",
    "X-Challenge": "challenge",
    "X-Api-Key": "machine",
    "X-Signature": "signature",
}
REFUSALS = {
    400: "Not JSON, or a name in it twice.",
    401: "Not signed in, or neither a solved challenge nor a known key.",
    403: "Known, and not allowed to do this.",
    404: "No such thing, or nothing the caller may know about.",
    409: "The state of things does not allow it now, or somebody was faster.",
    410: "It was possible once; its time is over or it was used up.",
    413: "More than 64 KiB.",
    415: "Not sent as application/json.",
    422: "Not usable; every problem is named.",
    429: "Too many for now; come back after Retry-After.",
    500: "A failure of ours.",
    503: "Something we depend on does not answer; come back after Retry-After.",
}
HEADERS = {
    **{name: {"schema": {"type": "string", "const": v}} for name, v in SECURITY_HEADERS.items()},
    "Access-Control-Allow-Origin": {
        "description": "On what the gateway refuses before a function runs.",
        "schema": {"type": "string", "const": "*"},
    },
    "Location": {
        "description": "Where it is, for a minute.",
        "schema": {"type": "string", "format": "uri"},
    },
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string"}},
    "WWW-Authenticate": {"schema": {"type": "string", "const": "Bearer"}},
}
PARAMETERS = {
    "Accept-Language": {
        "name": "Accept-Language",
        "in": "header",
        "description": "The language of messages and labels: Indonesian, or English if asked for.",
        "schema": {"type": "string", "examples": ["id", "en"]},
    },
    "X-Timestamp": {
        "name": "X-Timestamp",
        "in": "header",
        "description": "When the request was signed, in seconds since 1970.",
        "schema": {"type": "string", "pattern": "^[0-9]{1,11}$"},
    },
    KEY: {
        "name": KEY,
        "in": "header",
        "description": "Makes the request repeatable: the same key and content do it once.",
        "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{8,200}$"},
    },
}
FORMS = {
    "CaseNumber": {
        "type": "string",
        "description": "The number of a complaint, its last place a check character.",
        "pattern": "^LP(-[0-9A-HJKMNP-TV-Z]{4}){3}-[0-9A-HJKMNP-TV-Z]$",
    },
    "Day": {"type": "string", "description": "A calendar day.", "format": "date"},
    "Digest": {
        "type": "string",
        "description": "SHA-256 over the digest before and this event.",
        "pattern": "^[0-9a-f]{64}$",
    },
    "Moment": {
        "type": "string",
        "description": "To the second, with the offset of the zone the case is in.",
        "format": "date-time",
    },
}

"""Officers' sessions: signing in, renewing, signing out."""

from chalice.app import Blueprint

from chalicelib.http import officer_schemas, responses
from chalicelib.http.auth import officers
from chalicelib.http.callers import network
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import parse_body, utcnow
from chalicelib.usecases import login, sessions
from chalicelib.workdays import iso

routes = Blueprint(__name__)


@endpoint(routes, "POST", "/v1/officer/session", body=officer_schemas.SessionIn, refuses=(401,))
def post_session() -> sessions.Session | login.AskedMore | login.AskedToEnrol:
    """Log in: an access token for the officer routes."""
    sent = parse_body(routes.current_request, officer_schemas.SessionIn)
    return login.log_in(
        sent.email,
        sent.password,
        new_password=sent.new_password,
        code=sent.code,
        enrol=sent.enrol,
        network=network(routes.current_request),
        now=utcnow(),
    )


@endpoint(
    routes,
    "POST",
    "/v1/officer/session/renewal",
    body=officer_schemas.RenewalIn,
    refuses=(401,),
)
def post_renewal() -> sessions.Session:
    """Renew a session before its token ends; the refresh token is replaced too."""
    return sessions.renew(
        parse_body(routes.current_request, officer_schemas.RenewalIn).refresh_token
    )


@endpoint(routes, "DELETE", "/v1/officer/session", authorizer=officers)
def delete_session() -> responses.SignedOut:
    """Sign out: the session of this token, and what renews it, end within a minute."""
    now = utcnow()
    sessions.sign_out(routes.current_request.context["authorizer"]["claims"], now)
    return {"ended_at": iso(now, "WIB")}

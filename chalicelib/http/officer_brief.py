"""The brief of a day, for who oversees."""

from chalice.app import Blueprint

from chalicelib.http.auth import current_officer, officers
from chalicelib.http.endpoint import endpoint, language, utcnow
from chalicelib.presentation.brief_types import BriefView
from chalicelib.store import agencies
from chalicelib.usecases.write_brief import brief_for, brief_view

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/officer/brief", authorizer=officers)
def get_officer_brief() -> BriefView:
    """What happened yesterday (WIB) among the agencies that the officer oversees: what rose, which
    promises were broken, what is late. For the national desk and monitors."""
    now, request = utcnow(), routes.current_request
    registry = agencies.registry(now)
    brief = brief_for(current_officer(request), now, registry)
    return brief_view(brief, registry, language(request))

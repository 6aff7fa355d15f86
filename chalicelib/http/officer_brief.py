"""The brief of a day, for who oversees."""

from chalice.app import Blueprint

from chalicelib.http.auth import current_officer, officers
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import language, utcnow
from chalicelib.presentation.brief_types import BriefView
from chalicelib.usecases import rules
from chalicelib.usecases.write_brief import brief_for, brief_view, check_reader

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/officer/brief", authorizer=officers, let_in=check_reader)
def get_officer_brief() -> BriefView:
    """What happened yesterday (WIB) among the agencies that the officer oversees: what rose, which
    promises were broken, what is late. For the national desk and monitors."""
    context, request = rules.decision_context(utcnow()), routes.current_request
    brief = brief_for(current_officer(request), context)
    return brief_view(brief, context.agencies, language(request))

"""Where a request comes from."""

from chalice.app import Request

from chalicelib.protection.network import network_of
from chalicelib.protection.secrets import is_distribution


def client_address(request: Request) -> str:
    """The IP address a request comes from: as the gateway saw it, or, of what the distribution in
    front of it proves to have brought, as that saw it. No other header is believed."""
    if is_distribution(request.headers.get("x-distribution-secret", "")):
        return str(request.headers["x-viewer-address"])
    return str(request.context["identity"]["sourceIp"])


def network(request: Request) -> str:
    """Which network a request comes from, as API Gateway saw it and as no header claims."""
    return network_of(client_address(request))

"""What a request brings to be let in: the key of a machine client, or a solved challenge."""

from chalice.app import Request

from chalicelib.usecases.admission import Credentials

WAYS_IN = ("X-Challenge", "X-Api-Key")


def credentials(request: Request) -> Credentials:
    """What the headers of a request bring; it may be nothing."""
    api_key, challenge = request.headers.get("x-api-key"), request.headers.get("x-challenge")
    return Credentials(api_key=api_key, challenge=challenge)

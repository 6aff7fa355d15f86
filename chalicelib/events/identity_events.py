"""What is known of who reported, and what becomes of it."""

from .payload import Audience, EventType, Payload, Visibility


class IdentityRequested(Payload, frozen=True, kw_only=True):
    """A custodian asked to see these `fields` of who reported, on the legal `basis` that the paper
    `reference` gives; the reporter is not to be told up to the day `silent_until`."""

    type = EventType.IDENTITY_REQUESTED
    visibility = Visibility.AGENCY
    told = ()
    reason: str
    basis: str | None = None
    fields: tuple[str, ...] | None = None
    reference: str | None = None
    silent_until: str | None = None


class IdentityApproved(Payload, frozen=True):
    """A second custodian, of another agency, agreed."""

    type = EventType.IDENTITY_APPROVED
    visibility = Visibility.AGENCY
    told = ()


class IdentityRefused(Payload, frozen=True, kw_only=True):
    """A second custodian did not agree, or not any more to what was approved and not seen yet."""

    type = EventType.IDENTITY_REFUSED
    visibility = Visibility.AGENCY
    told = ()
    reason: str


class IdentityWithdrawn(Payload, frozen=True):
    """Who asked took the request back."""

    type = EventType.IDENTITY_WITHDRAWN
    visibility = Visibility.AGENCY
    told = ()


class IdentityExpired(Payload, frozen=True):
    """Nobody decided the request in time, or looked at what was approved."""

    type = EventType.IDENTITY_EXPIRED
    visibility = Visibility.AGENCY
    told = ()


class Restricted(Payload, frozen=True):
    """The reporter lets the case be handled, and nothing else be done with it."""

    type = EventType.RESTRICTED
    visibility = Visibility.REPORTER
    told = (Audience.FOLLOWERS,)  # as with `Tightened`


class Unrestricted(Payload, frozen=True):
    """The reporter took the restriction back."""

    type = EventType.UNRESTRICTED
    visibility = Visibility.REPORTER
    told = ()


class ReceiptReplaced(Payload, frozen=True):
    """The secret code was lost, and another made by who reads the confirmed address; the old one
    opens nothing any more."""

    type = EventType.RECEIPT_REPLACED
    visibility = Visibility.REPORTER
    told = (Audience.REPORTER,)  # should it not have been them


class IdentityCorrected(Payload, frozen=True, kw_only=True):
    """The reporter gave another name or contact: `contactable` says whether there is an address to
    write to, `language` in which language, `consent` which version of the statement was agreed to.
    """

    type = EventType.IDENTITY_CORRECTED
    visibility = Visibility.REPORTER
    told = (Audience.REPORTER,)  # the new address, so that it can be confirmed
    contactable: bool
    language: str
    consent: str | None = None


class IdentityDisclosed(Payload, frozen=True, kw_only=True):
    """These `fields` of who reported were shown to the custodian of the agency `shown_to`, on the
    legal `basis`, as the agency `approved_by` had approved. Only officers read it, and nobody is
    told, where it says `silent_until`: up to that day a court forbids it."""

    type = EventType.IDENTITY_DISCLOSED
    visibility = Visibility.REPORTER
    told = (Audience.REPORTER,)
    fields: tuple[str, ...]
    basis: str
    shown_to: str
    approved_by: str
    silent_until: str | None = None


class DisclosureTold(Payload, frozen=True, kw_only=True):
    """The reporter is told of a disclosure that a court had forbidden to tell them of when it was
    made, at `disclosed_at`; or of one that the case did not know of, since it came back from a
    backup of before."""

    type = EventType.DISCLOSURE_TOLD
    visibility = Visibility.REPORTER
    told = (Audience.REPORTER,)
    fields: tuple[str, ...]
    basis: str
    shown_to: str
    approved_by: str
    disclosed_at: str


class IdentityErased(Payload, frozen=True):
    """The reporter took back who they are; the vault was emptied."""

    type = EventType.IDENTITY_ERASED
    visibility = Visibility.REPORTER
    told = ()


class IdentityOutlived(Payload, frozen=True):
    """What was known of the reporter was kept as long as it may be; the vault was emptied."""

    type = EventType.IDENTITY_OUTLIVED
    visibility = Visibility.REPORTER
    told = ()  # there is no address any more

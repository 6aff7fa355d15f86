"""The one rule for e-mail addresses: what the edge and the register accept, the sender can send to.

Every room may use it. The library for this, email-validator, accepts more than SES sends to
(letters outside ASCII before the @) and takes 30 ms to import, in all functions, for a rule of two
patterns; see docs/decisions.md.
"""

import re

LONGEST_ADDRESS = 254  # RFC 5321 section 4.5.3.1.3, erratum 1690
_LONGEST_LOCAL_PART = 64  # RFC 5321 section 4.5.3.1.1
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?=[A-Za-z]){_LABEL}")


def is_email_address(text: str) -> bool:
    """Whether `text` is one plain address: `name@domain`, nothing quoted, nothing around it.

    The name is a dot-atom of RFC 5322 in ASCII, as SES demands; the domain has a dot, and one with
    other letters is written in its `xn--` form.
    """
    local_part, _, domain = text.rpartition("@")
    return (
        len(text) <= LONGEST_ADDRESS
        and len(local_part) <= _LONGEST_LOCAL_PART
        and _LOCAL_PART.fullmatch(local_part) is not None
        and _DOMAIN.fullmatch(domain) is not None
    )

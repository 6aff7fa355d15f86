"""The managing bodies of SP4N (PermenPANRB 62/2018): the agencies that see every case."""

NATIONAL_DESK = "kemenpanrb"
"""Admin Nasional: decides triage and disputes."""

OVERSEERS = ("ombudsman", "ksp")

SEE_EVERYTHING = frozenset({NATIONAL_DESK, *OVERSEERS})

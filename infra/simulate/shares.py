"""How often what happens, where anybody has counted it; the rest is ours, and says so."""

from collections.abc import Mapping

HOURS = (15, 9, 8, 6, 9, 15, 25, 43, 68, 75, 82, 75, 64, 53, 57, 54, 52, 49, 49, 49, 49, 39, 31, 23)
"""Of a thousand reports, how many in each hour of the local day: counted over 9,667 reports to the
city of Surabaya, 2022 and 2023."""

WEEKDAYS = (0.99, 1.0, 0.99, 0.94, 0.92, 0.66, 0.58)
"""How busy a day is beside the busiest, from Monday: of the same reports."""

SECTORS: Mapping[str, float] = {
    "public_works": 16.7,
    "manpower": 8.0,
    "social_aid": 6.5,
    "education": 6.2,
    "public_order": 5.9,
    "transport": 5.3,
    "environment": 4.9,
    "ict": 4.7,
    "health": 3.0,
    "economy_trade": 2.8,
    "civil_registry": 2.8,
    "energy": 2.3,
    "legal_administration": 1.4,
    "complaint_system": 1.3,
}
"""Percent of the reports by topic: counted over 3,278 public reports on lapor.go.id with a
category, July 2025. The rest, `OTHERS`, had "Topik Lainnya" or one of the rarest topics."""

OTHERS = 100 - sum(SECTORS.values())
NOBODY = 5.0
"""Percent of reports that are none, over and above: ours."""

WITHOUT_CATEGORY = 0.37
"""Of 6,000 public reports of the same month, so many named no category."""

PROVINCES: Mapping[str, int] = {
    "11": 5554, "12": 15588, "13": 5836, "14": 6729, "15": 3724, "16": 8838, "17": 2112,
    "18": 9420, "19": 1531, "21": 2183, "31": 10684, "32": 50345, "33": 37893, "34": 3759,
    "35": 41815, "36": 12431, "51": 4433, "52": 5646, "53": 5656, "61": 5695, "62": 2809,
    "63": 4273, "64": 4046, "65": 740, "71": 2702, "72": 3122, "73": 9463, "74": 2793,
    "75": 1227, "76": 1503, "81": 1946, "82": 1355, "91": 1060, "92": 578, "93": 542,
    "94": 1472, "95": 1470, "96": 627,
}  # fmt: skip
"""People in thousands, 2024, as BPS projects them: who lives there reports there."""

CLASSES: Mapping[str, float] = {"complaint": 0.86, "aspiration": 0.08, "information_request": 0.06}
SUPERVISORY = 0.03
"""Of complaints, about an office itself: ours, as are the classes."""

CHANNELS: Mapping[str, float] = {"web": 0.5, "mobile": 0.3, "whatsapp": 0.1, "sms": 0.1}
"""SMS, web and Android lead in a study of 2013 to 2022; in what shares is ours."""

ANONYMOUS, CONFIDENTIAL, CONTACT = 0.25, 0.12, 0.85
"""How many choose so, and how many leave an address: ours."""

AUTOMATIC = 0.8
"""Reports that a rule places; the national desk places the others: ours."""

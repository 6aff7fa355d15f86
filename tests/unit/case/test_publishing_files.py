"""Which files of a case everybody may see: what a person looked at, while the case is public."""

import pytest

from chalicelib.case.model import REPORTER, SYSTEM, Role, Status
from chalicelib.errors import Conflict, NotAllowed
from chalicelib.events import Visibility

from .world import DESK, do, in_status, officer

ADMIN = officer(Role.AGENCY_ADMIN, "kota")


def test_files_are_published_and_withdrawn_one_by_one() -> None:
    life = in_status(Status.ROUTED)
    before = life.case
    life.does(do.PublishAttachment(number=3), ADMIN).does(do.PublishAttachment(number=1), DESK)
    assert life.case.published_files == (1, 3)
    event = life.events[-1]
    assert (event.type, event.data) == ("attachment_published", {"attachment": 1, "public": True})
    assert event.visibility is Visibility.REPORTER
    life.does(do.PublishAttachment(number=3, public=False), ADMIN)
    assert life.case.published_files == (1,)
    assert life.events[-1].data == {"attachment": 3, "public": False}
    # No clock moves.
    assert life.case.deadlines == before.deadlines
    assert life.case.due == before.due


@pytest.mark.parametrize("public", [True, False])
def test_what_changes_nothing_is_refused(public: bool) -> None:
    life = in_status(Status.ROUTED)
    if public:
        life.does(do.PublishAttachment(number=1), ADMIN)
    with pytest.raises(Conflict, match="nothing_to_change"):
        life.change(do.PublishAttachment(number=1, public=public), ADMIN)


def test_not_of_a_case_that_is_not_public() -> None:
    life = in_status(Status.ROUTED).does(do.PublishAttachment(number=1), ADMIN)
    life.does(do.Tighten(confidential=True), REPORTER)
    with pytest.raises(Conflict, match="not_public"):
        life.change(do.PublishAttachment(number=2), ADMIN)
    # What was published is taken back all the same.
    life.does(do.PublishAttachment(number=1, public=False), ADMIN)
    assert life.case.published_files == ()


@pytest.mark.parametrize(
    "actor",
    [REPORTER, SYSTEM, officer(Role.MONITOR, "kota"), officer(Role.AGENCY_ADMIN, "kabupaten")],
)
def test_only_by_who_handles_it(actor: object) -> None:
    life = in_status(Status.ROUTED)
    with pytest.raises(NotAllowed):
        life.change(do.PublishAttachment(number=1), actor)  # type: ignore[arg-type]

"""Watching the cases of the demo: what happened to them is shown, and what went wrong noted."""

from collections.abc import Callable, Iterator

from infra.demo import telling
from infra.demo.cases import Books, Filed, Record, wait_until
from infra.demo.letters import Letters

SECONDS_TO_SETTLE = 60
SECONDS_FOR_LETTERS = 5
SECONDS_AFTER_REFUSAL = 2


class Watch:
    """The filed cases by key of their complaint. `wrong` is what did not come out as it should."""

    def __init__(self, books: Books, letters: Letters) -> None:
        self._books = books
        self._letters = letters
        self.filed: dict[str, Filed] = {}
        self.wrong: list[str] = []

    def seen(self, case: Filed) -> Record:
        """The case as it is now."""
        return self._books.read(case.id)

    def must_become(self, status: str, case: Filed, what: str, refused: str) -> None:
        """Wait for the status a step leads to, at once or by what the system does on it.

        `refused` is why the service refused the step; empty when it did not.
        """
        came = wait_until(
            lambda: self.seen(case).status == status,
            SECONDS_AFTER_REFUSAL if refused else SECONDS_TO_SETTLE,
        )
        self.tell(case)
        case.astray = case.astray or not came
        if refused or not came:
            now = self.seen(case).status
            self.went_wrong(case, f"after {what} it is {now}, to be {status}. {refused}".rstrip())

    def settle(self, what: str, holds: Callable[[Filed, Record], bool]) -> None:
        """Wait until something holds for every case; note those for which it does not in time."""
        waiting = list(self.filed.values())

        def all_hold() -> bool:
            waiting[:] = [case for case in waiting if not holds(case, self.seen(case))]
            return not waiting

        if not wait_until(all_hold, SECONDS_TO_SETTLE):
            for case in waiting:
                case.astray = True
                self.went_wrong(case, what)

    def tell(self, case: Filed) -> None:
        """Show what happened to a case since it was last shown."""
        record = self.seen(case)
        fresh = [event for event in record.events if event["number"] > case.told]
        for event in fresh:
            after = record.status if event is fresh[-1] else None
            telling.happened(case.id, case.complaint.topic, event, after)
            case.told = event["number"]

    def tell_all(self) -> None:
        """The same for every case, and the mails; those that are still under way come later."""
        for case in self.filed.values():
            self.tell(case)
        wait_until(self._all_told, SECONDS_FOR_LETTERS)
        self.show_letters()

    def last_letters(self) -> None:
        """Wait for every mail that a reporter is owed, and show the rest."""
        if not wait_until(self._all_told, SECONDS_TO_SETTLE):
            for case in self.filed.values():
                if not self._told(case):
                    self.went_wrong(case, "has a reporter who was not told of everything.")
        self.show_letters()

    def _all_told(self) -> bool:
        return all(map(self._told, self.filed.values()))

    def _told(self, case: Filed) -> bool:
        record = self.seen(case)
        return case.complaint.email is None or record.told >= record.owed()

    def show_letters(self) -> None:
        """Show the mails that came in since the last time."""
        for mail in self._letters.arrived({case.id for case in self.filed.values()}):
            telling.letter(mail)

    def compare(self) -> None:
        """Note every case whose life was not the one it was meant to have."""
        for case in self.filed.values():
            for what in self._unlike(case):
                self.went_wrong(case, what)

    def _unlike(self, case: Filed) -> Iterator[str]:
        record, meant = self.seen(case), case.complaint
        if record.status != meant.ends:
            yield f"ended as {record.status}, not {meant.ends}."
        if not record.went_through(meant.passes):
            yield f"went {' '.join(record.passed)}."

    def went_wrong(self, case: Filed, what: str) -> None:
        """Note something, and show it at once."""
        self.wrong.append(f"{case.complaint.key} {case.id} {what}")
        telling.wrong(self.wrong[-1])

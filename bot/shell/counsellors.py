"""The counsellors as a case meets them: who is there for it, and who may not have it.

The worst mistakes here: a person who is offered to herself, and anybody offered to anybody while
somebody unknown reads along (S43).
"""

from __future__ import annotations

from bot.handoff.case import Case
from bot.handoff.counsellor import Counsellor, on_duty, unsuited
from bot.handoff.desk import Desk
from bot.handoff.events import Accepted, LanguageChanged, NotFrom
from bot.handoff.moves import Staff
from bot.shell.casebook import Casebook, Filed
from bot.shell.desks import desks_of
from bot.shell.letters import PEOPLE
from bot.shell.work import Work


class Counsellors:
    """All of one transaction; each question is answered anew, for desks change while it runs."""

    def __init__(self, work: Work, book: Casebook) -> None:
        self._work = work
        self._book = book

    def there(self, filed: Filed) -> Staff:
        """Who is there for this case: nobody while somebody unknown is in the staff group."""
        desks = list(desks_of(self._work))
        if any(desk.unknown for _, desk in desks):
            return Staff(on_duty=False)
        return Staff(on_duty=any(self.could_take(filed, *known) for known in desks))

    def could_take(self, filed: Filed, desk_id: bytes, desk: Desk) -> bool:
        """Whether the counsellor of this desk may be asked about this case now."""
        counsellor = desk.counsellor
        return (
            counsellor is not None
            and on_duty(counsellor, self._work.now)
            and unsuited(filed.file.case, counsellor) is None
            and not self.is_herself(filed, desk_id)
        )

    def is_herself(self, filed: Filed, desk_id: bytes) -> bool:
        """Whether the counsellor of this desk is the person of this case."""
        conversation, kept = filed.row.conversation, filed.file.kept
        person = self._work.look(conversation) if conversation is not None else None
        desk = self._work.look(desk_id)
        if desk is None:
            return False
        if person is None:
            return kept is not None and (kept.channel, kept.address) == (PEOPLE, desk.held.address)
        return person.row.channel == PEOPLE and person.held.address == desk.held.address

    def weighed(self, event: Accepted) -> Accepted:
        """What she carries is counted from the cases, not believed."""
        counsellor = event.counsellor
        desks = (desk for _, desk in desks_of(self._work))
        desk = next((desk for desk in desks if desk.counsellor == counsellor), None)
        ended = desk.last_ended if desk is not None else 0.0
        return Accepted(counsellor, self._book.load(counsellor.id, ended))

    def with_owner(self, case: Case, event: LanguageChanged | NotFrom) -> LanguageChanged | NotFrom:
        """What the change means for the counsellor who has it; her flow knows nothing of her."""
        counsellor = self._get(case.owner)
        if counsellor is None:
            return event
        if isinstance(event, LanguageChanged):
            return LanguageChanged(event.locale, understood=event.locale in counsellor.languages)
        return NotFrom(event.region, concerns=event.region == counsellor.region)

    def alias_of(self, counsellor: str) -> str:
        """What colleagues call her; ``''`` when there is nobody of this id."""
        found = self._get(counsellor)
        return found.alias if found is not None else ""

    def _get(self, counsellor: str) -> Counsellor | None:
        opened = self._work.look(bytes.fromhex(counsellor)) if counsellor else None
        desk = opened.held.desk if opened is not None else None
        return desk.counsellor if desk is not None else None

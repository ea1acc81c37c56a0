"""Groups and channels: who is in them, what the bot may there, what is said and pressed."""

from __future__ import annotations

from fakes.telegram.bot_api import BotApi, member_of
from fakes.telegram.chats import Chat
from fakes.telegram.entities import found_in
from fakes.telegram.job import PRESSES
from fakes.telegram.person import QUERIES, NotThereError, Person
from fakes.telegram.screen import rows_of

INSIDE = ("member", "administrator")


class Group:
    """A group, supergroup or channel (`kind`). The bot is not in it at first."""

    def __init__(
        self, api: BotApi, chat_id: int, title: str = "Neighbours", kind: str = "supergroup"
    ) -> None:
        self.api, self.id = api, chat_id
        self.chat = Chat(chat_id, kind, title, state="unknown")
        api.chats[chat_id] = self.chat

    # --- who is in it

    def adds_bot(self, by: Person) -> None:
        """Somebody adds the bot: my_chat_member and, but for channels, a message about it."""
        status = "administrator" if self.chat.kind == "channel" else "member"
        self._bot(by, "left", status)
        if self.chat.kind != "channel":
            self._put(by, {"new_chat_members": [self.api.user]})

    def removes_bot(self, by: Person) -> None:
        """Somebody throws the bot out."""
        self._bot(by, self.chat.state, "kicked")

    def promotes_bot(self, by: Person) -> None:
        """The bot becomes an administrator."""
        self._bot(by, self.chat.state, "administrator")

    def demotes_bot(self, by: Person) -> None:
        """It is one no more."""
        self._bot(by, self.chat.state, "member")

    def has(self, *people: Person) -> None:
        """They are in it already: nobody is told."""
        for person in people:
            self.chat.members[person.id] = (person.user, "member")

    def joins(self, user: Person | dict, by: Person | None = None) -> None:
        """Somebody comes, another bot perhaps (a User object), or is added."""
        self.changes(user, "member", by)
        content = user.user if isinstance(user, Person) else user
        self._put(by or user, {"new_chat_members": [content]})

    def leaves(self, user: Person | dict) -> None:
        """Somebody goes."""
        self.changes(user, "left")
        content = user.user if isinstance(user, Person) else user
        self._put(user, {"left_chat_member": content})

    def changes(self, user: Person | dict, status: str, by: Person | None = None) -> None:
        """Somebody has another standing here now; only an administrator is told of it."""
        content = user.user if isinstance(user, Person) else user
        old = self.chat.members.get(content["id"], (content, "left"))[1]
        if status in ("left", "kicked"):
            self.chat.members.pop(content["id"], None)
        else:
            self.chat.members[content["id"]] = (content, status)
        if self.chat.state == "administrator":
            who = by.user if by else content
            self._tell("chat_member", who, member_of(content, old), member_of(content, status))

    # --- what happens in it

    def says(self, person: Person, text: str) -> dict:
        """A member writes; the bot hears it."""
        if person.chat.state == "unknown":
            person.chat.state = "met"
        content: dict = {"text": text}
        if entities := found_in(text):
            content["entities"] = entities
        return self._put(person, content)

    def presses(self, person: Person, what: str) -> str:
        """Somebody presses a button by its label or data, of the newest message that has it: the
        query id.
        """
        for message in reversed(self.api.messages(self.id).values()):
            for button in (one for row in rows_of(message.get("reply_markup")) for one in row):
                if what in (button.label, button.data):
                    return self.press_arrives(person, message, button.data)
        raise NotThereError(f"no button {what!r} in the group: {self.texts}")

    def press_arrives(self, person: Person, message: dict, data: str) -> str:
        """A press of any data under any message here: the query id."""
        query_id = str(self.api.updates.next_id * QUERIES)
        query = {"id": query_id, "from": person.user, "chat_instance": str(self.id)}
        self.api.press(query_id, person.id)
        query |= {"message": message, "data": data}
        self.api.updates.add({"callback_query": query}, person.id + PRESSES)
        return query_id

    def migrates(self, chat_id: int, told: bool = True) -> Group:
        """A basic group becomes a supergroup: another chat with the same people. Both hear of it,
        unless what tells them is lost.
        """
        new = Group(self.api, chat_id, self.chat.name)
        new.chat.state, new.chat.members = self.chat.state, self.chat.members
        self.chat.moved_to = chat_id
        if told:
            self._put(None, {"migrate_to_chat_id": chat_id})
            new._put(None, {"migrate_from_chat_id": self.id})
        return new

    def posts(self, text: str) -> dict:
        """A channel's post."""
        message = self._base() | {"sender_chat": self.chat.brief, "text": text}
        self.api.keep(self.id, message)
        self.api.updates.add({"channel_post": message})
        return message

    def edits_post(self, post: dict, text: str) -> dict:
        """A channel's post is edited."""
        message = post | {"text": text, "edit_date": int(self.api.clock())}
        self.api.rewrite(self.id, message)
        self.api.updates.add({"edited_channel_post": message})
        return message

    @property
    def texts(self) -> list[str]:
        """What the bot has said here."""
        return [message.get("text", "") for message in self.api.messages(self.id).values()]

    def has_left(self) -> None:
        """The bot has left by itself: it hears of that too."""
        self._tell(
            "my_chat_member",
            self.api.user,
            member_of(self.api.user, "member"),
            member_of(self.api.user, "left"),
        )

    # --- how

    def _base(self) -> dict:
        return {
            "message_id": self.api.next_message_id(self.id),
            "chat": self.chat.brief,
            "date": int(self.api.clock()),
        }

    def _put(self, sender: Person | dict | None, content: dict) -> dict:
        """A message that the bot hears, of whom it hears."""
        user = sender.user if isinstance(sender, Person) else sender
        message = self._base() | ({"from": user} if user else {}) | content
        self.api.keep(self.id, message)
        if self.chat.state in INSIDE:
            self.api.updates.add({"message": message})
        return message

    def _bot(self, by: Person, old: str, new: str) -> None:
        old = "left" if old == "unknown" else old
        self.chat.state = new
        user = self.api.user
        self._tell("my_chat_member", by.user, member_of(user, old), member_of(user, new))

    def _tell(self, kind: str, by: dict, old: dict, new: dict) -> None:
        update = {"chat": self.chat.brief, "from": by, "date": int(self.api.clock())}
        self.api.updates.add({kind: update | {"old_chat_member": old, "new_chat_member": new}})

"""Groups and channels, where the bot has no business."""

from __future__ import annotations

from fakes.telegram.bot_api import BotApi
from fakes.telegram.chats import Chat
from fakes.telegram.entities import found_in
from fakes.telegram.person import Person


class Group:
    """A group, supergroup or channel (`kind`). The bot is not in it at first."""

    def __init__(
        self, api: BotApi, chat_id: int, title: str = "Neighbours", kind: str = "supergroup"
    ) -> None:
        self.api, self.id = api, chat_id
        self.chat = Chat(chat_id, kind, title, state="unknown")
        api.chats[chat_id] = self.chat

    def adds_bot(self, by: Person) -> None:
        """Somebody adds the bot: my_chat_member and, but for channels, a message about it."""
        self.chat.state = "member"
        self._member(by, "left", "administrator" if self.chat.kind == "channel" else "member")
        if self.chat.kind != "channel":
            members = [self.api.user]
            self._put(by, {"new_chat_members": members})

    def removes_bot(self, by: Person) -> None:
        """Somebody throws the bot out."""
        self.chat.state = "kicked"
        self._member(by, "member", "kicked")

    def says(self, person: Person, text: str) -> dict:
        """A member writes; the bot hears it."""
        if person.chat.state == "unknown":
            person.chat.state = "met"
        content: dict = {"text": text}
        if entities := found_in(text):
            content["entities"] = entities
        return self._put(person, content)

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
        self._member(None, "member", "left")

    def _base(self) -> dict:
        return {
            "message_id": self.api.next_message_id(self.id),
            "chat": self.chat.brief,
            "date": int(self.api.clock()),
        }

    def _put(self, person: Person, content: dict) -> dict:
        message = self._base() | {"from": person.user} | content
        self.api.keep(self.id, message)
        self.api.updates.add({"message": message})
        return message

    def _member(self, by: Person | None, old: str, new: str) -> None:
        self.api.updates.add(
            {
                "my_chat_member": {
                    "chat": self.chat.brief,
                    "from": by.user if by else self.api.user,
                    "date": int(self.api.clock()),
                    "old_chat_member": self._standing(old),
                    "new_chat_member": self._standing(new),
                }
            }
        )

    def _standing(self, status: str) -> dict:
        member: dict = {"user": self.api.user, "status": status}
        if status == "kicked":
            member["until_date"] = 0
        if status == "administrator":
            rights = dict.fromkeys(RIGHTS, False)
            member |= rights | {"can_be_edited": False, "can_post_messages": True}
        return member


RIGHTS = (
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)

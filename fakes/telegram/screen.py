"""What can be seen of a message on a phone."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Button:
    """A button under a message. `data` is empty where a press sends no callback."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True)
class Seen:
    """A message as it stands in the chat now."""

    message_id: int
    by_bot: bool
    text: str  # what is said, or a word for what is shown; spoilers opened
    preview: str  # spoilers masked
    rows: tuple[tuple[Button, ...], ...] = ()
    edited: bool = False
    message: dict = field(default_factory=dict, repr=False, compare=False)

    @property
    def buttons(self) -> list[Button]:
        """All its buttons, as one reads them."""
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        """What its buttons say."""
        return [button.label for button in self.buttons]

    @property
    def is_protected(self) -> bool:
        """Whether it can be neither passed on nor saved."""
        return bool(self.message.get("has_protected_content"))

    def __str__(self) -> str:
        side = "bot" if self.by_bot else "she"
        rows = " ".join(f"[{label}]" for label in self.labels)
        return f"{self.message_id} {side}: {self.text!r} {rows}".rstrip()


def rows_of(markup: dict | None) -> tuple[tuple[Button, ...], ...]:
    """The inline buttons of a keyboard."""
    return tuple(
        tuple(
            Button(button["text"], button.get("callback_data", ""), button.get("url", ""))
            for button in row
        )
        for row in (markup or {}).get("inline_keyboard", ())
    )

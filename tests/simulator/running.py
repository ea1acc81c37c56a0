"""`python -m bot run` as a person starts it, and a small client for its addresses."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINE = re.compile(
    r"Pana is at http://127\.0\.0\.1:(\d+)/ "
    r"\(demo; nothing leaves this computer; Ctrl\+C ends it and deletes everything\)\n"
)
OTHERS = ("TELEGRAM_", "TWILIO_", "STAFF_", "METRICS_", "HOST", "PORT", "FRONT", "DATABASE_",
          "DATA_DIR", "PUBLIC_", "LOG_LEVEL")  # fmt: skip


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without settings (but CONTENT_DIR), then with these."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PANA_", *OTHERS))
    }
    return {**kept, "PYTHONPATH": str(ROOT), **changes}


def start(folder: Path, **changes: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "default", "-m", "bot", "run"]
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment(**{"PORT": "0", **changes}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def content_folder() -> Path:
    """The content that the started process reads."""
    return Path(os.environ.get("CONTENT_DIR") or ROOT / "content_yaml")


class Running:
    """A process that serves. ``stopped`` holds exit code, stdout and stderr after the end."""

    def __init__(self, folder: Path, **changes: str) -> None:
        self.process = start(folder, **changes)
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        found = LINE.fullmatch(self.line)
        if found is None:
            self.process.kill()
            raise AssertionError((self.line, self.process.communicate()))
        self.port = int(found[1])
        self.url = f"http://127.0.0.1:{self.port}/"

    def stop(self, how: int = signal.SIGTERM) -> tuple[int, str, str]:
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, out, err

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        with contextlib.closing(connection):
            connection.request(method, path, data, sent)
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())

    def phone(self, app_locale: str = "kk", messenger: str = "telegram") -> Phone:
        new = {"do": "new", "app_locale": app_locale, "messenger": messenger}
        return Phone(self, self.ask("POST", "/act", {"act": new}).json()["phone"])


class Reply:
    def __init__(self, status: int, headers: http.client.HTTPMessage, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self):
        return json.loads(self.body)


class Phone:
    def __init__(self, running: Running, phone_id: str) -> None:
        self.running, self.id = running, phone_id

    def do(self, what: str, **more: object) -> Reply:
        order = {"phone": self.id, "act": {"do": what, **more}}
        return self.running.ask("POST", "/act", order)

    @property
    def state(self):
        return self.running.ask("GET", f"/state?phone={self.id}").json()

    @property
    def stored(self):
        return self.state["stored"]

    def ours(self) -> list[dict]:
        return [message for message in self.state["messages"] if message["side"] == "ours"]

    def choices(self) -> set[str]:
        return {button["choice"] for m in self.ours() for row in m["rows"] for button in row}

    def press(self, choice: str) -> None:
        """Press the newest button of this choice."""
        for message in reversed(self.ours()):
            for row in message["rows"]:
                for button in row:
                    if choice in (button["choice"], button["choice"].partition("@")[0]):
                        assert self.do("press", data=button["data"], on=message["id"]).status == 200
                        return
        raise AssertionError(f"{choice} is not among {sorted(self.choices())}")

    def until(self, ready, seconds: float = 5.0) -> None:
        """Wait until ``ready`` is true of this phone: dispatch goes on after the answer."""
        end = time.monotonic() + seconds
        while not ready(self):
            assert time.monotonic() < end, self.state
            time.sleep(0.02)

    def choose(self, choice: str, then: str) -> None:
        self.press(choice)
        self.until(lambda phone: then in phone.choices())

    def greet(self, greeting: str = "Здравствуйте") -> None:
        """On WhatsApp: by any words, in Russian, safe, in Kazakhstan, to the menu."""
        self.do("say", text=greeting)
        self.until(lambda phone: "language:ru" in phone.choices())
        self.choose("language:ru", "yes")
        self.choose("yes", "go")
        self.press("go")
        self.until(lambda phone: not phone.ours()[-1]["rows"])
        self.do("say", text="1")
        self.until(lambda phone: "find" in phone.choices())

    # the staff

    @property
    def desk(self) -> list[dict]:
        """What stands on the counsellor's phone of this page."""
        counsellor = self.state["counsellor"]
        return counsellor["messages"] if counsellor is not None else []

    @property
    def group(self) -> list[dict]:
        return self.state["group"]

    def open_desk(self) -> None:
        """A counsellor's phone beside it; she goes on duty."""
        assert self.do("counsellor").json() == {"alert": ""}
        self.until(lambda phone: phone.offers("duty"))
        self.press_as("counsellor", "duty")
        self.until(lambda phone: phone.offers("off"))

    def offers(self, choice: str, where: str = "counsellor") -> dict | None:
        """The newest message with this button at the desk or in the group."""
        for message in reversed(self.group if where == "group" else self.desk):
            for button in [button for row in message["rows"] for button in row]:
                named = button["choice"].partition("@")[0]
                if choice in (named, named.partition(":")[0]):
                    return {"on": message["id"], "data": button["data"]}
        return None

    def press_as(self, who: str, choice: str) -> str:
        """Press at the desk or in the group; the notice that answers it."""
        found = self.offers(choice, who)
        assert found is not None, f"{choice} is not offered"
        return self.do("press", who=who, **found).json()["alert"]

    def ask_for_a_human(self) -> None:
        """From the menu to the queue: consent, a wish, an arrival without sound."""
        for choice, then in (
            ("person", "human"), ("human", "over"), ("over", "agree"), ("agree", "talk"),
            ("talk", "silent"), ("silent", "stop"),
        ):  # fmt: skip
            self.choose(choice, then)

    def meet(self) -> None:
        """From the menu to the talk with the counsellor of this page."""
        self.ask_for_a_human()
        self.until(lambda phone: phone.offers("accept", "group"))
        self.press_as("group", "accept")
        self.until(lambda phone: "look" in phone.choices())
        self.choose("look", "open")
        self.choose("open", "take_back")
        self.until(lambda phone: len([m for m in phone.desk if m["protected"]]) == 2)

    def open_door(self) -> None:
        """By the card, in Kazakh, safe, in Kazakhstan, to the menu."""
        self.do("start", payload="kk-KZ")
        self.until(lambda phone: "language:kk" in phone.choices())
        self.choose("language:kk", "yes")
        self.choose("yes", "go")
        self.choose("go", "country:KZ")
        self.choose("country:KZ", "find")


@contextlib.contextmanager
def running(folder: Path, **changes: str) -> Iterator[Running]:
    process = Running(folder, **changes)
    try:
        yield process
    finally:
        if process.process.poll() is None:
            # Not killed: it deletes its folder.
            process.stop()

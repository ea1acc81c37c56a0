"""A small durable bot, or with FAULTS set one with planted faults: the harness is tried on it."""

from __future__ import annotations

import http.client
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FAULTS = set(os.environ.get("FAULTS", "").split())
PAGES = {
    "door": ("Door", [("Enter", "enter")]),
    "secret": ("Secret page. Which town?", [("Leave", "leave")]),
    "help": ("Secret help nearby", [("Leave", "leave")]),
    "cover": ("Weather: cloudy", []),
}


class ToyBot:
    """One screen that is edited; state in a file per chat, stored after the calls."""

    def __init__(self) -> None:
        self.host = os.environ["TELEGRAM_API_BASE"].split("//")[1]
        self.token, self.folder = os.environ["BOT_TOKEN"], Path(os.environ["STATE_DIR"])
        self.lock = threading.Lock()
        self.handled = 0
        self.local = threading.local()

    def call(self, method: str, **params) -> dict:
        if not hasattr(self.local, "api"):
            self.local.api = http.client.HTTPConnection(self.host)
        headers = {"Content-Type": "application/json"}
        self.local.api.request("POST", f"/bot{self.token}/{method}", json.dumps(params), headers)
        return json.loads(self.local.api.getresponse().read())

    @staticmethod
    def page(name: str) -> dict:
        text, buttons = PAGES[name]
        rows = [[{"text": label, "callback_data": data}] for label, data in buttons]
        return {"text": text} | ({"reply_markup": {"inline_keyboard": rows}} if rows else {})

    def send(self, chat: int, name: str) -> int:
        return self.call("sendMessage", chat_id=chat, **self.page(name))["result"]["message_id"]

    def edit(self, chat: int, screen: int, name: str) -> None:
        self.call("editMessageText", chat_id=chat, message_id=screen, **self.page(name))

    def handle(self, update: dict) -> None:
        with self.lock:
            self.handled += 1
            query = update.get("callback_query")
            message = query["message"] if query else update["message"]
            file = self.folder / str(message["chat"]["id"])
            state = json.loads(file.read_text()) if file.exists() else {"typed": [], "seen": []}
            if update["update_id"] in state["seen"]:
                return
            state["seen"] = [*state["seen"], update["update_id"]][-8:]
            if "loses" in FAULTS and self.handled % 7 == 0:
                return
            self.answer(message["chat"]["id"], query, message, state)
            file.with_suffix(".new").write_text(json.dumps(state))
            file.with_suffix(".new").replace(file)

    def answer(self, chat: int, query: dict | None, message: dict, state: dict) -> None:
        if query:
            self.call("answerCallbackQuery", callback_query_id=query["id"])
            if query["data"] == "leave":
                self.leave(chat, state)
            else:
                self.edit(chat, state["screen"], "secret")
            return
        state["typed"].append(message["message_id"])
        if message.get("text") == "/start":
            state["screen"] = self.send(chat, "door")
            state["page"] = "door"
            if "doubles" in FAULTS and self.handled % 3 == 0:
                state["typed"].append(self.send(chat, "door"))
        elif state["page"] != "help":  # else the screen says it already
            self.edit(chat, state["screen"], "help")
            state["page"] = "help"

    def leave(self, chat: int, state: dict) -> None:
        screen, typed = state["screen"], state["typed"]
        if "late" in FAULTS:
            self.edit(chat, screen, "cover")
            self.call("deleteMessages", chat_id=chat, message_ids=typed)
            threading.Timer(0.6, self.edit, (chat, screen, "secret")).start()
        else:
            ids = [screen] * ("keeps_screen" not in FAULTS) + typed * ("keeps_typed" not in FAULTS)
            if "interval" in FAULTS:
                ids = list(range(max(1, min(ids) - 40), max(ids) + 41))[:100]
            self.call("deleteMessages", chat_id=chat, message_ids=ids)
            self.send(chat, "cover")
        state |= {"typed": [], "screen": 0, "page": "cover"}

    def fetch(self) -> None:
        """Take updates with getUpdates; a hasty bot confirms before it has handled them."""
        offset = 0
        while True:
            updates = self.call("getUpdates", offset=offset, timeout=10)["result"]
            for update in updates:
                offset = update["update_id"] + 1
                if "hasty" in FAULTS:
                    self.call("getUpdates", offset=offset, limit=1)
                    time.sleep(0.05)
                self.handle(update)


class Webhook(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bot: ToyBot

    def do_POST(self) -> None:
        update = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        refused = "refuses" in FAULTS and "callback_query" in update
        if not refused:
            self.bot.handle(update)
        self.send_response(503 if refused else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_) -> None: ...


def main() -> None:
    Webhook.bot = ToyBot()
    if "polls" in FAULTS:
        Webhook.bot.fetch()
    else:
        server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["WEBHOOK_PORT"])), Webhook)
        server.daemon_threads = True
        server.serve_forever()


if __name__ == "__main__":
    main()

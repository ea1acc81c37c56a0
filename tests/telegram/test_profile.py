"""The public face at Telegram (S18): what is put up, how seldom, and what is told when it fails."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import logging
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

import pytest
import telegram
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram.request import HTTPXRequest
from uvicorn import Config

from bot import log
from bot.channels.telegram.profile import Face, FaceTexts, face_of, look, put_up
from bot.server import Server
from tests.talk import real_pack

TOKEN = "4242:secret-token"
FIELDS = {"Name": "name", "Description": "description", "ShortDescription": "short_description"}
LIMITS = {"name": 64, "description": 512, "short_description": 120}
RU = FaceTexts("Книжка.", "Коротко.", (("start", "Открыть"), ("recipes", "Рецепты")))
KK = FaceTexts("Кітапша.", "Қысқа.", (("start", "Ашу"),))
FACE = Face("Дастархан", RU, (("kk", KK), ("ky", None), ("ru", None)))


class Profile:
    """A Bot API with a profile; `falls_back`: a language without a text is shown the default."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], str] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.falls_back = False
        self.writes: list[tuple[str, str]] = []
        self.reads = 0
        self.faults: dict[str, tuple[int, dict[str, object]]] = {}
        self.asked: list[str] = []

    async def answer(self, request: Request) -> Response:
        assert request.path_params["token"] == TOKEN
        method = request.path_params["method"]
        params = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        self.asked.append(method)
        if method in self.faults:
            code, body = self.faults[method]
            return JSONResponse({"ok": False, "error_code": code, **body}, status_code=code)
        return JSONResponse({"ok": True, "result": self.call(method, params)})

    def call(self, method: str, params: dict[str, str]) -> object:
        code = params.get("language_code", "")
        assert code == "" or len(code) == 2
        if method == "getMe":
            return {"id": 1, "is_bot": True, "first_name": "B", "username": "pomosh_bot"}
        if method.endswith("MyCommands"):
            return self._listed(method, params, code)
        field = FIELDS[method[len("getMy") :]]
        if method.startswith("getMy"):
            self.reads += 1
            default = self.values.get((field, ""), "") if self.falls_back else ""
            return {field: self.values.get((field, code), default)}
        assert len(params.get(field, "")) <= LIMITS[field]
        self.writes.append((method, code))
        self.values[field, code] = params.get(field, "")
        if not self.values[field, code]:
            del self.values[field, code]
        return True

    def _listed(self, method: str, params: dict[str, str], code: str) -> object:
        scope = json.loads(params.get("scope", '{"type":"default"}'))["type"]
        if method == "getMyCommands":
            self.reads += 1
            return self.commands.get((scope, code), [])
        self.writes.append((method, code))
        if method == "deleteMyCommands":
            self.commands.pop((scope, code), None)
        else:
            self.commands[scope, code] = json.loads(params["commands"])
        return True

    def names(self, scope: str = "default", code: str = "") -> list[str]:
        return [one["command"] for one in self.commands.get((scope, code), [])]


@pytest.fixture
def there() -> Profile:
    return Profile()


@pytest.fixture
async def bot(there: Profile, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[telegram.Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # Its errors warn about themselves otherwise.
    app = Starlette(routes=[Route("/bot{token}/{method}", there.answer, methods=["POST"])])
    server = Server(Config(app, log_config=None, lifespan="off"))
    listening = socket.create_server(("127.0.0.1", 0))
    await server.begin(listening, asyncio.Event())
    request = HTTPXRequest(httpx_kwargs={"trust_env": False})
    base = f"http://127.0.0.1:{listening.getsockname()[1]}/bot"
    yield telegram.Bot(TOKEN, base_url=base, request=request)
    await request.shutdown()
    await server.end()
    listening.close()


@pytest.mark.parametrize("falls_back", [False, True])
async def test_s18_everything_is_put_up_once_and_never_again(
    bot: telegram.Bot, there: Profile, *, falls_back: bool
) -> None:
    there.falls_back = falls_back
    assert await put_up(bot, FACE) == []
    assert there.values == {
        ("name", ""): "Дастархан",
        ("description", ""): "Книжка.",
        ("description", "kk"): "Кітапша.",
        ("short_description", ""): "Коротко.",
        ("short_description", "kk"): "Қысқа.",
    }
    assert there.names() == ["start", "recipes"]
    assert there.names(code="kk") == ["start"]
    assert len(there.writes) == 7
    assert await put_up(bot, FACE) == []
    assert len(there.writes) == 7


@pytest.mark.parametrize("falls_back", [False, True])
async def test_s18_what_stood_there_before_goes_in_every_language(
    bot: telegram.Bot, there: Profile, *, falls_back: bool
) -> None:
    there.falls_back = falls_back
    for code in ("", "kk", "ky", "ru"):
        for field in LIMITS:
            there.values[field, code] = "Помощь женщинам"
        for scope in ("default", "all_private_chats"):
            there.commands[scope, code] = [{"command": "help", "description": "Помощь"}]
    assert await put_up(bot, FACE) == []
    left = [*there.values.values(), *json.dumps(list(there.commands.values())).split('"')]
    assert not any("Помощь" in value or value == "help" for value in left)
    assert ("description", "ky") not in there.values
    assert there.names("all_private_chats", "ru") == []


async def test_the_name_is_not_touched_where_it_is_right_or_not_set(
    bot: telegram.Bot, there: Profile
) -> None:
    there.values["name", ""] = "Дастархан"
    await put_up(bot, FACE)
    assert "setMyName" not in there.asked
    await put_up(bot, Face("", RU, FACE.languages))
    assert "setMyName" not in there.asked
    assert there.values["name", ""] == "Дастархан"


async def test_without_a_profile_only_the_name_is_put_up(bot: telegram.Bot, there: Profile) -> None:
    there.values["description", ""] = "Своё"
    assert await put_up(bot, Face("Дастархан", None)) == []
    assert there.writes == [("setMyName", "")]


async def test_a_refused_change_is_one_sentence_and_the_rest_goes_on(
    bot: telegram.Bot, there: Profile
) -> None:
    there.faults["setMyDescription"] = (400, {"description": f"Bad Request: {TOKEN}"})
    said = await put_up(bot, FACE)
    assert [line.split(" could")[0] for line in said] == ["The description", "The description (kk)"]
    assert there.values["name", ""] == "Дастархан"
    assert not any(TOKEN in line or "secret" in line for line in said)


async def test_too_many_changes_leave_that_kind_for_the_next_start(
    bot: telegram.Bot, there: Profile
) -> None:
    wait = {"description": "Too Many Requests", "parameters": {"retry_after": 80000}}
    there.faults["setMyShortDescription"] = (429, wait)
    there.faults["setMyName"] = (429, wait)
    said = await put_up(bot, FACE)
    assert len(said) == 2
    assert all("next start" in line for line in said)
    assert there.asked.count("setMyShortDescription") == 1
    assert there.names() == ["start", "recipes"]


@pytest.mark.parametrize(("code", "word"), [(401, "token"), (404, "token"), (502, "reached")])
async def test_where_nothing_can_be_done_it_stops_at_once(
    bot: telegram.Bot, there: Profile, code: int, word: str
) -> None:
    there.faults["getMyDescription"] = (code, {"description": "no"})
    said = await put_up(bot, FACE)
    assert len(said) == 1
    assert word in said[0]
    assert there.asked == ["getMyDescription"]


async def test_an_unreachable_telegram_is_one_sentence_without_address_or_token() -> None:
    request = HTTPXRequest(httpx_kwargs={"trust_env": False})
    bot = telegram.Bot(TOKEN, base_url="http://127.0.0.1:9/bot", request=request)
    for said in (await put_up(bot, FACE), (await look(bot))[1]):
        assert len(said) == 1
        assert "not reached" in said[0]
        assert "127.0.0.1" not in said[0]
        assert TOKEN not in said[0]
    await request.shutdown()


async def test_what_stands_there_is_read_for_the_lint(bot: telegram.Bot, there: Profile) -> None:
    there.values["name", ""] = "Дастархан"
    there.values["description", ""] = "Книжка."
    seen, problems = await look(bot)
    assert problems == []
    assert (seen.username, seen.standing_name) == ("pomosh_bot", "Дастархан")
    assert (seen.description, seen.short_description) == ("Книжка.", "")


async def test_s54_no_call_is_logged_with_its_address(
    bot: telegram.Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    kept, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    ours = logging.getLogger("bot").level
    try:
        log.set_up("DEBUG")
        root.setLevel(logging.DEBUG)
        await put_up(bot, FACE)
        logging.getLogger("httpx").warning("a call to https://x/bot%s", TOKEN)
    finally:
        root.handlers[:], logging.raiseExceptions = kept, raising
        root.setLevel(level)
        logging.getLogger("bot").setLevel(ours)
    said = capsys.readouterr().err
    assert TOKEN not in said
    clients = [line for line in said.splitlines() if "'httpx" in line or "'httpcore" in line]
    assert len(clients) == 1  # The warning; of the calls nothing.


def test_the_face_of_the_content_falls_back_to_russian() -> None:
    pack = real_pack()
    covers = {tag: book for tag, book in pack.covers.items() if tag != "tg"}
    face = face_of(dataclasses.replace(pack, covers=covers), " Дастархан ")
    languages = dict(face.languages)
    assert face.name == "Дастархан"
    assert face.default is not None
    assert "книжка" in face.default.description
    assert {"kk", "ky", "uz", "tg", "tk", "ru", "en"} <= languages.keys()
    assert all(len(code) == 2 for code in languages)  # Karakalpak has no such code.
    kk, en = languages["kk"], languages["en"]
    assert kk is not None
    assert en is not None
    assert kk.description != en.description
    assert languages["ru"] is languages["tg"] is None  # shown as the default
    assert [name for name, _ in kk.commands] == [name for name, _ in face.default.commands]


def test_the_door_lists_only_the_start() -> None:
    face = face_of(dataclasses.replace(real_pack(), door=True), "")
    assert face.default is not None
    assert [name for name, _ in face.default.commands] == ["start"]


def test_importing_the_profile_does_not_load_the_client() -> None:
    code = "import sys, bot.channels.telegram.profile; sys.exit('telegram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

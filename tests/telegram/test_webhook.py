"""The webhook from outside: who may knock, what is taken, and what is said when nothing can be."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.channels.telegram.webhook import MOST_BYTES
from bot.shell.runner import DEPTH
from fakes.telegram.world import World
from tests.telegram.house import HOST, METRICS_TOKEN, House

HER = 700_000_077
SECRET = "X-Telegram-Bot-Api-Secret-Token"
CHUNK = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"


def message(update_id: int, text: str = "hello", chat_id: int = HER) -> dict:
    chat = {"id": chat_id, "type": "private"}
    user = {"id": chat_id, "is_bot": False, "first_name": "A", "language_code": "ru"}
    content = {"message_id": update_id, "from": user, "chat": chat, "date": 1_795_240_800}
    return {"update_id": update_id, "message": content | {"text": text}}


class Knock:
    """One connection to the house's port. Its answers are (status, head, body)."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._writer: asyncio.StreamWriter | None = None

    async def sends(
        self, method: str = "POST", path: str = "/telegram", data: bytes = b"", **headers: str
    ) -> None:
        reader, self._writer = await asyncio.open_connection(HOST, self._house.port)
        self._reader = reader
        lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self._writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + data)

    async def posts(
        self, update: object, secret: str | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """An update, with the right secret unless told otherwise."""
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        given = {SECRET: self._house.webhook_secret if secret is None else secret}
        await self.sends(data=body, Content_Length=str(len(body)), **given)
        return await self.hears()

    async def hears(self) -> tuple[int, dict[str, str], bytes]:
        async with asyncio.timeout(5):
            lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            pairs = [line.partition(": ") for line in lines[1:] if line]
            head = {name.lower(): value for name, _, value in pairs}
            body = await self._reader.readexactly(int(head.get("content-length", 0)))
        self.leaves()
        return int(lines[0].split()[1]), head, body

    def writes(self, data: bytes) -> None:
        assert self._writer is not None
        self._writer.write(data)

    def leaves(self) -> None:
        assert self._writer is not None
        self._writer.transport.abort()


@pytest_asyncio.fixture
async def house(by_webhook: House) -> AsyncIterator[House]:
    return by_webhook


async def ask(house: House, update: object, secret: str | None = None) -> tuple[int, dict, bytes]:
    return await Knock(house).posts(update, secret)


async def metrics(house: House, token: str = METRICS_TOKEN) -> tuple[int, str]:
    knock = Knock(house)
    await knock.sends("GET", "/metrics", Authorization=f"Bearer {token}")
    status, _, body = await knock.hears()
    return status, body.decode()


async def refused(house: House) -> dict[str, int]:
    """What /metrics says was refused, by kind."""
    status, text = await metrics(house)
    assert status == 200
    lines = [line for line in text.splitlines() if line.startswith("pana_refused_total{")]
    return {line.split('"')[1]: int(line.rsplit(" ", 1)[1]) for line in lines}


async def is_empty(house: House) -> bool:
    census = await house.census()
    return not (census.conversations or census.outbox or census.ledger or census.wipes)


# --- who may knock


async def test_without_the_secret_nobody_is_heard_and_nothing_is_kept(house: House, world: World):
    right = house.webhook_secret
    wrong = [
        "",
        "x",
        right[:-1],
        right + "x",
        right.swapcase(),
        right[:-1] + "é",
        " " + right + ".",
    ]
    since, commits = world.moment(), house.rows.commits
    for secret in wrong:
        assert (await ask(house, message(1, "/start ru-KZ"), secret))[0] == 401
    knock = Knock(house)
    await knock.sends(Content_Length="2", data=b"{}")
    assert await knock.hears() == (401, {"content-length": "0"}, b"")
    assert house.rows.commits == commits
    assert await refused(house) == {"webhook_secret": len(wrong) + 1}
    assert await is_empty(house)
    assert world.record.calls_of(since=since) == []


async def test_nothing_of_a_strangers_body_is_read(house: House):
    for headers in ({"Content_Length": "999999999"}, {"Transfer_Encoding": "chunked"}):
        knock = Knock(house)
        await knock.sends(**headers, **{SECRET: "wrong"})  # The body never comes.
        assert (await knock.hears())[0] == 401


async def test_only_a_post_is_taken(house: House):
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
        knock = Knock(house)
        await knock.sends(method, **{SECRET: house.webhook_secret})
        assert (await knock.hears())[0] == 405
    assert await refused(house) == {"webhook_method": 5}


async def test_the_counts_are_for_the_operator_only(house: House):
    await ask(house, message(1), "wrong")
    for token in ("", "x", METRICS_TOKEN[:-1]):
        status, text = await metrics(house, token)
        assert status == 404
        assert "refused" not in text


# --- what is taken


async def test_too_much_is_refused_before_it_is_read(house: House):
    knock = Knock(house)
    length = str(MOST_BYTES + 1)
    await knock.sends(Content_Length=length, **{SECRET: house.webhook_secret})
    assert (await knock.hears())[0] == 413  # The body never came.
    knock = Knock(house)
    chunked = {"Transfer_Encoding": "chunked", SECRET: house.webhook_secret}
    await knock.sends(**chunked, data=CHUNK * (MOST_BYTES // 0x10000 + 1))
    assert (await knock.hears())[0] == 413  # Its end never came.
    assert await refused(house) == {"webhook_size": 2}
    assert await is_empty(house)


async def test_as_much_as_is_allowed_is_read_however_it_comes(house: House):
    update = json.dumps(message(1))
    body = (update[:-1] + ',"padding":"' + "x" * MOST_BYTES)[: MOST_BYTES - 2].encode() + b'"}'
    assert len(body) == MOST_BYTES
    assert (await ask(house, body))[0] == 200
    knock = Knock(house)
    await knock.sends(Transfer_Encoding="chunked", **{SECRET: house.webhook_secret})
    for at in range(0, len(update), 7):
        piece = update[at : at + 7].encode()
        knock.writes(b"%x\r\n%b\r\n" % (len(piece), piece))
    knock.writes(b"0\r\n\r\n")
    assert (await knock.hears())[0] == 200


async def test_what_is_no_update_is_refused(house: House):
    bodies = [b"", b"{}", b"[]", b"hello", b'{"update_id":"1"}', b"\xff", b"[" * 100_000]
    for body in bodies:
        status, _, said = await ask(house, body)
        assert (status, said) == (400, b"")
    assert await refused(house) == {"webhook_body": len(bodies)}
    assert await is_empty(house)


async def test_an_update_that_cannot_be_read_does_not_come_again(house: House):
    broken = message(5) | {"message": {"message_id": "five"}}
    assert (await ask(house, broken))[0] == 200
    assert (await ask(house, {"update_id": 6, "dream_shared": {}}))[0] == 200
    assert await refused(house) == {"unreadable": 1}


async def test_who_hangs_up_in_the_middle_leaves_nothing(house: House):
    knock = Knock(house)
    await knock.sends(Content_Length="500", data=b'{"upd', **{SECRET: house.webhook_secret})
    await asyncio.sleep(0)
    knock.leaves()
    assert (await ask(house, message(1)))[0] == 200


# --- the answer


async def test_a_press_is_answered_in_the_answer(house: House, world: World):
    her = world.person()
    await house.enters(her)
    presses = world.record.calls_of("answerCallbackQuery")
    assert len(presses) == 4
    assert all(call.in_answer and call.outcome == "ok" for call in presses)


async def test_an_answer_to_a_press_is_json_and_to_anything_else_is_nothing(house: House):
    status, head, body = await ask(house, message(1))
    assert (status, head, body) == (200, {"content-length": "0"}, b"")
    press = {"id": "77", "from": message(1)["message"]["from"], "inline_message_id": "x"}
    status, head, body = await ask(house, {"update_id": 2, "callback_query": press})
    assert (status, head["content-type"]) == (200, "application/json")
    assert json.loads(body) == {"method": "answerCallbackQuery", "callback_query_id": "77"}


async def test_the_answer_comes_after_the_commit(house: House):
    house.rows.stick()
    knocking = asyncio.create_task(ask(house, message(9, "/start ru-KZ")))
    await house.rows.reached.wait()
    assert await is_empty(house)
    assert not knocking.done()
    house.rows.free()
    assert (await knocking)[0] == 200
    assert not await is_empty(house)


async def test_too_much_at_once_of_one_chat_is_put_off(house: House):
    house.rows.stick()
    knocks = [asyncio.create_task(ask(house, message(n))) for n in range(1, DEPTH + 4)]
    done, _ = await asyncio.wait(knocks, return_when=asyncio.FIRST_COMPLETED, timeout=5)
    for knock in done:
        status, head, body = knock.result()
        assert (status, head["retry-after"], body) == (429, "2", b"")
    house.rows.free()
    answers = [answer[0] for answer in await asyncio.gather(*knocks)]
    assert set(answers) == {200, 429}
    assert answers.count(429) == 2


async def test_while_nothing_can_be_stored_updates_are_put_off_and_then_handled(
    house: House, world: World
):
    house.rows.down = True
    status, head, body = await ask(house, message(1, "/start ru-KZ"))
    assert (status, head["retry-after"], body) == (503, "5", b"")
    her = world.person()
    her.starts("ru-KZ")
    await world.until(lambda: world.updates.last_error)
    assert "503" in world.updates.last_error[1]
    house.rows.down = False
    await house.passes(5.0)
    await house.sees(her, "language:ru")


# --- groups


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_a_group_is_left_at_once_and_once(house: House, world: World, kind: str):
    her, group = world.person(), world.group(kind=kind)
    group.adds_bot(her)
    await world.until(lambda: group.chat.state == "left")
    await house.settles()
    assert len(world.record.calls_of("leaveChat")) == 1
    assert group.texts == []
    assert await is_empty(house)
    assert not world.updates.last_error


async def test_a_group_that_cannot_be_left_is_counted_and_left_when_it_speaks_again(
    house: House, world: World
):
    her, group = world.person(), world.group()
    dropped = world.faults.drop("leaveChat", effect=False)
    group.adds_bot(her)
    await dropped.reached()
    while group.chat.state != "left":  # It may still be at the first try when it hears this.
        group.says(her, "hello")
        await house.settles()
    assert house.live.counts["group_stays"] == 1
    assert group.texts == []

"""`pana run`: one line when it serves, one sentence and exit 2 when it cannot, clean at the end."""

from __future__ import annotations

import http.client
import shutil
import signal
import socket
import tempfile
import time
from pathlib import Path

import pytest

from tests.simulator.running import content_folder, running, start

CANARY = "канарейка-4c1e"


def refused(folder: Path, **changes: str) -> str:
    """The sentence of a run that must not begin."""
    with start(folder, **changes) as process:
        try:
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 2, err
    assert out == ""
    assert err.startswith("pana run: ")
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    return err


def test_a_port_in_use(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = refused(tmp_path, PORT=str(port))
    assert f"Port {port} is in use" in said


@pytest.mark.parametrize("port", ["-1", "65536", "http", "80 80"])
def test_a_port_that_is_none(tmp_path, port):
    assert "PORT" in refused(tmp_path, PORT=port)


def test_a_host_of_another_computer(tmp_path):
    assert "HOST is no address of this computer" in refused(tmp_path, HOST="192.0.2.1")


def test_a_setting_that_does_not_exist(tmp_path):
    said = refused(tmp_path, PANA_MODUS="demo")
    assert "PANA_MODUS is not a setting; did you mean PANA_MODE?" in said


@pytest.mark.parametrize("name", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"])
def test_half_of_what_a_messenger_needs(tmp_path, name):
    said = refused(tmp_path, **{name: "123456:secret-canary"})
    assert "WhatsApp needs TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM" in said
    assert "canary" not in said


def test_an_env_file_is_read_and_its_mistakes_named(tmp_path):
    (tmp_path / ".env").write_text("PORT=0\nTELEGRAM_TOKEM=1\n")
    assert "Line 2 of .env: TELEGRAM_TOKEM is not a setting" in refused(tmp_path)


def test_content_that_is_not_there(tmp_path):
    said = refused(tmp_path, CONTENT_DIR=str(tmp_path / "none"))
    assert "The content folder does not exist." in said


def test_content_with_errors_names_the_first_and_counts_the_others(tmp_path):
    content = shutil.copytree(content_folder(), tmp_path / "content")
    flow = content / "flows" / "rights.yaml"
    flow.write_text(flow.read_text().replace("goto: topic}", "goto: nowhere}"))
    (content / "flows" / "silent.yaml").write_text("flow: [")
    said = refused(tmp_path, CONTENT_DIR=str(content))
    assert "The content cannot be served. flows/" in said
    assert "more errors were found; run `pana check`" in said


def test_a_temporary_folder_that_cannot_be_written(tmp_path, monkeypatch):
    from bot.commands import run_demo as run

    def fails(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryDirectory", fails)
    with pytest.raises(run.SettingsError, match="set TMPDIR"), run._folder():
        pass


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_ends_at_once_and_leaves_no_trace(tmp_path, how):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    with running(tmp_path, TMPDIR=str(temporary), LOG_LEVEL="DEBUG") as pana:
        phone = pana.phone()
        phone.open_door()
        phone.do("say", text=CANARY)
        # A page that looks on must not hold up the end.
        looking = http.client.HTTPConnection("127.0.0.1", pana.port)
        looking.request("GET", f"/events?phone={phone.id}")
        looking.getresponse()
        folder = next(temporary.iterdir())
        assert sorted(path.name for path in folder.iterdir())[0] == "keys"
        for path in folder.rglob("*"):
            assert path.is_dir() or CANARY.encode() not in path.read_bytes()
        began = time.monotonic()
        code, out, err = pana.stop(how)
        assert time.monotonic() - began < 10
        looking.close()
    assert code == 0
    assert out == "", "more than one line"
    assert err == "", "nothing went wrong, and nothing was left open"
    assert list(temporary.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["tmp"]


def test_told_to_end_while_it_starts(tmp_path):
    for wait in (0.3, 0.6, 0.9):
        process = start(tmp_path, TMPDIR=str(tmp_path))
        time.sleep(wait)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=20)
        assert "Traceback" not in err
        # Before Python itself is ready, the signal ends the process as it does any other; caught
        # in the middle of an import, Python ends itself as if by Ctrl+C.
        assert process.returncode in (0, 130, -signal.SIGTERM, -signal.SIGINT)
        assert list(tmp_path.iterdir()) == []

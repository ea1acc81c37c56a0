"""Which bots there are, and which of them can run here."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

Spec = dict[str, Any]


def peers_of(options: argparse.Namespace) -> list[Spec]:
    """The one bot of ``run``, or those of the file of ``compare``."""
    if options.command == "run":
        peer = {"name": options.name, "command": options.bot, "script": options.script}
        return [peer | ({"service": options.service} if options.service else {})]
    return load_peers(Path(options.peers), options.only)


def load_peers(file: Path, only: str | None = None) -> list[Spec]:
    """The peers in a file, all or ``only`` some; relative paths are relative to the file."""
    base = file.resolve().parent
    peers: list[Spec] = json.loads(file.read_text(encoding="utf-8"))
    for peer in peers:
        peer["script"] = str(base / peer["script"])
        peer["cwd"] = str(base / peer.get("cwd", "."))
        peer["files"] = [str(base / name) for name in peer.get("files", ())]
    if only:
        names = only.split(",")
        peers = [peer for peer in peers if peer["name"] in names]
    return peers


def missing(peer: Spec) -> str:
    """What this machine lacks to run a peer; empty when nothing does."""
    for program in peer.get("needs", ()):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    for name in peer.get("unless", ()):
        if shutil.which(name) is not None:
            return f"{name} is there, another entry uses it"
    absent = [name for name in peer.get("files", ()) if not Path(name).exists()]
    return f"{Path(absent[0]).name} is not there" if absent else ""

"""Files: those that people have sent are fetched by the bot, and it sends others."""

from __future__ import annotations

from fakes.telegram.parameters import is_set
from fakes.telegram.refusals import NotFound, bad
from fakes.telegram.strict import StrictTelegram

LARGEST = 20 * 1024 * 1024
KINDS = {"sendphoto": "photo", "sendvoice": "voice", "sendvideonote": "video_note"}


class WithFiles(StrictTelegram):
    """What is put into `files`, by its file id, can be fetched; `uploads` holds what came."""

    @property
    def files(self) -> dict[str, bytes]:
        """Bytes by file id."""
        return self.__dict__.setdefault("_files", {})

    @property
    def uploads(self) -> list[tuple[str, bytes]]:
        """Kind and bytes of each file that the bot has sent."""
        return self.__dict__.setdefault("_uploads", [])

    def download(self, path: str) -> bytes:
        """What lies at a file path."""
        try:
            return self.files[path.removeprefix("files/")]
        except KeyError:
            raise NotFound("Not Found") from None

    def check(self, name: str, params: dict) -> None:
        """What is sent as a file is one, and not empty."""
        super().check(name, params)
        if kind := KINDS.get(name):
            data = params.get(kind)
            if data is None:
                raise bad(f"there is no {kind.replace('_', ' ')} in the request")
            if not data:
                raise bad("file must be non-empty")
            if not isinstance(data, bytes):
                raise bad("wrong remote file identifier specified: wrong string length")

    def _message(self, name: str, params: dict, chat_id: int) -> dict:
        message = super()._message(name, params, chat_id)
        if kind := KINDS.get(name):
            self.uploads.append((kind, params[kind]))
            sent = {"file_id": f"sent-{len(self.uploads)}", "file_unique_id": "u"}
            message[kind] = [sent] if kind == "photo" else sent
            if is_set(params, "has_spoiler"):
                message["has_media_spoiler"] = True
        return message

    def _m_getfile(self, params: dict) -> bytes:
        reference = str(params["file_id"])
        if reference not in self.files:
            raise bad("wrong file_id or the file is temporarily unavailable")
        size = len(self.files[reference])
        if size > LARGEST:
            raise bad("file is too big")
        return self._ok(
            {
                "file_id": reference,
                "file_unique_id": "u",
                "file_size": size,
                "file_path": f"files/{reference}",
            }
        )

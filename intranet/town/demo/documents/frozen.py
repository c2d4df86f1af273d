"""Office files are ZIP archives full of clocks: written again with one date, the same day gives the same bytes."""

import re
import zipfile
from datetime import date
from io import BytesIO

CLOCKS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>|<meta:creation-date>|<dc:date>)[^<]*")


def freeze_archive(content: bytes, day: date) -> bytes:
    frozen = BytesIO()
    stamp = (day.year, day.month, day.day, 12, 0, 0)
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(frozen, "w") as target:
        for info in source.infolist():
            entry = zipfile.ZipInfo(info.filename, stamp)
            entry.compress_type = info.compress_type
            target.writestr(entry, _without_clock(info.filename, source.read(info), day))
    return frozen.getvalue()


def _without_clock(name: str, content: bytes, day: date) -> bytes:
    if name not in {"docProps/core.xml", "meta.xml"}:
        return content
    return CLOCKS.sub(rb"\g<1>" + f"{day}T12:00:00Z".encode(), content)

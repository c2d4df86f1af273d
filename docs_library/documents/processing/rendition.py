"""Office files as PDF, by LibreOffice: many in one call, in a profile of their own that runs and fetches nothing."""

import logging
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from docs_library.documents.processing import programs

logger = logging.getLogger(__name__)
SECONDS_TO_START = 60
SECONDS_FOR_A_FILE = 30
# No macros, no links followed out of a document, and a proxy that leads nowhere.
_REGISTRY = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" \
oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse">\
<value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse">\
<value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse">\
<value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse">\
<value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse">\
<value>9</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse">\
<value>2</value></prop></item>
</oor:items>
"""


def can_render() -> bool:
    return programs.find(programs.SOFFICE) is not None


def convert_to_pdf(sources: Sequence[Path], folder: Path) -> dict[Path, Path]:
    """The PDF of each source that could be converted, in `folder`; sources need different stems."""
    with TemporaryDirectory(prefix="casagran-office-") as profile:
        _prepare(Path(profile))
        seconds = SECONDS_TO_START + SECONDS_FOR_A_FILE * len(sources)
        _run(_command(sources, folder, Path(profile)), home=profile, seconds=seconds)
    made = {source: folder / f"{source.stem}.pdf" for source in sources}
    return {source: pdf for source, pdf in made.items() if pdf.exists() and pdf.stat().st_size}


def _prepare(profile: Path) -> None:
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_REGISTRY)


def _command(sources: Sequence[Path], folder: Path, profile: Path) -> list[str]:
    options = [
        "--headless",
        "--norestore",
        "--nologo",
        "--nolockcheck",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
    ]
    program = programs.find(programs.SOFFICE) or programs.SOFFICE
    return [program, f"-env:UserInstallation={profile.as_uri()}", *options, *map(str, sources)]


def _run(command: list[str], *, home: str, seconds: int) -> None:
    """Run it as a group, so that when it hangs its children end with it."""
    process = subprocess.Popen(  # noqa: S603 - fixed words and names of our own
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "HOME": home},
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        logger.warning("The office program took more than %s seconds and was stopped.", seconds)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

"""Why a file is not taken: each reason is a sentence that says what to do."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something a person asked for that cannot be. `code` is for programs, `str()` is the sentence for the person."""

    code = "refused"
    sentence = _("This cannot be done.")

    def __init__(self, **details) -> None:
        super().__init__(self.code)
        self.details = details

    def __str__(self) -> str:
        return str(format_lazy(self.sentence, **self.details))


class EmptyFile(Refusal):
    code = "empty"
    sentence = _("The file is empty. Check that it was saved, and upload it again.")


class TooLarge(Refusal):
    code = "too_large"
    sentence = _("The file is larger than {limit} MB. Split it or reduce its images, and upload it again.")


class UnknownType(Refusal):
    code = "unknown_type"
    sentence = _(
        "Files of this kind ({extension}) are not kept here. Save it as PDF, or in one of these formats: {accepted}."
    )


class OldOffice(Refusal):
    code = "old_office"
    sentence = _("This is an old office format. Open it, save it as {instead} or PDF, and upload the new file.")


class HasMacros(Refusal):
    code = "macros"
    sentence = _("The file contains macros (programs). Save it without macros and upload it again.")


class WrongContent(Refusal):
    code = "wrong_content"
    sentence = _(
        "The name ends in .{extension} but the content is of another kind. Open the file, save it again as "
        ".{extension}, and upload that one."
    )


class NeedsPassword(Refusal):
    code = "password"
    sentence = _("The file asks for a password. Save a copy without a password and upload it.")


class BrokenFile(Refusal):
    code = "broken"
    sentence = _("The file is damaged and cannot be opened. Save it again from the program that made it.")


class NoPages(Refusal):
    code = "no_pages"
    sentence = _("The PDF has no pages. Make it again and upload it.")


class Bomb(Refusal):
    code = "bomb"
    sentence = _("The file grows too much when opened, so it is not taken. Save it again with fewer or smaller parts.")


class UnsafeArchive(Refusal):
    code = "unsafe_archive"
    sentence = _(
        "The file has parts with names that point outside it, so it is not taken. Save it again and upload it."
    )


class TooManyPixels(Refusal):
    code = "too_many_pixels"
    sentence = _("The image is larger than {limit} megapixels. Scan it at 300 dots per inch, or save it smaller.")


class NodeClosed(Refusal):
    code = "node_closed"
    sentence = _("The class {node} is closed and takes no more documents. Choose the one that follows it.")


class NodeUnknown(Refusal):
    code = "node_unknown"
    sentence = _("That class does not exist. Choose one from the list.")


class StaleVersion(Refusal):
    code = "stale"
    sentence = _("Somebody uploaded version {number} meanwhile. Look at it first, then upload yours again.")


class SameBytes(Refusal):
    code = "same_bytes"
    sentence = _("This file is the same as the current version, so nothing was changed.")


class NoRoom(Refusal):
    code = "no_room"
    sentence = _("There is no room left to keep files. Nothing was saved: tell whoever looks after the server.")


class BadTag(Refusal):
    code = "bad_tag"
    sentence = _("A tag has at most {limit} letters: shorten “{tag}”.")


class BadTitle(Refusal):
    code = "bad_title"
    sentence = _("A title has from 1 to {limit} letters. Write a shorter one.")

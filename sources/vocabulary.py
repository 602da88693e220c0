"""What both sides of the record call sources and documents by: kinds of party, media, copies and how far they go."""

from typing import Final, Literal, TypeAlias

from claimtrack.vocabulary import Described


class SourceKind(Described):
    """What sort of party speaks."""

    PERSON = "person", "A human being under a name of their own.", "person"
    OUTLET = "outlet", "A publisher of news or analysis.", "outlet"
    GOVERNMENT = "government", "A state, or a ministry, embassy or command of one.", "government"
    ORGANIZATION = "organization", "A company, party, non-governmental organisation or armed group.", "organization"
    COLLECTIVE = "collective", "Many, none of them named: “the Egyptian press”.", "collective"
    ANONYMOUS = "anonymous", "Somebody of whom one document speaks without a name.", "anonymous"
    UNKNOWN = "unknown", "Nobody has said yet; for an editor to settle.", "not known"


SourceKindValue: TypeAlias = Literal[
    "person", "outlet", "government", "organization", "collective", "anonymous", "unknown"
]


class Medium(Described):
    """What sort of item was published."""

    ARTICLE = "article", "A text of a newspaper, a magazine or a site.", "article"
    STATEMENT = "statement", "By the speaker itself: a press release, a communiqué.", "statement"
    REPORT = "report", "A study, an investigation, a paper of a court or an agency.", "report"
    VIDEO = "video", "Moving pictures, with sound or without.", "video"
    AUDIO = "audio", "Sound alone.", "audio"
    IMAGE = "image", "A photograph, a drawing, a chart.", "image"
    SPEECH = "speech", "Spoken before an audience.", "speech"
    POST = "post", "On a social network.", "post"
    LETTER = "letter", "A letter, directive or cable.", "letter"
    PAGE = "page", "An undated page of a site.", "page"
    FACT_CHECK = "fact_check", "An examination of claims, with a judgement.", "fact-check"


MediumValue: TypeAlias = Literal[
    "article", "statement", "report", "video", "audio", "image", "speech", "post", "letter", "page", "fact_check"
]


class Level(Described):
    """How far a copy of a document may go."""

    DESK_ONLY = "desk_only", "It stays at the desk, and is in nothing that is handed on.", "desk only"
    HANDED_ON = "handed_on", "It may be handed on with a sealed dossier, to those who are given it.", "may be handed on"
    PUBLIC = "public", "It may be handed on to anybody.", "public"


LevelValue: TypeAlias = Literal["desk_only", "handed_on", "public"]


class MediaKind(Described):
    """What a copy is that is not read."""

    IMAGE = "image", "A photograph, a drawing, a chart.", "image"
    VIDEO = "video", "Moving pictures, with sound or without.", "video"
    AUDIO = "audio", "Sound alone.", "audio"


#: What an image, a film or a recording may show: what is flagged never leaves the desk.
FLAGS: Final = ("graphic", "minor", "intimate")


class Particulars(Described):
    """What becomes of what a file says besides what is seen or heard: where, when, by whom, with what it was made."""

    KEEP = "keep", "The file stays as it came.", "keep"
    STRIP = "strip", "It is taken out, and the file as it came is nowhere.", "strip"
    EDITORS = (
        "editors",
        "It is taken out of the copy; the file as it came is for editors alone.",
        "original for editors only",
    )


class Reading(Described):
    """How far the text in an image is read by a program."""

    WAITING = "waiting", "A worker will read it.", "waiting"
    DONE = "done", "A program proposes a text, which nobody has checked.", "proposed"
    FAILED = "failed", "It could not be read.", "could not be read"


MediaKindValue: TypeAlias = Literal["image", "video", "audio"]
ParticularsValue: TypeAlias = Literal["keep", "strip", "editors"]
ReadingValue: TypeAlias = Literal["waiting", "done", "failed"]

"""Filing claims whole: with where they appear, who said them, what was answered, and copies of the texts."""

from claims.writing.filing.named import AppearanceNamed, ClaimNamed, RebuttalNamed, SubjectNamed, TopicNamed
from claims.writing.filing.whole import Filed, Filing, file

__all__ = [
    "AppearanceNamed",
    "ClaimNamed",
    "Filed",
    "Filing",
    "RebuttalNamed",
    "SubjectNamed",
    "TopicNamed",
    "file",
]

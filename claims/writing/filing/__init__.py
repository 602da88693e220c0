"""Filing claims whole: with where they appear, who said them, what was answered, and copies of the texts."""

from claims.writing.filing.named import (
    AppearanceNamed,
    ClaimNamed,
    InquiryNamed,
    ObservationNamed,
    RebuttalNamed,
    SubjectNamed,
    TopicNamed,
)
from claims.writing.filing.whole import Filed, Filing, file

__all__ = [
    "AppearanceNamed",
    "ClaimNamed",
    "Filed",
    "Filing",
    "InquiryNamed",
    "ObservationNamed",
    "RebuttalNamed",
    "SubjectNamed",
    "TopicNamed",
    "file",
]

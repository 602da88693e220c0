"""What both sides of the record call sources and documents by: kinds of party, and media."""

from typing import Literal, TypeAlias

from django.db import models


class SourceKind(models.TextChoices):
    """What sort of party speaks."""

    PERSON = "person", "person"
    OUTLET = "outlet", "outlet"  # a publisher of news or analysis
    GOVERNMENT = "government", "government"  # a state, ministry, embassy, command
    ORGANIZATION = "organization", "organization"  # a company, party, NGO, armed group
    COLLECTIVE = "collective", "collective"  # "the Egyptian press": many, none of them named
    ANONYMOUS = "anonymous", "anonymous"  # somebody one document speaks of without a name
    UNKNOWN = "unknown", "not known"  # an import did not say; for an editor to settle


SourceKindValue: TypeAlias = Literal[
    "person", "outlet", "government", "organization", "collective", "anonymous", "unknown"
]


class Medium(models.TextChoices):
    """What sort of item was published."""

    ARTICLE = "article", "article"
    STATEMENT = "statement", "statement"  # by the speaker itself: a press release, a communiqué
    REPORT = "report", "report"  # a study, an investigation, a court or agency paper
    VIDEO = "video", "video"
    AUDIO = "audio", "audio"
    IMAGE = "image", "image"
    SPEECH = "speech", "speech"
    POST = "post", "post"  # on a social network
    LETTER = "letter", "letter"  # letters, directives, cables
    PAGE = "page", "page"  # an undated page of a site
    FACT_CHECK = "fact_check", "fact-check"


MediumValue: TypeAlias = Literal[
    "article", "statement", "report", "video", "audio", "image", "speech", "post", "letter", "page", "fact_check"
]

"""Messages to a chat by its incoming webhook, in the form that each takes.

Slack: https://api.slack.com/messaging/webhooks.
Mattermost: https://developers.mattermost.com/integrate/webhooks/incoming/.
Teams: a card of the schema of Adaptive Cards 1.4, which its workflow for webhook requests posts.
"""

import re
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import httpcore
import orjson

from claimtrack import guarded
from claimtrack.guarded import NotPublic
from claimtrack.workplace.models import Form

#: Seconds that a chat may take, from the look-up of its host to the head of its answer.
SECONDS: Final = 15.0
_MARKS: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~])")


class NotTaken(Exception):
    """A chat did not take a message; the address, which is a secret, is not told."""


@dataclass(frozen=True, slots=True)
class Line:
    """What happened, about which work, and where that is; `why` they are told, where that is not plain."""

    what: str
    about: str
    link: str
    why: str = ""


def post(form: Form, url: str, lines: Sequence[Line]) -> None:
    """Send these lines in one message, to the public network alone; redirects are not followed. Raises NotTaken."""
    try:
        status = guarded.post(url, orjson.dumps(FORMS[form](lines)), seconds=SECONDS).status
    except NotPublic as error:
        raise NotTaken("its host is not on the public network") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, ssl.SSLError) as error:
        raise NotTaken(type(error).__name__) from error
    if not HTTPStatus(200) <= status < HTTPStatus(300):
        raise NotTaken(f"it answered {status}")


def slack(lines: Sequence[Line]) -> Mapping[str, Any]:
    return {"text": "\n".join(map(_in_slack, lines))}


def _in_slack(line: Line) -> str:
    return f"{_for_slack(line.what)}: <{line.link}|{_for_slack(line.about)}>{_below(_for_slack(line.why))}"


def _for_slack(text: str) -> str:
    """Its three signs, and nothing that would call a channel together."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mattermost(lines: Sequence[Line]) -> Mapping[str, Any]:
    return {"text": "\n".join(map(_in_markdown, lines))}


def teams(lines: Sequence[Line]) -> Mapping[str, Any]:
    blocks = [{"type": "TextBlock", "wrap": True, "text": _in_markdown(each)} for each in lines]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
    }
    attached = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attached]}


def _in_markdown(line: Line) -> str:
    return f"{_plain(line.what)}: [{_plain(line.about)}]({line.link}){_below(_plain(line.why))}"


def _below(text: str) -> str:
    return f"\n{text}" if text else ""


def _plain(text: str) -> str:
    """Text without marks of Markdown; `@channel` calls nobody."""
    return _MARKS.sub(r"\\\1", text).replace("@", "@\u200b")


FORMS: Final[Mapping[Form, Callable[[Sequence[Line]], Mapping[str, Any]]]] = {
    Form.SLACK: slack,
    Form.TEAMS: teams,
    Form.MATTERMOST: mattermost,
}

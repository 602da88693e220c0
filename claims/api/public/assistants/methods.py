"""What each method answers: which tools there are, and what one of them says."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, Final, TypeAlias

import orjson
from django.conf import settings

from claims.api.public.assistants.headers import LEGACY, MODERN, SUPPORTED
from claims.api.public.assistants.listing import listed
from claims.api.public.assistants.messages import Code, Message, Refused
from claims.tools.assistants import arguments
from claims.tools.assistants.registry import INSTRUCTIONS, TOOLS
from claims.tools.assistants.tool import Answer, NoAnswer, Tool
from claims.tools.assistants.wording import about
from claimtrack.query.faults import Fault, InvalidQuery
from claimtrack.query.texts import shown, suggestion

Result: TypeAlias = dict[str, Any]
Method: TypeAlias = Callable[[Message, str, str], Result]

#: The set of tools changes with the program alone; milliseconds.
FRESH: Final = {"ttlMs": 3_600_000, "cacheScope": "public"}
CAPABILITIES: Final[Mapping[str, Any]] = {"tools": {}}
#: Revisions in which an answer is text alone.
TEXT_ALONE: Final = frozenset({"2025-03-26", "2024-11-05"})


def answered(message: Message, revision: str, using: str) -> Result:
    """The result of a request. Raises Refused."""
    if revision in MODERN:
        result = _method(message, MODERN_METHODS)(message, revision, using)
        return {"resultType": "complete", **result, "_meta": {"io.modelcontextprotocol/serverInfo": server_info()}}
    return _method(message, LEGACY_METHODS)(message, revision, using)


def _method(message: Message, methods: Mapping[str, Method]) -> Method:
    if message.method not in methods:
        raise Refused(
            Code.METHOD_NOT_FOUND,
            f"Method not found. Accepted: {', '.join(methods)}. Revisions: {', '.join(SUPPORTED)}.",
            status=404,
        )
    return methods[message.method]


def server_info() -> dict[str, str]:
    return {"name": "claimtrack", "title": f"{settings.CREDIT}: claims and rebuttals", "version": settings.VERSION}


def _discover(message: Message, revision: str, using: str) -> Result:
    return {
        "supportedVersions": list(SUPPORTED),
        "capabilities": dict(CAPABILITIES),
        "instructions": INSTRUCTIONS,
        **FRESH,
    }


def _initialize(message: Message, revision: str, using: str) -> Result:
    wanted = message.params.get("protocolVersion")
    if not isinstance(wanted, str):
        raise Refused(Code.INVALID_PARAMS, "`protocolVersion` must be a text, such as 2025-11-25.")
    return {
        "protocolVersion": wanted if wanted in LEGACY else LEGACY[0],
        "capabilities": dict(CAPABILITIES),
        "serverInfo": server_info(),
        "instructions": INSTRUCTIONS,
    }


def _ping(message: Message, revision: str, using: str) -> Result:
    return {}


def _list(message: Message, revision: str, using: str) -> Result:
    if message.params.get("cursor") is not None:
        raise Refused(Code.INVALID_PARAMS, "All tools are on the first page; ask without `cursor`.")
    tools = listed(structured=revision not in TEXT_ALONE)
    return {"tools": tools, **(FRESH if revision in MODERN else {})}


# -- calling a tool -------------------------------------------------------------------------------


def _call(message: Message, revision: str, using: str) -> Result:
    tool, given = _named(message.params.get("name")), message.params.get("arguments", {})
    if not isinstance(given, dict):
        raise Refused(Code.INVALID_PARAMS, "`arguments` must be an object.")
    try:
        asked = arguments.read(tool.name, tool.arguments, given, using=using)
        return _result(tool.run(asked, using), revision)
    except InvalidQuery as error:
        return _failed(_in_words(tool, error.faults))
    except NoAnswer as error:
        return _failed(str(error))


def _named(name: object) -> Tool:
    if not isinstance(name, str):
        raise Refused(Code.INVALID_PARAMS, "`name` must be a text: the name of a tool.")
    if name not in TOOLS:
        near = suggestion(get_close_matches(name[:100], TOOLS))
        raise Refused(Code.INVALID_PARAMS, f"Unknown tool: {shown(name)}.{near} Accepted: {', '.join(TOOLS)}.")
    return TOOLS[name]


def _result(answer: Answer, revision: str) -> Result:
    told: Any = answer.told
    texts = [about(told), answer.text]
    if revision in TEXT_ALONE:
        return {"content": [*map(_text, texts), _text(orjson.dumps(told).decode())], "isError": False}
    return {"content": [*map(_text, texts)], "structuredContent": told, "isError": False}


def _failed(words: str) -> Result:
    return {"content": [_text(words)], "isError": True}


def _text(words: str) -> dict[str, str]:
    return {"type": "text", "text": words}


def _in_words(tool: Tool, faults: list[Fault]) -> str:
    """Every fault beside the argument that it belongs to, and what the tool takes."""
    lines = [f"- {each['parameter'] + ': ' if 'parameter' in each else ''}{each['message']}" for each in faults]
    needed = tool.arguments.needed
    accepted = (f"{name}{' (needed)' if name in needed else ''}" for name in tool.arguments.base_filters)
    taken = ", ".join(accepted) or "none"
    return "\n".join(["Nothing was asked, as these arguments are wrong:", *lines, f"{tool.name} takes: {taken}."])


MODERN_METHODS: Final = {"server/discover": _discover, "tools/list": _list, "tools/call": _call}
LEGACY_METHODS: Final = {"initialize": _initialize, "ping": _ping, "tools/list": _list, "tools/call": _call}

"""The desk's words on its pages: a mark beside each label leads to its meaning, which stands once at the end."""

import json
from typing import Any

from django import template
from django.contrib.admin.utils import label_for_field
from django.template.context import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from claimtrack.glossary import key_of, term_at
from claimtrack.workplace import notices, talk

register = template.Library()

#: Where a request keeps the keys of the words that its page has marked.
MARKED = "_desk_words"


@register.simple_tag(takes_context=True)
def unread(context: Context) -> int:
    """The number on the bell of whoever reads the page."""
    return notices.unread(context["request"].user)


@register.filter(needs_autoescape=False)
def with_mentions(text: str) -> SafeString:
    """What somebody said, with the names that it tells marked."""
    return SafeString(talk.MENTION.sub(r"<strong>\g<0></strong>", conditional_escape(text)))


@register.simple_tag(takes_context=True)
def mark(context: Context, thing: str, member: str = "", label: str = "") -> SafeString:
    """The mark of a word: it leads to the meaning, which the page shows beside it."""
    key = _marked(context, thing, member, label)
    if not key:
        return SafeString("")
    told = capfirst(term_at(key).name)
    return format_html('<a class="desk-term" href="#word-{}" aria-label="What “{}” means">?</a>', key, told)


@register.simple_tag(takes_context=True)
def mark_field(context: Context, field: Any) -> SafeString:
    """The mark of a field of the admin, whether it is edited or only shown."""
    if field.is_readonly:
        return mark(context, field.model_admin.model._meta.model_name, field.field["name"], field.field["label"])
    form = field.field.form
    if not (model := getattr(getattr(form, "_meta", None), "model", None)):
        return SafeString("")
    name = field.field.name
    return mark(context, model._meta.model_name, getattr(form, "members", {}).get(name, name), field.field.label)


@register.simple_tag(takes_context=True)
def columns_of(context: Context, inline: Any) -> str:
    """The words of a table's columns by their names, for the script that marks the headings."""
    thing = inline.opts.model._meta.model_name
    named = ((each["name"], _marked(context, thing, each["name"], str(each["label"]))) for each in inline.fields())
    return json.dumps({name: key for name, key in named if key})


@register.simple_tag(takes_context=True)
def columns_of_list(context: Context, changes: Any) -> str:
    """As `columns_of`, of a list; its own word is told as well."""
    thing = changes.opts.model_name
    labels = {name: label_for_field(name, changes.model, changes.model_admin) for name in _columns(changes)}
    named = {name: _marked(context, thing, name, str(label)) for name, label in labels.items()}
    return json.dumps({name: key for name, key in named.items() if key})


def _columns(changes: Any) -> list[str]:
    return [name for name in changes.list_display if isinstance(name, str) and name != "action_checkbox"]


def _marked(context: Context, thing: str, member: str, label: str) -> str:
    key = key_of(thing, member, label)
    if key:
        context["request"].__dict__.setdefault(MARKED, {})[key] = None
    return key


@register.inclusion_tag("admin/desk/words.html", takes_context=True)
def words_of_page(context: Context) -> dict[str, Any]:
    """The words that the page has marked so far, with their meanings."""
    return {"words": [(key, term_at(key)) for key in context["request"].__dict__.get(MARKED, ())]}

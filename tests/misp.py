"""What MISP makes of STIX bundles: by `misp-stix`, the library that it reads them with."""

import sys
import warnings
from importlib import import_module
from typing import Any

import orjson
import stix2


def events_from_stix(bundle: Any, *, single_event: bool) -> list[Any]:
    """One event, as by MISP's form for files; or, where a bundle has several reports, one a report, as by its API."""
    parser = _parser()
    parser.load_stix_bundle(stix2.parse(bundle, allow_custom=True, interoperability=True))
    parser.parse_stix_bundle(single_event=single_event)
    events = [parser.misp_event] if parser.single_event else parser.misp_events
    return [orjson.loads(event.to_json()) for event in events]


def _parser() -> Any:
    """Imported when it is wanted: its readers of STIX 1 take seconds, warn, and put a finder of modules of their own
    before those of Python, which warns of every import from there on."""
    finders = list(sys.meta_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser = import_module("misp_stix_converter").ExternalSTIX2toMISPParser()
    sys.meta_path[:] = finders
    return parser

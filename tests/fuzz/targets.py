"""Everything that is fuzzed, by name."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from tests.fuzz import event_logs, graph, payloads, sentences, text_logs, zips
from tests.fuzz.fuzzing import Target, nothing_to_open

TARGETS: Mapping[str, Target] = MappingProxyType({
    "zip": partial(nothing_to_open, zips.zips(), zips.attempt),
    "evtx": partial(nothing_to_open, event_logs.event_logs(), event_logs.attempt),
    "text-log": partial(nothing_to_open, text_logs.text_logs(), text_logs.attempt),
    "grammar": partial(nothing_to_open, sentences.SENTENCES, sentences.attempt),
    "payloads": partial(nothing_to_open, payloads.payloads(), payloads.attempt),
    "graph": graph.spoiled_replies,
})

"""A migration of triggers changes the triggers, and makes no model again."""

from django.db import models
from django.db.migrations.state import ModelState, ProjectState
from pgtrigger import Protect
from pgtrigger.core import Delete
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from claimtrack.database.migrating import triggers_apart

TRIGGER = Protect(name="stays", operation=Delete)


def test_the_triggers_are_known_and_the_model_is_the_one_that_was() -> None:
    state = ProjectState()
    state.add_model(ModelState("claims", "Thing", [("id", models.AutoField(primary_key=True))]))
    made = state.apps.get_model("claims", "Thing")
    with triggers_apart():
        AddTrigger("thing", TRIGGER).state_forwards("claims", state)
        assert state.models["claims", "thing"].options["triggers"] == [TRIGGER]
        RemoveTrigger("thing", "stays").state_forwards("claims", state)
    assert state.models["claims", "thing"].options["triggers"] == []
    assert state.apps.get_model("claims", "Thing") is made


def test_afterwards_other_commands_have_what_they_had() -> None:
    before = AddTrigger.state_forwards
    with triggers_apart():
        assert AddTrigger.state_forwards is not before
    assert AddTrigger.state_forwards is before

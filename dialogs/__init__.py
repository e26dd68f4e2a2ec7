"""Conversations of several turns: small state machines over stored state."""

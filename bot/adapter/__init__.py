"""The bot SDK's adapter as Teams needs it: the only way in, and the only way out."""

from bot.adapter.connector import Connector, Refusal
from bot.adapter.startup import create_adapter
from bot.adapter.teams_adapter import TEXT_ANSWER, WIRE, Bot, TeamsAdapter, invoke_answer

__all__ = ["TEXT_ANSWER", "WIRE", "Bot", "Connector", "Refusal", "TeamsAdapter", "create_adapter", "invoke_answer"]

"""The bot: turns, commands, cards and the services behind them."""

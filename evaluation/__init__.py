"""How well the bot understands, measured on messages whose writers have not seen its phrases."""

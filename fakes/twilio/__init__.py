"""A stand-in for Twilio's WhatsApp: its API, its webhooks, and the people behind them."""

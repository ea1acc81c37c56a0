"""How updates reach a bot: posted to its webhook, or fetched with getUpdates.

Both ways follow telegram-bot-api. A webhook gets the messages and the presses of
one private chat through two independent queues; in each, one update is under way
at a time, and is posted again until a 2xx comes back. Over both queues nothing is
promised about the order. An update that cannot be delivered in time is dropped.
"""

from __future__ import annotations

from fakes.telegram.job import HOST, MESSAGE_LIFE, PRESS_LIFE, PRESSES, Job, now
from fakes.telegram.polling import PollingClient
from fakes.telegram.webhook import WebhookClient, WebhookConnection

__all__ = [
    "HOST",
    "MESSAGE_LIFE",
    "PRESSES",
    "PRESS_LIFE",
    "Job",
    "PollingClient",
    "WebhookClient",
    "WebhookConnection",
    "now",
]

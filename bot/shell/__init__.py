"""The shell: everything that waits. Takes updates in, commits decisions, carries effects out.

`service.py` puts it together; `runner.py` takes updates; `turn.py` is one event of one conversation
inside a transaction; `outbox.py` and `delivery.py` carry effects out; `leaving.py`, `wipe.py` and
`wiping.py` are the exit; `recovery.py` and `retention.py` are what a start and time bring.
It knows no content and no provider.
"""

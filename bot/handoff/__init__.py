"""From a person to a counsellor: the case, its states, the queue, who may take what, the rota."""

"""The scripts: flows as data, one file a step kind, and the engine that decides."""

"""The command ``pana``: one file a command, each ``run(argv) -> exit code``.

Exit codes: 0 fine, 1 findings, 2 usage or set-up (design, section 7).
"""

OK = 0
FINDINGS = 1
USAGE = 2

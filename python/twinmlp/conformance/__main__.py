"""python -m twinmlp.conformance check | conform ...: the same as twinmlp check | conform."""

import sys

from ..checks import check_choice
from ..errors import TwinMLPError
from .commands import CONFORMANCE_COMMANDS, run_conformance

try:
    name = check_choice(sys.argv[1] if len(sys.argv) > 1 else None, "COMMAND", CONFORMANCE_COMMANDS)
    sys.exit(run_conformance(name, sys.argv[2:]))
except TwinMLPError as error:
    print(error, file=sys.stderr)
    sys.exit(2)

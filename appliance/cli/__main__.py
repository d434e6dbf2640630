"""`python -m appliance.cli` is `safehold`."""

import sys

from appliance.cli import main

sys.exit(main())

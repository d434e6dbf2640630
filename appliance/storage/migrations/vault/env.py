"""Where Alembic starts; the connection comes from `adapters.database`."""

from appliance.adapters.database import run_environment

run_environment()

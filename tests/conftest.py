"""hypothesis profiles: `default` keeps the suite short, `long` is what .ci/run adds."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

fixed = bool(os.environ.get("CI"))  # the same examples at every run there, new ones at every other
settings.register_profile("default", derandomize=fixed, max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", derandomize=fixed, max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("SYMNET_PROFILE", "default"))

collect_ignore_glob = ["record_*.py"]  # they need frameworks, and are run by hand

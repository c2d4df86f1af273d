"""Settings: `base` for all, `demo` for the embedded town, `production` for a real one, `test` for the suite."""

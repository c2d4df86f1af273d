"""Measurements, not tests: `make bench` prints JSON; what they mean is in docs/benchmarks.md."""

"""How fast, how large, how soon: `python -m benchmarks`. README.md says what is measured and what it gave."""

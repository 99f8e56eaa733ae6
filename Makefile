# Thin names for the commands of README.md and CONTRIBUTING.md; nothing works only through make.
.PHONY: test thorough lint types contracts check bench ci

test:
	.venv/bin/pytest

thorough:
	.venv/bin/pytest -m thorough

lint:
	.venv/bin/ruff check . && .venv/bin/ruff format --check .

types:
	.venv/bin/mypy

contracts:
	.venv/bin/lint-imports

check:
	.venv/bin/closeread check content

bench:
	.venv/bin/python benchmarks/startup.py && .venv/bin/python benchmarks/keys.py && .venv/bin/python benchmarks/checking.py && .venv/bin/python benchmarks/scoring.py

ci:
	.ci/run

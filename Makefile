# The commands of this project; each is a script, so that a pipeline can call it without make.
.PHONY: demo demo-reset test check bench bench-site site years fuzz

# Sets up what is missing, builds, makes a demo Mastodon server and starts the panel on it.
demo:
	@scripts/demo

# The same from the beginning: yesterday's demo data is thrown away.
demo-reset:
	@scripts/demo --reset

# Every test there is.
test:
	@scripts/test

# Format and lints only.
check:
	@scripts/setup
	@scripts/check

# Speed and memory, as ratios measured in one run. BENCH_SCALE=10 is a tenth of everything.
bench:
	@scripts/bench

# The same on a site of real proportions beside people who use it; BENCH_SITE is S, L or tenth.
bench-site:
	@scripts/bench-site

# A site of real proportions in the empty database at DATABASE; SIZE is S or L.
site:
	@SIZE=$(SIZE) DATABASE=$(DATABASE) scripts/site

# Two simulated years on twenty seeds: what the rules lose, keep and cost. The table is kept in docs/verdicts.md.
years:
	@scripts/years

# The properties of what reads the words of other servers, a million random inputs each (or PROPTEST_CASES); for the night.
fuzz:
	@scripts/fuzz

"""What Holdspace is measured by: `make bench BENCH=name [DB=...] [SIZE=n]`. See docs/benchmarks.md."""

"""Our Learning Record Store beside Ralph on this machine, in one run: how fast it takes statements and finds them.

    python benchmarks/lrs.py [--quick] [--only ingest|queries] [--no-postgres] [--folder build/bench]

See docs/benchmarks.md for what is compared and how to read it.
"""

if __name__ == "__main__":
    from lrs_run import main  # here, so that the sending process, which reads this file again, stays small

    main()

"""How long each page takes at a full centre, beside a smaller one and beside a view that does nothing, in one run.

    python benchmarks/pages.py [--quick] [--folder build/bench]

See docs/benchmarks.md for what is compared and how to read it.
"""

if __name__ == "__main__":
    from pages_run import main

    main()

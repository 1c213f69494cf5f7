"""What a portfolio costs: ours cold and from the shelf, one plain WeasyPrint call, and Chromium's print, in one run.

    python benchmarks/portfolio.py [--quick] [--folder build/bench]

See docs/benchmarks.md for what is compared and how to read it.
"""

if __name__ == "__main__":
    from portfolio_run import main

    main()

"""The world's fact-checks, in: what publishers really publish, read with every fault handled or reported."""

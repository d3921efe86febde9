"""`make bench` collects the test files alone: the rest are scripts, and the peers' adapters import the peers."""

collect_ignore_glob = ["[!t]*.py"]

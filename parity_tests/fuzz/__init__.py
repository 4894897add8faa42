"""One input, two languages: the project's fuzzer. `python -m fuzz` from parity_tests, or `make fuzz`."""

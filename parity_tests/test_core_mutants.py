"""The mutants of the compiled core are changes of the code as it is; `make mutants` tries them."""

from __future__ import annotations

from core_mutants import MUTANTS, MUTANTS_OF_PARTS, SOURCES


def test_what_is_changed_is_in_the_code_once():
    for file, old, new in [*MUTANTS, *MUTANTS_OF_PARTS]:
        assert (SOURCES / file).read_text(encoding="utf-8").count(old) == 1, (file, old)
        assert new != old

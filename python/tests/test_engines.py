"""The compiled core against the plain twin: no bit differs; and what is said where there is no core."""

from __future__ import annotations

import importlib.util
import platform
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from twinmlp.arithmetic import compiled, engines
from twinmlp.arithmetic.kinds import REPRODUCIBLE, choose_arithmetic
from twinmlp.base.errors import PlatformError, TwinMLPError

PLAIN = choose_arithmetic("reproducible", "plain")
CORE = choose_arithmetic("reproducible", "compiled")
FUNCTIONS = compiled.FUNCTIONS
SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324, -5e-324, 2.0**-1022, -746.0, 710.0, -44.0]


def same(left, right) -> bool:
    """Whether two arrays have the same shape and bits, every NaN the same."""
    left, right = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
    equal = (left.view(np.int64) == right.view(np.int64)) | (np.isnan(left) & np.isnan(right))
    return left.shape == right.shape and bool(equal.all())


def points() -> np.ndarray:
    random = np.random.RandomState(5)
    patterns = random.randint(-(2**63), 2**63 - 1, 20000, dtype=np.int64).view(np.float64)
    near = [random.uniform(-800, 800, 20000), random.uniform(-2, 2, 20000)]
    return np.concatenate([patterns, *near, SPECIAL, [-708.5, -745.2, 709.8, 1.0, -1.0]])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_have_the_same_bits(name, lanes):
    x = points()
    with np.errstate(all="ignore"):
        assert same(getattr(CORE, name)(x), getattr(PLAIN, name)(x))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_take_any_shape_and_layout(name):
    x = np.random.RandomState(1).uniform(0.1, 3.0, size=(6, 5))
    for argument in (x, np.asfortranarray(x), x[::2, ::-1], x[:, :1], x[:0], np.float64(0.5), 0.5):
        before = np.array(argument)
        assert same(getattr(CORE, name)(argument), getattr(PLAIN, name)(argument))
        assert np.array_equal(before, argument)


def matrices(random: np.random.RandomState):
    M, K, N = random.choice([0, 1, 2, 3, 4, 5, 8, 9, 16, 17, 33, 64, 65, 100, 130, 200], 3)
    A = np.array(random.randn(M, K), order=random.choice(["C", "F"]))
    B = np.array(random.randn(K, N), order=random.choice(["C", "F"]))
    for matrix in (A, B):
        if matrix.size and random.uniform() < 0.3:
            matrix.flat[random.randint(matrix.size)] = random.choice(SPECIAL)
    return A, B


def test_sums_and_products_have_the_same_bits(lanes):
    random = np.random.RandomState(lanes)
    for _ in range(150):
        A, B = matrices(random)
        with np.errstate(all="ignore"):
            assert same(CORE.product(A, B), PLAIN.product(A, B)), (A.shape, B.shape)
            assert same(CORE.crossprod(A.T, B), PLAIN.crossprod(A.T, B)), (A.shape, B.shape)
            assert same(CORE.tcrossprod(A, B.T), PLAIN.tcrossprod(A, B.T)), (A.shape, B.shape)
            assert same(CORE.column_sums(A), PLAIN.column_sums(A)), A.shape
            assert same(CORE.row_sums(A), PLAIN.row_sums(A)), A.shape
            assert same(CORE.total(A), PLAIN.total(A)), A.shape
            assert same(CORE.total(A.ravel()), PLAIN.total(A.ravel())), A.size


def test_large_products_have_the_same_bits(lanes):
    random = np.random.RandomState(3)
    for M, K, N in [(70, 784, 40), (1100, 130, 20), (3, 5000, 2), (40, 1025, 33)]:
        A, B = random.randn(M, K), random.randn(K, N)
        assert same(CORE.product(A, B), PLAIN.product(A, B)), (M, K, N)


def test_the_engine_is_chosen_by_name(monkeypatch):
    assert choose_arithmetic("reproducible", "plain") is REPRODUCIBLE
    assert CORE.core is not None and choose_arithmetic("native", "plain").core is None
    with pytest.raises(TwinMLPError) as caught:
        choose_arithmetic("native", "quick")
    assert str(caught.value) == '`engine` must be one of auto, compiled, plain, got "quick".'
    monkeypatch.setenv("TWINMLP_ENGINE", "plain")
    assert choose_arithmetic("reproducible") is REPRODUCIBLE
    assert engines.describe_engine() == "engine: plain (TWINMLP_ENGINE says so)"
    assert choose_arithmetic("reproducible", "compiled").core is not None


def test_without_a_core_everything_is_plain_and_says_so(monkeypatch):
    missing = compiled.open_core(Path("nowhere.so"))
    monkeypatch.setattr(engines, "the_core", lambda: missing)
    monkeypatch.delenv("TWINMLP_ENGINE", raising=False)
    assert choose_arithmetic("reproducible") is REPRODUCIBLE
    why = "it was installed without a C compiler"
    assert engines.describe_engine() == f"engine: plain (no compiled core: {why})"
    with pytest.raises(PlatformError) as caught:
        choose_arithmetic("native", "compiled")
    assert str(caught.value) == (
        f'`engine` must be plain, as there is no compiled core: {why}, got "compiled".'
    )


def test_a_library_that_is_none_is_not_used(tmp_path):
    (tmp_path / "core.so").write_text("no library")
    assert compiled.open_core(tmp_path / "core.so").about == "its library cannot be loaded"


def builder():
    """The module that compiles the core."""
    path = Path(__file__).parents[1] / "build_core.py"
    spec = importlib.util.spec_from_file_location("build_core", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


STUB = """
int core_version(void) { return %d; }
int core_is_exact(void) { return %d; }
"""


@pytest.mark.parametrize(
    ("version", "exact", "about"),
    [
        (compiled.CORE_VERSION, 0, "its library does not compute as IEEE 754 says"),
        (compiled.CORE_VERSION + 1, 1, "its library is of another version"),
    ],
)
def test_a_core_that_would_give_other_bits_is_not_used(version, exact, about, tmp_path):
    """That a core which fuses says so of itself is seen by "make mutants", which builds one."""
    build, library = builder(), tmp_path / "core.so"
    (tmp_path / "base-core.c").write_text(STUB % (version, exact))
    assert build.build(tmp_path, library) is None
    assert compiled.open_core(library) == (None, about)


def test_without_a_compiler_the_build_says_so(tmp_path, monkeypatch):
    build = builder()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setattr(build.sysconfig, "get_config_var", lambda name: None)
    assert build.build(build.find_sources(), tmp_path / "core.so") == "there is no C compiler"
    assert not (tmp_path / "core.so").exists()


def test_the_rooms_of_the_core_are_small():
    for file in sorted((Path(__file__).parents[2] / "r/src").glob("*.[ch]")):
        lines = file.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 200, file.name
        assert max(map(len, lines)) <= 100, file.name


# What lets a compiler fuse a product and a sum, as GCC does unasked, and no more work than that needs.
FUSING = {
    "gcc": ["-ffp-contract=fast", "-O1", "-fexpensive-optimizations"],
    "clang": ["-ffp-contract=on", "-O0"],
}
FUSED = r"\b(?:v?fn?m(?:add|sub)|fml[as])\w*"


def assembly(compiler, folder, names, *flags) -> str:
    """Files of the core as code for a processor that can fuse."""
    sources = Path(__file__).resolve().parents[2] / "r/src"
    files = [file for name in names for file in sources.glob(name) if file.name[:2] != "r-"]
    can_fuse = ["-mfma"] if platform.machine() in ("x86_64", "AMD64") else []
    command = [compiler, "-std=gnu11", *FUSING[compiler], *can_fuse, *flags, "-S", *files]
    subprocess.run(command, cwd=folder, check=True)
    return "".join(path.read_text() for path in folder.glob("*.s"))


@pytest.mark.parametrize("compiler", [name for name in FUSING if shutil.which(name)])
def test_nothing_is_fused_whatever_the_flags(compiler, tmp_path):
    code = assembly(compiler, tmp_path, ["[!a]*.c", "arithmetic-[!n]*.c"])
    assert "mul" in code and re.findall(FUSED, code) == []
    # As if base-exact.h had been included before, it would be.
    code = assembly(compiler, tmp_path, ["arithmetic-functions.c"], "-DTWINMLP_EXACT")
    assert re.findall(FUSED, code)


@pytest.mark.parametrize("compiler", [name for name in FUSING if shutil.which(name)])
def test_native_products_are_fused_whatever_the_flags(compiler, tmp_path):
    code = assembly(compiler, tmp_path, ["arithmetic-native_product.c"], "-ffp-contract=off")
    assert len(re.findall(FUSED, code)) > 100

"""The reproducible arithmetic against its golden bits, and changes of it that the golden bits must notice."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from twinmlp.arithmetic import exp as elementary
from twinmlp.arithmetic import exp_table
from twinmlp.arithmetic import platform as platform_check
from twinmlp.arithmetic import tree_sums as reproducible
from twinmlp.arithmetic.kinds import ARITHMETICS, REPRODUCIBLE, choose_arithmetic
from twinmlp.base.errors import PlatformError, TwinMLPError
from twinmlp.conformance.bits import run as scalar_run
from twinmlp.conformance.bits import scalar
from twinmlp.trace.record import run_case

FIXTURES = Path(__file__).parents[2] / "fixtures"
FUNCTIONS = ("exp", "expm1", "log", "log1p", "tanh", "sigmoid", "softplus")


def golden(name: str) -> dict:
    return json.loads((FIXTURES / "golden" / "bits" / f"{name}.json").read_text(encoding="utf-8"))


def values(patterns: list) -> np.ndarray:
    """Numbers of nested lists of bit patterns."""
    array = np.array(patterns)
    return (
        np.array([int(word, 16) for word in array.ravel()], dtype=np.uint64)
        .view(np.float64)
        .reshape(array.shape)
    )


def patterns(A: np.ndarray) -> list[str]:
    """Bit patterns, row by row; every NaN the same."""
    flat = np.array(A, dtype=np.float64).ravel()
    return [
        f"{word:016x}" for word in np.where(np.isnan(flat), np.nan, flat).view(np.uint64).tolist()
    ]


def checksum(A: np.ndarray) -> str:
    return hashlib.md5("".join(word + "\n" for word in patterns(A)).encode()).hexdigest()


def matrix(rows: int, columns: int, seed: int) -> np.ndarray:
    i = np.arange(rows * columns, dtype=np.float64).reshape(rows, columns)
    return ((7919 * i + 104729 * seed) % 2003 - 1001) / 997.0


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(name):
    file = golden("functions")
    assert patterns(getattr(REPRODUCIBLE, name)(values(file["x"]))) == file[name]


def many_points_hold(*names: str) -> bool:
    k, file = np.arange(-25000.0, 25001.0), golden("functions")["many"]
    x = np.concatenate([k / 4999.0, k / 2499999.0])
    return all(checksum(getattr(REPRODUCIBLE, name)(x)) == file[name] for name in names)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_at_many_points(name):
    assert many_points_hold(name)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_leave_their_input_and_take_any_shape_and_layout(name):
    function = getattr(REPRODUCIBLE, name)
    x = np.random.RandomState(1).uniform(0.1, 3.0, size=(6, 5))
    before = x.copy()
    for argument in (
        x,
        np.asfortranarray(x),
        x[::2, ::-1],
        x[:, :1],
        x[2],
        x[:0],
        np.float64(0.5),
        0.5,
    ):
        expected = np.array([function(np.array([v]))[0] for v in np.ravel(argument)]).reshape(
            np.shape(argument)
        )
        assert np.array_equal(function(argument), expected)
    assert np.array_equal(x, before)


def small_products() -> list[dict]:
    return golden("products")["small"]


@pytest.mark.parametrize("row", small_products(), ids=lambda row: "{M}x{K}x{N}".format(**row))
def test_small_products_and_sums(row):
    M, K, N = row["M"], row["K"], row["N"]
    A, B = values(row["A"]).reshape(M, K), values(row["B"]).reshape(K, N)
    for order in "CF":
        A, B = np.array(A, order=order), np.array(B, order=order)
        expected = sum(row["product"], [])
        assert patterns(REPRODUCIBLE.product(A, B)) == expected
        assert patterns(REPRODUCIBLE.crossprod(A.T, B)) == expected
        assert patterns(REPRODUCIBLE.tcrossprod(A, B.T)) == expected
        assert patterns(REPRODUCIBLE.column_sums(A)) == row["column_sums"]
        assert patterns(REPRODUCIBLE.row_sums(A)) == row["row_sums"]
        assert patterns(REPRODUCIBLE.total(A)) == [row["total"]]


def large_products() -> list[dict]:
    return golden("products")["large"]


def large_agrees(row: dict) -> bool:
    A, B = matrix(row["M"], row["K"], 1), matrix(row["K"], row["N"], 2)
    return all(
        (
            checksum(REPRODUCIBLE.product(A, B)) == row["product"],
            checksum(REPRODUCIBLE.crossprod(A.T, B)) == row["product"],
            checksum(REPRODUCIBLE.tcrossprod(A, B.T)) == row["product"],
            checksum(REPRODUCIBLE.column_sums(A)) == row["column_sums"],
            checksum(REPRODUCIBLE.row_sums(A)) == row["row_sums"],
            patterns(REPRODUCIBLE.total(A)) == [row["total"]],
        )
    )


@pytest.mark.parametrize("row", large_products(), ids=lambda row: "{M}x{K}x{N}".format(**row))
def test_large_products_and_sums(row):
    assert large_agrees(row)


@pytest.mark.parametrize("block", [1, 100])
def test_every_schedule_gives_the_same_bits(monkeypatch, block):
    monkeypatch.setattr(reproducible, "BLOCK", block)
    assert all(large_agrees(row) for row in large_products())


@pytest.mark.parametrize("name", sorted(golden("training")["runs"]))
def test_training(name):
    """The plain engine; the compiled one is held against it, and in parity against the scalar run."""
    case, run = (
        json.loads((FIXTURES / "cases" / f"{name}.json").read_text(encoding="utf-8")),
        golden("training")["runs"][name],
    )
    trace = run_case(case, "reproducible", "plain")
    assert [step["step"] for step in trace["steps"]] == [step["step"] for step in run["steps"]]
    for step, expected in zip([*trace["steps"], trace["final"]], [*run["steps"], run["final"]]):
        assert patterns(step["loss"]) == [expected["loss"]]
        names = "layers" if "layers" in expected else "parameters"
        for layer, true in zip(step[names], expected[names]):
            assert patterns(layer["W"]) == sum(true["W"], [])
            assert layer["b"] is None or patterns(layer["b"]) == true["b"]


def test_the_tables_are_what_they_say():
    assert exp_table.hex_floats(exp_table.HEADS).tolist() == scalar.HEADS
    assert exp_table.hex_floats(exp_table.TAILS).tolist() == scalar.TAILS
    assert all(
        Fraction(float(p)) == Fraction(2) ** k
        for k, p in zip(range(-1074, 1024), exp_table.POWERS_OF_TWO)
    )


def test_functions_keep_their_promises():
    x = np.concatenate(
        [np.random.RandomState(2).normal(size=20000) * 5.0, np.linspace(-0.1, 0.1, 2001)]
    )
    assert np.array_equal(REPRODUCIBLE.tanh(-x), -REPRODUCIBLE.tanh(x))
    for name, of_numpy in (("exp", np.exp), ("expm1", np.expm1), ("tanh", np.tanh)):
        np.testing.assert_array_max_ulp(getattr(REPRODUCIBLE, name)(x), of_numpy(x), maxulp=4)
    for name, of_numpy in (("log", np.log), ("log1p", np.log1p)):
        np.testing.assert_array_max_ulp(
            getattr(REPRODUCIBLE, name)(np.abs(x)),
            of_numpy(np.abs(x))
            if name == "log1p"
            else np.where(x == 0, -np.inf, of_numpy(np.where(x == 0, 1.0, np.abs(x)))),
            maxulp=3,
        )


def golden_functions_hold() -> bool:
    file = golden("functions")
    return all(
        patterns(getattr(REPRODUCIBLE, name)(values(file["x"]))) == file[name] for name in FUNCTIONS
    ) and many_points_hold(*FUNCTIONS)


def test_a_sum_in_another_order_is_noticed(monkeypatch):
    monkeypatch.setattr(reproducible, "tree", lambda P: np.sum(P, axis=0) + 0.0)
    assert not all(large_agrees(row) for row in large_products())


def test_a_reordered_series_is_noticed(monkeypatch):
    assert golden_functions_hold()
    original = elementary.exp_parts

    def exp_parts(x):
        r = (
            x
            - np.rint(x * elementary.EXP_RATE) * elementary.EXP_STEP_HIGH
            - np.rint(x * elementary.EXP_RATE) * elementary.EXP_STEP_LOW
        )
        s, _, index = original(x.copy())
        series = sum(c * r ** (7 - i) for i, c in enumerate(elementary.EXP_SERIES))
        return (
            s,
            (series + exp_table.EXP_TAIL[np.clip(index, 0, len(exp_table.EXP_TAIL) - 1)]) + r,
            index,
        )

    monkeypatch.setattr(elementary, "exp_parts", exp_parts)
    assert not golden_functions_hold()


@pytest.mark.parametrize("coefficient", range(6))
def test_a_coefficient_a_little_off_is_noticed(monkeypatch, coefficient):
    series = list(elementary.EXP_SERIES)
    series[coefficient] = series[coefficient] * (
        1.0 + (0.5, 2.0**-6, 2.0**-12, 2.0**-20, 2.0**-25, 2.0**-30)[coefficient]
    )
    monkeypatch.setattr(elementary, "EXP_SERIES", tuple(series))
    assert not golden_functions_hold()


@pytest.mark.parametrize("name", ("exp", "log", "tanh"))
def test_the_library_function_is_not_the_golden_one(name):
    file = golden("functions")
    with np.errstate(all="ignore"):
        assert patterns(getattr(np, name)(values(file["x"]))) != file[name]


FAULTS = {
    "fused multiply-add": lambda a, b, c, d, e: (
        float(Fraction(a) * Fraction(b) + Fraction(c)) * d / e
        if abs(a) < 4 and abs(b) < 4 and abs(c) < 4
        else (a * b + c) * d / e
    ),
    "flush to zero": lambda a, b, c, d, e: flushed(flushed(a) * flushed(b) + flushed(c)) * d / e,
    "another rounding mode": lambda a, b, c, d, e: (
        np.nextafter(a * b + c, 9.0) * d / e
        if Fraction(a) * Fraction(b) + Fraction(c) > Fraction(a * b + c)
        else (a * b + c) * d / e
    ),
    "extended precision": lambda a, b, c, d, e: (
        float(np.longdouble(a) * np.longdouble(b) + np.longdouble(c)) * d / e
    ),
    "extended range": lambda a, b, c, d, e: (
        float(Fraction(a) * Fraction(b) * Fraction(d)) if a > 1e300 else (a * b + c) * d / e
    ),
    "inexact division": lambda a, b, c, d, e: (
        (a * b + c) * d * (1.0 / e) if e == 1.0 else np.nextafter((a * b + c) * d / e, 1.0)
    ),
}


def flushed(x: float) -> float:
    return 0.0 if abs(x) < 2.0**-1022 else x


@pytest.mark.parametrize("seen", FAULTS)
def test_a_machine_that_computes_otherwise_is_refused(seen):
    def compute(*columns):
        return np.array([FAULTS[seen](*(float(v) for v in row)) for row in zip(*columns)])

    with np.errstate(all="ignore"), pytest.raises(PlatformError) as error:
        platform_check.check_platform(compute)
    assert error.value.code == "E_PLATFORM"
    if (
        seen != "extended precision"
    ):  # it shows itself first as multiplications that are not rounded
        assert (
            str(error.value)
            == f'`arithmetic` must be native on this machine ({seen} was seen), got "reproducible".'
        )


def test_the_arithmetic_is_chosen_by_name():
    assert choose_arithmetic("reproducible", "plain") is REPRODUCIBLE and list(ARITHMETICS) == [
        "native",
        "reproducible",
    ]
    with pytest.raises(
        TwinMLPError, match='`arithmetic` must be one of native, reproducible, got "exact".'
    ):
        choose_arithmetic("exact")


def test_the_scalar_run_says_what_it_cannot_do():
    case = json.loads((FIXTURES / "cases" / "minibatch_remainder.json").read_text(encoding="utf-8"))
    assert scalar_run.supports(case) and not scalar_run.supports(
        {**case, "parameters": {"initializer": {"name": "zeros"}}}
    )

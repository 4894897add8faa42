"""How the text of an option becomes its value."""

from __future__ import annotations

from twinmlp.cli.option_kinds import option_named, option_pairs


def test_a_name_takes_any_number_of_parameters():
    assert option_named("adam:beta1=0.8:epsilon_mode=hat", "--optimizer") == {
        "name": "adam",
        "beta1": 0.8,
        "epsilon_mode": "hat",
    }
    assert option_named("rprop:backtracking=false", "--optimizer") == {
        "name": "rprop",
        "backtracking": False,
    }
    for text in (
        "adam",
        "adam:",
        "adam:beta1",
        "adam:beta1=0.8:",
        ":beta1=0.8",
    ):  # refused as they stand, where they are used
        assert option_named(text, "--optimizer") == text


def test_pairs_are_numbers_and_flags():
    found = option_pairs("l2=0.01,biases=true,l1=x,l3", "--penalty")
    assert found == {"l2": 0.01, "biases": True, "l1": "x", "l3": ""}

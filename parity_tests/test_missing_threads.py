"""Where threads cannot be had, those that are there do what there is to do: the same bits."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from bridge import ROOT
from twinmlp.base.files import write_json

COMMANDS = {
    "Python": [sys.executable, "-m", "twinmlp"],
    "R": ["Rscript", str(ROOT / "r/exec/twinmlp.R")],
}
# Refuses every so manieth thread that anybody asks for, and says so.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

int pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*f)(void *), void *of)
{
    static int calls;
    int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (++calls % atoi(getenv("REFUSED_EVERY")) == 0)
        return write(2, "refused\n", 8) == 8 ? EAGAIN : EPERM;
    *(void **)&create = dlsym(RTLD_NEXT, "pthread_create");
    return create(thread, how, f, of);
}
"""
# Steps that are worth threads: three times 30 x 60 + 60 x 2 products a row.
OPTIONS = "--hidden 60 --epochs 3 --seed 1 --optimizer adam --engine compiled --metrics accuracy"


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shim")
    (folder / "shim.c").write_text(SHIM)
    command = ["cc", "-shared", "-fPIC", "-o", "shim.so", "shim.c", "-ldl"]
    subprocess.run(command, cwd=folder, check=True)
    return str(folder / "shim.so")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    path, random = tmp_path_factory.mktemp("data") / "data.json", np.random.RandomState(1)
    X, Y = random.randn(1100, 30), (random.uniform(size=(1100, 2)) > 0.5) * 1.0
    write_json(path, {"X": X.tolist(), "y": Y.tolist()})
    return str(path)


def trained(language, arithmetic, data, to, threads, **variables):
    """The network file of a training, and how many threads it was refused."""
    command = [*COMMANDS[language], "train", data, "--out", str(to), *OPTIONS.split()]
    command += ["--arithmetic", arithmetic, "--threads", str(threads)]
    done = subprocess.run(
        command, env=os.environ | variables, check=True, capture_output=True, text=True, timeout=300
    )
    return to.read_text(), done.stderr.count("refused")


@pytest.mark.parametrize("language", COMMANDS)
@pytest.mark.parametrize("arithmetic", ["reproducible", "native"])
def test_threads_that_cannot_be_had_change_no_bit(language, arithmetic, data, shim, tmp_path):
    alone, refused = trained(language, arithmetic, data, tmp_path / "alone.json", 1)
    assert not refused
    for every, least in ((1, 2), (2, 1)):  # of two helpers
        variables = {"LD_PRELOAD": shim, "REFUSED_EVERY": str(every)}
        to = tmp_path / f"{every}.json"
        found, refused = trained(language, arithmetic, data, to, 3, **variables)
        assert found == alone and refused >= least

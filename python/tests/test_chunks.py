"""Steps in chunks of rows, and the loss of an epoch from its batches."""

import numpy as np
import pytest
from helpers import unwarned
from twinmlp import MLP
from twinmlp.arithmetic.kinds import NATIVE, REPRODUCIBLE
from twinmlp.nn.dropout import Drop
from twinmlp.nn.layers import Layer
from twinmlp.train.chunks import cut_chunks, evaluate_chunks
from twinmlp.train.config import Samples, TrainConfig

random = np.random.RandomState(1)
X, Y = random.normal(size=(11, 3)), random.uniform(size=(11, 2))
WEIGHT = random.uniform(size=11)
NETWORK = [
    Layer(random.normal(size=(3, 4)), random.normal(size=4), "silu"),
    Layer(random.normal(size=(4, 2)), None, "sigmoid"),
]
DROPS = [Drop((random.uniform(size=(11, 4)) > 0.5) + 0.0, 0.5), None]
# A double's rounding error, times the 11 rows and a few operations, times the size of what is added.
TOLERANCE = 2.0**-53 * 100


def evaluated(size, keep=True, **config):
    """The evaluation of all rows, so many at a time."""
    ops = NATIVE._replace(block=size)
    chunks = cut_chunks(Samples(X, Y, WEIGHT), np.arange(11), True, ops)
    return chunks, evaluate_chunks(NETWORK, chunks, TrainConfig({}, 1, **config), ops, DROPS, keep)


@pytest.mark.parametrize("loss", ["half_squared_error", "binary_cross_entropy"])
@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_chunks_together_are_the_whole(loss, reduction):
    whole = evaluated(None, loss=loss, reduction=reduction)[1]
    chunks, cut = evaluated(4, loss=loss, reduction=reduction)
    assert [len(chunk.y) for chunk in chunks] == [4, 4, 3]
    np.testing.assert_allclose(cut.loss, whole.loss, rtol=TOLERANCE)
    for got, expected in zip([*cut.values, *cut.gradients], [*whole.values, *whole.gradients]):
        for name, value in expected._asdict().items():
            if value is None:
                assert getattr(got, name) is None
            else:
                np.testing.assert_allclose(
                    getattr(got, name), value, rtol=0, atol=TOLERANCE * 11, err_msg=name
                )


def test_what_is_not_kept_has_the_same_gradients_to_the_bit():
    kept, bare = evaluated(4)[1], evaluated(4, keep=False)[1]
    assert bare.values == [] and bare.loss == kept.loss
    for a, b in zip(kept.gradients, bare.gradients):
        assert np.array_equal(a.dW, b.dW) and (a.db is None or np.array_equal(a.db, b.db))


def test_rows_in_order_are_not_copied_and_others_are_those_asked_for():
    assert cut_chunks(Samples(X, Y), np.arange(11), True, NATIVE)[0].X.base is X
    rows = np.array([3, 0, 7])
    chunk = cut_chunks(Samples(X, Y, WEIGHT), rows, False, NATIVE)[0]
    assert (
        np.array_equal(chunk.X, X[rows])
        and np.array_equal(chunk.y, Y[rows])
        and np.array_equal(chunk.weight, WEIGHT[rows])
    )


def test_the_reproducible_arithmetic_takes_all_rows_at_once():
    many = np.zeros((5000, 3))
    assert len(cut_chunks(Samples(many, many), np.arange(5000), True, REPRODUCIBLE)) == 1
    assert len(cut_chunks(Samples(many, many), np.arange(5000), True, NATIVE)) == 2


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("penalty", [None, {"l1": 0.01, "l2": 0.1, "biases": True}])
def test_the_loss_of_an_epoch_is_made_from_its_batches(reduction, penalty):
    seen, networks = [], []

    def on_step(step):
        seen.append((len(step.rows), step.data_loss))
        networks.append(step.network)

    model = MLP(
        4,
        reduction=reduction,
        penalty=penalty,
        batch_size=4,
        epochs=2,
        learning_rate=0.01,
        on_step=on_step,
    )
    start = model.start(3, 2)
    model.fit(X, Y)
    sizes, losses = zip(*seen)
    assert sizes == (4, 4, 3) * 2
    for epoch, before in enumerate((start, networks[2])):
        part = losses[3 * epoch : 3 * epoch + 3]
        # sum: all terms of all rows; mean: the sum of all rows' terms over the rows
        expected = (
            part[0] + part[1] + part[2]
            if reduction == "sum"
            else (4 * part[0] + 4 * part[1] + 3 * part[2]) / 11
        )
        if penalty is not None:
            expected += sum(
                0.01 * np.abs(values).sum() + 0.1 / 2 * (values**2).sum()
                for layer in before
                for values in (layer.W, layer.b)
            )
        assert model.losses[epoch] == pytest.approx(expected, rel=TOLERANCE)


@unwarned
def test_a_loss_over_all_samples_is_asked_for_or_needed():
    def losses(**more):
        return MLP(4, batch_size=4, epochs=3, **more).fit(X, Y).losses

    full = losses(full_loss=True)
    assert (
        losses(metrics="r_squared")
        == losses(patience=5)
        == losses(keep_weights=True)
        == losses(on_epoch=lambda row: None)
        == full
    )
    assert losses() != full
    # with all samples in one batch there is nothing to choose
    assert MLP(4, epochs=3).fit(X, Y).losses == MLP(4, epochs=3, full_loss=True).fit(X, Y).losses


def test_checkpoints_leave_the_losses_as_they_are(tmp_path):
    plain = MLP(4, batch_size=4, epochs=3).fit(X, Y)
    saved = MLP(4, batch_size=4, epochs=3, checkpoint=str(tmp_path / "run.json")).fit(X, Y)
    assert saved.losses == plain.losses and saved.history.columns == plain.history.columns
    assert (
        MLP.resume(str(tmp_path / "run.json"), X, Y, epochs=5).losses
        == MLP(4, batch_size=4, epochs=5).fit(X, Y).losses
    )

"""A network answers as it was taught, and layers that do not fit together are refused."""

from __future__ import annotations

import pytest

from bot.understanding.network import Layer, Network, Taught


def test_a_network_tells_what_two_pieces_mean_together() -> None:
    together = Layer(((1.0, 0.0),), (0.0,))
    answer = Layer(((2.0,),), (-1.0,))
    network = Network(Taught((together, answer), ("signal:danger",)), below=2)
    assert network.scores([-2.0, 5.0]) == {"signal:danger": -1.0}
    assert network.scores([2.0, 5.0]) == {"signal:danger": 3.0}


def test_a_message_that_wakes_nothing_is_answered_as_what_is_usual() -> None:
    network = Network(Taught((Layer(((3.0,),), (0.5,)),), ("a",)), below=1)
    assert network.scores([-1.0]) == {"a": 0.5}
    assert network.scores([1.0]) == {"a": 3.5}


@pytest.mark.parametrize(
    ("layers", "questions"),
    [
        ((Layer(((1.0,),), (0.0,)),), ("a",)),
        ((Layer(((1.0, 1.0),), (0.0, 0.0)),), ("a",)),
        ((Layer(((1.0, 1.0),), (0.0,)),), ("a", "b")),
        ((), ("a",)),
    ],
)
def test_layers_that_do_not_fit_together_are_refused(
    layers: tuple[Layer, ...], questions: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="layer"):
        Network(Taught(layers, questions), below=2)

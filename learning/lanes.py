"""Answers by a weight for each piece: a linear support vector machine for each question.

Where many phrases say yes, each piece is made to count as much as it tells yes from no before the
machine learns (Wang and Manning 2012, "Baselines and Bigrams"). Where few do, chance tells as much.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from joblib import Parallel, delayed
from sklearn.svm import LinearSVC

from learning.questions import Questions

STRENGTH = 0.5
"""How closely the phrases are followed (C): found by leaving out a fifth of them in turn."""
BITS = 8
"""Of a weight, as it is kept."""
BESIDE = 0.1
"""Of an average piece so much is added to what either answer has of each: rare ones tell less."""
SEED = 1


@dataclass(frozen=True)
class Lanes:
    """``of_piece``: one column a question; ``bias``: what is usual."""

    of_piece: np.ndarray
    bias: np.ndarray

    def scores(self, rows: sp.csr_matrix) -> np.ndarray:
        """One row a text, one column a question; above zero means rather yes."""
        return rows @ self.of_piece + self.bias


def lanes(
    rows: sp.csr_matrix, questions: Questions, *, one_of: int, many: Collection[str] = ()
) -> Lanes:
    """The machines. ``rows``: weighed, one a phrase; ``one_of``: so many answers share all phrases,
    and each counts alike, however many phrases it has; ``many``: questions to which many say yes.
    As many are learned at once as there are cores; what is learned is the same.
    """
    asked = zip(
        questions.answers.T > 0,
        questions.counted.T > 0,
        [one_of] * len(questions.names),
        [name in many for name in questions.names],
        strict=True,
    )
    machines = Parallel(n_jobs=-1)(delayed(_machine)(rows, *one) for one in asked)
    of_piece, bias = zip(*machines, strict=True)
    return Lanes(np.stack(of_piece, axis=1), np.array(bias))


def _machine(
    rows: sp.csr_matrix, answers: np.ndarray, counted: np.ndarray, one_of: int, many: bool
) -> tuple[np.ndarray, float]:
    if not counted.all():
        rows, answers = rows[counted], answers[counted]
    tells = _tells(rows, answers) if many else np.ones(rows.shape[1], dtype=np.float32)
    weight = {True: len(answers) / one_of / answers.sum()}
    machine = LinearSVC(C=STRENGTH, class_weight=weight, random_state=SEED)
    machine.fit(rows @ sp.diags(tells), answers)
    return machine.coef_[0] * tells, machine.intercept_[0]


def _tells(rows: sp.csr_matrix, answers: np.ndarray) -> np.ndarray:
    """How much more of each piece is with one answer than with the other: the logarithm, without
    its sign; of the mean square one.
    """
    usual = rows.sum() / rows.shape[1] * BESIDE
    yes, no = (
        np.asarray(rows[of].sum(0)).ravel() + usual * of.mean() for of in (answers, ~answers)
    )
    told = np.abs(np.log(yes / yes.sum() * no.sum() / no))
    return (told / np.sqrt(np.mean(told**2))).astype(np.float32)

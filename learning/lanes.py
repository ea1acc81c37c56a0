"""Answers by a weight for each piece: a linear support vector machine for each question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.svm import LinearSVC

from learning.questions import Questions

STRENGTH = 0.5
"""How closely the phrases are followed (C): found by leaving out a fifth of them in turn."""
BITS = 8
"""Of a weight, as it is kept."""
SEED = 1


@dataclass(frozen=True)
class Lanes:
    """``of_piece``: one column a question; ``bias``: what is usual."""

    of_piece: np.ndarray
    bias: np.ndarray

    def scores(self, rows: sp.csr_matrix) -> np.ndarray:
        """One row a text, one column a question; above zero means rather yes."""
        return rows @ self.of_piece + self.bias


def lanes(rows: sp.csr_matrix, questions: Questions, *, one_of: int) -> Lanes:
    """The machines. ``rows``: weighed, one a phrase; ``one_of``: so many answers share all phrases,
    and each counts alike, however many phrases it has.
    """
    machines = [
        _machine(rows[counted], answers[counted], one_of)
        for answers, counted in zip(questions.answers.T > 0, questions.counted.T > 0, strict=True)
    ]
    return Lanes(
        np.stack([machine.coef_[0] for machine in machines], axis=1),
        np.array([machine.intercept_[0] for machine in machines]),
    )


def _machine(rows: sp.csr_matrix, answers: np.ndarray, one_of: int) -> LinearSVC:
    weight = {True: len(answers) / one_of / answers.sum()}
    return LinearSVC(C=STRENGTH, class_weight=weight, random_state=SEED).fit(rows, answers)

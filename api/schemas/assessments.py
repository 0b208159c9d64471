"""Assessments: rules, scores, notes."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import Field

from api.schemas.common import Schema

MonthName = Annotated[
    str, Path(pattern=r"^\d{4}-\d{2}$", description="A month in China's time", examples=["2026-03"])
]
Said = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]


class CriterionRule(Schema):
    """One measure, how much it counts, and from which value on it is fulfilled."""

    measure: Literal[
        "track_days",
        "households_passed",
        "ground_passed",
        "visits",
        "events_in_time",
        "events_reported",
    ]
    weight: float = Field(gt=0, le=1e6, allow_inf_nan=False)
    target: float = Field(gt=0, le=1e6, allow_inf_nan=False)


class Rules(Schema):
    """How months are assessed."""

    criteria: list[CriterionRule] = Field(min_length=1, max_length=20)
    red_share: float = Field(default=0.1, ge=0, le=0.5)
    black_share: float = Field(default=0.1, ge=0, le=0.5)
    red_from: float = Field(default=90, ge=0, le=100)
    black_below: float = Field(default=60, ge=0, le=100)


class ScoreLine(Schema):
    """What one measure gave, and what it rests on."""

    measure: str
    value: float | None = Field(description="Null: does not apply, and is left out of the score")
    target: float
    weight: float
    points: float | None
    basis: dict[str, Any]


class WorkerScore(Schema):
    """The score of a worker."""

    worker: str
    name: str
    score: float | None = Field(description="0 to 100; null where nothing applied")
    rank: int | None
    listed: str | None = Field(description="red, black, or on neither list", examples=["red"])
    grids: list[str]
    lines: list[ScoreLine]
    notes: int


class Scores(Schema):
    """Scores of a month, the best first."""

    items: list[WorkerScore]


class NoteRequest(Schema):
    """What somebody has to say about a score."""

    note: Said


class AnswerRequest(Schema):
    """What is answered."""

    answer: Said


class ScoreNote(Schema):
    """A note about a score, and its answer."""

    id: int
    worker: str
    note: str
    noted_by: str
    noted_at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


class NoteList(Schema):
    """Notes about the scores of a month."""

    items: list[ScoreNote]


class NewNote(Schema):
    """The key of a note."""

    id: int

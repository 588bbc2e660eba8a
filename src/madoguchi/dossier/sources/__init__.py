"""Sources of dossiers: one module each, all asked over the same kind of line."""

from madoguchi.dossier.sources.asking import Sources, Standing
from madoguchi.dossier.sources.questions import Answered, Question, State, Verb
from madoguchi.dossier.sources.quotas import Spent
from madoguchi.dossier.sources.rations import network
from madoguchi.dossier.sources.source import Content, Failure, Reply, Source, SourceError, Told
from madoguchi.dossier.sources.transport import Transport

__all__ = [
    "Answered",
    "Content",
    "Failure",
    "Question",
    "Reply",
    "Source",
    "SourceError",
    "Sources",
    "Spent",
    "Standing",
    "State",
    "Told",
    "Transport",
    "Verb",
    "network",
]

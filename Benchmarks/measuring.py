"""What all sections use: made-up token ids, measurements in turn, and tables."""

import random
import statistics
import time

import models

SOURCE_LENGTH = 25
TARGET_LENGTH = 30

# Seconds that an action is repeated for at least: one that takes milliseconds is otherwise mostly the waking of cores and caches that others used.
LEAST_SECONDS = 0.25


def sequences(count, length=SOURCE_LENGTH, vocabulary=models.VOCABULARY - 1):
    """`count` sequences of random ids that end as a text does."""
    numbers = random.Random(1)
    return [[numbers.randrange(2, vocabulary) for _ in range(length - 1)] + [models.EOS] for _ in range(count)]


def in_turn(repeats, actions):
    """Runs each action once for warmth, then each of them for at least LEAST_SECONDS, one after the other, `repeats` times.

    `actions`: name → a function that returns how many units (tokens, sentences) it made. Returns name → units a second, one for
    each repeat, so that those of one repeat met the same machine."""
    rates = {name: [] for name in actions}
    for repeat in range(repeats + 1):
        for name, action in actions.items():
            if repeat:
                rates[name].append(units_a_second(action))
            else:
                action()
    return rates


def units_a_second(action):
    units, started = 0, time.perf_counter()
    while True:
        units += action()
        seconds = time.perf_counter() - started
        if seconds >= LEAST_SECONDS:
            return units / seconds


def ratio(rates, name, peer):
    """The median over the repeats of one's rate to the other's."""
    return statistics.median(ours / theirs for ours, theirs in zip(rates[name], rates[peer]))


def percentile(values, part):
    """The value that `part` (0.5, 0.99) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]


def table(heads, rows):
    """Lines of Markdown."""
    return ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)] + [
        "| " + " | ".join(str(cell) for cell in row) + " |" for row in rows] + [""]

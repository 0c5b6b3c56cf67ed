"""From scores to structures: legal BIO sequences and single-rooted trees."""

import numpy as np

from labels import NER

FORBIDDEN = -1e9


def legal(before: str, tag: str) -> bool:
    return not tag.startswith("I-") or (before != "O" and before[2:] == tag[2:])


TRANSITIONS = np.array([[0.0 if legal(a, b) else FORBIDDEN for b in NER] for a in NER])
OPENING = np.array([FORBIDDEN if tag.startswith("I-") else 0.0 for tag in NER])


def best_tags(log_probs: np.ndarray) -> list[str]:
    """Viterbi over one sentence [words, tags]; only legal transitions, all of equal cost.

    Where each word's best tag already makes a legal sequence, that is the answer.
    """
    greedy = [NER[tag] for tag in log_probs.argmax(1)]
    if all(legal(a, b) for a, b in zip(["O", *greedy], greedy)):
        return greedy
    score, back = log_probs[0] + OPENING, []
    for row in log_probs[1:]:
        paths = score[:, None] + TRANSITIONS
        back.append(paths.argmax(0))
        score = paths.max(0) + row
    tags = [int(score.argmax())]
    for pointers in reversed(back):
        tags.append(int(pointers[tags[-1]]))
    return [NER[tag] for tag in reversed(tags)]


def best_heads(scores: np.ndarray) -> list[int]:
    """Heads (0 the root) of one sentence from scores [words, 1 + words].

    Each word's best head is taken; only where that is no tree with one root does the maximum
    spanning tree decide.
    """
    heads = scores.argmax(1)
    if is_tree(heads):
        return heads.tolist()
    best, best_score = None, -np.inf
    for root in range(len(scores)):
        forced = scores.copy()
        forced[:, 0] = FORBIDDEN
        forced[root, :] = FORBIDDEN
        forced[root, 0] = scores[root, 0]
        tree = spanning_tree(square(forced))[1:]
        total = forced[np.arange(len(tree)), tree].sum()
        if total > best_score:
            best, best_score = tree, total
    return best.tolist()


def is_tree(heads) -> bool:
    if (heads == 0).sum() != 1:
        return False
    return not find_cycle(np.concatenate([[0], heads]))


def square(scores: np.ndarray) -> np.ndarray:
    """[dependents, heads] with a row for the root, which has no head."""
    return np.vstack([np.full(scores.shape[1], FORBIDDEN), np.maximum(scores, FORBIDDEN)])


def find_cycle(heads) -> list[int]:
    """The nodes of some cycle among `heads` (node 0 the root), or nothing."""
    state = [0] * len(heads)
    state[0] = 2
    for start in range(1, len(heads)):
        path, node = [], start
        while state[node] == 0:
            state[node] = 1
            path.append(node)
            node = int(heads[node])
        if state[node] == 1:
            return path[path.index(node) :]
        for seen in path:
            state[seen] = 2
    return []


def spanning_tree(scores: np.ndarray) -> np.ndarray:
    """Chu-Liu/Edmonds over [dependents, heads]: contract a cycle, solve, break it where it is entered."""
    n = len(scores)
    scores = scores.copy()
    np.fill_diagonal(scores, -np.inf)
    heads = scores.argmax(1)
    heads[0] = 0
    cycle = find_cycle(heads)
    if not cycle:
        return heads
    outside = [node for node in range(n) if node not in set(cycle)]
    new = len(outside)
    inner = scores[cycle, heads[cycle]]
    entering = scores[np.ix_(cycle, outside)] - inner[:, None]
    leaving = scores[np.ix_(outside, cycle)]
    smaller = np.full((new + 1, new + 1), FORBIDDEN)
    smaller[:new, :new] = scores[np.ix_(outside, outside)]
    smaller[new, :new] = entering.max(0)
    smaller[:new, new] = leaving.max(1)
    solved = spanning_tree(smaller)
    result = heads.copy()
    for i, node in enumerate(outside):
        if node:
            result[node] = cycle[leaving[i].argmax()] if solved[i] == new else outside[solved[i]]
    entry = solved[new]
    result[cycle[entering[:, entry].argmax()]] = outside[entry]
    return result

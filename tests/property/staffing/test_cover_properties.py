"""The choice of cover pairs held against all choices there are."""

from itertools import combinations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from gridgeo.staffing.cover import choose_cover, score_links
from gridgeo.staffing.fairness import share_out
from gridgeo.staffing.neighbours import Neighbours

MOST = 7


@st.composite
def towns(draw) -> tuple[Neighbours, np.ndarray, np.ndarray, int]:
    count = draw(st.integers(0, MOST))
    every = list(combinations(range(count), 2))
    links = sorted(draw(st.sets(st.sampled_from(every)))) if every else []
    pairs = np.array(links, dtype=np.int64).reshape(-1, 2)
    share = draw(st.lists(st.floats(0, 0.5), min_size=len(links), max_size=len(links)))
    minutes = draw(st.lists(st.floats(0, 60), min_size=len(links), max_size=len(links)))
    allowed = draw(st.lists(st.booleans(), min_size=len(links), max_size=len(links)))
    load = draw(st.lists(st.floats(0, 900), min_size=count, max_size=count))
    neighbours = Neighbours(pairs, np.array(share), np.array(minutes))
    return neighbours, np.array(load), np.array(allowed, dtype=bool), count


def best_by_brute_force(pairs, score, allowed) -> tuple[int, int]:
    usable = np.flatnonzero(allowed).tolist()
    best = (0, 0)
    for size in range(1, MOST // 2 + 1):
        for chosen in combinations(usable, size):
            if len(set(pairs[list(chosen)].ravel().tolist())) == 2 * size:
                best = max(best, (size, int(score[list(chosen)].sum())))
    return best


@given(towns())
def test_no_other_choice_pairs_more_grids_or_is_worth_more(town) -> None:
    neighbours, load, allowed, count = town
    score = score_links(neighbours, load)
    choice = choose_cover(neighbours, score, allowed, count)
    pairs = choice.links[~choice.third]
    assert allowed[choice.links].all()
    assert len(set(neighbours.pairs[pairs].ravel().tolist())) == 2 * len(pairs)
    assert (len(pairs), int(score[pairs].sum())) == best_by_brute_force(
        neighbours.pairs, score, allowed
    )


@given(towns())
def test_everybody_who_has_a_neighbour_is_served_and_the_others_are_named(town) -> None:
    neighbours, load, allowed, count = town
    choice = choose_cover(neighbours, score_links(neighbours, load), allowed, count)
    helped = set(neighbours.pairs[choice.links].ravel().tolist())
    assert helped == set(neighbours.pairs[allowed].ravel().tolist())
    assert set(choice.alone.tolist()) == set(range(count)) - helped
    again = choose_cover(neighbours, score_links(neighbours, load), allowed, count)
    assert again.links.tolist() == choice.links.tolist()


@example(5, [0, 0, 0, 0, 1])  # one post each, none left for whom the homes are
@given(st.integers(0, 60), st.lists(st.integers(0, 5000), min_size=1, max_size=12))
def test_posts_are_all_shared_out_and_more_homes_never_get_fewer(posts, homes) -> None:
    shares = share_out(posts, np.array(homes, dtype=np.int64))
    assert shares.sum() == posts
    assert (shares >= 0).all()
    if posts >= len(homes):
        assert shares.min() >= 1
    order = np.argsort(homes, kind="stable")
    if len(set(homes)) == len(homes):
        assert (np.diff(shares[order]) >= 0).all()

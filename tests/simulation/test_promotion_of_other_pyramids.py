"""The published order of promotion rules for several seeds, sizes and shapes: the hypothesis decides, not the pyramid."""

from itertools import pairwise

import pytest
from scipy import stats

from simulation.promotion import HYPOTHESES, Pyramid, promotion_efficiency

ORDERS = {"peter": ("worst", "random", "best"), "common sense": ("best", "random", "worst")}
PYRAMIDS = {
    "of the paper": Pyramid(),
    "small and steep": Pyramid(posts=(1, 4, 16, 48), responsibilities=(1.0, 0.8, 0.6, 0.3)),
    "large and flat": Pyramid(posts=(2, 20, 200, 400), responsibilities=(1.0, 0.9, 0.5, 0.2)),
}


@pytest.mark.parametrize("seed", [0, 7, 2**40])
@pytest.mark.parametrize("name", PYRAMIDS)
def test_the_published_order_holds_for_other_pyramids_and_other_luck(name, seed):
    """Two-sided at 99.9%, pair by pair on the same luck, once the first generation has retired."""
    frame = promotion_efficiency(seed=seed, steps=200, replications=12, pyramid=PYRAMIDS[name])
    late = frame[frame["step"] > 100]
    means = late.groupby(["transferability", "rule", "replication"])["efficiency"].mean()
    for hypothesis, order in ORDERS.items():
        of = means[HYPOTHESES[hypothesis]]
        for better, worse in pairwise(order):
            lead = of[better].to_numpy() - of[worse].to_numpy()
            low, _ = stats.ttest_1samp(lead, 0.0).confidence_interval(0.999)
            assert low > 0, (hypothesis, better, worse, lead.mean())

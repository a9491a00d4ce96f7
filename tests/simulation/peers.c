#include "peers.h"

#include "stats/describe.h"
#include "stats/mann_whitney.h"

const char *const peer_names[PEERS] = {
    [PEER_RANK_TEST] = "p < 0.05",
    [PEER_MEANS] = "mean > 105 %",
    [PEER_SIGMA] = "2 sigma",
    [PEER_PLAIN] = "p < 0.01 and > 105 %",
};

void peers_judge(pg_laws *laws, peer_samples base, peer_samples head, double *scratch,
                 bool ret_slower[PEERS]) {
    pg_sort(base.values, base.count, scratch);
    pg_sort(head.values, head.count, scratch);
    pg_block all = {base.values, head.values, base.count, head.count};
    pg_mann_whitney test = pg_mann_whitney_test(laws, &all, 1, 1);
    bool above = test.p_above < test.p_below;
    double medians =
        pg_quantile(head.values, head.count, 0.5) / pg_quantile(base.values, base.count, 0.5);
    double mean = pg_mean(base.values, base.count), head_mean = pg_mean(head.values, head.count);
    ret_slower[PEER_RANK_TEST] = above && test.p < 0.05;
    ret_slower[PEER_MEANS] = head_mean > 1.05 * mean;
    ret_slower[PEER_SIGMA] = head_mean > mean + 2 * pg_deviation(base.values, base.count);
    ret_slower[PEER_PLAIN] = above && test.p < 0.01 && medians > 1.05;
}

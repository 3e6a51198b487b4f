/* What has been read: the truth, the judged pairs and the clusters, by numbers. Private to this folder. */
#ifndef STET_EVAL_STORE_H
#define STET_EVAL_STORE_H

#include <stet/eval.h>

#include "eval/ids.h"
#include "eval/lines.h"

/* What the truth says of an id; label is EVAL_NONE for ids that only the pairs name. */
struct eval_article {
    uint32_t label;
    uint8_t relation; /* index into relations, or NO_RELATION */
    bool canonical;
};

#define EVAL_NO_RELATION UINT8_MAX

struct eval_pair {
    uint32_t a, b;
    bool same;
};

/* The highest bit of `cluster` says that the id is listed as a guest. */
struct eval_membership {
    uint32_t id, cluster;
};

#define EVAL_GUEST (UINT32_C(1) << 31)

struct stet_eval {
    stet_eval_options options;
    uint64_t bad, unknown;
    bool has_truth, has_pairs, has_clusters, has_canonical;
    struct eval_ids ids;
    struct eval_article *articles; /* of each id */
    size_t article_capacity;
    struct eval_ids labels;    /* of the truth's clusters, in order of appearance */
    uint32_t *label_canonical; /* of each label: the first canonical, or EVAL_NONE */
    size_t label_capacity;
    char *relations[STET_EVAL_MAX_RELATIONS];
    size_t relation_count;
    struct eval_pair *pairs;
    size_t pair_count, pair_capacity;
    struct eval_membership *memberships; /* of known ids, by cluster */
    size_t membership_count, membership_capacity;
    uint64_t guests; /* of these */
    uint32_t *canonicals; /* of each cluster read: an id, or EVAL_NONE */
    size_t cluster_count, cluster_capacity;
};

/* Counts a bad line and reports it. */
void eval_bad(struct stet_eval *eval, const char *path, uint64_t line, const char *reason);

/* Calls `each` for every line that is not blank. It sets *reason where the line is bad. */
typedef stet_status eval_each(struct stet_eval *eval, const struct eval_line *line, void *payload, const char **reason,
                              stet_error *err);
stet_status eval_each_line(struct stet_eval *eval, const char *path, eval_each *each, void *payload, stet_error *err);

#endif

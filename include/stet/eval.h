/* How good are clusters? Against a truth (which article belongs where) or against judged pairs.
 *
 * Calling sequence:
 *     stet_eval_create -> stet_eval_read_truth and/or stet_eval_read_pairs -> stet_eval_read_clusters
 *     -> stet_eval_measure -> stet_eval_free
 *
 * Files may be plain, gzip or zstd (told by content); "-" is standard input. An object is used by one thread at a
 * time. Needs about 100 bytes an article, whatever the length of the ids, and time in proportion to the lines. Ids are
 * told apart by 128-bit hashes (XXH3).
 *
 * What is measured, over the ids of the truth (others in the clusters are left out; an id that no cluster holds is a
 * cluster of its own):
 * - A pair of ids is found when one cluster holds both. Where an id comes several times in the clusters it stands for
 *   several articles, and a pair is found when any of them share a cluster. (At most the first STET_EVAL_MAX_CLUSTERS
 *   clusters of an id count.)
 *   Where a cluster lists an id as a guest ("guest": true) it does not hold it: a roundup is in a cluster of its own,
 *   or in none. Only a judged pair is found as well when one of its ids is a guest of a cluster that holds the other.
 * - Pairwise: tp, fp, fn over all pairs of ids; precision, recall, F1.
 * - Adjusted Rand index (Hubert and Arabie 1985) of the same pairs: (tp - e) / (m - e), where of all N pairs F are
 *   found, T are true, e = F T / N and m = (F + T) / 2. 1 where both sides are alike and trivial.
 * - B-cubed (Bagga and Baldwin 1998): for each id, precision is the share of true copies among those found together
 *   with it, itself included; recall the share of those found among its true copies; the mean over all ids; F1 of the
 *   means.
 * - Canonical accuracy: among found clusters with two or more ids of the truth, whose majority truth cluster (the one
 *   with the most of these ids; of equals the one named first in the truth) has two or more ids and names a canonical,
 *   the share whose canonical is one that the truth names for that majority cluster.
 * - Recall by relation: among ids of that relation that are not canonical, in truth clusters which name a canonical,
 * the share found together with the (first named) canonical. */
#ifndef STET_EVAL_H
#define STET_EVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct stet_eval stet_eval;

#define STET_EVAL_MAX_CLUSTERS 8
#define STET_EVAL_MAX_RELATIONS 64

/* Called for each line that is skipped, in order. */
typedef void (*stet_eval_on_bad)(void *payload, const char *file, uint64_t line, const char *reason);

typedef struct stet_eval_options {
    uint32_t version;        /* 1 */
    stet_eval_on_bad on_bad; /* NULL: bad lines are only counted */
    void *payload;
} stet_eval_options;

#define STET_EVAL_OPTIONS_VERSION 1
#define STET_EVAL_OPTIONS_INIT                                                                                         \
    {                                                                                                                  \
        .version = STET_EVAL_OPTIONS_VERSION                                                                           \
    }

/* NaN where a share is of nothing. */
typedef struct stet_eval_score {
    uint64_t tp, fp, fn, tn; /* pairs */
    double precision, recall, f1, accuracy;
} stet_eval_score;

typedef struct stet_eval_relation {
    const char *name; /* as in the truth; owned by the stet_eval */
    uint64_t judged, found;
} stet_eval_relation;

typedef struct stet_eval_result {
    uint64_t bad;            /* lines skipped in all files */
    uint64_t clusters;       /* read */
    uint64_t unknown;        /* ids in clusters that neither truth nor pairs name, repeats counted */
    uint64_t several;        /* ids that more than one cluster holds */
    uint64_t guests;         /* places of ids of the truth or the pairs among the guests of clusters */
    uint64_t dropped;        /* memberships beyond STET_EVAL_MAX_CLUSTERS an id */
    bool has_truth;          /* what follows up to `relations` is set */
    uint64_t articles;       /* ids of the truth */
    uint64_t truth_clusters; /* of two or more */
    uint64_t found_clusters; /* with two or more ids of the truth */
    stet_eval_score pairwise;
    double adjusted_rand;
    double bcubed_precision, bcubed_recall, bcubed_f1;
    bool has_canonical; /* the truth names canonicals */
    uint64_t canonical_judged, canonical_right;
    double canonical_accuracy;
    size_t relation_count; /* those that were judged, ordered by name */
    stet_eval_relation relations[STET_EVAL_MAX_RELATIONS];
    bool has_pairs; /* `pairs` is set */
    stet_eval_score pairs;
    uint64_t pairs_unknown; /* judged pairs with an id that no cluster holds: they count as not found */
} stet_eval_result;

STET_API stet_status stet_eval_create(stet_eval **out, const stet_eval_options *options, stet_error *err);
STET_API void stet_eval_free(stet_eval *eval);

/* `id<TAB>cluster[<TAB>canonical 0|1[<TAB>relation]]`; further columns, blank lines, lines that start with '#' and a
 * carriage return at the end of a line are ignored. An id comes once: its second line is bad. */
STET_API stet_status stet_eval_read_truth(stet_eval *eval, const char *path, stet_error *err);

/* `id<TAB>id<TAB>1|0`, otherwise as the truth. */
STET_API stet_status stet_eval_read_pairs(stet_eval *eval, const char *path, stet_error *err);

/* JSON Lines of schema stet.cluster/1, of which "members" and "canonical" are read; other members are ignored. */
STET_API stet_status stet_eval_read_clusters(stet_eval *eval, const char *path, stet_error *err);

/* May be called again after more reading. */
STET_API stet_status stet_eval_measure(stet_eval *eval, stet_eval_result *out, stet_error *err);

#ifdef __cplusplus
}
#endif

#endif

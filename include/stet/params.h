/* Bands and rows from a wanted recall: the mathematics of MinHash banding (Broder 1997; Leskovec, Rajaraman, Ullman,
 * "Mining of Massive Datasets", 3.4).
 *
 * A signature of bands * rows values is cut into bands; two articles become candidates when all rows of at least one
 * band agree. With Jaccard J that happens with probability 1 - (1 - J^rows)^bands. All functions are pure and
 * thread-safe. */
#ifndef STET_PARAMS_H
#define STET_PARAMS_H

#include <stdint.h>

#include <stet/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define STET_PARAMS_MAX_BANDS 256
#define STET_PARAMS_MAX_ROWS 64
#define STET_PARAMS_MAX_HASHES 1024 /* bands * rows at most */

#define STET_PARAMS_DEFAULT_RECALL 0.95
#define STET_PARAMS_DEFAULT_AT 0.5
#define STET_PARAMS_DEFAULT_FALSE_SHARE 0.4

typedef struct stet_params_options {
    uint32_t version;   /* 1 */
    double recall;      /* wanted probability at Jaccard `at`, 0..1 exclusive; 0: default */
    double at;          /* 0..1 exclusive; 0: default */
    uint32_t bands;     /* 0: chosen */
    uint32_t rows;      /* 0: chosen. With both given nothing is chosen and `recall` is not asked for */
    double false_share; /* cap of stet_params_false_share when choosing, 0..1; 0: default */
} stet_params_options;

#define STET_PARAMS_OPTIONS_VERSION 1
#define STET_PARAMS_OPTIONS_INIT                                                                                       \
    {                                                                                                                  \
        .version = STET_PARAMS_OPTIONS_VERSION                                                                         \
    }

typedef struct stet_params {
    uint32_t bands, rows;
    double at;           /* as asked for or the default */
    double recall;       /* reached at `at` */
    double false_share;  /* stet_params_false_share */
    double missed_share; /* stet_params_missed_share */
} stet_params;

/* The fewest bands that reach `recall` at `at` (bytes, keys and candidates all grow with bands) among the rows whose
 * share of false candidates stays within the cap; with equally many bands, the most rows. Where no choice within the
 * limits meets the cap, the one with the smallest share is taken, and out->false_share tells. With one of bands and
 * rows given, the other is chosen: the fewest bands for given rows, the most rows for given bands.
 *
 * STET_ERR_USAGE when an option is out of its range, STET_ERR_LIMIT when nothing within the limits reaches the recall.
 * `err` may be NULL. */
STET_API stet_status stet_params_choose(stet_params *out, const stet_params_options *options, stet_error *err);

/* The probability that a pair of Jaccard `jaccard` (0..1) shares a band. */
STET_API double stet_params_probability(uint32_t bands, uint32_t rows, double jaccard);

/* The mean probability over Jaccards below `at`, all equally likely: what share of unwanted pairs become candidates.
 * An upper bound in practice, where nearly all pairs have a Jaccard close to 0. 0 when at is 0. */
STET_API double stet_params_false_share(uint32_t bands, uint32_t rows, double at);

/* The mean probability of being missed over Jaccards from `at` to 1. 0 when at is 1. */
STET_API double stet_params_missed_share(uint32_t bands, uint32_t rows, double at);

/* Bytes that an index of `articles` articles spends on the bands of each: a key and an article number take about
 * log2(articles) + 8 bits together, as a sorted list of keys needs little more than the information in it. */
STET_API double stet_params_bytes(uint32_t bands, double articles);

#ifdef __cplusplus
}
#endif

#endif

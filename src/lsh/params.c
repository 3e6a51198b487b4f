/* Bands and rows from a wanted recall.
 *
 * Formula: 1 - (1 - J^r)^b, computed as -expm1(b * log1p(-J^r)) so that it keeps its digits where J^r is tiny (the very
 * pairs that there are most of) and where it is close to 1.
 *
 * Objective: bands are what costs, in memory, in keys to hash and to sort, so the fewest that reach the recall win; but
 * the fewest are always those of one row, where everything is a candidate. Hence the cap on the share of false
 * candidates, the area under the curve below `at` divided by `at`. datasketch minimises a weighted sum of the two areas
 * (false positives below, false negatives above) for a given number of hash values instead; that answers "what is the
 * best curve of this size", with weights that nobody can choose, while a wanted recall at a wanted Jaccard is something
 * one can.
 *
 * The default cap, 0.4, by example, for a recall of 0.95 at J = 0.5:
 *
 *     rows bands  share  P(J = 0.05)   false candidates of 10 M unrelated articles at J = 0.01, each
 *      2    11    0.488    0.027        11,000
 *      3    23    0.382    0.0029          230
 *      4    47    0.313    0.00029           5
 *      5    95    0.265    0.00003           0.1
 *
 * Unrelated news articles share about no 5-word shingles (their J is mostly below 0.001, where three rows cost
 * 0.2 candidates each), so three rows are the knee: two drown in candidates, four double the index. */
#include <math.h>
#include <stdbool.h>

#include <stet/params.h>

#include "base/error.h"

/* Panels of Simpson's rule. The integrand is smooth; the error with these is below 1e-6 at the steepest (256 x 64). */
#define PANELS 512

double stet_params_probability(uint32_t bands, uint32_t rows, double jaccard)
{
    if (!(jaccard > 0))
        return 0;
    if (jaccard >= 1)
        return bands ? 1 : 0;
    return -expm1((double)bands * log1p(-pow(jaccard, rows)));
}

static double mean_probability(uint32_t bands, uint32_t rows, double from, double to)
{
    double step = (to - from) / (2 * PANELS);
    double sum = stet_params_probability(bands, rows, from) + stet_params_probability(bands, rows, to);
    for (int i = 1; i < 2 * PANELS; i++)
        sum += (i % 2 ? 4 : 2) * stet_params_probability(bands, rows, from + i * step);
    return sum / (6 * PANELS);
}

double stet_params_false_share(uint32_t bands, uint32_t rows, double at)
{
    return at > 0 ? mean_probability(bands, rows, 0, fmin(at, 1)) : 0;
}

double stet_params_missed_share(uint32_t bands, uint32_t rows, double at)
{
    return at < 1 ? 1 - mean_probability(bands, rows, fmax(at, 0), 1) : 0;
}

double stet_params_bytes(uint32_t bands, double articles)
{
    return bands * (log2(fmax(articles, 1)) + 8) / 8;
}

/* The fewest bands that reach `recall`; 0 when these are too many. */
static uint32_t fewest_bands(uint32_t rows, double recall, double at)
{
    double wanted = log1p(-recall) / log1p(-pow(at, rows));
    if (!(wanted <= STET_PARAMS_MAX_BANDS))
        return 0;
    uint32_t bands = (uint32_t)fmax(ceil(wanted), 1);
    /* Rounding may have carried the quotient across a whole number, either way. */
    if (bands > 1 && stet_params_probability(bands - 1, rows, at) >= recall)
        bands--;
    if (stet_params_probability(bands, rows, at) < recall)
        bands++;
    return bands <= STET_PARAMS_MAX_BANDS && bands * rows <= STET_PARAMS_MAX_HASHES ? bands : 0;
}

static void describe(stet_params *out, uint32_t bands, uint32_t rows)
{
    out->bands = bands;
    out->rows = rows;
    out->recall = stet_params_probability(bands, rows, out->at);
    out->false_share = stet_params_false_share(bands, rows, out->at);
    out->missed_share = stet_params_missed_share(bands, rows, out->at);
}

static stet_status check(const stet_params_options *options, stet_error *err)
{
    if (options->version != STET_PARAMS_OPTIONS_VERSION)
        return stet_fail(err, STET_ERR_USAGE, "unknown version %u of the options", options->version);
    if (!(options->recall >= 0 && options->recall < 1))
        return stet_fail(err, STET_ERR_USAGE, "recall must be above 0 and below 1, not %g", options->recall);
    if (!(options->at >= 0 && options->at < 1))
        return stet_fail(err, STET_ERR_USAGE, "the Jaccard (at) must be above 0 and below 1, not %g", options->at);
    if (!(options->false_share >= 0 && options->false_share <= 1))
        return stet_fail(err, STET_ERR_USAGE, "the share of false candidates must be from 0 to 1, not %g",
                         options->false_share);
    if (options->bands > STET_PARAMS_MAX_BANDS)
        return stet_fail(err, STET_ERR_USAGE, "at most %d bands, not %u", STET_PARAMS_MAX_BANDS, options->bands);
    if (options->rows > STET_PARAMS_MAX_ROWS)
        return stet_fail(err, STET_ERR_USAGE, "at most %d rows, not %u", STET_PARAMS_MAX_ROWS, options->rows);
    if (options->bands * options->rows > STET_PARAMS_MAX_HASHES)
        return stet_fail(err, STET_ERR_USAGE, "%u bands of %u rows need %u hash values; at most %d", options->bands,
                         options->rows, options->bands * options->rows, STET_PARAMS_MAX_HASHES);
    return STET_OK;
}

/* Bands are given: more rows mean fewer false candidates, so as many as the recall allows. */
static bool choose_rows(stet_params *out, uint32_t bands, double recall)
{
    uint32_t rows = 0;
    while (rows < STET_PARAMS_MAX_ROWS && bands * (rows + 1) <= STET_PARAMS_MAX_HASHES &&
           stet_params_probability(bands, rows + 1, out->at) >= recall)
        rows++;
    if (rows)
        describe(out, bands, rows);
    return rows > 0;
}

/* The areas take a thousand powers each, so the one that is not compared is left to the end, and the other where it
 * cannot make more bands the better choice. */
static bool choose_both(stet_params *out, double recall, double cap)
{
    bool found = false, was_within = false;
    double share = 1;
    for (uint32_t rows = 1; rows <= STET_PARAMS_MAX_ROWS; rows++) {
        uint32_t bands = fewest_bands(rows, recall, out->at);
        if (!bands || (was_within && bands > out->bands))
            continue;
        double next = stet_params_false_share(bands, rows, out->at);
        bool within = next <= cap;
        if (!found || within || (!was_within && next < share)) {
            out->bands = bands;
            out->rows = rows;
            share = next;
            was_within = within;
        }
        found = true;
    }
    if (found)
        describe(out, out->bands, out->rows);
    return found;
}

stet_status stet_params_choose(stet_params *out, const stet_params_options *options, stet_error *err)
{
    stet_status status = check(options, err);
    if (status)
        return status;
    double recall = options->recall > 0 ? options->recall : STET_PARAMS_DEFAULT_RECALL;
    double cap = options->false_share > 0 ? options->false_share : STET_PARAMS_DEFAULT_FALSE_SHARE;
    *out = (stet_params){.at = options->at > 0 ? options->at : STET_PARAMS_DEFAULT_AT};
    if (options->bands && options->rows) {
        describe(out, options->bands, options->rows);
        return STET_OK;
    }
    bool found;
    if (options->bands) {
        found = choose_rows(out, options->bands, recall);
    } else if (options->rows) {
        uint32_t bands = fewest_bands(options->rows, recall, out->at);
        if (bands)
            describe(out, bands, options->rows);
        found = bands > 0;
    } else {
        found = choose_both(out, recall, cap);
    }
    if (found)
        return STET_OK;
    return stet_fail(err, STET_ERR_LIMIT,
                     "no %s of at most %d bands, %d rows and %d hash values reach a recall of %g at Jaccard %g; "
                     "ask for less recall or a higher Jaccard",
                     options->bands  ? "rows for these bands, out"
                     : options->rows ? "bands for these rows, out"
                                     : "bands and rows, out",
                     STET_PARAMS_MAX_BANDS, STET_PARAMS_MAX_ROWS, STET_PARAMS_MAX_HASHES, recall, out->at);
}

/* Truth, pairs and clusters from strangers: the first byte 0xff parts the truth (read as pairs too) from the clusters.
 * Whatever stands there, the counts add up. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <stet/eval.h>

#include "eval/json_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "not so: %s\n", what);
        abort();
    }
}

/* A file in memory, by its path. */
static int file_of(const uint8_t *data, size_t size, char *path, size_t room)
{
    int file = memfd_create("fuzz", 0);
    require(file >= 0 && write(file, data, size) == (ssize_t)size, "a file in memory");
    snprintf(path, room, "/proc/self/fd/%d", file);
    return file;
}

static void scan(const uint8_t *data, size_t size)
{
    struct eval_json json = {0};
    eval_json_start(&json, (const char *)data, size);
    size_t events = 0, depth = 0;
    enum eval_json_event event;
    while ((event = eval_json_next(&json)) != EVAL_JSON_ERROR && event != EVAL_JSON_END) {
        depth += event == EVAL_JSON_OBJECT || event == EVAL_JSON_ARRAY;
        depth -= event == EVAL_JSON_OBJECT_END || event == EVAL_JSON_ARRAY_END;
        require(depth == json.depth && depth <= EVAL_JSON_DEPTH, "levels are opened and closed");
        require(++events <= size, "every event takes a byte");
    }
    require(event == EVAL_JSON_ERROR || (!depth && events), "a text has a value");
    require(eval_json_next(&json) == event, "the end stays the end");
    eval_json_free(&json);
}

static void check(const stet_eval_result *result)
{
    const stet_eval_score *pairs = &result->pairwise;
    uint64_t all = result->articles ? result->articles * (result->articles - 1) / 2 : 0;
    require(pairs->tp + pairs->fp + pairs->fn + pairs->tn == all, "the pairs of all articles");
    require(pairs->tp <= all && pairs->fp <= all && pairs->fn <= all, "no count below zero");
    require(result->canonical_right <= result->canonical_judged, "canonicals");
    require(!(result->bcubed_precision > 1 + 1e-9) && !(result->bcubed_recall > 1 + 1e-9), "B-cubed is at most 1");
    require(!(result->adjusted_rand > 1 + 1e-9), "the adjusted Rand index is at most 1");
    for (size_t i = 0; i < result->relation_count; i++)
        require(result->relations[i].found <= result->relations[i].judged, "relations");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *part = size ? memchr(data, 0xff, size) : NULL;
    size_t truth_size = part ? (size_t)(part - data) : size, rest = part ? size - truth_size - 1 : 0;
    const uint8_t *clusters = part ? part + 1 : data + size;
    scan(clusters, rest);

    char truth_path[64], clusters_path[64];
    int truth_file = file_of(data, truth_size, truth_path, sizeof truth_path);
    int clusters_file = file_of(clusters, rest, clusters_path, sizeof clusters_path);
    stet_eval_options options = STET_EVAL_OPTIONS_INIT;
    stet_eval *eval;
    stet_eval_result result;
    require(!stet_eval_create(&eval, &options, NULL), "creation");
    stet_status status = stet_eval_read_truth(eval, truth_path, NULL);
    if (!status)
        status = stet_eval_read_pairs(eval, truth_path, NULL);
    if (!status)
        status = stet_eval_read_clusters(eval, clusters_path, NULL);
    require(status == STET_OK || status == STET_ERR_INPUT, "only damaged compression stops the reading");
    if (!status) {
        require(!stet_eval_measure(eval, &result, NULL), "measuring");
        check(&result);
    }
    stet_eval_free(eval);
    close(truth_file);
    close(clusters_file);
    return 0;
}

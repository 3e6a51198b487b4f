/* Whatever the order of the input, the same articles are together. On the shipped sample, which has exact copies,
 * copies of copies, templates and ties of all kinds, and on the labelled set, which has roundups. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>
#include <zstd.h>

#include "news.h"
#include "support/main.h"

#define MOST 4000

struct lines {
    char *data;
    char *line[MOST];
    size_t count;
};

static void begin(void)
{
    ck_assert(news_begin());
}

static void split(struct lines *lines)
{
    lines->count = 0;
    for (char *at = lines->data, *end; (end = strchr(at, '\n')) != NULL; at = end + 1) {
        ck_assert_uint_lt(lines->count, MOST);
        lines->line[lines->count++] = at;
        *end = '\0';
    }
}

static void load_labelled(struct lines *lines)
{
    FILE *file = fopen("datasets/wire.jsonl", "rb");
    ck_assert_ptr_nonnull(file);
    size_t room = (size_t)4 << 20;
    lines->data = malloc(room);
    ck_assert_ptr_nonnull(lines->data);
    size_t size = fread(lines->data, 1, room - 1, file);
    fclose(file);
    lines->data[size] = '\0';
    split(lines);
}

static void load_sample(struct lines *lines)
{
    FILE *file = fopen("datasets/sample.jsonl.zst", "rb");
    ck_assert_ptr_nonnull(file);
    static char packed[2 << 20];
    size_t size = fread(packed, 1, sizeof packed, file);
    fclose(file);
    size_t room = (size_t)32 << 20;
    lines->data = malloc(room);
    ck_assert_ptr_nonnull(lines->data);
    size_t got = ZSTD_decompress(lines->data, room - 1, packed, size);
    ck_assert(!ZSTD_isError(got));
    lines->data[got] = '\0';
    split(lines);
}

static void shuffle(struct lines *lines, uint64_t state)
{
    for (size_t i = lines->count; i > 1; i--) {
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        size_t other = (size_t)((state >> 32) * i >> 32);
        char *line = lines->line[i - 1];
        lines->line[i - 1] = lines->line[other];
        lines->line[other] = line;
    }
}

/* Sums of hashes do not depend on order: members of a cluster, then clusters. */
static stet_status add_cluster(void *payload, const stet_cluster *cluster, stet_error *err)
{
    (void)err;
    uint64_t sum = cluster->size, *all = payload;
    for (size_t i = 0; i < cluster->size; i++)
        sum += XXH3_64bits_withSeed(cluster->members[i].id.data, cluster->members[i].id.size,
                                    cluster->members[i].guest);
    all[0] += XXH3_64bits(&sum, sizeof sum);
    all[1]++;
    return STET_OK;
}

static void cluster(const struct lines *lines, uint64_t *sums)
{
    FILE *file = fopen(news_path("feed.jsonl"), "w");
    ck_assert_ptr_nonnull(file);
    for (size_t i = 0; i < lines->count; i++)
        fprintf(file, "%s\n", lines->line[i]);
    fclose(file);
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    stet_batch *batch;
    sums[0] = sums[1] = 0;
    ck_assert_int_eq(stet_batch_create(&batch, &options, NULL), STET_OK);
    ck_assert_int_eq(stet_batch_read(batch, news_path("feed.jsonl"), NULL), STET_OK);
    ck_assert_int_eq(stet_batch_run(batch, NULL), STET_OK);
    ck_assert_int_eq(stet_batch_clusters(batch, false, add_cluster, sums, NULL), STET_OK);
    stet_batch_free(batch);
}

static void try_orders(struct lines *lines)
{
    uint64_t expected[2], got[2];
    cluster(lines, expected);
    ck_assert_uint_gt(expected[1], 80);
    for (uint64_t seed = 1; seed <= 4; seed++) {
        printf("seed %llu\n", (unsigned long long)seed);
        shuffle(lines, seed);
        cluster(lines, got);
        ck_assert_uint_eq(got[1], expected[1]);
        ck_assert_uint_eq(got[0], expected[0]);
    }
    free(lines->data);
}

START_TEST(any_order_of_the_input_gives_the_same_clusters)
{
    struct lines lines;
    load_sample(&lines);
    ck_assert_uint_eq(lines.count, 3000);
    try_orders(&lines);
}
END_TEST

START_TEST(any_order_gives_roundups_to_the_same_stories)
{
    struct lines lines;
    load_labelled(&lines);
    ck_assert_uint_eq(lines.count, 513);
    try_orders(&lines);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stet/order");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, begin, news_end);
    tcase_add_test(tests, any_order_of_the_input_gives_the_same_clusters);
    tcase_add_test(tests, any_order_gives_roundups_to_the_same_stories);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}

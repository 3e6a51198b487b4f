/* The generator as its users run it: its bytes, its truth and its memory. */
#include <check.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zstd.h>

#include "bench/json_line.h"
#include "support/main.h"

enum { ARGUMENTS = 24 };

struct bytes {
    char *data;
    size_t size;
};

struct output {
    struct bytes feed, truth;
};

static struct bytes slurp(const char *path)
{
    struct bytes bytes = {NULL, 0};
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    for (size_t n = 1; n > 0; bytes.size += n) {
        bytes.data = realloc(bytes.data, bytes.size + (1 << 20));
        ck_assert_ptr_nonnull(bytes.data);
        n = fread(bytes.data + bytes.size, 1, 1 << 20, file);
    }
    ck_assert(!ferror(file));
    fclose(file);
    return bytes;
}

/* Runs the generator with `arguments` (divided by spaces); its exit status, and what it took. */
static int run(const char *arguments, const char *feed, const char *truth, struct rusage *usage)
{
    char copy[256], *argv[ARGUMENTS] = {STET_GENERATE}, *rest = copy;
    int argc = 1, status;
    ck_assert_int_lt(snprintf(copy, sizeof copy, "%s", arguments), (int)sizeof copy);
    for (char *word; (word = strsep(&rest, " "));)
        if (*word)
            argv[argc++] = word;
    argv[argc++] = "-o";
    argv[argc++] = (char *)feed;
    if (truth) {
        argv[argc++] = "--truth";
        argv[argc++] = (char *)truth;
    }
    ck_assert_int_lt(argc, ARGUMENTS);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        if (null >= 0)
            dup2(null, STDERR_FILENO);
        execv(STET_GENERATE, argv);
        _exit(127);
    }
    ck_assert_int_eq(wait4(child, &status, 0, usage), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static struct output generate(const char *arguments)
{
    char folder[] = "/tmp/stet-generate-XXXXXX", feed[64], truth[64];
    struct rusage usage;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(feed, sizeof feed, "%s/feed", folder);
    snprintf(truth, sizeof truth, "%s/truth", folder);
    ck_assert_int_eq(run(arguments, feed, truth, &usage), 0);
    struct output output = {slurp(feed), slurp(truth)};
    unlink(feed);
    unlink(truth);
    rmdir(folder);
    return output;
}

static void discard(struct output *output)
{
    free(output->feed.data);
    free(output->truth.data);
}

static bool same(struct bytes a, struct bytes b)
{
    return a.size == b.size && !memcmp(a.data, b.data, a.size);
}

/* The next line of `bytes` from *at on, without its end; NULL after the last. */
static const char *next_line(struct bytes bytes, size_t *at, size_t *size)
{
    if (*at >= bytes.size)
        return NULL;
    const char *line = bytes.data + *at, *end = memchr(line, '\n', bytes.size - *at);
    ck_assert_msg(end != NULL, "the last line has no end");
    *size = (size_t)(end - line);
    *at += *size + 1;
    return line;
}

START_TEST(same_seed_same_bytes)
{
    struct output a = generate("--articles 2000 --seed 7"), b = generate("--articles 2000 --seed 7");
    struct output c = generate("--articles 2000 --seed 8");
    ck_assert(same(a.feed, b.feed));
    ck_assert(same(a.truth, b.truth));
    ck_assert(!same(a.feed, c.feed));
    ck_assert(!same(a.truth, c.truth));
    discard(&a);
    discard(&b);
    discard(&c);
}
END_TEST

static const char *const feeds[] = {"--articles 3000", "--articles 3000 --fields alt",
                                    "--articles 3000 --languages ru,fr --words 80",
                                    "--bytes 3M --reprints 0.8 --templates 0.02"};

START_TEST(every_line_is_json_and_has_its_truth)
{
    struct output output = generate(feeds[_i]);
    size_t feed_at = 0, truth_at = 0, size, truth_size;
    for (const char *line; (line = next_line(output.feed, &feed_at, &size));) {
        ck_assert_msg(json_line_valid(line, size), "%.*s", (int)size, line);
        const char *truth = next_line(output.truth, &truth_at, &truth_size);
        ck_assert_ptr_nonnull(truth);
        const char *id = memchr(line, ':', size), *tab = memchr(truth, '\t', truth_size);
        ck_assert_ptr_nonnull(tab);
        size_t id_size = (size_t)(tab - truth);
        ck_assert(id[1] == '"' && !memcmp(id + 2, truth, id_size) && id[2 + id_size] == '"');
    }
    ck_assert_ptr_null(next_line(output.truth, &truth_at, &truth_size));
    discard(&output);
}
END_TEST

struct truth {
    uint64_t cluster, number;
    bool canonical;
    char relation[64];
};

static struct truth parse_truth(const char *line, size_t size)
{
    struct truth truth;
    char copy[256], *rest = copy;
    ck_assert_uint_lt(size, sizeof copy);
    memcpy(copy, line, size);
    copy[size] = '\0';
    char *id = strsep(&rest, "\t"), *cluster = strsep(&rest, "\t"), *canonical = strsep(&rest, "\t");
    ck_assert(rest && cluster[0] == 'c' && strrchr(id, '-'));
    truth.number = strtoull(strrchr(id, '-') + 1, NULL, 10);
    truth.cluster = strtoull(cluster + 1, NULL, 10);
    truth.canonical = !strcmp(canonical, "1");
    snprintf(truth.relation, sizeof truth.relation, "%s", rest);
    rest[strcspn(rest, "+")] = '\0';
    return truth;
}

START_TEST(each_cluster_has_one_canonical_which_comes_first)
{
    enum { ARTICLES = 20000 };
    struct output output = generate("--articles 20000 --words 60");
    uint8_t *canonicals = calloc(2 * ARTICLES, 1);
    size_t at = 0, size;
    uint64_t number = 0;
    for (const char *line; (line = next_line(output.truth, &at, &size));) {
        struct truth truth = parse_truth(line, size);
        ck_assert_uint_eq(truth.number, ++number);
        ck_assert_uint_lt(truth.cluster, 2 * ARTICLES);
        ck_assert_int_eq(canonicals[truth.cluster], !truth.canonical);
        canonicals[truth.cluster] = 1;
    }
    ck_assert_uint_eq(number, ARTICLES);
    free(canonicals);
    discard(&output);
}
END_TEST

START_TEST(kinds_have_their_shares)
{
    /* Of a thousand copies, as the default has them. Updates have a weight of 50, but none where the author's article
     * is not in the feed (an eighth of the clusters) or where a template is copied (one in 14 copies): 41 are left. */
    static const struct {
        const char *name;
        unsigned weight;
    } kinds[] = {{"exact", 120}, {"retitled", 120}, {"trimmed", 120}, {"third", 100}, {"cut", 100},  {"respelled", 80},
                 {"local", 100}, {"junk", 100},     {"merged", 70},   {"ocr", 40},    {"update", 41}};
    enum { KINDS = sizeof kinds / sizeof *kinds };
    unsigned counts[KINDS] = {0}, copies = 0, templates = 0, related = 0, stand_ins = 0, articles = 0;
    struct output output = generate("--articles 60000 --words 60 --seed 3 --reprints 0.5 --templates 0.1");
    size_t at = 0, size;
    for (const char *line; (line = next_line(output.truth, &at, &size)); articles++) {
        struct truth truth = parse_truth(line, size);
        copies += !truth.canonical;
        templates += !strcmp(truth.relation, "template");
        stand_ins += !strcmp(truth.relation, "stand-in");
        related += !strcmp(truth.relation, "same-event") || !strcmp(truth.relation, "shared-quote");
        truth.relation[strcspn(truth.relation, "+")] = '\0';
        for (unsigned k = 0; k < KINDS; k++)
            counts[k] += !strcmp(truth.relation, kinds[k].name);
    }
    ck_assert_uint_ge(copies, articles * 47 / 100);
    ck_assert_uint_le(copies, articles * 53 / 100);
    ck_assert_uint_ge(templates, articles * 9 / 100);
    ck_assert_uint_le(templates, articles * 11 / 100);
    ck_assert_uint_ge(related, articles / 100);
    ck_assert_uint_ge(stand_ins, articles / 100);
    for (unsigned k = 0; k < KINDS; k++) {
        /* Copies of templates are exact, retitled or with junk, which moves the shares a little. */
        ck_assert_msg(counts[k] > copies * kinds[k].weight / 1000 * 8 / 10, "%s: %u of %u", kinds[k].name, counts[k],
                      copies);
        ck_assert_msg(counts[k] < copies * kinds[k].weight / 1000 * 13 / 10, "%s: %u of %u", kinds[k].name, counts[k],
                      copies);
    }
    discard(&output);
}
END_TEST

START_TEST(only_the_wanted_kinds_occur)
{
    struct output output = generate("--articles 5000 --words 60 --kinds third,ocr --templates 0 --languages de");
    size_t at = 0, size;
    for (const char *line; (line = next_line(output.truth, &at, &size));) {
        struct truth truth = parse_truth(line, size);
        ck_assert_str_ne(truth.relation, "template");
        if (!truth.canonical)
            ck_assert_msg(!strncmp(truth.relation, "third", 5) || !strncmp(truth.relation, "ocr", 3), "%s",
                          truth.relation);
    }
    at = 0;
    for (const char *line; (line = next_line(output.feed, &at, &size));)
        ck_assert_ptr_nonnull(memmem(line, size, "\"lang\":\"de\"", 11));
    discard(&output);
}
END_TEST

START_TEST(memory_is_bounded_whatever_the_number)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    printf("memory is not measured under a sanitizer\n");
#else
    struct rusage usage;
    ck_assert_int_eq(run("--articles 1000000 --words 40 --templates 0", "/dev/null", NULL, &usage), 0);
    ck_assert_int_lt(usage.ru_maxrss, 64 * 1024);
#endif
}
END_TEST

START_TEST(errors_exit_with_two)
{
    static const char *const wrong[] = {"--articles 0", "--reprints 0.95", "--languages en,xx", "--kinds exact,wrong",
                                        "--bytes 1X",   "--words 5",       "--fields other",    "stray"};
    struct rusage usage;
    ck_assert_int_eq(run(wrong[_i], "/dev/null", NULL, &usage), 2);
}
END_TEST

START_TEST(full_disk_is_an_error)
{
    struct rusage usage;
    ck_assert_int_eq(run("--articles 10", "/dev/full", NULL, &usage), 2);
}
END_TEST

START_TEST(shipped_sample_is_what_its_command_makes)
{
    struct bytes packed = slurp("datasets/sample.jsonl.zst"), truth = slurp("datasets/sample-truth.tsv");
    struct output output = generate("--articles 3000 --words 165 --seed 2025");
    struct bytes sample = {malloc(output.feed.size + 1), 0};
    sample.size = ZSTD_decompress(sample.data, output.feed.size + 1, packed.data, packed.size);
    ck_assert_msg(!ZSTD_isError(sample.size), "%s", ZSTD_getErrorName(sample.size));
    ck_assert(same(sample, output.feed));
    ck_assert(same(truth, output.truth));
    ck_assert_uint_lt(packed.size, 1000000);
    free(packed.data);
    free(truth.data);
    free(sample.data);
    discard(&output);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("generate");
    TCase *tests = tcase_create("generate");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, same_seed_same_bytes);
    tcase_add_loop_test(tests, every_line_is_json_and_has_its_truth, 0, sizeof feeds / sizeof *feeds);
    tcase_add_test(tests, each_cluster_has_one_canonical_which_comes_first);
    tcase_add_test(tests, kinds_have_their_shares);
    tcase_add_test(tests, only_the_wanted_kinds_occur);
    tcase_add_test(tests, memory_is_bounded_whatever_the_number);
    tcase_add_loop_test(tests, errors_exit_with_two, 0, 8);
    tcase_add_test(tests, full_disk_is_an_error);
    tcase_add_test(tests, shipped_sample_is_what_its_command_makes);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}

/* What it takes to keep an index alive, from sketches and texts that are made up:
 *
 *     bench_index [-n ARTICLES] [-f FLUSH] [-s batch|each|none] [-t TEXT] [-q QUERY] [-r RATE] [-o] FOLDER
 *
 * makes an index of ARTICLES articles with TEXT bytes of text in FOLDER and prints how many are added a second, how long
 * an add takes (half of them, 99 and 99.9 of a hundred, the longest), how many segments a lookup ever had to ask, and
 * how long it takes to open and to look up. QUERY: before each add, candidates are looked up in a snapshot of that
 * moment, for one article in QUERY (0: none). RATE: articles a second, when they are not to come as fast as they can. With -o the index is there from an earlier run, and only opened and looked
 * up in. */
#include <bsd/stdlib.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index/snapshot.h"
#include "lsh/lsh.h"
#include "sketch/hash.h"
#include "sys/clock.h"

#define BANDS 20
#define ROWS 4
#define PASSAGES 50
#define COPIES 40 /* of a hundred */
#define OPENINGS 11
#define ANSWERS 200

struct setting {
    uint32_t articles, flush, text, query, rate;
    enum index_sync sync;
    bool there;
    const char *folder;
};

struct sketch {
    struct index_article article;
    char id[32];
    uint32_t minhash[BANDS * ROWS];
    uint64_t bands[BANDS], passages[PASSAGES];
};

static void die(const char *what, const stet_error *err)
{
    fprintf(stderr, "bench_index: %s: %s\n", what, err->message);
    exit(2);
}

static uint64_t mix(uint64_t a, uint64_t b)
{
    return sketch_mix(sketch_mix(a + 1) ^ b);
}

static void make(struct sketch *sketch, uint32_t n)
{
    uint32_t of = n && mix(n, 1) % 100 < COPIES ? (uint32_t)(mix(n, 2) % n) : n;
    for (uint32_t i = 0; i < BANDS * ROWS; i++)
        sketch->minhash[i] = (uint32_t)mix(of != n && mix(n, 100 + i) % 100 < 10 ? n : of, 1000 + i);
    for (uint32_t i = 0; i < PASSAGES; i++)
        sketch->passages[i] = mix(of != n && mix(n, 200 + i) % 100 < 10 ? n : of, 2000 + i);
    lsh_band_keys(sketch->minhash, BANDS, ROWS, sketch->bands);
    int size = snprintf(sketch->id, sizeof sketch->id, "article-%u", n);
    sketch->article = (struct index_article){.id = {sketch->id, (size_t)size},
                                             .source = {"outlet", 6},
                                             .published = 1700000000 + (int64_t)n,
                                             .precision = STET_PRECISION_SECOND,
                                             .body_count = 300,
                                             .title_count = 9,
                                             .content = mix(of, 3),
                                             .simhash = mix(of, 4),
                                             .minhash = sketch->minhash,
                                             .bands = sketch->bands,
                                             .passages = sketch->passages,
                                             .passage_count = PASSAGES};
    sketch->article.cluster = index_id_hash(sketch->article.id);
}

/* Words of a vocabulary of a thousand, so that it is compressed about as news is. */
static size_t make_text(char *text, size_t size, uint32_t n)
{
    size_t used = 0;
    for (uint32_t word = 0; used + 16 < size; word++)
        used += (size_t)snprintf(text + used, size - used, "%llx ",
                                 (unsigned long long)(sketch_mix(mix(n, word) % 1000) >> (36 + mix(n, word) % 16)));
    return used;
}

static int by_time(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

static double percentile(uint64_t *times, size_t count, double share)
{
    return (double)times[(size_t)((double)(count - 1) * share)] / 1e3;
}

static void look_up(struct index_snapshot *snapshot, const struct sketch *sketch, struct index_found *found)
{
    stet_error err;
    uint64_t bits[INDEX_MAX_HASHES / 64];
    index_minhash_bits(sketch->minhash, BANDS * ROWS, bits);
    const struct index_query query = {
        .probe = {sketch->bands, bits, sketch->passages, PASSAGES, NULL}, .from = INT64_MIN, .to = INT64_MAX};
    if (index_candidates(snapshot, &query, found, &err))
        die("candidates", &err);
}

static size_t look_up_in_writer(struct index *index, const struct sketch *sketch, struct index_found *found)
{
    stet_error err;
    struct index_snapshot *snapshot;
    if (index_snapshot_take(index, &snapshot, &err))
        die("snapshot", &err);
    look_up(snapshot, sketch, found);
    size_t segments = snapshot->state->part_count;
    index_snapshot_release(snapshot);
    return segments;
}

/* From the beginning of an add until it is acknowledged, when nothing else is going on. */
static void time_answers(struct index *index, const struct setting *setting)
{
    stet_error err;
    struct sketch sketch;
    uint64_t times[ANSWERS], number;
    for (uint32_t i = 0; i < ANSWERS; i++) {
        make(&sketch, setting->articles + i);
        uint64_t begin = sys_clock();
        if (index_add(index, &sketch.article, (stet_span){"meta", 4}, (stet_span){"text", 4}, &number, &err))
            die("add", &err);
        while (index_acknowledged(index) < number)
            if (index_wait(index, number, 1000, &err))
                die("wait", &err);
        times[i] = sys_clock() - begin;
    }
    qsort(times, ANSWERS, sizeof *times, by_time);
    printf("from an add to its answer, ms: half %.3f, 99%% %.3f, longest %.3f\n", percentile(times, ANSWERS, .5) / 1e3,
           percentile(times, ANSWERS, .99) / 1e3, percentile(times, ANSWERS, 1) / 1e3);
}

static void fill(const struct setting *setting)
{
    const struct index_shape shape = {
        .family = 1, .shingle = 5, .bands = BANDS, .rows = ROWS, .window = 16, .kept = 6, .keeps_text = true};
    const struct index_options options = {.sync = setting->sync, .flush_articles = setting->flush};
    stet_error err;
    struct index *index;
    struct sketch sketch;
    struct index_found found = {0};
    size_t most = 0, over = 0, asked = 0;
    uint64_t making = 0, looking = 0;
    char *text = malloc(setting->text + 32);
    uint64_t *times = malloc(setting->articles * sizeof *times + 8);
    if (!text || !times)
        exit(2);
    if (index_create(setting->folder, &shape, &err) || index_open(&index, setting->folder, &options, &err))
        die("open", &err);
    uint64_t begin = sys_clock();
    for (uint32_t n = 0; n < setting->articles; n++) {
        uint64_t a = sys_clock();
        make(&sketch, n);
        size_t size = make_text(text, setting->text + 16, n);
        uint64_t b = sys_clock();
        if (setting->query && n % setting->query == 0) {
            size_t segments = look_up_in_writer(index, &sketch, &found);
            most = segments > most ? segments : most;
            over += segments > 4;
            asked++;
        }
        while (setting->rate && sys_clock() - begin < (uint64_t)n * 1000000000 / setting->rate)
            usleep(200);
        uint64_t c = sys_clock();
        if (index_add(index, &sketch.article, (stet_span){"meta", 4}, (stet_span){text, size}, NULL, &err))
            die("add", &err);
        times[n] = sys_clock() - c;
        making += b - a;
        looking += c - b;
    }
    uint64_t end = sys_clock();
    time_answers(index, setting);
    uint64_t closing = sys_clock();
    if (index_close(index, &err))
        die("close", &err);
    uint64_t closed = sys_clock();
    double seconds = (double)(end - begin - making - looking) / 1e9;
    qsort(times, setting->articles, sizeof *times, by_time);
    printf("%u articles added in %.2f s: %.0f a second (%.2f s to make them up and %.2f s for %zu lookups left aside; closed "
           "in %.2f s)\n",
           setting->articles, seconds, setting->articles / seconds, (double)making / 1e9, (double)looking / 1e9, asked,
           (double)(closed - closing) / 1e9);
    printf("an add, us: half %.1f, 99%% %.1f, 99.9%% %.1f, longest %.1f\n", percentile(times, setting->articles, .5),
           percentile(times, setting->articles, .99), percentile(times, setting->articles, .999),
           percentile(times, setting->articles, 1));
    if (asked)
        printf("segments asked: at most %zu; more than 4 in %zu of %zu lookups\n", most, over, asked);
    index_found_free(&found);
    free(times);
    free(text);
}

static void open_and_look(const struct setting *setting)
{
    stet_error err;
    struct index_snapshot *snapshot = NULL;
    struct index_stat stat;
    struct index_found found = {0};
    struct sketch sketch;
    uint64_t times[OPENINGS], lookups[2001];
    for (size_t i = 0; i < OPENINGS; i++) {
        index_snapshot_release(snapshot);
        uint64_t begin = sys_clock();
        if (index_snapshot_open(&snapshot, setting->folder, &err))
            die("open", &err);
        times[i] = sys_clock() - begin;
    }
    qsort(times, OPENINGS, sizeof *times, by_time);
    printf("opening, ms: half %.3f, longest %.3f of %d\n", percentile(times, OPENINGS, .5) / 1e3,
           percentile(times, OPENINGS, 1) / 1e3, OPENINGS);
    for (uint32_t round = 0; round < 2; round++)
        for (uint32_t i = 0; i < 2001; i++) {
            make(&sketch, (uint32_t)(mix(i, 7) % setting->articles));
            uint64_t begin = sys_clock();
            look_up(snapshot, &sketch, &found);
            lookups[i] = sys_clock() - begin;
        }
    qsort(lookups, 2001, sizeof *lookups, by_time);
    printf("a warm lookup, us: half %.1f, 99%% %.1f\n", percentile(lookups, 2001, .5), percentile(lookups, 2001, .99));
    if (index_stat(snapshot, &stat, &err))
        die("stat", &err);
    printf("%llu articles, %u segments, %u text files, %llu in the log; bytes an article:",
           (unsigned long long)stat.articles, stat.segments, stat.text_files, (unsigned long long)stat.logged);
    for (size_t i = 0; i < stat.section_count; i++)
        printf(" %s %.2f", stat.sections[i].name, (double)stat.sections[i].bytes / (double)stat.articles);
    printf("\n");
    index_found_free(&found);
    index_snapshot_release(snapshot);
}

int main(int argc, char **argv)
{
    struct setting setting = {.articles = 100000, .text = 1000, .query = 10, .sync = INDEX_SYNC_BATCH};
    int option;
    while ((option = getopt(argc, argv, "n:f:s:t:q:r:o")) != -1) {
        const char *wrong = NULL;
        if (option == 'n')
            setting.articles = (uint32_t)strtonum(optarg, 1, 1000000000, &wrong);
        else if (option == 'f')
            setting.flush = (uint32_t)strtonum(optarg, 1, 100000000, &wrong);
        else if (option == 't')
            setting.text = (uint32_t)strtonum(optarg, 0, 1000000, &wrong);
        else if (option == 'q')
            setting.query = (uint32_t)strtonum(optarg, 0, 1000000000, &wrong);
        else if (option == 'r')
            setting.rate = (uint32_t)strtonum(optarg, 1, 100000000, &wrong);
        else if (option == 's')
            setting.sync = !strcmp(optarg, "each")   ? INDEX_SYNC_EACH
                           : !strcmp(optarg, "none") ? INDEX_SYNC_NONE
                                                     : INDEX_SYNC_BATCH;
        else if (option == 'o')
            setting.there = true;
        else
            wrong = "unknown";
        if (wrong)
            return 2;
    }
    if (optind != argc - 1)
        return 2;
    setting.folder = argv[optind];
    if (!setting.there)
        fill(&setting);
    open_and_look(&setting);
    return 0;
}

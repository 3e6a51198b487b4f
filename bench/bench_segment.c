/* What a segment of N articles takes, and how fast it answers, from sketches that are made up:
 *
 *     bench_segment [-n ARTICLES] [-c COPIES] [-b BANDS] [-r ROWS] [-k KEPT] [-t THREADS] [-q LOOKUPS] [-l] [-d] FILE
 *
 * writes the segment to FILE and prints bytes by section beside the bound of log2(n) + 8 bits a band and article, the
 * time to build (and what making up the sketches takes of it), to open, and to look up in a warm file, and the recall
 * against a join in memory of the same keys. COPIES of a hundred articles are near-exact copies of an earlier one: a
 * third of them agree in all values, the others in 97 of 100. With -l the file is there from an earlier run, and only
 * looked up in; with -d each lookup of some hundred finds nothing of the file in memory, and also those are timed. */
#include <bsd/stdlib.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "index/segment.h"
#include "lsh/lsh.h"
#include "sketch/hash.h"
#include "sys/clock.h"
#include "sys/file.h"

#define PASSAGES 50 /* of an article */
#define CHECKED 2000 /* lookups that are compared with the join */
#define COLD 301     /* lookups without anything in memory */

struct setting {
    struct index_shape shape;
    uint32_t articles, copies, threads, lookups;
    bool built; /* the file is there */
    bool cold;
};

/* One article, with what it points to. */
struct sketch {
    struct index_article article;
    char id[32], source[32];
    uint32_t minhash[INDEX_MAX_HASHES];
    uint64_t bands[INDEX_MAX_BANDS], passages[PASSAGES];
};

static uint64_t mix(uint64_t a, uint64_t b)
{
    return sketch_mix(sketch_mix(a + 1) ^ b);
}

static bool is_copy(const struct setting *setting, uint32_t n)
{
    return n && mix(n, 1) % 100 < setting->copies;
}

/* The article that this one is a copy of, or itself. */
static uint32_t original(const struct setting *setting, uint32_t n)
{
    if (!is_copy(setting, n))
        return n;
    uint32_t of = (uint32_t)(mix(n, 2) % n);
    while (is_copy(setting, of))
        of--;
    return of;
}

static void make_keys(const struct setting *setting, uint32_t n, struct sketch *out)
{
    uint32_t of = original(setting, n), hashes = setting->shape.bands * setting->shape.rows;
    bool exact = of == n || mix(n, 3) % 3 == 0;
    for (uint32_t i = 0; i < hashes; i++) {
        uint64_t value = mix(of, 1000 + i);
        bool changed = !exact && mix(n, 5000 + i) % 100 < 3;
        out->minhash[i] = (uint32_t)(changed ? mix(n, 9000 + i) : value);
    }
    for (uint32_t i = 0; i < PASSAGES; i++) {
        bool changed = !exact && mix(n, 20000 + i) % 100 < 3;
        out->passages[i] = changed ? mix(n, 30000 + i) : mix(of, 40000 + i);
    }
    lsh_band_keys(out->minhash, setting->shape.bands, setting->shape.rows, out->bands);
}

/* A feed of some ten articles a second; lengths, sources and clusters as they come in news. */
static void make(const struct setting *setting, uint32_t n, struct sketch *out)
{
    struct index_article *article = &out->article;
    make_keys(setting, n, out);
    int id_size = snprintf(out->id, sizeof out->id, "outlet%u-%u", (unsigned)(mix(n, 4) % 900), n);
    int source_size = snprintf(out->source, sizeof out->source, "outlet%u", (unsigned)(mix(n, 4) % 900));
    uint32_t of = original(setting, n);
    *article = (struct index_article){
        .id = {out->id, (size_t)id_size},
        .source = {out->source, (size_t)source_size},
        .published = 1700000000 + n / 10 - (int64_t)(mix(n, 5) % 3600),
        .precision = STET_PRECISION_SECOND,
        .body_count = (uint32_t)(mix(n, 6) % 1000 + 100),
        .title_count = (uint32_t)(mix(n, 7) % 12 + 4),
        .content = mix(of, 8),
        .simhash = mix(of, 9),
        .minhash = out->minhash,
        .bands = out->bands,
        .passages = out->passages,
        .passage_count = PASSAGES,
        .place = {1, n},
    };
    article->cluster = of == n ? index_id_hash(article->id) : mix(of, 10);
}

static void die(stet_status status, const stet_error *err)
{
    if (!status)
        return;
    fprintf(stderr, "bench_segment: %s\n", err->message);
    exit(1);
}

static stet_status write_file(void *ctx, const void *data, size_t size, stet_error *err)
{
    if (fwrite(data, 1, size, ctx) == size)
        return STET_OK;
    if (err)
        snprintf(err->message, sizeof err->message, "cannot write");
    return STET_ERR_IO;
}

static double seconds(uint64_t since)
{
    return (double)(sys_clock() - since) / 1e9;
}

/* Seconds of all processors that this program has had: what else runs on the machine does not add to them. */
static double used(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static double make_all(const struct setting *setting, struct sketch *sketch)
{
    uint64_t start = sys_clock(), sum = 0;
    for (uint32_t n = 0; n < setting->articles; n++) {
        make(setting, n, sketch);
        sum += sketch->bands[0] + sketch->passages[0];
    }
    return seconds(start) + (sum == 1 ? 1e-9 : 0);
}

static struct index_segment_stat build(const struct setting *setting, const char *path, struct sketch *sketch)
{
    FILE *file = fopen(path, "wb");
    if (!file) {
        perror(path);
        exit(1);
    }
    const struct index_segment_options options = {
        .shape = setting->shape, .id = 1, .threads = setting->threads, .memory = UINT64_C(4) << 30};
    struct index_segment_builder *builder = NULL;
    struct index_segment_stat stat;
    stet_error err;
    double used_making = used(), making = make_all(setting, sketch);
    used_making = used() - used_making;
    uint64_t start = sys_clock();
    double used_before = used();
    die(index_segment_builder_create(&builder, &options, (struct index_sink){write_file, file}, &err), &err);
    for (uint32_t n = 0; n < setting->articles; n++) {
        make(setting, n, sketch);
        die(index_segment_add(builder, &sketch->article, &err), &err);
    }
    double added = seconds(start), used_adding = used() - used_before - used_making;
    die(index_segment_finish(builder, &stat, &err), &err);
    if (fclose(file)) {
        perror(path);
        exit(1);
    }
    double all = seconds(start), used_finishing = used() - used_before - used_making - used_adding;
    index_segment_builder_free(builder);
    printf("build                %8.2f s  from ready sketches: %.2f s to add, %.2f s to finish, %u threads\n",
           all - making, added - making, all - added, setting->threads);
    printf("                     %8.2f s  of one processor to add, %.2f s to finish; to make up sketches %.2f s\n",
           used_adding, used_finishing, used_making);
    return stat;
}

static void print_bytes(const struct setting *setting, const struct index_segment_stat *stat)
{
    double n = setting->articles, bound = setting->shape.bands * (log2(n) + 8) / 8;
    double bands = (double)(stat->band_bytes + stat->copy_bytes) / n;
    printf("bands                %8.2f bytes an article, bound %.2f: %.3f times (copies %.2f of them; %u copies)\n", bands,
           bound, bands / bound, (double)stat->copy_bytes / n, stat->copies);
    printf("passages             %8.2f\n", (double)stat->passage_bytes / n);
    printf("rows                 %8.2f\n", (double)stat->row_bytes / n);
    printf("other                %8.2f\n", (double)stat->other_bytes / n);
    printf("without ids and text %8.2f\n", (double)(stat->bytes - stat->id_bytes) / n);
    printf("ids                  %8.2f\n", (double)stat->id_bytes / n);
    printf("all                  %8.2f\n", (double)stat->bytes / n);
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

struct asked {
    struct sketch sketch;
    uint64_t bits[INDEX_MAX_HASHES / 64];
};

static void ask(const struct setting *setting, uint32_t i, struct asked *asked)
{
    make(setting, (uint32_t)(mix(i, 77) % setting->articles), &asked->sketch);
    index_minhash_bits(asked->sketch.minhash, setting->shape.bands * setting->shape.rows, asked->bits);
}

static void time_lookups(const struct setting *setting, const struct index_segment *segment, bool passages)
{
    struct index_cursor cursor = {0};
    struct asked *asked = malloc(sizeof *asked);
    double *times = malloc(setting->lookups * sizeof *times);
    uint64_t hits_sum = 0;
    if (!asked || !times)
        exit(1);
    for (unsigned round = 0; round < 2; round++)
        for (uint32_t i = 0; i < setting->lookups; i++) {
            ask(setting, i, asked);
            struct index_probe probe = {asked->sketch.bands, asked->bits, asked->sketch.passages,
                                        passages ? PASSAGES : 0, NULL};
            const struct index_hit *hits = NULL;
            size_t count = 0;
            stet_error err;
            uint64_t start = sys_clock();
            die(index_segment_lookup(segment, &cursor, &probe, &hits, &count, &err), &err);
            times[i] = (double)(sys_clock() - start) / 1e3;
            hits_sum += count;
        }
    qsort(times, setting->lookups, sizeof *times, by_value);
    printf("lookup %-13s %8.2f us median, %.2f us p99, %.2f hits (warm, checksums verified)\n",
           passages ? "+50 passages" : "all bands", times[setting->lookups / 2],
           times[(uint64_t)setting->lookups * 99 / 100], (double)hits_sum / setting->lookups / 2);
    free(times);
    free(asked);
    index_cursor_free(&cursor);
}

/* Takes the file out of memory: what is mapped stays there, and what is not written yet. */
static void forget(int file, const struct sys_map *map)
{
    if (fsync(file) || madvise((void *)(uintptr_t)map->data, map->size, MADV_DONTNEED) ||
        posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)) {
        perror("bench_segment: forgetting the file");
        exit(1);
    }
}

/* Opens the segment anew each time, since it knows what it has touched. */
static void time_cold_lookups(const struct setting *setting, int file, const struct sys_map *map, const char *path)
{
    struct index_cursor cursor = {0};
    struct asked *asked = malloc(sizeof *asked);
    double times[COLD];
    uint64_t hits_sum = 0;
    if (!asked)
        exit(1);
    for (uint32_t i = 0; i < COLD; i++) {
        struct index_segment *segment = NULL;
        const struct index_hit *hits = NULL;
        size_t count = 0;
        stet_error err;
        ask(setting, i, asked);
        const struct index_probe probe = {asked->sketch.bands, asked->bits, asked->sketch.passages, 0, NULL};
        forget(file, map);
        die(index_segment_open(&segment, (struct index_bytes){map->data, map->size, path, true}, 1, &setting->shape, &err),
            &err);
        uint64_t start = sys_clock();
        die(index_segment_lookup(segment, &cursor, &probe, &hits, &count, &err), &err);
        times[i] = (double)(sys_clock() - start) / 1e3;
        hits_sum += count;
        index_segment_close(segment);
    }
    qsort(times, COLD, sizeof *times, by_value);
    printf("lookup all bands     %8.2f us median, %.2f us p99, %.2f hits (cold, nothing of the file in memory)\n",
           times[COLD / 2], times[COLD * 99 / 100], (double)hits_sum / COLD);
    free(asked);
    index_cursor_free(&cursor);
}

/* ---- The join ------------------------------------------------------------------------------------------------------*/

/* Keys of the checked lookups, by open addressing; `by` is 1 + which lookup, band or passage in the upper half. */
struct slot {
    uint64_t key;
    uint32_t table, by;
};

struct pairs {
    uint64_t *list; /* lookup << 32 | article */
    size_t count, capacity;
};

static void add_pair(struct pairs *pairs, uint64_t pair)
{
    if (pairs->count == pairs->capacity) {
        pairs->capacity = pairs->capacity ? 2 * pairs->capacity : 1 << 16;
        pairs->list = realloc(pairs->list, pairs->capacity * sizeof *pairs->list);
        if (!pairs->list)
            exit(1);
    }
    pairs->list[pairs->count++] = pair;
}

static void put_key(struct slot *slots, size_t mask, uint64_t key, uint32_t table, uint32_t by)
{
    size_t slot = key & mask;
    while (slots[slot].by)
        slot = (slot + 1) & mask;
    slots[slot] = (struct slot){key, table, by};
}

static void get_key(const struct slot *slots, size_t mask, uint64_t key, uint32_t table, uint32_t article,
                    struct pairs *pairs)
{
    for (size_t slot = key & mask; slots[slot].by; slot = (slot + 1) & mask)
        if (slots[slot].key == key && slots[slot].table == table)
            add_pair(pairs, (uint64_t)(slots[slot].by - 1) << 32 | article);
}

static int by_pair(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* All (lookup, article) that share a band or a posted passage. */
static void join(const struct setting *setting, struct asked *asked, struct pairs *pairs)
{
    size_t mask = ((size_t)1 << 20) - 1;
    struct slot *slots = calloc(mask + 1, sizeof *slots);
    if (!slots)
        exit(1);
    for (uint32_t i = 0; i < CHECKED; i++) {
        ask(setting, i, asked);
        for (uint32_t b = 0; b < setting->shape.bands; b++)
            put_key(slots, mask, asked->sketch.bands[b], b, i + 1);
        for (uint32_t p = 0; p < PASSAGES; p++)
            put_key(slots, mask, asked->sketch.passages[p], UINT32_MAX, i + 1);
    }
    for (uint32_t n = 0; n < setting->articles; n++) {
        uint64_t kept[INDEX_MAX_KEPT];
        make_keys(setting, n, &asked->sketch);
        for (uint32_t b = 0; b < setting->shape.bands; b++)
            get_key(slots, mask, asked->sketch.bands[b], b, n, pairs);
        size_t count = index_kept_passages(asked->sketch.passages, PASSAGES, setting->shape.kept, kept);
        for (size_t p = 0; p < count; p++)
            get_key(slots, mask, kept[p], UINT32_MAX, n, pairs);
    }
    free(slots);
    if (pairs->count)
        qsort(pairs->list, pairs->count, sizeof *pairs->list, by_pair);
}

static void check_recall(const struct setting *setting, const struct index_segment *segment)
{
    struct index_cursor cursor = {0};
    struct pairs pairs = {0};
    struct asked *asked = malloc(sizeof *asked);
    if (!asked)
        exit(1);
    join(setting, asked, &pairs);
    uint64_t truth = 0, found = 0, extra = 0;
    for (size_t i = 0; i < pairs.count; i++)
        truth += !i || pairs.list[i] != pairs.list[i - 1];
    for (uint32_t i = 0; i < CHECKED; i++) {
        ask(setting, i, asked);
        struct index_probe probe = {asked->sketch.bands, asked->bits, asked->sketch.passages, PASSAGES, NULL};
        const struct index_hit *hits = NULL;
        size_t count = 0;
        stet_error err;
        die(index_segment_lookup(segment, &cursor, &probe, &hits, &count, &err), &err);
        for (size_t h = 0; h < count; h++) {
            uint64_t pair = (uint64_t)i << 32 | hits[h].article;
            bool true_pair = bsearch(&pair, pairs.list, pairs.count, sizeof pair, by_pair) != NULL;
            found += true_pair;
            extra += !true_pair;
        }
    }
    printf("recall               %8.4f %% of %" PRIu64 " pairs of a join in memory (%u lookups); %" PRIu64
           " false hits besides\n",
           100.0 * (double)found / (double)truth, truth, CHECKED, extra);
    free(pairs.list);
    free(asked);
    index_cursor_free(&cursor);
}

static void measure(const struct setting *setting, const char *path)
{
    int file = -1;
    struct sys_map map = {0};
    stet_error err;
    die(sys_open_read(&file, path, &err), &err);
    die(sys_map(&map, file, path, &err), &err);
    struct index_segment *segment = NULL;
    double best = 1e9;
    for (int round = 0; round < 5; round++) {
        index_segment_close(segment);
        uint64_t start = sys_clock();
        die(index_segment_open(&segment, (struct index_bytes){map.data, map.size, path, true}, 1, &setting->shape, &err),
            &err);
        best = fmin(best, seconds(start));
    }
    printf("open                 %8.3f ms\n", best * 1e3);
    time_lookups(setting, segment, false);
    time_lookups(setting, segment, true);
    if (setting->cold)
        time_cold_lookups(setting, file, &map, path);
    if (setting->built) {
        index_segment_close(segment);
        sys_unmap(&map);
        sys_close(file);
        return;
    }
    check_recall(setting, segment);
    uint64_t start = sys_clock();
    die(index_segment_check(segment, true, NULL, NULL, &err), &err);
    printf("deep check           %8.2f s\n", seconds(start));
    index_segment_close(segment);
    sys_unmap(&map);
    sys_close(file);
}

int main(int argc, char **argv)
{
    struct setting setting = {
        .shape = {.family = 1, .shingle = 5, .bands = 20, .rows = 3, .window = 16, .kept = 5, .keeps_text = true},
        .articles = 1000000,
        .threads = 2,
        .lookups = 100000,
    };
    for (int option; (option = getopt(argc, argv, "n:c:b:r:k:t:q:ld")) != -1;) {
        const char *wrong = NULL;
        bool number = option != '?' && option != 'l' && option != 'd';
        uint32_t value = number ? (uint32_t)strtonum(optarg, 0, INDEX_MAX_ARTICLES, &wrong) : 0;
        switch (wrong ? '?' : option) {
        case 'n':
            setting.articles = value;
            break;
        case 'c':
            setting.copies = value;
            break;
        case 'b':
            setting.shape.bands = value;
            break;
        case 'r':
            setting.shape.rows = value;
            break;
        case 'k':
            setting.shape.kept = value;
            break;
        case 't':
            setting.threads = value;
            break;
        case 'q':
            setting.lookups = value;
            break;
        case 'l':
            setting.built = true;
            break;
        case 'd':
            setting.cold = true;
            break;
        default:
            fprintf(stderr, "usage: bench_segment [-n N] [-c COPIES] [-b BANDS] [-r ROWS] [-k KEPT] [-t THREADS] "
                            "[-q LOOKUPS] [-l] [-d] FILE\n");
            return 2;
        }
    }
    struct sketch *sketch = malloc(sizeof *sketch);
    if (optind + 1 != argc || !setting.articles || !setting.lookups || !sketch)
        return 2;
    printf("%u articles, %u bands of %u, %u passages posted, %u %% copies\n", setting.articles, setting.shape.bands,
           setting.shape.rows, setting.shape.kept, setting.copies);
    if (!setting.built) {
        struct index_segment_stat stat = build(&setting, argv[optind], sketch);
        print_bytes(&setting, &stat);
    }
    measure(&setting, argv[optind]);
    free(sketch);
    return 0;
}

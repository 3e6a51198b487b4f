/* How fast, and how right: the text of a JSON Lines file in memory, through each stage of sketching, on each
 * instruction set, next to `wc -w` of the same bytes in the same run, and the error of the estimate next to the speed.
 *
 *     bench_sketch FILE.jsonl [MEGABYTES]
 *
 * Best of several passes, processor time. Cycles are ticks of the time stamp counter, which runs at the nominal rate.
 */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef __x86_64__
#include <x86intrin.h>
#endif

#include "base/buf.h"
#include "sketch/kernel/kernel.h"
#include "sketch/minhash.h"
#include "sketch/passages.h"
#include "sketch/simhash.h"
#include "sketch/sketch.h"
#include "sys/isa.h"
#include "text/tokens.h"

#define PASSES 7

static const struct sketch_options options = {.shingle = 5, .hashes = 128, .window = 16};

struct corpus {
    struct stet_buf text; /* all texts, one after the other */
    uint64_t *text_end;   /* of each article */
    struct text_tokens tokens;
    uint64_t *token_end;
    size_t articles, text_slots, token_slots;
};

static void give_up(const char *what)
{
    fprintf(stderr, "bench_sketch: %s\n", what);
    exit(2);
}

static double read_clock(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double seconds(void)
{
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

/* Ticks of the time stamp counter in a second; 0 where there is none. */
static double tick_rate(void)
{
#ifdef __x86_64__
    double begin = read_clock(CLOCK_MONOTONIC), now;
    uint64_t ticks = __rdtsc();
    while ((now = read_clock(CLOCK_MONOTONIC)) - begin < .05)
        ;
    return (double)(__rdtsc() - ticks) / (now - begin);
#else
    return 0;
#endif
}

static bool add_code_point(struct stet_buf *out, unsigned code)
{
    if (code < 0x80)
        return stet_buf_add_byte(out, (char)code);
    if (code >= 0x800 && !stet_buf_add_byte(out, (char)(0xe0 | code >> 12)))
        return false;
    if (!stet_buf_add_byte(out, (char)(code < 0x800 ? 0xc0 | code >> 6 : 0x80 | (code >> 6 & 63))))
        return false;
    return stet_buf_add_byte(out, (char)(0x80 | (code & 63)));
}

/* Appends a JSON string from behind its opening quote. Good enough for a benchmark: no surrogate pairs. */
static bool add_string(struct stet_buf *out, const char *at)
{
    static const char escapes[] = "n\nt\tr\rb\bf\f";
    bool good = true;
    for (; good && *at && *at != '"'; at++) {
        if (*at != '\\') {
            good = stet_buf_add_byte(out, *at);
        } else if (*++at == 'u') {
            unsigned code = 0;
            good = sscanf(at + 1, "%4x", &code) == 1 && add_code_point(out, code);
            at += 4;
        } else {
            const char *known = *at ? strchr(escapes, *at) : NULL;
            good = *at && stet_buf_add_byte(out, known ? known[1] : *at);
        }
    }
    return good;
}

static void load(struct corpus *corpus, const char *path, size_t most)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t capacity = 0;
    if (!file)
        give_up(strerror(errno));
    while (corpus->text.size < most && getline(&line, &capacity, file) > 0) {
        const char *text = strstr(line, "\"text\":");
        if (!text || !(text = strchr(text + 7, '"')))
            continue;
        void *ends = corpus->text_end;
        if (!add_string(&corpus->text, text + 1) || !stet_buf_add_byte(&corpus->text, '\n') ||
            !stet_grow(&ends, &corpus->text_slots, corpus->articles + 1, sizeof(uint64_t)))
            give_up("out of memory or a bad line");
        corpus->text_end = ends;
        corpus->text_end[corpus->articles++] = corpus->text.size;
    }
    free(line);
    fclose(file);
    corpus->token_end = calloc(corpus->articles + 1, sizeof *corpus->token_end);
    if (!corpus->token_end || !corpus->articles)
        give_up("no texts");
}

static void tokenise(struct corpus *corpus)
{
    corpus->tokens.count = 0;
    uint64_t begin = 0;
    for (size_t i = 0; i < corpus->articles; i++) {
        const char *text = corpus->text.data + begin;
        if (text_tokenise(text, corpus->text_end[i] - begin, &corpus->tokens, NULL) != STET_OK)
            give_up("tokenising failed");
        begin = corpus->text_end[i];
        corpus->token_end[i] = corpus->tokens.count;
    }
}

/* Seconds that `wc -w` needs for the texts. */
static double count_words(const struct corpus *corpus)
{
    double best = HUGE_VAL;
    int file = memfd_create("texts", 0);
    for (size_t done = 0; file >= 0 && done < corpus->text.size;) {
        ssize_t some = write(file, corpus->text.data + done, corpus->text.size - done);
        if (some <= 0)
            give_up("cannot write the texts for wc");
        done += (size_t)some;
    }
    for (int pass = 0; pass < 3; pass++) {
        struct rusage used;
        int status;
        pid_t child = fork();
        if (child == 0) {
            if (lseek(file, 0, SEEK_SET) || dup2(file, 0) < 0 || !freopen("/dev/null", "w", stdout))
                _exit(126);
            execlp("wc", "wc", "-w", (char *)NULL);
            _exit(127);
        }
        if (child < 0 || wait4(child, &status, 0, &used) != child || status)
            give_up("cannot run wc");
        best = fmin(best, (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                              1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec));
    }
    close(file);
    return best;
}

/* What the stages of one article read and write. */
struct work {
    const struct sketch_kernel *kernel;
    struct sketch_builder *builder;
    uint64_t *shingles, *out;
    uint32_t signature[SKETCH_MAX_HASHES];
    uint64_t sink; /* so that no result is idle */
    struct text_tokens tokens;
};

typedef void (*stage)(struct work *work, const uint64_t *tokens, size_t count);

static size_t shingles_of(size_t count)
{
    return count < options.shingle ? 0 : count - options.shingle + 1;
}

static void stage_shingle(struct work *work, const uint64_t *tokens, size_t count)
{
    if (shingles_of(count))
        work->kernel->shingle(tokens, count, options.shingle, work->shingles);
    work->sink += work->shingles[0];
}

static void stage_minhash(struct work *work, const uint64_t *tokens, size_t count)
{
    stage_shingle(work, tokens, count);
    sketch_minhash(work->kernel, work->shingles, shingles_of(count), work->signature, options.hashes);
    work->sink += work->signature[0];
}

static void stage_simhash(struct work *work, const uint64_t *tokens, size_t count)
{
    if (count < 2)
        return;
    work->kernel->shingle(tokens, count, 2, work->out);
    work->sink += sketch_simhash(work->kernel, work->out, count - 1);
}

static void stage_passages(struct work *work, const uint64_t *tokens, size_t count)
{
    stage_shingle(work, tokens, count);
    work->sink += sketch_passages(work->kernel, work->shingles, shingles_of(count), options.window, work->out);
}

static void stage_all(struct work *work, const uint64_t *tokens, size_t count)
{
    struct sketch sketch;
    if (sketch_build(work->builder, NULL, 0, tokens, count, &sketch, NULL) != STET_OK)
        give_up("sketching failed");
    work->sink += sketch.content + sketch.minhash[0] + sketch.simhash + sketch.passage_count;
}

static double time_stage(const struct corpus *corpus, struct work *work, stage run)
{
    double best = HUGE_VAL;
    for (int pass = 0; pass < PASSES; pass++) {
        double begin = seconds();
        size_t from = 0;
        for (size_t i = 0; i < corpus->articles; i++) {
            run(work, corpus->tokens.hash + from, corpus->token_end[i] - from);
            from = corpus->token_end[i];
        }
        best = fmin(best, seconds() - begin);
    }
    return best;
}

/* From text to sketch, article by article. */
static double time_whole(const struct corpus *corpus, struct work *work, bool sketch)
{
    double best = HUGE_VAL;
    for (int pass = 0; pass < PASSES; pass++) {
        double begin = seconds();
        uint64_t from = 0;
        for (size_t i = 0; i < corpus->articles; i++) {
            work->tokens.count = 0;
            if (text_tokenise(corpus->text.data + from, corpus->text_end[i] - from, &work->tokens, NULL) != STET_OK)
                give_up("tokenising failed");
            if (sketch)
                stage_all(work, work->tokens.hash, work->tokens.count);
            from = corpus->text_end[i];
        }
        best = fmin(best, seconds() - begin);
    }
    return best;
}

static void report(const struct corpus *corpus, const char *name, double time, double wc, double rate)
{
    double tokens = (double)corpus->tokens.count;
    printf("  %-22s %8.0f MB/s %7.2f ns %7.1f cycles a token %7.2f x wc -w\n", name,
           (double)corpus->text.size / time * 1e-6, time / tokens * 1e9, time / tokens * rate, wc / time);
}

static void run_stages(struct corpus *corpus, double wc)
{
    struct work work = {.kernel = sketch_kernel_get(sys_isa_choose())};
    double rate = tick_rate();
    tokenise(corpus);
    work.shingles = calloc(corpus->tokens.count + 1, sizeof *work.shingles);
    work.out = calloc(corpus->tokens.count + 1, sizeof *work.out);
    if (!work.shingles || !work.out || sketch_builder_create(&work.builder, &options, NULL) != STET_OK)
        give_up("out of memory");
    printf("%s: %zu articles, %.1f MB, %.0f tokens and %.2f bytes a token on average\n", sys_isa_name(sys_isa_choose()),
           corpus->articles, (double)corpus->text.size * 1e-6, (double)corpus->tokens.count / (double)corpus->articles,
           (double)corpus->text.size / (double)corpus->tokens.count);
    double shingle = time_stage(corpus, &work, stage_shingle);
    report(corpus, "tokenise", time_whole(corpus, &work, false), wc, rate);
    report(corpus, "shingle", shingle, wc, rate);
    report(corpus, "MinHash", time_stage(corpus, &work, stage_minhash) - shingle, wc, rate);
    report(corpus, "SimHash", time_stage(corpus, &work, stage_simhash), wc, rate);
    report(corpus, "passages", time_stage(corpus, &work, stage_passages) - shingle, wc, rate);
    report(corpus, "all of sketching", time_stage(corpus, &work, stage_all), wc, rate);
    report(corpus, "tokenise and sketch", time_whole(corpus, &work, true), wc, rate);
    printf("  (%llx)\n", (unsigned long long)work.sink);
    free(work.shingles);
    free(work.out);
    text_tokens_free(&work.tokens);
    sketch_builder_free(work.builder);
}

/* Pairs of sets of `size` shingles, a third of all shared by both: J = 1/2. */
static void report_error(size_t size)
{
    enum { TRIALS = 3000, MOST = 1000 };
    static uint64_t set[2 * MOST];
    static uint32_t a[SKETCH_MAX_HASHES], b[SKETCH_MAX_HASHES];
    const struct sketch_kernel *kernel = sketch_kernel_get(sys_isa_choose());
    size_t shared = size * 2 / 3;
    uint64_t state = 1;
    double jaccard = (double)shared / (double)(2 * size - shared), sum = 0, squares = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
        for (size_t i = 0; i < 2 * size - shared; i++) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            set[i] = state * UINT64_C(2685821657736338717);
        }
        sketch_minhash(kernel, set, size, a, options.hashes);
        sketch_minhash(kernel, set + size - shared, size, b, options.hashes);
        double error = sketch_jaccard(a, b, options.hashes) - jaccard;
        sum += error;
        squares += error * error;
    }
    printf("  %zu shingles, J = %.2f: bias %+.5f, error %.4f = %.3f of sqrt(J (1 - J) / %u)\n", size, jaccard,
           sum / TRIALS, sqrt(squares / TRIALS), sqrt(squares / TRIALS / (jaccard * (1 - jaccard) / options.hashes)),
           options.hashes);
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: bench_sketch FILE.jsonl [MEGABYTES]\n");
        return 2;
    }
    struct corpus corpus = {.text = STET_BUF_INIT};
    load(&corpus, argv[1], (argc > 2 ? strtoull(argv[2], NULL, 10) : 32) * 1000000);
    double wc = count_words(&corpus);
    printf("wc -w: %.0f MB/s of the same texts\n", (double)corpus.text.size / wc * 1e-6);
    for (int isa = SYS_ISA_SCALAR; isa <= (int)sys_isa_supported(); isa++) {
        fflush(stdout);
        pid_t child = fork(); /* an instruction set is chosen once in a process */
        if (child == 0) {
            setenv("STET_ISA", sys_isa_name((enum sys_isa)isa), 1);
            run_stages(&corpus, wc);
            return 0;
        }
        int status;
        if (child < 0 || waitpid(child, &status, 0) != child || status)
            give_up("a run failed");
    }
    printf("estimate with %u values:\n", options.hashes);
    report_error(50);
    report_error(400);
    report_error(1000);
    stet_buf_free(&corpus.text);
    text_tokens_free(&corpus.tokens);
    free(corpus.text_end);
    free(corpus.token_end);
    return 0;
}

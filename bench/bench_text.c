/* How fast text becomes tokens: MB/s of one core, for each instruction set, beside a plain word count of the same text
 * in the same run.
 *
 *     bench_text [-r ROUNDS] FILE...
 *
 * A file holds articles with a NUL byte behind each, as in
 *
 *     zstd -dc feed.jsonl.zst | jq -j '.text + "\u0000"' > FILE
 *
 * The programs compared take turns, and each row shows the best of its rounds: what disturbs a run only makes it
 * longer. */
#include <bsd/stdlib.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sys/clock.h"
#include "text/tokens.h"

struct text {
    char *data;
    size_t size;
};

static bool read_file(const char *path, struct text *text)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    size_t capacity = 1 << 20;
    *text = (struct text){malloc(capacity), 0};
    while (text->data) {
        text->size += fread(text->data + text->size, 1, capacity - text->size, file);
        if (text->size < capacity)
            break;
        capacity *= 2;
        char *grown = realloc(text->data, capacity);
        if (!grown)
            free(text->data);
        text->data = grown;
    }
    bool good = text->data && !ferror(file);
    fclose(file);
    return good;
}

/* What `wc -w` does in the C locale. */
static uint64_t count_words(const struct text *text)
{
    uint64_t count = 0;
    bool word = false;
    for (size_t i = 0; i < text->size; i++) {
        unsigned char byte = (unsigned char)text->data[i];
        bool space = byte == ' ' || (byte >= '\t' && byte <= '\r') || !byte;
        count += !space && !word;
        word = !space;
    }
    return count;
}

static uint64_t count_tokens(const struct text *text, enum sys_isa isa, struct text_tokens *tokens)
{
    uint64_t count = 0;
    const char *p = text->data, *end = text->data + text->size;
    while (p < end) {
        const char *nul = memchr(p, 0, (size_t)(end - p));
        size_t size = (size_t)((nul ? nul : end) - p);
        tokens->count = 0;
        if (text_tokenise_with(isa, p, size, tokens, NULL))
            abort();
        count += tokens->count;
        p += size + 1;
    }
    return count;
}

static void print_row(const char *path, const char *what, const struct text *text, uint64_t count, uint64_t best)
{
    const char *name = strrchr(path, '/');
    printf("%-20s %-12s %8.1f MB %10" PRIu64 " %8.0f MB/s %7.1f ns each\n", name ? name + 1 : path, what,
           (double)text->size / 1e6, count, (double)text->size * 1e3 / (double)best,
           (double)best / (double)(count ? count : 1));
}

static void measure(const char *path, const struct text *text, unsigned rounds)
{
    uint64_t best[SYS_ISA_COUNT + 1], count[SYS_ISA_COUNT + 1] = {0};
    memset(best, 0xff, sizeof best);
    struct text_tokens tokens = {NULL, 0, 0};
    int supported = (int)sys_isa_supported();
    for (unsigned round = 0; round < rounds; round++)
        for (int what = 0; what <= supported + 1; what++) {
            uint64_t start = sys_clock();
            count[what] = what <= supported ? count_tokens(text, (enum sys_isa)what, &tokens) : count_words(text);
            uint64_t took = sys_clock() - start;
            best[what] = took < best[what] ? took : best[what];
        }
    print_row(path, "words", text, count[supported + 1], best[supported + 1]);
    for (int isa = 0; isa <= supported; isa++)
        print_row(path, sys_isa_name((enum sys_isa)isa), text, count[isa], best[isa]);
    text_tokens_free(&tokens);
}

int main(int argc, char **argv)
{
    unsigned rounds = 5;
    const char *wrong = NULL;
    for (int option; (option = getopt(argc, argv, "r:")) != -1;) {
        if (option != 'r')
            return EXIT_FAILURE;
        rounds = (unsigned)strtonum(optarg, 1, 1000, &wrong);
        if (wrong) {
            fprintf(stderr, "bench_text: rounds %s: %s\n", optarg, wrong);
            return EXIT_FAILURE;
        }
    }
    for (int i = optind; i < argc; i++) {
        struct text text;
        if (!read_file(argv[i], &text)) {
            perror(argv[i]);
            return EXIT_FAILURE;
        }
        measure(argv[i], &text, rounds);
        free(text.data);
    }
    return EXIT_SUCCESS;
}

/* Runs a fuzz target without a fuzzer: over every file of a corpus folder, and over seeded mutations of each.
 *
 *     fuzz_NAME FOLDER [SEED [MUTATIONS]]
 *
 * The seed is printed and fixed by default, so that an ordinary test run is repeatable; give another to look further. An
 * input that crashes is found again with the same three arguments: the last line printed names the file. The bytes
 * are handed over in a block of exactly their size, so that a sanitizer sees every read beyond it. */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SIZE_MOST ((size_t)1 << 20)
#define MUTATIONS 300

struct bytes {
    uint8_t *data;
    size_t size;
};

/* SplitMix64: Steele, Lea, Flood, OOPSLA 2014. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static size_t below(uint64_t *state, size_t limit)
{
    return limit ? (size_t)(next_random(state) % limit) : 0;
}

static void die(const char *what, const char *which)
{
    fprintf(stderr, "replay: %s %s\n", what, which);
    exit(2);
}

static struct bytes read_file(const char *path)
{
    struct bytes file = {malloc(SIZE_MOST), 0};
    FILE *in = fopen(path, "rb");
    if (!in || !file.data)
        die("cannot read", path);
    file.size = fread(file.data, 1, SIZE_MOST, in);
    if (ferror(in))
        die("cannot read", path);
    fclose(in);
    return file;
}

static void run_once(const uint8_t *data, size_t size)
{
    uint8_t *exact = malloc(size ? size : 1);
    if (!exact)
        die("out of memory for", "an input");
    if (size)
        memcpy(exact, data, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

/* Changes `input`, which has room for SIZE_MOST, in one of the ways that parsers trip over. */
static void mutate(struct bytes *input, uint64_t *random)
{
    static const uint8_t telling[] = {0, '"', '\\', '{', '[', ',', '\n', '\r', '\t', 0x7f, 0x80, 0xc0, 0xed, 0xf5, 0xff};
    size_t at = below(random, input->size), length = 1 + below(random, 16);
    size_t left = input->size - at;
    switch (below(random, 6)) {
    case 0: /* a bit */
        if (input->size)
            input->data[at] ^= (uint8_t)(1u << below(random, 8));
        break;
    case 1: /* a byte that means something */
        if (input->size)
            input->data[at] = telling[below(random, sizeof telling)];
        break;
    case 2: /* the end */
        input->size = at;
        break;
    case 3: /* a piece less */
        length = length < left ? length : left;
        memmove(input->data + at, input->data + at + length, left - length);
        input->size -= length;
        break;
    case 4: /* a piece twice */
        length = length < left ? length : left;
        if (input->size + length <= SIZE_MOST) {
            memmove(input->data + at + length, input->data + at, left);
            input->size += length;
        }
        break;
    default: /* a run of one byte */
        length = (size_t)1 << below(random, 12);
        if (input->size + length <= SIZE_MOST) {
            memmove(input->data + at + length, input->data + at, left);
            memset(input->data + at, telling[below(random, sizeof telling)], length);
            input->size += length;
        }
        break;
    }
}

static void replay(const char *path, uint64_t seed, unsigned mutations)
{
    struct bytes file = read_file(path), changed = {malloc(SIZE_MOST), 0};
    if (!changed.data)
        die("out of memory for", path);
    printf("%s\n", path);
    fflush(stdout);
    run_once(file.data, file.size);
    /* Large inputs get fewer, so that one of them does not take the time of all others. */
    if (file.size > 4096)
        mutations = (unsigned)(mutations * (size_t)4096 / file.size) + 1;
    for (unsigned i = 0; i < mutations; i++) {
        uint64_t random = seed + i * UINT64_C(0x100000001b3);
        memcpy(changed.data, file.data, file.size);
        changed.size = file.size;
        for (size_t n = 1 + below(&random, 4); n; n--)
            mutate(&changed, &random);
        run_once(changed.data, changed.size);
    }
    free(file.data);
    free(changed.data);
}

static int is_input(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 4)
        die("usage:", "FOLDER [SEED [MUTATIONS]]");
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    unsigned mutations = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : MUTATIONS;
    printf("seed %llu, %u mutations a file\n", (unsigned long long)seed, mutations);
    struct dirent **entries;
    int count = scandir(argv[1], &entries, is_input, alphasort);
    if (count <= 0)
        die("no corpus in", argv[1]);
    for (int i = 0; i < count; i++) {
        char path[4096];
        struct stat st;
        snprintf(path, sizeof path, "%s/%s", argv[1], entries[i]->d_name);
        if (!stat(path, &st) && S_ISREG(st.st_mode))
            replay(path, seed, mutations);
        free(entries[i]);
    }
    free(entries);
    return 0;
}

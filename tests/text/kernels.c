/* Every kernel gives what the reference gives, on text of all scripts, valid and not, at every alignment. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/main.h"
#include "text/reference.h"
#include "text/tokens.h"

/* splitmix64 */
static uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static uint64_t below(uint64_t *state, uint64_t limit)
{
    return random_next(state) % limit;
}

static void print_bytes(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        fprintf(stderr, "\\x%02x", (unsigned)(unsigned char)text[i]);
    fputc('\n', stderr);
}

/* Compares all kernels with the reference; the text is copied to memory of its exact size, so that sanitizers see a
 * read beyond it. */
static void compare(const char *text, size_t size, uint64_t seed)
{
    struct reference reference;
    reference_make(&reference, text, size);
    char *exact = malloc(size ? size : 1);
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, text, size);
    for (int isa = SYS_ISA_SCALAR; isa <= (int)sys_isa_supported(); isa++) {
        struct text_tokens tokens = {NULL, 0, 0};
        ck_assert_int_eq(text_tokenise_with((enum sys_isa)isa, exact, size, &tokens, NULL), STET_OK);
        bool same = tokens.count == reference.count &&
                    (!tokens.count || !memcmp(tokens.hash, reference.hash, tokens.count * sizeof *tokens.hash));
        if (!same) {
            fprintf(stderr, "%s, seed %" PRIu64 ": %zu tokens, reference %zu\n", sys_isa_name((enum sys_isa)isa), seed,
                    tokens.count, reference.count);
            if (size < 2000)
                print_bytes(text, size);
        }
        ck_assert(same);
        ck_assert_uint_le(tokens.count, tokens.capacity);
        text_tokens_free(&tokens);
    }
    free(exact);
    reference_free(&reference);
}

static size_t put(char *out, uint32_t cp)
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    size_t size = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, cp >>= 6)
        out[i] = (char)(0x80 | (cp & 0x3f));
    out[0] = (char)((0xf00 >> size & 0xff) | cp);
    return size;
}

/* Where the rules meet: letters and marks that compose or change places, joiners, what vanishes. */
static const uint32_t nasty[] = {
    '\'',    '.',     ',',     ' ',     '-',     0xad,   0x2019, 0x201c, 0x300,  0x301,  0x327,  0x323,   0x345,
    0x34f,   0x200b,  0x200d,  0x2060,  0xfeff,  0xe9,   0xdf,   0x130,  0x131,  0x142,  0x1c4,  0xfb01,  0xff21,
    0xff11,  0xff0e,  0xff0c,  0xff07,  0x661,   0x966,  0x66b,  0x2bc,  0x928,  0x930,  0x93c,  0x94d,   0x951,
    0x95c,   0x9c7,   0x9be,   0xbc6,   0xbbe,   0xbd7,  0xcc6,  0xcc2,  0xcd5,  0xdd9,  0xdcf,  0xdca,   0x304b,
    0x3099,  0x309a,  0x306f,  0xff76,  0xff9e,  0xff9f, 0xff8a, 0x309b, 0x30fc, 0x1100, 0x1161, 0x11a8,  0xac00,
    0xac01,  0x302e,  0x4e00,  0xe01,   0xe33,   0xe38,  0xe49,  0xe19,  0x1025, 0x102e, 0x1031, 0x17d2,  0x622,
    0x649,   0x64b,   0x651,   0x5b4,   0x5e9,   0xfdfa, 0x33c2, 0x3300, 0x2126, 0x212b, 0x2f00, 0x1f600, 0x20000,
    0x1d7d8, 0x10400, 0x110a5, 0x110ba, 0xe0101, 0x2122, 0xa0,   0x5d0,  0x5b7,  0x3a3,  0x3c2,  0x439,   0x451,
    0x410,   0x1e9e,  0xa8,    0xbd,    0xb2,    0x2460, 0x0,
};

static const struct {
    uint32_t first, last;
} scripts[] = {
    {0x20, 0x7e},     {'a', 'z'},       {'0', '9'},         {0xa0, 0x24f},    {0x370, 0x3ff},
    {0x400, 0x4ff},   {0x590, 0x6ff},   {0x900, 0xdff},     {0xe00, 0xeff},   {0x1000, 0x11ff},
    {0x1780, 0x17ff}, {0x1e00, 0x206f}, {0x3000, 0x30ff},   {0x3200, 0x33ff}, {0x4e00, 0x9fff},
    {0xac00, 0xac20}, {0xf900, 0xffef}, {0x10000, 0x1ffff}, {0x80, 0xd7ff},   {0x20000, 0x10ffff},
};

/* U+11A7 is a vowel, just below the Hangul finals: utf8proc takes it for one and loses it behind a syllable. */
#define MISTAKEN 0x11a7

static uint32_t random_in(uint32_t first, uint32_t last, uint64_t *state)
{
    uint32_t cp = first + (uint32_t)below(state, last - first + 1);
    return cp == MISTAKEN ? cp + 1 : cp;
}

static size_t random_text(char *out, size_t room, uint64_t *state)
{
    size_t size = 0;
    while (size + 70 < room) {
        uint64_t kind = below(state, 100);
        if (kind < 30) {
            for (uint64_t n = below(state, 60); n > 0; n--) {
                static const char ascii[] = "abcXYZ0189 .,'-\n";
                out[size++] = ascii[below(state, sizeof ascii - 1)];
            }
        } else if (kind < 65) {
            size += put(out + size, nasty[below(state, sizeof nasty / sizeof *nasty)]);
        } else if (kind < 96) {
            uint64_t script = below(state, sizeof scripts / sizeof *scripts);
            for (uint64_t n = below(state, 15); n > 0; n--)
                size += put(out + size, random_in(scripts[script].first, scripts[script].last, state));
        } else {
            out[size++] = (char)random_next(state);
        }
    }
    return size;
}

START_TEST(kernels_agree_with_the_reference_on_mixed_scripts)
{
    uint64_t seed = getenv("STET_SEED") ? strtoull(getenv("STET_SEED"), NULL, 10) : (uint64_t)time(NULL);
    printf("seed %" PRIu64 " (set STET_SEED to repeat)\n", seed);
    static char text[12000];
    for (int round = 0; round < 4000; round++) {
        uint64_t state = seed + (uint64_t)round;
        size_t room = 80 + below(&state, round % 50 ? 400 : sizeof text - 80);
        compare(text, random_text(text, room, &state), seed + (uint64_t)round);
    }
}
END_TEST

/* Every pair of characters, of which one is in the table of nasty ones. */
START_TEST(kernels_agree_on_all_neighbours)
{
    size_t count = sizeof nasty / sizeof *nasty;
    char text[64];
    for (size_t a = 0; a < count; a++)
        for (size_t b = 0; b < count; b++) {
            size_t size = 0;
            text[size++] = 'x';
            size += put(text + size, nasty[a]);
            size += put(text + size, nasty[b]);
            size += put(text + size, '7');
            size += put(text + size, nasty[b]);
            size += put(text + size, nasty[a]);
            text[size++] = '3';
            compare(text, size, 0);
        }
}
END_TEST

/* Every order of three marks on letters that some of them compose with. */
START_TEST(kernels_agree_on_all_orders_of_marks)
{
    static const uint32_t bases[] = {0x304b, 0x306f, 0xff8a, 0x928,  0x930, 0x9c7,
                                     0xbc6,  0xdd9,  0xe01,  0x1100, 'a',   ' '};
    static const uint32_t marks[] = {0x3099, 0x309a, 0xff9e, 0x93c, 0x94d, 0x951,  0x9be, 0xbbe,
                                     0xdca,  0xdcf,  0xe38,  0xe49, 0x301, 0x1161, 0x11a8};
    size_t count = sizeof marks / sizeof *marks;
    for (size_t base = 0; base < sizeof bases / sizeof *bases; base++)
        for (size_t i = 0; i < count * count * count; i++) {
            char text[32];
            size_t size = put(text, bases[base]);
            size += put(text + size, marks[i % count]);
            size += put(text + size, marks[i / count % count]);
            size += put(text + size, marks[i / count / count]);
            compare(text, size, i);
        }
}
END_TEST

START_TEST(kernels_agree_on_every_code_point)
{
    static char text[64 * 16];
    for (uint32_t cp = 0; cp < 0x110000; cp += 64) {
        size_t size = 0;
        for (uint32_t i = 0; i < 64; i++) {
            if (cp + i >= 0xd800 && cp + i <= 0xdfff)
                continue;
            text[size++] = 'q';
            size += put(text + size, cp + i);
            memcpy(text + size, "q ", 2);
            size += 2;
            size += put(text + size, cp + i);
        }
        compare(text, size, cp);
    }
}
END_TEST

/* A sentence pushed over the borders of vectors, blocks and chunks, byte by byte. */
START_TEST(kernels_agree_at_every_place)
{
    static const char sentence[] = "1,234.5 don't, said caf\xc3\xa9\xe2\x80\x99s \xe2\x80\x9cownership\xe2\x80\x9d "
                                   "5.\xd9\xa3 O'\xc3\x89 internationalisation-counterrevolutionary 3.'x 'n' 7";
    static char text[2 * 4096 + 300];
    for (size_t shift = 4096 - 160; shift < 4096 + 10; shift++) {
        for (int filler = 0; filler < 3; filler++) {
            memset(text, " a7"[filler], shift);
            memcpy(text + shift, sentence, sizeof sentence - 1);
            compare(text, shift + sizeof sentence - 1, shift);
        }
    }
    memset(text, ' ', sizeof text);
    for (size_t shift = 0; shift < 70; shift++)
        for (size_t size = 0; size < sizeof sentence; size++) {
            memcpy(text + shift, sentence, size);
            compare(text, shift + size, shift);
        }
}
END_TEST

/* Words that the kernels take themselves, and those that are nearly such. */
START_TEST(kernels_agree_on_words_of_latin_letters_between_quotes)
{
    static const uint32_t around[] = {0x201c, 0x201d, 0x201e, 0x2013, 0x2014, 0x2019, 0x2018, 0xab, 0xbb, 0x2012};
    uint64_t seed = (uint64_t)time(NULL), state = seed;
    char text[400];
    for (int i = 0; i < 40000; i++) {
        size_t size = 0;
        for (uint64_t before = below(&state, 3); before; before--)
            size += put(text + size, around[below(&state, 10)]);
        for (uint64_t letters = below(&state, 36); letters; letters--) {
            uint32_t any = below(&state, 60) ? 0xc0 + (uint32_t)below(&state, 64) : (uint32_t)below(&state, 0x250);
            size += put(text + size, below(&state, 3) ? 'A' + (uint32_t)below(&state, 2) * 32 : any);
        }
        for (uint64_t behind = below(&state, 3); behind; behind--)
            size += put(text + size, around[below(&state, 10)]);
        if (size && !below(&state, 20)) /* a byte that is not UTF-8 there */
            text[below(&state, size)] = (char)(below(&state, 2) ? 0xc3 : 0x80 + below(&state, 128));
        memcpy(text + size, " the rest", 9);
        compare(text, below(&state, 2) ? size : size + 9, seed);
    }
}
END_TEST

/* Letters of two bytes that stay, change, or lose what stands on them. */
static const char *const two_byte_words[] = {
    "\u0439\u0446\u0443\u043a\u0435\u043d\u0433\u0448\u0451\u044f\u0440\u043f", /* Cyrillic */
    "\u0419\u0426\u0423\u041a\u0415\u041d\u0413\u0428\u0401\u042f\u0420\u041f",
    "\u0416\u0438\u0306\u0456\u0457\u0491\u0490\u0404\u0452\u045e\u046b",
    "\u03b1\u03b8\u03b7\u03bd\u03ac\u03c2\u03ce\u0390\u03c8\u03c9", /* Greek */
    "\u0391\u0398\u0397\u039d\u0386\u03a3\u038f\u03aa\u03a8\u03a9",
    "\u0142\u00f3\u0144\u0119\u017c\u0105\u015b\u0107\u017a\u00fe", /* Latin */
    "\u0141\u00d3\u0143\u0118\u017b\u0104\u015a\u0106\u0179\u00d0",
    "\u0623\u064e\u0639\u0640\u0644\u0646\u062a\u06cc\u0629\u0649", /* Arabic, with a vowel sign and a tatweel */
    "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd\u05d0\u05e5\u05e7", /* Hebrew, with points */
};

static size_t put_text(char *out, const char *text)
{
    size_t size = strlen(text);
    memcpy(out, text, size);
    return size;
}

/* `size` bytes of the word over and over; an ASCII letter makes the number even, in front, behind or between. */
static size_t put_word(char *out, size_t size, const char *word, size_t odd_at)
{
    size_t length = strlen(word), at = 0;
    for (size_t i = 0; at < size; i += 2) {
        if (size % 2 && at == odd_at % size / 2 * 2)
            out[at++] = 'Q';
        if (at == size)
            break;
        memcpy(out + at, word + i % length, 2);
        at += 2;
    }
    return at;
}

START_TEST(kernels_agree_on_two_byte_words_of_every_length)
{
    static const char *const around[][2] = {
        /* quotes, marks behind the last letter, and what the kernels leave */
        {"", ""},
        {"", "\u0301"},
        {"", "\u0483"},
        {"", "\u0308"},
        {"\u0308", "\u00ad"},
        {"\u00ab", "\u00bb"},
        {"\u201e", "\u201c"},
        {"\u00ab\u201c", "\u201d\u00bb"},
        {"\u2019", "\u060c"},
        {"\u00ab\u00a0", "\u00a0\u00bb"},
        {"5", "\u00b2"},
    };
    static const size_t before[] = {0, 1, 31, 49, 63, 4096 - 33, 4096 - 1};
    static char text[4096 + 300];
    for (size_t word = 0; word < sizeof two_byte_words / sizeof *two_byte_words; word++)
        for (size_t length = 1; length <= 70; length++)
            for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
                size_t shift = before[(length + i) % (sizeof before / sizeof *before)], size = shift;
                memset(text, ' ', shift);
                size += put_text(text + size, around[i][0]);
                size += put_word(text + size, length, two_byte_words[word], length * 7 + i * 2);
                size += put_text(text + size, around[i][1]);
                compare(text, size, length);
                memcpy(text + size, " the rest of it", 15);
                compare(text, size + 15, length);
            }
}
END_TEST

/* Of one script or nearly so, with what belongs to it and what does not. */
START_TEST(kernels_agree_on_random_two_byte_words)
{
    static const struct {
        uint32_t first, last;
    } range[] = {{0x410, 0x44f}, {0x400, 0x47f}, {0x480, 0x52f}, {0x384, 0x3ff}, {0xc0, 0x17f},
                 {0x180, 0x2af}, {0x5d0, 0x5ea}, {0x621, 0x64a}, {0x610, 0x6ff}, {0x80, 0x7ff}};
    static const uint32_t others[] = {0xab,  0xbb,  0xa0,   0xad,   0x301,  0x306,  0x308, 0x345, 0x483, 'a',
                                      'Z',   '7',   0xb2,   0xdf,   0xe6,   0xf0,   0x130, 0x131, 0x142, 0x23a,
                                      0x2bc, 0x60c, 0x201c, 0x201d, 0x2019, 0x2014, 0x64b, 0x6dd, 0x5b4, 0x939};
    uint64_t seed = getenv("STET_SEED") ? strtoull(getenv("STET_SEED"), NULL, 10) : (uint64_t)time(NULL);
    printf("seed %" PRIu64 " (set STET_SEED to repeat)\n", seed);
    char text[600];
    for (uint64_t i = 0; i < 60000; i++) {
        uint64_t state = seed + i, often = 2 + below(&state, 30);
        size_t size = 0;
        for (uint64_t words = 1 + below(&state, 4); words; words--) {
            size_t script = below(&state, sizeof range / sizeof *range);
            for (uint64_t letters = below(&state, 34); letters; letters--)
                size +=
                    put(text + size, below(&state, often) ? random_in(range[script].first, range[script].last, &state)
                                                          : others[below(&state, sizeof others / sizeof *others)]);
            text[size++] = ' ';
        }
        size -= below(&state, 2);       /* the text may end with the word */
        if (size && !below(&state, 20)) /* a byte that is not UTF-8 there */
            text[below(&state, size)] = (char)(0x80 + below(&state, 128));
        compare(text, size, seed + i);
    }
}
END_TEST

static void repeat(char *text, size_t size, const char *pattern)
{
    size_t length = strlen(pattern);
    for (size_t i = 0; i < size; i++)
        text[i] = pattern[i % length];
}

/* Also a guard against quadratic work: with it this would take hours. */
START_TEST(kernels_agree_on_long_and_repetitive_text)
{
    static const char *const patterns[] = {
        "a",
        "a ",
        "7",
        "7.",
        "7.a",
        "a'",
        "'",
        ".",
        " ",
        "\xc3\xa9",
        "\xc3\xa9 ",
        "\xcc\x81",
        "\xe0\xa4\xbc",
        "\xe0\xa5\x8d\xe0\xa4\xbc",
        "\xe0\xa4\xb0\xe0\xa5\x8d\xe0\xa4\xbc",
        "\xe3\x81\x8b\xe3\x82\x99",
        "\xe4\xb8\x80",
        "\xea\xb0\x80",
        "\xea\xb0\x80\xea\xb0\x81"
        "a",
        "\xe1\x84\x80\xe1\x85\xa1",
        "\xff",
        "\xe0\xa4",
        "\xf0\xa0\x80\x80",
        "\xef\xb7\xba",
        "\xe2\x80\x8b",
        "\xe0\xb8\x81\xe0\xb8\xb3",
        "aaaaaaaaaaaaaaa\xc3\xa9",
        "\xea\xb0\x80'",
        "7'\xc2\xad"
        "7",
        "q\xe3\x8f\xa0",
        "\xe3\x89\xbc",
        "q\xe3\x89\xbc ",
        "\xef\xb7\xba\xcc\x81q ",
    };
    size_t size = 300000;
    char *text = malloc(size);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        repeat(text, size, patterns[i]);
        compare(text, size, i);
        compare(text, size / 3 + 1, i);
    }
    free(text);
}
END_TEST

/* A square of six kana gives more tokens than bytes; room was made for fewer, and plain words follow. The spaces make
 * the number of tokens that fits exactly. */
START_TEST(what_follows_an_expansion_has_room)
{
    static char text[2 * 4096];
    for (size_t spaces = 0; spaces < 16; spaces++) {
        memset(text, ' ', sizeof text);
        for (size_t i = 0; i < sizeof text - 2 * spaces; i += 2)
            text[i < 4096 - 2 * spaces ? i : i + 2 * spaces] = 'a';
        for (size_t i = 0; i < 10; i++)
            memcpy(text + 4096 + 4 * i, "\xe3\x8c\x96 ", 4);
        compare(text, sizeof text, spaces);
    }
}
END_TEST

START_TEST(text_of_16_mebibytes_is_no_matter)
{
    static const char *const patterns[] = {"a a ", "a", "\xe0\xa5\x8d\xe0\xa4\xbc", "\xe4\xb8\x80"};
    size_t size = 16 << 20;
    char *text = malloc(size);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        repeat(text, size, patterns[i]);
        struct text_tokens tokens = {NULL, 0, 0};
        ck_assert_int_eq(text_tokenise(text, size, &tokens, NULL), STET_OK);
        size_t wanted = i == 0 ? size / 2 : i == 3 ? (size + 2) / 3 : 1;
        ck_assert_uint_ge(tokens.count, wanted - 1);
        ck_assert_uint_le(tokens.count, wanted);
        text_tokens_free(&tokens);
    }
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text/kernels");
    TCase *tests = tcase_create("kernels");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, kernels_agree_on_words_of_latin_letters_between_quotes);
    tcase_add_test(tests, kernels_agree_on_two_byte_words_of_every_length);
    tcase_add_test(tests, kernels_agree_on_random_two_byte_words);
    tcase_add_test(tests, kernels_agree_with_the_reference_on_mixed_scripts);
    tcase_add_test(tests, kernels_agree_on_all_neighbours);
    tcase_add_test(tests, kernels_agree_on_all_orders_of_marks);
    tcase_add_test(tests, kernels_agree_on_every_code_point);
    tcase_add_test(tests, kernels_agree_at_every_place);
    tcase_add_test(tests, kernels_agree_on_long_and_repetitive_text);
    tcase_add_test(tests, what_follows_an_expansion_has_room);
    tcase_add_test(tests, text_of_16_mebibytes_is_no_matter);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}

/* Writes the tables of text/table/table.h as C source to standard output. A program of the build, not of the library.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "text/table/fold.h"
#include "text/table/table.h"

#define CODE_POINTS 0x110000
#define MAX_PAIRS 512
#define MAX_ORDERS 2048
#define MAX_EXPANSION 65536

static uint32_t entries[CODE_POINTS];
static uint16_t blocks[TEXT_TABLE_BLOCKS];
static uint32_t first_of_block[TEXT_TABLE_BLOCKS];
static struct text_pair pairs[MAX_PAIRS];
static size_t pair_count;
static uint32_t expansion[MAX_EXPANSION];
static size_t expansion_size;

static void die(const char *why, uint32_t cp)
{
    fprintf(stderr, "text tables: %s (U+%04" PRIX32 ")\n", why, cp);
    exit(EXIT_FAILURE);
}

static bool survives_folding(uint32_t cp)
{
    uint32_t folded[TEXT_FOLD_MAX];
    return text_fold(cp, folded) == 1 && folded[0] == cp;
}

/* Canonical compositions of two characters, as utf8proc makes them, where neither the result nor the second one is
 * folded away: for these the place where two characters meet must be looked at. */
static void find_pair(uint32_t cp)
{
    if ((cp >= 0xac00 && cp <= 0xd7a3) || !survives_folding(cp))
        return;
    utf8proc_int32_t parts[TEXT_FOLD_MAX + 1];
    int boundary = 0;
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)cp, parts, TEXT_FOLD_MAX, UTF8PROC_DECOMPOSE, &boundary);
    if (count < 2)
        return;
    uint32_t second = (uint32_t)parts[count - 1];
    utf8proc_ssize_t first = utf8proc_normalize_utf32(parts, count - 1, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    if (first != 1 || pair_count == MAX_PAIRS)
        die("a composition is not of two characters", cp);
    pairs[pair_count++] = (struct text_pair){(uint32_t)parts[0], second, cp};
}

static int compare_pairs(const void *a, const void *b)
{
    const struct text_pair *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return x->second < y->second ? -1 : x->second > y->second;
}

/* Marks are composed as they come, starting from composed characters. That is right as long as no character has two
 * second halves of different order, for then the order of the marks would decide. */
static void check_pairs(void)
{
    for (size_t i = 0; i < pair_count; i++)
        for (size_t j = 0; j < pair_count; j++) {
            unsigned a = text_fold_order(pairs[i].second), b = text_fold_order(pairs[j].second);
            if (pairs[i].first == pairs[j].first && a && b && a != b)
                die("second halves of different order", pairs[i].first);
        }
}

static bool second_of_pair(uint32_t cp)
{
    if ((cp >= 0x1161 && cp <= 0x1175) || (cp >= 0x11a8 && cp <= 0x11c2)) /* Hangul vowels and final consonants */
        return true;
    for (size_t i = 0; i < pair_count; i++)
        if (pairs[i].second == cp)
            return true;
    return false;
}

static uint32_t make_entry(enum text_class class, uint32_t size, uint32_t bytes)
{
    return (uint32_t) class << TEXT_ENTRY_CLASS_SHIFT | size << TEXT_ENTRY_SIZE_SHIFT | bytes;
}

static uint32_t expanded_entry(const uint32_t *folded, size_t count)
{
    uint32_t place = (uint32_t)expansion_size;
    if (expansion_size + count + 1 > MAX_EXPANSION)
        die("too many expansions", folded[0]);
    expansion[expansion_size++] = (uint32_t)count;
    for (size_t i = 0; i < count; i++)
        expansion[expansion_size++] = folded[i];
    return make_entry(TEXT_EXPANDED, 0, place);
}

static uint32_t entry_of(uint32_t cp)
{
    if (cp >= 0xd800 && cp <= 0xdfff)
        return make_entry(TEXT_SEPARATOR, 0, 0);
    uint32_t folded[TEXT_FOLD_MAX];
    size_t count = text_fold(cp, folded);
    if (!count)
        return make_entry(TEXT_LETTER, 0, 0);
    for (size_t i = 0; i < count; i++)
        if (!survives_folding(folded[i]))
            die("folding twice differs from folding once", cp);
    enum text_class class = second_of_pair(folded[0]) ? TEXT_SECOND : text_fold_class(folded[0]);
    if (count == 1 && class == TEXT_SEPARATOR)
        return make_entry(class, 0, 0);
    if (count == 1 && folded[0] == cp && cp >= TEXT_TABLE_DIRECT)
        return make_entry(class, 0, 0) | UINT32_C(1) << TEXT_ENTRY_UNCHANGED_SHIFT;
    if (count > 1 || folded[0] > 0xffff)
        return expanded_entry(folded, count);
    utf8proc_uint8_t utf8[4];
    utf8proc_ssize_t size = utf8proc_encode_char((utf8proc_int32_t)folded[0], utf8);
    uint32_t bytes = 0;
    for (utf8proc_ssize_t i = 0; i < size; i++)
        bytes |= (uint32_t)utf8[i] << 8 * i;
    return make_entry(class, (uint32_t)size, bytes);
}

static size_t share_blocks(void)
{
    size_t count = 0;
    for (uint32_t block = 0; block < TEXT_TABLE_BLOCKS; block++) {
        size_t same = 0;
        while (same < count &&
               memcmp(entries + (size_t)first_of_block[same] * 64, entries + (size_t)block * 64, 64 * sizeof *entries))
            same++;
        if (same == count || block < TEXT_TABLE_DIRECT / 64) {
            same = count;
            first_of_block[count++] = block;
        }
        blocks[block] = (uint16_t)same;
    }
    return count;
}

static void print_numbers(const char *head, const uint32_t *numbers, size_t count, const char *tail)
{
    printf("%s", head);
    for (size_t i = 0; i < count; i++)
        printf("%s0x%" PRIx32 ",", i % 12 ? " " : "\n    ", numbers[i]);
    printf("\n%s", tail);
}

/* Below U+0080 there is nothing of two bytes. */
static void print_two(void)
{
    uint32_t first[64], second[64];
    printf("_Alignas(64) const struct text_two text_table_two[] = {\n");
    for (uint32_t cp = 0; cp < TEXT_TABLE_DIRECT; cp++) {
        uint32_t entry = entries[cp], size = entry >> TEXT_ENTRY_SIZE_SHIFT & 3;
        enum text_class class = text_entry_class(entry);
        bool letter = cp >= 0x80 && class == TEXT_LETTER && size <= 2;
        first[cp % 64] = letter && size == 2 ? entry & 0xff : 0;
        second[cp % 64] = letter                                  ? entry >> 8 * (size == 2) & 0xff
                          : cp >= 0x80 && class == TEXT_SEPARATOR ? TEXT_TWO_SEPARATOR
                                                                  : TEXT_TWO_LEFT;
        if (cp % 64 < 63)
            continue;
        print_numbers("{{", first, 64, "}, ");
        print_numbers("{", second, 64, "}},\n");
    }
    printf("};\n\n");
}

static void print_tables(size_t block_count)
{
    printf("/* Generated by src/text/table/generate.c. */\n#include \"text/table/table.h\"\n\n");
    printf("const char text_table_unicode[] = \"%s\";\n\n", utf8proc_unicode_version());
    printf("const uint16_t text_table_block[TEXT_TABLE_BLOCKS] = {");
    for (size_t i = 0; i < TEXT_TABLE_BLOCKS; i++)
        printf("%s%u,", i % 16 ? " " : "\n    ", (unsigned)blocks[i]);
    printf("\n};\n\nconst uint32_t text_table_entry[] = {");
    for (size_t block = 0; block < block_count; block++)
        for (size_t i = 0; i < 64; i++)
            printf("%s0x%" PRIx32 ",", i % 8 ? " " : "\n    ", entries[(size_t)first_of_block[block] * 64 + i]);
    printf("\n};\n\n");
    print_two();
    print_numbers("const uint32_t text_table_expansion[] = {", expansion, expansion_size, "};\n\n");
    printf("const struct text_pair text_table_pair[] = {\n");
    for (size_t i = 0; i < pair_count; i++)
        printf("    {0x%" PRIx32 ", 0x%" PRIx32 ", 0x%" PRIx32 "},\n", pairs[i].first, pairs[i].second,
               pairs[i].composed);
    printf("};\nconst size_t text_table_pair_count = %zu;\n\n", pair_count);
    printf("const struct text_order text_table_order[] = {\n");
    size_t orders = 0;
    for (uint32_t cp = 0; cp < CODE_POINTS; cp++)
        if (text_fold_order(cp) && survives_folding(cp)) {
            printf("    {0x%" PRIx32 ", %u},\n", cp, text_fold_order(cp));
            orders++;
        }
    printf("};\nconst size_t text_table_order_count = %zu;\n", orders);
}

int main(void)
{
    for (uint32_t cp = 0; cp < CODE_POINTS; cp++)
        if (cp < 0xd800 || cp > 0xdfff)
            find_pair(cp);
    qsort(pairs, pair_count, sizeof *pairs, compare_pairs);
    check_pairs();
    for (uint32_t cp = 0; cp < CODE_POINTS; cp++)
        entries[cp] = entry_of(cp);
    print_tables(share_blocks());
    return fflush(stdout) || ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

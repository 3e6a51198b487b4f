/* Which story a page is about, in 32 bits: pages of one story, updated or with other junk around it, differ in few. */
#include <xxhash.h>

#include "page/split.h"
#include "page/words.h"
#include "page/work.h"

/* Adds the pairs of neighbouring words of a line. Single words would make all news alike. */
static void add_pairs(stet_span text, int32_t bits[32], uint64_t *before)
{
    const char *at = text.data, *end = at + text.size;
    size_t size;
    while (at < end) {
        int32_t code = page_code_at(at, end, &size);
        const char *word = at;
        at += size;
        if (!page_is_letter(code))
            continue;
        while (!page_is_wide(code) && at < end && page_is_letter(code = page_code_at(at, end, &size)) &&
               !page_is_wide(code))
            at += size;
        uint64_t hash = XXH3_64bits(word, (size_t)(at - word)), pair = (*before * UINT64_C(0x9e3779b97f4a7c15)) ^ hash;
        pair = XXH3_64bits(&pair, sizeof pair);
        *before = hash;
        for (int b = 0; b < 32; b++)
            bits[b] += pair >> b & 1 ? 1 : -1;
    }
}

uint32_t page_story(const struct page_lines *lines)
{
    int32_t bits[32] = {0};
    uint64_t before = 0;
    for (size_t i = 0; i < lines->count; i++)
        if (page_is_prose(&lines->data[i]) || lines->count == 1)
            add_pairs(lines->data[i].text, bits, &before);
    uint32_t story = 0;
    for (int b = 0; b < 32; b++)
        story |= (uint32_t)(bits[b] > 0) << b;
    return story;
}

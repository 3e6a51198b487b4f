#include "source/names.h"

#include <string.h>

#include "base/ascii.h"

/* Whether `at` has the text of a name of which it has the lead: the first four bytes but for their case. */
static bool same(const struct source_name *name, const char *at)
{
    size_t size = name->size;
    if (stet_ascii_lower(name->text[size - 1]) != stet_ascii_lower(at[size - 1])) /* many begin alike */
        return false;
    if (name->exact)
        return !memcmp(name->text, at, size);
    for (size_t i = 4; i < size; i++)
        if (stet_ascii_lower(name->text[i]) != stet_ascii_lower(at[i]))
            return false;
    return true;
}

/* Han, Kana and Hangul are written without spaces, and punctuation ends a word: such a name ends anywhere. */
static bool joins(const struct source_name *name)
{
    char last = name->text[name->size - 1];
    unsigned char lead = name->size >= 3 ? (unsigned char)name->text[name->size - 3] : 0;
    if ((unsigned char)last < 0x80)
        return !stet_ascii_is_alpha(last) && !stet_ascii_is_digit(last);
    bool sign = lead == 0xe2 && (unsigned char)name->text[name->size - 2] < 0xb0;
    return sign || (lead >= 0xe3 && lead <= 0xef) || name->text[name->size - 2] == '\xc2';
}

/* Whether the word goes on at `at`. Beyond ASCII only punctuation is told from letters, by its block: U+0080..00BF,
 * U+2000..2BFF, U+3000..303F, U+FF00..FF3F, and the Arabic comma and semicolon. */
static bool in_word(const char *at, const char *end)
{
    if (at == end)
        return false;
    unsigned char c = (unsigned char)*at;
    if (c < 0x80)
        return stet_ascii_is_alpha((char)c) || stet_ascii_is_digit((char)c);
    unsigned char next = at + 1 < end ? (unsigned char)at[1] : 0;
    bool punctuation = c == 0xc2 || (c == 0xe2 && next < 0xb0) || (c == 0xe3 && next == 0x80) ||
                       (c == 0xef && next == 0xbc) || (c == 0xd8 && (next == 0x8c || next == 0x9b));
    return !punctuation;
}

const struct source_name *source_name_probe(const struct source_names *table, uint32_t lead, const char *at,
                                            const char *end, bool prefix)
{
    size_t room = (size_t)(end - at);
    const uint16_t *index = table->index + source_lead_bucket(lead);
    const struct source_name *name = table->names + index[0], *stop = table->names + index[1];
    for (; name < stop; name++) {
        if (name->lead != lead || name->size > room)
            continue;
        if (prefix ? same(name, at) && (!in_word(at + name->size, end) || joins(name))
                   : name->size == room && same(name, at))
            return name;
    }
    return NULL;
}

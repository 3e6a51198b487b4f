#include "page/words.h"

#include <utf8proc.h>

#define NUMBER_MAX 100000

int32_t page_code_at(const char *at, const char *end, size_t *size)
{
    utf8proc_int32_t code;
    utf8proc_ssize_t got = utf8proc_iterate((const utf8proc_uint8_t *)at, (utf8proc_ssize_t)(end - at), &code);
    *size = got > 0 ? (size_t)got : 1;
    return got > 0 ? code : 0xfffd;
}

bool page_is_space(int32_t code)
{
    return code == ' ' || (code >= '\t' && code <= '\r') || code == 0x85 || code == 0xa0 || code == 0x1680 ||
           (code >= 0x2000 && code <= 0x200f) || code == 0x2028 || code == 0x2029 || code == 0x202f || code == 0x205f ||
           code == 0x2060 || code == 0x3000 || code == 0xfeff;
}

bool page_is_letter(int32_t code)
{
    if (code < 0x80)
        return (code >= '0' && code <= '9') || ((code | 32) >= 'a' && (code | 32) <= 'z');
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
        return true;
    default:
        return false;
    }
}

bool page_is_wide(int32_t code)
{
    return (code >= 0x2e80 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3) ||
           (code >= 0xf900 && code <= 0xfaff) || (code >= 0x20000 && code <= 0x3ffff);
}

stet_span page_trim(stet_span text)
{
    if (!text.size)
        return text;
    const char *at = text.data, *end = text.data + text.size;
    size_t size;
    while (at < end && page_is_space(page_code_at(at, end, &size)))
        at += size;
    while (end > at) {
        const char *last = end - 1;
        while (last > at && ((unsigned char)*last & 0xc0) == 0x80)
            last--;
        if (!page_is_space(page_code_at(last, end, &size)) || last + size != end)
            break;
        end = last;
    }
    return (stet_span){at, (size_t)(end - at)};
}

/* ASCII, Arabic and full-width digits. */
static int digit_of(int32_t code)
{
    static const int32_t zeros[] = {'0', 0x660, 0x6f0, 0x966, 0xff10};
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        if (code >= zeros[i] && code <= zeros[i] + 9)
            return (int)(code - zeros[i]);
    return -1;
}

static const char *number_at(const char *at, const char *end, uint64_t *number)
{
    size_t size;
    *number = 0;
    for (int digit; at < end && (digit = digit_of(page_code_at(at, end, &size))) >= 0; at += size)
        if (*number < NUMBER_MAX)
            *number = *number * 10 + (uint64_t)digit;
    return at;
}

/* Behind the word when `at` begins with it, else NULL. */
static const char *match(const struct page_word *word, const char *at, const char *end, uint64_t *number)
{
    const char *want = word->text, *stop = word->text + word->size;
    size_t size = 0, wanted;
    bool letters = true;
    *number = 1;
    while (want < stop) {
        if (*want == '#') {
            const char *behind = number_at(at, end, number);
            if (behind == at)
                return NULL;
            at = behind;
            want++;
            continue;
        }
        int32_t code = page_code_at(want, stop, &wanted);
        if (at >= end)
            return NULL;
        int32_t got = utf8proc_tolower(page_code_at(at, end, &size));
        if (got == 0x2019)
            got = '\'';
        if (got != code && !(code == ' ' && page_is_space(got)))
            return NULL;
        letters = page_is_letter(code) && !page_is_wide(code);
        at += size;
        want += wanted;
    }
    return at < end && letters && page_is_letter(page_code_at(at, end, &size)) ? NULL : at;
}

/* The first bytes of the words that may begin here: nearly all of a table is passed over by them. */
static size_t first_bytes(stet_span text, char bytes[4])
{
    size_t size;
    int32_t code = utf8proc_tolower(page_code_at(text.data, text.data + text.size, &size));
    bytes[0] = '\'';
    if (digit_of(code) >= 0)
        bytes[0] = '#';
    else if (code != 0x2019)
        size = (size_t)utf8proc_encode_char(code, (utf8proc_uint8_t *)bytes);
    return code == 0x2019 || bytes[0] == '#' || size < 2 ? 1 : 2;
}

size_t page_word_at(enum page_word_kind kind, stet_span text, uint64_t *value)
{
    const struct page_words *table = &page_words[kind];
    const char *end = text.data + text.size;
    size_t longest = 0;
    char first[4];
    if (!text.size)
        return 0;
    size_t firsts = first_bytes(text, first);
    for (size_t i = 0; i < table->count; i++) {
        uint64_t number;
        if (table->words[i].text[0] != first[0] || (firsts > 1 && table->words[i].text[1] != first[1]))
            continue;
        const char *behind = match(&table->words[i], text.data, end, &number);
        if (!behind || (size_t)(behind - text.data) <= longest)
            continue;
        longest = (size_t)(behind - text.data);
        *value = number * table->words[i].value;
    }
    return longest;
}

bool page_word_whole(enum page_word_kind kind, stet_span text)
{
    uint64_t value;
    size_t taken = page_word_at(kind, text, &value), size;
    if (!taken)
        return false;
    const char *end = text.data + text.size;
    for (const char *at = text.data + taken; at < end; at += size) {
        int32_t code = page_code_at(at, end, &size);
        if (page_is_letter(code) && digit_of(code) < 0)
            return false;
    }
    return true;
}

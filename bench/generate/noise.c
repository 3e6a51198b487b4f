/* Changes to the bytes of a text: the other house's spelling, misread characters, later figures. */
#include "generate/reprint.h"

static bool letter(char c)
{
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || (unsigned char)c >= 0x80;
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Which lengths the words of "one=other one=other" have, by first byte: most words of a text are ruled out by this. */
static void index_lengths(uint64_t lengths[256], const char *pairs)
{
    memset(lengths, 0, 256 * sizeof *lengths);
    for (const char *at = pairs; *at;) {
        size_t size = strcspn(at, "= ");
        lengths[(unsigned char)*at] |= UINT64_C(1) << (size & 63);
        at += size + (at[size] != '\0');
    }
}

/* Finds `word` in "one=other one=other", either way, and appends its partner. */
static bool put_partner(struct stet_buf *out, const char *pairs, const char *word, size_t size)
{
    for (const char *at = pairs; *at;) {
        const char *equals = strchr(at, '='), *end = strchrnul(equals, ' ');
        size_t left = (size_t)(equals - at), right = (size_t)(end - equals - 1);
        if (left == size && !memcmp(at, word, size)) {
            put(out, equals + 1, right);
            return true;
        }
        if (right == size && !memcmp(equals + 1, word, size)) {
            put(out, at, left);
            return true;
        }
        at = *end ? end + 1 : end;
    }
    return false;
}

/* Quotation marks and dashes become plain, as many systems make them; the bytes that were read, 0 for none. */
static size_t put_plain(struct stet_buf *out, const char *p, size_t left)
{
    static const struct {
        const char *from, *to;
    } marks[] = {{"“", "\""}, {"”", "\""}, {"„", "\""}, {"« ", "\""},   {" »", "\""},           {"«", "\""},
                 {"»", "\""}, {"’", "'"},  {"‘", "'"},  {" — ", " - "}, {"per cent", "percent"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t size = strlen(marks[i].from);
        if (size <= left && !memcmp(p, marks[i].from, size)) {
            put_text(out, marks[i].to);
            return size;
        }
    }
    return 0;
}

void noise_respell(struct stet_buf *out, const struct stet_buf *text, const struct language *language)
{
    const char *p = text->data, *end = p + text->size;
    uint64_t lengths[256];
    index_lengths(lengths, language->respellings);
    out->size = 0;
    while (p < end) {
        size_t plain = *p == ' ' || *p == 'p' || (unsigned char)*p >= 0xc2 ? put_plain(out, p, (size_t)(end - p)) : 0;
        if (plain) {
            p += plain;
        } else if (letter(*p)) {
            const char *word = p;
            while (p < end && (letter(*p) || (*p == '-' && p + 1 < end && letter(p[1]))) &&
                   !((unsigned char)*p == 0xe2 && p + 1 < end && (unsigned char)p[1] == 0x80 && p > word))
                p++;
            size_t size = (size_t)(p - word);
            bool listed = size < 64 && lengths[(unsigned char)*word] >> size & 1;
            if (!listed || !put_partner(out, language->respellings, word, size))
                put(out, word, size);
        } else if ((*p == ',' || *p == '.') && *p == *language->thousands && p > text->data && digit(p[-1]) &&
                   end - p > 3 && digit(p[1]) && digit(p[2]) && digit(p[3])) {
            p++; /* 4,000 -> 4000 */
        } else {
            put_byte(out, *p++);
        }
    }
}

void noise_ocr(struct stet_buf *out, const struct stet_buf *text, uint32_t per_million, struct rng *rng)
{
    static const char *const confusions[26] = {"o", "h", "e", "cl", "c", "t", "q", "b",  "l", "i",  "lc", "1", "rn",
                                               "u", "0", "p", "g",  "n", "5", "f", "ii", "y", "vv", "x",  "v", "2"};
    out->size = 0;
    for (size_t i = 0; i < text->size; i++) {
        char c = text->data[i];
        if ((unsigned char)c < 0xc0 && (unsigned char)c >= 0x80) {
            put_byte(out, c);
        } else if (!rng_chance(rng, per_million) || c == '\n') {
            put_byte(out, c);
        } else if (c >= 'a' && c <= 'z') {
            put_text(out, confusions[c - 'a']);
        } else if ((unsigned char)c >= 0xc0) {
            /* The character is lost. */
            while (i + 1 < text->size && ((unsigned char)text->data[i + 1] & 0xc0) == 0x80)
                i++;
            put_byte(out, '.');
        } else if (c != ' ') {
            put_byte(out, ' ');
        }
    }
}

void noise_figures(struct stet_buf *out, const struct stet_buf *text, struct rng *rng)
{
    out->size = 0;
    for (size_t i = 0; i < text->size; i++) {
        char c = text->data[i];
        bool last = digit(c) && (i + 1 == text->size || !digit(text->data[i + 1]));
        put_byte(out, last && rng_below(rng, 3) == 0 ? (char)('0' + rng_below(rng, 10)) : c);
    }
}

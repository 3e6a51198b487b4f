/* Folding of one code point: compatibility decomposition and full case folding (Unicode Standard, 3.11 and 3.13), each
 * result folded again until nothing changes, with the project's own rules in front. Taking marks away from the
 * decomposed form is what strips accents: e-acute becomes e, Cyrillic short i becomes i, alef with hamza becomes alef.
 */
#include "text/table/fold.h"

#include <stdbool.h>
#include <stdlib.h>
#include <utf8proc.h>

struct range {
    uint32_t first, last;
};

/* Gone without a trace, so that a word goes on behind them. */
static const struct range vanishing[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20ff},
    {0xfe20, 0xfe2f},                                                                         /* accents */
    {0x0591, 0x05bd}, {0x05bf, 0x05bf}, {0x05c1, 0x05c2}, {0x05c4, 0x05c5}, {0x05c7, 0x05c7}, /* Hebrew points */
    {0x0610, 0x061a}, {0x064b, 0x065f}, {0x0670, 0x0670}, {0x06d6, 0x06dc}, {0x06df, 0x06e4},
    {0x06e7, 0x06e8}, {0x06ea, 0x06ed}, {0x08d3, 0x08e1}, {0x08e3, 0x08ff}, {0xfc5e, 0xfc63},
    {0xfe70, 0xfe7f}, /* Arabic vowel signs */
    {0x0640, 0x0640}, /* tatweel, which only widens a word */
};

/* Format characters that are seen on the page: signs that stand before or around a number. */
static const struct range visible_format[] = {
    {0x0600, 0x0605}, {0x06dd, 0x06dd},   {0x070f, 0x070f},   {0x0890, 0x0891},
    {0x08e2, 0x08e2}, {0x110bd, 0x110bd}, {0x110cd, 0x110cd},
};

/* Scripts written without spaces: Han (radicals, ideographs, iteration marks, numerals), kana, bopomofo, Thai, Lao,
 * Myanmar, Khmer. */
static const struct range spaceless[] = {
    {0x0e00, 0x0eff}, {0x1000, 0x109f},   {0x1780, 0x17ff},   {0x2e80, 0x2fdf},   {0x3005, 0x3007},
    {0x3021, 0x3029}, {0x3031, 0x3035},   {0x3038, 0x303c},   {0x3041, 0x312f},   {0x31a0, 0x31bf},
    {0x31f0, 0x31ff}, {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0xa9e0, 0xa9fe},   {0xaa60, 0xaa7f},
    {0xf900, 0xfaff}, {0x1aff0, 0x1afff}, {0x1b000, 0x1b16f}, {0x20000, 0x3fffd},
};

/* Letters without a decomposition that desks in other languages write plainly, typists confuse or spell in two ways. */
static const struct plain {
    uint32_t cp;
    uint32_t plain[2];
} plain[] = {
    {0x00e6, {'a', 'e'}}, /* ae */
    {0x00f8, {'o', 0}},   /* o with stroke */
    {0x0111, {'d', 0}},   /* d with stroke */
    {0x0127, {'h', 0}},   /* h with stroke */
    {0x0131, {'i', 0}},   /* dotless i */
    {0x0142, {'l', 0}},   /* l with stroke */
    {0x0153, {'o', 'e'}}, /* oe */
    {0x0167, {'t', 0}},   /* t with stroke */
    {0x02bb, {'\'', 0}},  /* letters that look like an apostrophe */
    {0x02bc, {'\'', 0}},   {0x02bd, {'\'', 0}},   {0x02be, {'\'', 0}},
    {0x02bf, {'\'', 0}},   {0x0629, {0x0647, 0}}, /* teh marbuta: heh */
    {0x0649, {0x064a, 0}},                        /* alef maksura: yeh */
    {0x066b, {'.', 0}},                           /* Arabic decimal separator */
    {0x066c, {',', 0}},                           /* Arabic thousands separator */
    {0x06a9, {0x0643, 0}},                        /* Persian kaf */
    {0x06cc, {0x064a, 0}},                        /* Persian yeh */
    {0x2019, {'\'', 0}},                          /* right single quotation mark */
    {0x2120, {' ', 0}},                           /* service mark and trade mark would glue "sm" and "tm" to a name */
    {0x2122, {' ', 0}},
};

static bool within(const struct range *ranges, size_t count, uint32_t cp)
{
    for (size_t i = 0; i < count; i++)
        if (cp >= ranges[i].first && cp <= ranges[i].last)
            return true;
    return false;
}

#define WITHIN(ranges, cp) within(ranges, sizeof(ranges) / sizeof *(ranges), cp)

static bool vanishes(uint32_t cp)
{
    if (WITHIN(vanishing, cp))
        return true;
    if (WITHIN(visible_format, cp))
        return false;
    return utf8proc_get_property((utf8proc_int32_t)cp)->ignorable ||
           utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_CF;
}

static bool decimal(uint32_t cp)
{
    return utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_ND;
}

/* Decimal digits are encoded in runs of ten, from 0 to 9 (Unicode Standard, 4.6). */
static uint32_t digit(uint32_t cp)
{
    uint32_t first = cp;
    while (first && decimal(first - 1))
        first--;
    return '0' + (cp - first) % 10;
}

struct sequence {
    uint32_t cp[TEXT_FOLD_MAX];
    size_t count;
};

static void add(struct sequence *out, uint32_t cp)
{
    if (out->count == TEXT_FOLD_MAX)
        abort(); /* at build time only */
    out->cp[out->count++] = cp;
}

static void fold(uint32_t cp, struct sequence *out);

/* Applies utf8proc to one code point. False when that changes nothing. */
static bool rewritten(uint32_t cp, int options, struct sequence *out)
{
    utf8proc_int32_t result[TEXT_FOLD_MAX];
    int boundary = 0;
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)cp, result, TEXT_FOLD_MAX, (utf8proc_option_t)options, &boundary);
    if (count < 1 || count > TEXT_FOLD_MAX)
        abort();
    if (count == 1 && (uint32_t)result[0] == cp)
        return false;
    if (result[0] == ' ') { /* a spacing accent: what is left when the space has separated would stand alone */
        add(out, ' ');
        return true;
    }
    for (utf8proc_ssize_t i = 0; i < count; i++)
        fold((uint32_t)result[i], out);
    return true;
}

static void fold(uint32_t cp, struct sequence *out)
{
    if (vanishes(cp))
        return;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (plain[i].cp == cp) {
            add(out, plain[i].plain[0]);
            if (plain[i].plain[1])
                add(out, plain[i].plain[1]);
            return;
        }
    if (decimal(cp))
        add(out, digit(cp));
    else if (cp >= 0xac00 && cp <= 0xd7a3) /* composition would only put it together again */
        add(out, cp);
    else if (!rewritten(cp, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, out) && !rewritten(cp, UTF8PROC_CASEFOLD, out))
        add(out, cp);
}

size_t text_fold(uint32_t cp, uint32_t out[TEXT_FOLD_MAX])
{
    struct sequence folded = {.count = 0};
    fold(cp, &folded);
    utf8proc_int32_t composed[TEXT_FOLD_MAX + 1]; /* utf8proc may write a terminator */
    for (size_t i = 0; i < folded.count; i++)
        composed[i] = (utf8proc_int32_t)folded.cp[i];
    utf8proc_ssize_t count =
        utf8proc_normalize_utf32(composed, (utf8proc_ssize_t)folded.count, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    if (count < 0 || (size_t)count > folded.count)
        abort();
    for (utf8proc_ssize_t i = 0; i < count; i++)
        out[i] = (uint32_t)composed[i];
    return (size_t)count;
}

unsigned text_fold_order(uint32_t cp)
{
    return (unsigned)utf8proc_get_property((utf8proc_int32_t)cp)->combining_class;
}

enum text_class text_fold_class(uint32_t folded)
{
    if (folded >= '0' && folded <= '9')
        return TEXT_DIGIT;
    if (folded == '.' || folded == ',')
        return TEXT_POINT;
    if (folded == '\'')
        return TEXT_APOSTROPHE;
    if (folded >= 0xac00 && folded <= 0xd7a3)
        return TEXT_HANGUL;
    switch (utf8proc_category((utf8proc_int32_t)folded)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return WITHIN(spaceless, folded) ? TEXT_CHARACTER : TEXT_LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return text_fold_order(folded) ? TEXT_ORDERED : TEXT_MARK;
    default:
        return TEXT_SEPARATOR;
    }
}

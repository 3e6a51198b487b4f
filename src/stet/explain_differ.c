/* Figures, dates and names that differ.
 *
 * Looked at is what stands between two passages that are shared. Where both articles have as many items of a kind
 * there, these stand in each other's place ("4.8" and "6.5"). What is left over differs when the other article does not
 * have it anywhere. A name is a run of words with a capital that does not begin a sentence; scripts without capitals
 * have none for this purpose. */
#include <string.h>
#include <utf8proc.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/error.h"
#include "stet/explaining.h"

#define MOST 200    /* differences listed */
#define NEAR 12     /* tokens of a gap within which items stand in each other's place */
#define GAP_MOST 64 /* items of a gap that are looked at */

enum kind { KIND_FIGURE, KIND_DATE, KIND_NAME, KINDS };

static const char *const kind_names[KINDS] = {"figure", "date", "name"};

/* Folded as tokens are. A month counts beside a figure only: "may" and "mars" are also words. */
static const char months[] =
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sept sep oct nov dec janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre januar "
    "februar marz juni juli oktober dezember enero febrero marzo abril mayo junio julio agosto septiembre octubre "
    "noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre janeiro fevereiro "
    "marco "
    "maio junho julho setembro outubro novembro dezembro января февраля марта апреля мая июня июля августа сентября "
    "октября ноября декабря يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر";
static const char weekdays[] =
    "monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche "
    "montag "
    "dienstag mittwoch donnerstag freitag samstag sonntag lunes martes miercoles jueves viernes sabado domingo lunedi "
    "martedi mercoledi giovedi venerdi sabato domenica понедельник вторник среда среду четверг пятница пятницу суббота "
    "субботу воскресенье";

/* Tokens [first, end) of an article. */
struct item {
    enum kind kind;
    uint32_t first, end;
};

struct side {
    const struct explain_text *text;
    struct item items[GAP_MOST];
    size_t count;
};

struct differ {
    struct explain *explain;
    struct text_tokens months, weekdays;
    struct side a, b;
};

static bool holds(const struct text_tokens *tokens, uint64_t hash)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->hash[i] == hash)
            return true;
    return false;
}

static uint64_t hash_of(const struct explain_text *text, uint32_t i)
{
    return text->spans.tokens.hash[i];
}

static bool is_figure(const struct explain_text *text, uint32_t i)
{
    return hash_of(text, i) & TEXT_TOKEN_NUMBER;
}

/* What stands between token i and the one before it. */
static stet_span before(const struct explain_text *text, uint32_t i)
{
    size_t start = i ? text->spans.span[i - 1].end : 0, end = text->spans.span[i].start;
    return (stet_span){text->text.data + start, end > start ? end - start : 0};
}

static bool has_capital(const struct explain_text *text, uint32_t i)
{
    struct text_span span = text->spans.span[i];
    utf8proc_int32_t code;
    utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text->text.data + span.start,
                                             (utf8proc_ssize_t)(span.end - span.start), &code);
    if (size <= 0)
        return false;
    utf8proc_category_t category = utf8proc_category(code);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

/* A sentence begins at the start, behind a stop, a line end or a quotation mark. */
static bool begins_sentence(const struct explain_text *text, uint32_t i)
{
    stet_span gap = before(text, i);
    for (size_t k = 0; k < gap.size; k++)
        if (strchr(".!?:;\n\"", gap.data[k]) || gap.data[k] == '\xe2')
            return true;
    return i == 0;
}

/* Only blanks, hyphens and the point of an initial may stand within a name. */
static bool continues_name(const struct explain_text *text, uint32_t i)
{
    struct text_span last = text->spans.span[i - 1];
    stet_span gap = before(text, i);
    for (size_t k = 0; k < gap.size; k++)
        if (gap.data[k] != ' ' && gap.data[k] != '-' && !(gap.data[k] == '.' && last.end - last.start == 1))
            return false;
    return gap.size > 0;
}

/* A date or time in figures: "2025-08-20", "14:03". */
static bool continues_figure(const struct explain_text *text, uint32_t i)
{
    stet_span gap = before(text, i);
    return gap.size == 1 && strchr("-/:.", *gap.data);
}

static uint32_t figure_end(const struct explain_text *text, uint32_t i, uint32_t end)
{
    uint32_t at = i + 1;
    while (at < end && is_figure(text, at) && continues_figure(text, at))
        at++;
    return at;
}

/* The item that begins at token i, or false. A month is taken with the figure beside it. */
static bool item_at(const struct differ *differ, const struct explain_text *text, uint32_t i, uint32_t end,
                    struct item *out)
{
    *out = (struct item){KIND_FIGURE, i, i + 1};
    bool more = i + 1 < end;
    if (is_figure(text, i)) {
        out->end = figure_end(text, i, end);
        if (out->end - i >= 3)
            out->kind = KIND_DATE;
        if (out->end < end && holds(&differ->months, hash_of(text, out->end))) {
            out->kind = KIND_DATE;
            out->end++;
        } else if (i && holds(&differ->months, hash_of(text, i - 1))) {
            out->kind = KIND_DATE;
            out->first--;
        }
        return true;
    }
    if (more && holds(&differ->months, hash_of(text, i)) && is_figure(text, i + 1)) {
        out->kind = KIND_DATE;
        out->end = i + 2;
        return true;
    }
    out->kind = KIND_DATE;
    if (holds(&differ->weekdays, hash_of(text, i)))
        return true;
    out->kind = KIND_NAME;
    if (!has_capital(text, i))
        return false;
    while (out->end < end && has_capital(text, out->end) && continues_name(text, out->end))
        out->end++;
    /* The first word of a sentence has its capital anyway. */
    return out->end - i > 1 || !begins_sentence(text, i);
}

static void find_items(const struct differ *differ, struct side *side, uint32_t from, uint32_t end)
{
    side->count = 0;
    for (uint32_t i = from; i < end && side->count < GAP_MOST;) {
        struct item *item = &side->items[side->count];
        bool found = item_at(differ, side->text, i, end, item);
        side->count += found;
        i = found ? item->end : i + 1;
    }
}

static stet_span cut(const struct side *side, const struct item *item)
{
    const struct text_span *span = side->text->spans.span;
    return (stet_span){side->text->text.data + span[item->first].start,
                       span[item->end - 1].end - span[item->first].start};
}

/* Whether an article has all words of an item. */
static bool knows(const struct explain_text *text, const struct side *of, const struct item *item)
{
    for (uint32_t i = item->first; i < item->end; i++)
        if (!holds(&text->spans.tokens, hash_of(of->text, i)))
            return false;
    return true;
}

static stet_status add(struct differ *differ, enum kind kind, stet_span a, stet_span b, stet_error *err)
{
    struct explain *explain = differ->explain;
    stet_explanation *shown = &explain->shown;
    for (size_t i = 0; i < shown->difference_count; i++) {
        const stet_explain_difference *old = &explain->differences[i];
        if (old->a.size == a.size && old->b.size == b.size && (!a.size || !memcmp(old->a.data, a.data, a.size)) &&
            (!b.size || !memcmp(old->b.data, b.data, b.size)))
            return STET_OK;
    }
    if (shown->difference_count == MOST) {
        shown->more_differences = true;
        return STET_OK;
    }
    void *differences = explain->differences;
    bool ok = stet_grow(&differences, &explain->difference_capacity, shown->difference_count + 1,
                        sizeof *explain->differences);
    explain->differences = differences;
    if (!ok)
        return stet_fail_memory(err);
    explain->differences[shown->difference_count++] = (stet_explain_difference){kind_names[kind], a, b};
    return STET_OK;
}

static const struct item *nth(const struct side *side, enum kind kind, size_t n)
{
    for (size_t i = 0; i < side->count; i++)
        if (side->items[i].kind == kind && !n--)
            return &side->items[i];
    return NULL;
}

static bool same_words(const struct differ *differ, const struct item *a, const struct item *b)
{
    if (a->end - a->first != b->end - b->first)
        return false;
    for (uint32_t i = 0; i < a->end - a->first; i++)
        if (hash_of(differ->a.text, a->first + i) != hash_of(differ->b.text, b->first + i))
            return false;
    return true;
}

static stet_status compare(struct differ *differ, enum kind kind, bool near, stet_error *err)
{
    size_t n = 0, m = 0;
    while (nth(&differ->a, kind, n))
        n++;
    while (nth(&differ->b, kind, m))
        m++;
    const stet_span none = {NULL, 0};
    bool pairs = near && n == m;
    stet_status status = STET_OK;
    for (size_t i = 0; i < n && !status; i++) {
        const struct item *a = nth(&differ->a, kind, i), *b = pairs ? nth(&differ->b, kind, i) : NULL;
        if (b ? !same_words(differ, a, b) : !knows(differ->b.text, &differ->a, a))
            status = add(differ, kind, cut(&differ->a, a), b ? cut(&differ->b, b) : none, err);
    }
    for (size_t i = 0; i < m && !pairs && !status; i++) {
        const struct item *b = nth(&differ->b, kind, i);
        if (!knows(differ->a.text, &differ->b, b))
            status = add(differ, kind, none, cut(&differ->b, b), err);
    }
    return status;
}

static stet_status compare_gap(struct differ *differ, uint32_t a, uint32_t a_end, uint32_t b, uint32_t b_end,
                               stet_error *err)
{
    find_items(differ, &differ->a, a, a_end);
    find_items(differ, &differ->b, b, b_end);
    bool near = a_end - a <= NEAR && b_end - b <= NEAR;
    stet_status status = STET_OK;
    for (int kind = 0; kind < KINDS && !status; kind++)
        status = compare(differ, (enum kind)kind, near, err);
    return status;
}

stet_status explain_differ(struct explain *explain, const struct explain_text *a, const struct explain_text *b,
                           const struct match_alignment *alignment, stet_error *err)
{
    struct differ differ = {.explain = explain, .a = {.text = a}, .b = {.text = b}};
    stet_status status = text_tokenise(months, sizeof months - 1, &differ.months, err);
    if (!status)
        status = text_tokenise(weekdays, sizeof weekdays - 1, &differ.weekdays, err);
    uint32_t at_a = 0, at_b = 0;
    for (size_t i = 0; i <= alignment->count && !status; i++) {
        bool last = i == alignment->count;
        uint32_t end_a = last ? a->body_count : alignment->blocks[i].at_a;
        uint32_t end_b = last ? b->body_count : alignment->blocks[i].at_b;
        status = compare_gap(&differ, at_a, end_a, at_b, end_b, err);
        at_a = last ? end_a : end_a + alignment->blocks[i].count;
        at_b = last ? end_b : end_b + alignment->blocks[i].count;
    }
    explain->shown.differences = explain->differences;
    text_tokens_free(&differ.months);
    text_tokens_free(&differ.weekdays);
    return status;
}

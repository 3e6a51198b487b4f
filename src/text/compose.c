#include "text/compose.h"

#include "text/table/table.h"

/* Hangul syllables are arithmetic (Unicode Standard, 3.12): 19 leading consonants x 21 vowels x 28 endings, of which
 * the first is none. */
enum {
    HANGUL_LEAD = 0x1100,
    HANGUL_VOWEL = 0x1161,
    HANGUL_END = 0x11a7,
    HANGUL_SYLLABLE = 0xac00,
    HANGUL_LEADS = 19,
    HANGUL_VOWELS = 21,
    HANGUL_ENDS = 28
};

static uint32_t compose_hangul(uint32_t first, uint32_t second)
{
    uint32_t lead = first - HANGUL_LEAD, vowel = second - HANGUL_VOWEL;
    if (lead < HANGUL_LEADS && vowel < HANGUL_VOWELS)
        return HANGUL_SYLLABLE + (lead * HANGUL_VOWELS + vowel) * HANGUL_ENDS;
    uint32_t syllable = first - HANGUL_SYLLABLE, end = second - HANGUL_END;
    if (syllable < HANGUL_LEADS * HANGUL_VOWELS * HANGUL_ENDS && syllable % HANGUL_ENDS == 0 && end > 0 &&
        end < HANGUL_ENDS)
        return first + end;
    return 0;
}

uint32_t text_compose(uint32_t first, uint32_t second)
{
    if (second >= HANGUL_VOWEL && second < HANGUL_END + HANGUL_ENDS)
        return compose_hangul(first, second);
    size_t low = 0, high = text_table_pair_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct text_pair *pair = &text_table_pair[middle];
        if (pair->first == first && pair->second == second)
            return pair->composed;
        if (pair->first < first || (pair->first == first && pair->second < second))
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

uint32_t text_order(uint32_t folded)
{
    size_t low = 0, high = text_table_order_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_table_order[middle].cp == folded)
            return text_table_order[middle].order;
        if (text_table_order[middle].cp < folded)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

/* Stable, as the standard wants it; runs are short. */
static void sort_marks(struct text_run *run)
{
    for (size_t i = 1; i < run->count; i++) {
        uint32_t cp = run->cp[i], order = run->order[i];
        size_t place = i;
        for (; place > 0 && run->order[place - 1] > order; place--) {
            run->cp[place] = run->cp[place - 1];
            run->order[place] = run->order[place - 1];
        }
        run->cp[place] = cp;
        run->order[place] = order;
    }
}

/* A mark composes with the character unless one of the same order that stayed stands between them. */
static void compose_marks(struct text_run *run)
{
    if (!run->count || run->order[0])
        return;
    size_t kept = 1;
    for (size_t i = 1; i < run->count; i++) {
        bool blocked = kept > 1 && run->order[kept - 1] >= run->order[i];
        uint32_t composed = blocked ? 0 : text_compose(run->cp[0], run->cp[i]);
        if (composed) {
            run->cp[0] = composed;
        } else {
            run->cp[kept] = run->cp[i];
            run->order[kept++] = run->order[i];
        }
    }
    run->count = kept;
}

void text_run_settle(struct text_run *run)
{
    if (run->count < 2)
        return;
    sort_marks(run);
    compose_marks(run);
}

/* A run that is full leaves no character for the marks behind it: they stay as they are, in order. */
bool text_run_add(struct text_run *run, uint32_t cp, uint32_t order, bool second)
{
    size_t count = run->count;
    if (count && order) {
        if (count == (run->order[0] ? TEXT_RUN : TEXT_RUN + 1))
            return false;
    } else if (count) {
        if (!second)
            return false;
        text_run_settle(run);
        uint32_t composed = run->count == 1 && !run->order[0] ? text_compose(run->cp[0], cp) : 0;
        if (!composed)
            return false;
        run->cp[0] = composed;
        return true;
    }
    run->cp[count] = cp;
    run->order[count] = order;
    run->count = count + 1;
    return true;
}

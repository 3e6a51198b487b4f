#include "match/figures.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "match/shingles.h"
#include "text/tokens.h"

#define FEW 48
#define BUCKET_BITS 5
#define BUCKETS (1u << BUCKET_BITS)
#define BATCH 512 /* tokens */
#define SEEN 1  /* the other has figures between the same words */
#define AGREE 2 /* and this one among them */

static int by_value(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static int by_key(const void *left, const void *right)
{
    const struct match_slot *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->figure > b->figure) - (a->figure < b->figure);
}

static uint64_t slot_key(uint32_t one, uint32_t two, uint32_t side, uint32_t figure)
{
    uint64_t words = one * match_constant[0] + two * match_constant[1] + side * match_constant[2];
    return (words & ~UINT64_C(0xffffffff)) | figure;
}

static void add_slot(struct match_figures *figures, uint64_t key)
{
    figures->slots[figures->slot_count++] = (struct match_slot){key, figures->count};
}

/* Brings slots, 2 * FEW at most, in the order of the first bits of their keys, which are those of a hash: little is
 * left to be sorted. Of equal ones the first stays first. */
static void spread_out(struct match_slot *slots, uint32_t count)
{
    struct match_slot from[2 * FEW];
    uint8_t end[BUCKETS + 1] = {0};
    if (!count) /* of a body without words there is no array */
        return;
    memcpy(from, slots, count * sizeof *slots);
    for (uint32_t i = 0; i < count; i++)
        end[(from[i].key >> (64 - BUCKET_BITS)) + 1]++;
    for (uint32_t b = 0; b < BUCKETS; b++)
        end[b + 1] = (uint8_t)(end[b + 1] + end[b]);
    for (uint32_t i = 0; i < count; i++)
        slots[end[from[i].key >> (64 - BUCKET_BITS)]++] = from[i];
}

/* By insertion while there are few, as nearly always: slots come in the order of their figures and keep it where keys are
 * equal. */
static void sort(struct match_figures *figures)
{
    if (figures->count > FEW) {
        qsort(figures->sorted, figures->count, sizeof *figures->sorted, by_value);
        qsort(figures->slots, figures->slot_count, sizeof *figures->slots, by_key);
        return;
    }
    for (uint32_t i = 1; i < figures->count; i++) {
        uint32_t item = figures->sorted[i], at = i;
        for (; at && figures->sorted[at - 1] > item; at--)
            figures->sorted[at] = figures->sorted[at - 1];
        figures->sorted[at] = item;
    }
    spread_out(figures->slots, figures->slot_count);
    for (uint32_t i = 1; i < figures->slot_count; i++) {
        struct match_slot item = figures->slots[i];
        uint32_t at = i;
        for (; at && figures->slots[at - 1].key > item.key; at--)
            figures->slots[at] = figures->slots[at - 1];
        figures->slots[at] = item;
    }
}

bool match_figures_reserve(struct match_figures *figures, uint32_t count)
{
    size_t most = count < MATCH_FIGURES_MOST ? count : MATCH_FIGURES_MOST;
    void *sorted = figures->sorted, *slots = figures->slots;
    bool ok = stet_grow(&sorted, &figures->capacity, most, sizeof *figures->sorted);
    figures->sorted = sorted;
    ok = ok && stet_grow(&slots, &figures->slot_capacity, 2 * most, sizeof *figures->slots);
    figures->slots = slots;
    return ok;
}

static void add(struct match_figures *figures, const uint32_t *body, uint32_t count, uint32_t i)
{
    if (i >= 2)
        add_slot(figures, slot_key(body[i - 2], body[i - 1], 0, body[i]));
    if (count - i > 2)
        add_slot(figures, slot_key(body[i + 1], body[i + 2], 1, body[i]));
    figures->sorted[figures->count++] = body[i];
}

void match_figures_fill(struct match_figures *figures, const struct match_kernel *kernel, const uint32_t *body,
                        uint32_t count)
{
    figures->count = figures->slot_count = 0;
    for (uint32_t at = 0, n; at < count && figures->count < MATCH_FIGURES_MOST; at += n) {
        uint32_t places[BATCH + MATCH_KERNEL_SLACK];
        n = count - at < BATCH ? count - at : BATCH;
        size_t found = kernel->figures(body + at, n, places);
        for (size_t i = 0; i < found && figures->count < MATCH_FIGURES_MOST; i++)
            add(figures, body, count, at + places[i]);
    }
    sort(figures);
}

void match_figures_free(struct match_figures *figures)
{
    free(figures->sorted);
    free(figures->slots);
    *figures = (struct match_figures){0};
}

uint32_t match_figures_shared(const struct match_figures *a, const struct match_figures *b)
{
    uint32_t shared = 0;
    for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
        uint32_t x = a->sorted[i], y = b->sorted[j];
        shared += x == y;
        i += x <= y;
        j += y <= x;
    }
    return shared;
}

/* The slots from `at` on that have the words of the one at `at`. */
static uint32_t group_end(const struct match_figures *figures, uint32_t at)
{
    uint64_t words = figures->slots[at].key >> 32;
    uint32_t end = at + 1;
    while (end < figures->slot_count && figures->slots[end].key >> 32 == words)
        end++;
    return end;
}

/* Marks AGREE on the slots of one group of a whose figure is in b's group of the same words. */
static void mark(const struct match_slot *a, const struct match_slot *a_end, const struct match_slot *b,
                 const struct match_slot *b_end, uint8_t *seen)
{
    for (; a < a_end; a++) {
        while (b < b_end && b->key < a->key)
            b++;
        seen[a->figure] |= b < b_end && b->key == a->key ? SEEN | AGREE : SEEN;
    }
}

static uint32_t count_differing(const uint8_t *seen, uint32_t count)
{
    uint32_t differing = 0;
    for (uint32_t i = 0; i < count; i++)
        differing += seen[i] == SEEN;
    return differing;
}

uint32_t match_figures_differing(const struct match_figures *a, const struct match_figures *b)
{
    uint8_t seen_a[MATCH_FIGURES_MOST], seen_b[MATCH_FIGURES_MOST];
    memset(seen_a, 0, a->count);
    memset(seen_b, 0, b->count);
    for (uint32_t i = 0, j = 0; i < a->slot_count && j < b->slot_count;) {
        uint64_t x = a->slots[i].key >> 32, y = b->slots[j].key >> 32;
        if (x != y) {
            i += x < y;
            j += y < x;
            continue;
        }
        uint32_t i_end = group_end(a, i), j_end = group_end(b, j);
        mark(a->slots + i, a->slots + i_end, b->slots + j, b->slots + j_end, seen_a);
        mark(b->slots + j, b->slots + j_end, a->slots + i, a->slots + i_end, seen_b);
        i = i_end;
        j = j_end;
    }
    return count_differing(seen_a, a->count) + count_differing(seen_b, b->count);
}

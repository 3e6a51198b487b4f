#include "match/align.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "match/shingles.h"

#define SMALL 4096 /* cells of a gap that is done by dynamic programming */
#define CHANCE 2   /* tokens of a block that may be chance */
#define FAR 6      /* times as many tokens beside it that differ: then it is */
#define NONE UINT32_MAX

/* Lengths of the runs that anchor, tried one after the other. */
static const uint32_t run_lengths[] = {8, 3, 1};
#define LEVELS (sizeof run_lengths / sizeof *run_lengths)

struct range {
    uint32_t a, a_end, b, b_end;
};

/* A run by its key: where it stands in a and in b, and whether more than once. */
struct run {
    uint32_t key, in_a, in_b;
    uint8_t times_a, times_b;
};

struct aligner {
    const uint32_t *a, *b;
    struct match_alignment *out;
};

void match_alignment_free(struct match_alignment *alignment)
{
    free(alignment->blocks);
    free(alignment->table);
    free(alignment->anchors);
    free(alignment->chain);
    *alignment = (struct match_alignment){.blocks = NULL};
}

static bool emit(struct aligner *aligner, uint32_t at_a, uint32_t at_b, uint32_t count)
{
    struct match_alignment *out = aligner->out;
    struct match_block *last = out->count ? &out->blocks[out->count - 1] : NULL;
    if (!count)
        return true;
    if (last && last->at_a + last->count == at_a && last->at_b + last->count == at_b) {
        last->count += count;
        return true;
    }
    void *blocks = out->blocks;
    bool ok = stet_grow(&blocks, &out->capacity, out->count + 1, sizeof *out->blocks);
    out->blocks = blocks;
    if (ok)
        out->blocks[out->count++] = (struct match_block){at_a, at_b, count};
    return ok;
}

static uint32_t agree(const struct aligner *aligner, uint32_t a, uint32_t a_end, uint32_t b, uint32_t b_end)
{
    uint32_t n = 0;
    while (a + n < a_end && b + n < b_end && aligner->a[a + n] == aligner->b[b + n])
        n++;
    return n;
}

/* The longest common subsequence of a small gap. */
static bool align_small(struct aligner *aligner, struct range gap)
{
    uint16_t length[SMALL + 1];
    uint32_t n = gap.a_end - gap.a, m = gap.b_end - gap.b, wide = m + 1;
    memset(length, 0, (size_t)(n + 1) * wide * sizeof *length);
    for (uint32_t i = n; i-- > 0;)
        for (uint32_t k = m; k-- > 0;) {
            uint16_t down = length[(i + 1) * wide + k], right = length[i * wide + k + 1];
            length[i * wide + k] = aligner->a[gap.a + i] == aligner->b[gap.b + k]
                                       ? (uint16_t)(length[(i + 1) * wide + k + 1] + 1)
                                   : down > right ? down
                                                  : right;
        }
    for (uint32_t i = 0, k = 0; i < n && k < m;) {
        if (aligner->a[gap.a + i] == aligner->b[gap.b + k]) {
            if (!emit(aligner, gap.a + i++, gap.b + k++, 1))
                return false;
        } else if (length[(i + 1) * wide + k] >= length[i * wide + k + 1]) {
            i++;
        } else {
            k++;
        }
    }
    return true;
}

static struct run *find(struct run *table, uint32_t mask, uint32_t key)
{
    uint32_t at = key & mask;
    while ((table[at].times_a || table[at].times_b) && table[at].key != key)
        at = (at + 1) & mask;
    table[at].key = key;
    return &table[at];
}

/* Puts the runs that stand once in either onto the stack of anchors, in the order of a. */
static bool find_anchors(struct aligner *aligner, struct range gap, uint32_t length)
{
    struct match_alignment *out = aligner->out;
    if (gap.a_end - gap.a < length || gap.b_end - gap.b < length)
        return true;
    uint32_t runs_a = gap.a_end - gap.a - length + 1, runs_b = gap.b_end - gap.b - length + 1;
    size_t size = 16;
    while (size < 2 * ((size_t)runs_a + runs_b))
        size *= 2;
    if (!stet_grow(&out->table, &out->table_capacity, size, sizeof(struct run)))
        return false;
    struct run *table = out->table;
    memset(table, 0, size * sizeof *table);
    uint32_t mask = (uint32_t)(size - 1);
    for (uint32_t i = 0; i < runs_a; i++) {
        struct run *run = find(table, mask, match_key(aligner->a + gap.a + i, length));
        run->in_a = gap.a + i;
        run->times_a = run->times_a ? 2 : 1;
    }
    for (uint32_t i = 0; i < runs_b; i++) {
        struct run *run = find(table, mask, match_key(aligner->b + gap.b + i, length));
        run->in_b = gap.b + i;
        run->times_b = run->times_b ? 2 : 1;
    }
    for (uint32_t i = 0; i < runs_a; i++) {
        const struct run *run = find(table, mask, match_key(aligner->a + gap.a + i, length));
        if (run->times_a != 1 || run->times_b != 1)
            continue;
        void *anchors = out->anchors;
        bool ok = stet_grow(&anchors, &out->anchor_capacity, out->anchor_count + 1, sizeof *out->anchors);
        out->anchors = anchors;
        if (!ok)
            return false;
        out->anchors[out->anchor_count++] = (struct match_block){run->in_a, run->in_b, length};
    }
    return true;
}

/* Keeps of the anchors from `first` on the longest chain that is in order in b too. */
static bool choose_chain(struct match_alignment *out, size_t first)
{
    size_t n = out->anchor_count - first;
    struct match_block *anchors = out->anchors + first;
    void *chain = out->chain;
    bool ok = stet_grow(&chain, &out->chain_capacity, 2 * n + 1, sizeof *out->chain);
    out->chain = chain;
    if (!ok)
        return false;
    uint32_t *tails = out->chain, *before = out->chain + n; /* tails[l]: the anchor that best ends a chain of l + 1 */
    size_t length = 0;
    for (size_t i = 0; i < n; i++) {
        size_t low = 0, high = length;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (anchors[tails[middle]].at_b < anchors[i].at_b)
                low = middle + 1;
            else
                high = middle;
        }
        before[i] = low ? tails[low - 1] : NONE;
        tails[low] = (uint32_t)i;
        length = low == length ? length + 1 : length;
    }
    for (uint32_t at = length ? tails[length - 1] : NONE, to = (uint32_t)length; at != NONE; at = before[at])
        tails[--to] = at;
    for (size_t i = 0; i < length; i++)
        anchors[i] = anchors[tails[i]];
    out->anchor_count = first + length;
    return true;
}

static bool align_gap(struct aligner *aligner, struct range gap, size_t level);

/* What lies between the anchors, and they themselves as far as tokens agree. */
static bool follow_chain(struct aligner *aligner, struct range gap, size_t level, size_t first)
{
    struct match_alignment *out = aligner->out;
    size_t end = out->anchor_count;
    bool ok = true;
    for (size_t i = first; i < end && ok; i++) {
        struct match_block anchor = out->anchors[i];
        if (anchor.at_a < gap.a || anchor.at_b < gap.b)
            continue;
        ok = align_gap(aligner, (struct range){gap.a, anchor.at_a, gap.b, anchor.at_b}, level + 1);
        uint32_t count = agree(aligner, anchor.at_a, gap.a_end, anchor.at_b, gap.b_end);
        ok = ok && emit(aligner, anchor.at_a, anchor.at_b, count);
        gap.a = anchor.at_a + count;
        gap.b = anchor.at_b + count;
    }
    out->anchor_count = first;
    return ok && align_gap(aligner, gap, level + 1);
}

/* At most LEVELS deep. */
static bool align_gap(struct aligner *aligner, struct range gap, size_t level)
{
    uint32_t front = agree(aligner, gap.a, gap.a_end, gap.b, gap.b_end);
    bool ok = emit(aligner, gap.a, gap.b, front);
    gap.a += front;
    gap.b += front;
    uint32_t back = 0;
    while (gap.a_end - back > gap.a && gap.b_end - back > gap.b &&
           aligner->a[gap.a_end - back - 1] == aligner->b[gap.b_end - back - 1])
        back++;
    gap.a_end -= back;
    gap.b_end -= back;
    uint64_t cells = (uint64_t)(gap.a_end - gap.a + 1) * (gap.b_end - gap.b + 1);
    if (!ok || gap.a == gap.a_end || gap.b == gap.b_end) {
        ; /* one side has nothing left */
    } else if (cells <= SMALL) {
        ok = align_small(aligner, gap);
    } else if (level < LEVELS) {
        size_t first = aligner->out->anchor_count;
        ok = find_anchors(aligner, gap, run_lengths[level]) && choose_chain(aligner->out, first) &&
             follow_chain(aligner, gap, level, first);
    }
    return ok && emit(aligner, gap.a_end, gap.b_end, back);
}

static void drop_chance(struct match_alignment *out, uint32_t n, uint32_t m)
{
    size_t kept = 0;
    uint32_t a = 0, b = 0; /* where the block kept last ends */
    for (size_t i = 0; i < out->count; i++) {
        struct match_block block = out->blocks[i];
        uint32_t next_a = i + 1 < out->count ? out->blocks[i + 1].at_a : n;
        uint32_t next_b = i + 1 < out->count ? out->blocks[i + 1].at_b : m;
        uint64_t beside = (uint64_t)(block.at_a - a) + (block.at_b - b) + (next_a - block.at_a - block.count) +
                          (next_b - block.at_b - block.count);
        if (block.count <= CHANCE && beside > (uint64_t)FAR * block.count)
            continue;
        out->blocks[kept++] = block;
        a = block.at_a + block.count;
        b = block.at_b + block.count;
    }
    out->count = kept;
}

stet_status match_align(const uint32_t *a, uint32_t n, const uint32_t *b, uint32_t m, struct match_alignment *out,
                        stet_error *err)
{
    out->count = out->anchor_count = 0;
    struct aligner aligner = {a, b, out};
    if (!align_gap(&aligner, (struct range){0, n, 0, m}, 0))
        return stet_fail_memory(err);
    drop_chance(out, n, m);
    return STET_OK;
}

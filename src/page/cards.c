/* Cards: where a page shows other articles, each has a head of an age or date, an outlet, a headline. Sites order these
 * in different ways, but each site in one way. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "page/words.h"
#include "page/work.h"

#define TITLE_MAX 160 /* units of a headline that ends like a sentence */
#define OUTLET_MAX 5  /* words */
#define CLEAR 2       /* points by which one side is the better one by itself */

static bool parted(const struct page_work *work, size_t i)
{
    return i == 0 || i >= work->count || i == work->inside || work->lines[i].gap > 0;
}

static bool may_be_outlet(const struct page_work *work, size_t i, unsigned words)
{
    const struct page_line *line = &work->lines[i];
    struct page_meta meta;
    uint64_t value;
    if (page_word_at(PAGE_WORD_AGE, line->text, &value)) /* "2 min read" */
        return false;
    return line->shape == PAGE_SHAPE_SHORT && line->words <= words && !line->colon && !page_announces(line) &&
           !page_speaks_of_site(line) && !page_meta_time(line, &meta);
}

/* Takes lines above the age that belong to it. */
static void extend_up(const struct page_work *work, struct page_head *head, size_t floor)
{
    for (int i = 0; i < 2 && head->first > floor && !parted(work, head->first); i++) {
        const struct page_line *above = &work->lines[head->first - 1];
        stet_span author;
        if (!head->meta.author.size && page_meta_byline(above, &author)) {
            head->meta.author = author;
        } else if (!head->meta.outlet.size && may_be_outlet(work, head->first - 1, OUTLET_MAX)) {
            stet_span name;
            head->guessed = !page_meta_dash(above, &name);
            head->meta.outlet = head->guessed ? above->text : name;
        } else {
            return;
        }
        head->first--;
    }
}

/* Takes lines below it. */
static void extend_down(const struct page_work *work, struct page_head *head)
{
    for (size_t next = head->last + 1; next < work->count && !parted(work, next); next = head->last + 1) {
        const struct page_line *below = &work->lines[next];
        stet_span name;
        struct page_meta meta;
        if (page_meta_dash(below, &name)) {
            /* "CTV News", "- CTV News": said twice, it is no guess. */
            if (!head->meta.outlet.size || page_same_letters(name, head->meta.outlet))
                head->guessed = false;
            if (!head->meta.outlet.size)
                head->meta.outlet = name;
        } else if (page_meta_time(below, &meta) && !meta.outlet.size) {
            if (!head->meta.age.size)
                head->meta.age = meta.age, head->meta.seconds = meta.seconds;
            if (head->meta.published == STET_TIME_NONE)
                head->meta.published = meta.published, head->meta.precision = meta.precision;
        } else if (!head->meta.author.size && page_meta_byline(below, &name)) {
            head->meta.author = name;
        } else if (!head->meta.outlet.size && may_be_outlet(work, next, 4) && !parted(work, next + 1) &&
                   work->lines[next + 1].shape == PAGE_SHAPE_HEAD) {
            head->meta.outlet = below->text;
        } else {
            return;
        }
        head->last = next;
    }
}

static int title_points(const struct page_work *work, size_t i)
{
    const struct page_line *line = &work->lines[i];
    int points = line->marks & (PAGE_MARK_HEADING | PAGE_MARK_TITLE) ? 2 : 0;
    if (page_announces(line) || page_speaks_of_site(line))
        return 0;
    switch ((enum page_shape)line->shape) {
    case PAGE_SHAPE_HEAD:
        return points + 3;
    case PAGE_SHAPE_SENTENCE:
        return points + 2;
    case PAGE_SHAPE_SHORT:
        return points + (line->words > 1 || line->units > 8);
    case PAGE_SHAPE_PROSE:
        break;
    }
    /* A headline may be a question, or a quotation. */
    bool followed = i + 1 < work->count && !parted(work, i + 1) && work->lines[i + 1].units > line->units;
    return line->units <= TITLE_MAX && followed ? points + 1 : points;
}

static int points_after(const struct page_work *work, const struct page_head *head, size_t stop)
{
    size_t i = head->last + 1;
    if (i >= stop)
        return 0;
    int points = title_points(work, i);
    if (!points)
        return 0;
    bool text = i + 1 < stop && !parted(work, i + 1) && page_is_prose(&work->lines[i + 1]);
    return points + text - (parted(work, i) && points > 1);
}

static int points_before(const struct page_work *work, const struct page_head *head, size_t floor, size_t stop)
{
    if (head->first <= floor || head->first == work->inside)
        return 0;
    size_t i = head->first - 1;
    int points = page_is_prose(&work->lines[i]) ? 0 : title_points(work, i);
    if (!points)
        return 0;
    bool text = head->last + 1 < stop && page_is_prose(&work->lines[head->last + 1]);
    return points + text - (parted(work, head->first) && points > 1);
}

static size_t floor_of(const struct page_work *work, size_t k)
{
    return k ? work->heads[k - 1].last + 1 : 0;
}

static size_t stop_of(const struct page_work *work, size_t k)
{
    return k + 1 < work->head_count ? work->heads[k + 1].first : work->count;
}

/* Whether two paragraphs follow: the head of a whole article, whose order need not be that of the cards. */
static bool heads_article(const struct page_work *work, size_t k)
{
    size_t i = work->heads[k].last + 1;
    return i + 1 < stop_of(work, k) && page_is_prose(&work->lines[i]) && page_is_prose(&work->lines[i + 1]);
}

/* The line behind a head that comes after another title is that one's teaser, so a title is taken once. */
static void choose_titles(struct page_work *work)
{
    long vote = 0;
    for (size_t k = 0; k < work->head_count; k++)
        if (!heads_article(work, k))
            vote += points_after(work, &work->heads[k], stop_of(work, k)) -
                    points_before(work, &work->heads[k], floor_of(work, k), stop_of(work, k));
    size_t taken = PAGE_NONE;
    for (size_t k = 0; k < work->head_count; k++) {
        struct page_head *head = &work->heads[k];
        int after = points_after(work, head, stop_of(work, k));
        int before = points_before(work, head, floor_of(work, k), stop_of(work, k));
        before = head->first && head->first - 1 == taken ? 0 : before;
        bool behind = after - before >= CLEAR || (before - after < CLEAR && vote > 0);
        head->title = (behind && after) || !before ? (after ? head->last + 1 : PAGE_NONE) : head->first - 1;
        if (head->title == PAGE_NONE && head->guessed && work->lines[head->first].words >= 3) {
            /* What looked like an outlet was a short headline. */
            head->title = head->first;
            head->meta.outlet = (stet_span){NULL, 0};
        }
        taken = head->title == PAGE_NONE ? taken : head->title;
    }
}

/* A name and an age over a paragraph, without a headline, is a reader's comment. An age alone says when the article
 * around it was updated: no head. */
static void bound(struct page_work *work)
{
    size_t to = 0;
    for (size_t k = 0; k < work->head_count; k++) {
        struct page_head head = work->heads[k];
        head.comment = head.title == PAGE_NONE;
        if (head.comment && (!head.meta.outlet.size || head.meta.posted || k == 0))
            continue;
        head.begin = head.title < head.first ? head.title : head.first;
        head.body = head.title != PAGE_NONE && head.title > head.last ? head.title + 1 : head.last + 1;
        work->heads[to++] = head;
    }
    work->head_count = to;
    for (size_t k = 0; k < to; k++)
        work->heads[k].end = k + 1 < to ? work->heads[k + 1].begin : work->count;
}

stet_status page_find_heads(struct page_work *work, stet_error *err)
{
    size_t floor = 0;
    for (size_t i = 0; i < work->count; i++) {
        struct page_head head = {.first = i, .last = i, .title = PAGE_NONE};
        if (!page_meta_time(&work->lines[i], &head.meta))
            continue;
        extend_up(work, &head, floor);
        extend_down(work, &head);
        void *heads = work->heads;
        bool grown = stet_grow(&heads, &work->head_capacity, work->head_count + 1, sizeof *work->heads);
        work->heads = heads;
        if (!grown)
            return stet_fail_memory(err);
        work->heads[work->head_count++] = head;
        i = head.last;
        floor = i + 1;
    }
    choose_titles(work);
    bound(work);
    return STET_OK;
}

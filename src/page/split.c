#include "page/split.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "page/work.h"

#define WHOLE_UNITS 1500 /* prose of a main article that is one line */
#define TEASER_UNITS 320 /* bytes of a text that breaks off */

/* The lines of the element that holds the article come first. */
static stet_status bring_inside_forward(struct page_lines *lines, size_t *inside, stet_error *err)
{
    *inside = 0;
    for (size_t i = 0; i < lines->count; i++)
        *inside += !(lines->data[i].marks & PAGE_MARK_OUTSIDE);
    if (*inside == lines->count) {
        *inside = 0;
        return STET_OK;
    }
    struct page_line *sorted = malloc(lines->count * sizeof *sorted);
    if (!sorted)
        return stet_fail_memory(err);
    size_t in = 0, out = *inside;
    for (size_t i = 0; i < lines->count; i++)
        sorted[lines->data[i].marks & PAGE_MARK_OUTSIDE ? out++ : in++] = lines->data[i];
    memcpy(lines->data, sorted, lines->count * sizeof *sorted);
    free(sorted);
    return STET_OK;
}

struct extent {
    size_t prose, units;
};

static struct extent measure(const struct page_work *work, size_t begin, size_t end)
{
    struct extent extent = {0, 0};
    for (size_t i = begin; i < end; i++) {
        const struct page_line *line = &work->lines[i];
        if (!page_is_prose(line) || line->repeated || page_speaks_of_site(line))
            continue;
        extent.prose++;
        extent.units += line->units;
    }
    return extent;
}

/* Which article is the main one: 0 for the lines before the first head, k + 1 for the one under head k. The first that
 * is as long as an article; what stands before all heads is it with less. */
static size_t choose_main(const struct page_work *work)
{
    size_t best = 0, most = 0, prose = 0;
    if (work->inside)
        return 0;
    struct extent top = measure(work, 0, work->head_count ? work->heads[0].begin : work->count);
    for (size_t k = 0; k < work->head_count; k++) {
        const struct page_head *head = &work->heads[k];
        struct extent extent = measure(work, head->body, head->end);
        if (!head->comment && extent.prose > prose)
            prose = extent.prose;
    }
    if (top.prose * 3 >= prose && top.prose > 1)
        return 0;
    if (top.prose && prose < 3)
        return 0;
    for (size_t k = 0; k < work->head_count; k++) {
        const struct page_head *head = &work->heads[k];
        struct extent extent = measure(work, head->body, head->end);
        if (head->comment)
            continue;
        if (extent.prose >= 3 || extent.units >= WHOLE_UNITS)
            return k + 1;
        if (extent.units > most)
            most = extent.units, best = k + 1;
    }
    return top.prose ? 0 : best;
}

static stet_status add_article(struct page_split *split, struct page_article **out, stet_error *err)
{
    void *articles = split->articles;
    bool grown = stet_grow(&articles, &split->capacity, split->count + 1, sizeof *split->articles);
    split->articles = articles;
    if (!grown)
        return stet_fail_memory(err);
    *out = &split->articles[split->count++];
    **out = (struct page_article){.published = STET_TIME_NONE};
    return STET_OK;
}

/* The lines of the body in one text. */
static stet_status join(struct page_split *split, const struct page_work *work, size_t begin, size_t end,
                        stet_span *out, stet_error *err)
{
    size_t size = 0, lines = 0, last = 0;
    for (size_t i = begin; i < end; i++)
        if (work->roles[i] == PAGE_ROLE_BODY)
            size += work->lines[i].text.size + 1, lines++, last = i;
    *out = (stet_span){NULL, 0};
    if (lines <= 1) {
        *out = lines ? work->lines[last].text : *out;
        return STET_OK;
    }
    char *text = stet_arena_bytes(&split->strings, size), *to = text;
    if (!text)
        return stet_fail_memory(err);
    for (size_t i = begin; i < end; i++) {
        if (work->roles[i] != PAGE_ROLE_BODY)
            continue;
        memcpy(to, work->lines[i].text.data, work->lines[i].text.size);
        to += work->lines[i].text.size;
        *to++ = '\n';
    }
    *out = (stet_span){text, size - 1};
    return STET_OK;
}

static void take_meta(struct page_article *article, const struct page_meta *meta)
{
    if (!article->age.size && meta->age.size)
        article->age = meta->age, article->age_seconds = meta->seconds;
    if (!article->author.size)
        article->author = meta->author;
    if (article->published == STET_TIME_NONE)
        article->published = meta->published, article->precision = meta->precision;
}

/* Bylines, ages and dates above the body. */
static void read_above(struct page_work *work, size_t begin, size_t body, struct page_article *article)
{
    for (size_t i = begin; i < body; i++) {
        struct page_meta meta = {.published = STET_TIME_NONE};
        if (work->roles[i] != PAGE_ROLE_OPEN)
            continue;
        if (page_credits(work, &work->lines[i])) {
            work->roles[i] = PAGE_ROLE_BODY;
            continue;
        }
        bool found = page_meta_time(&work->lines[i], &meta) || page_meta_byline(&work->lines[i], &meta.author);
        if (!found)
            continue;
        work->roles[i] = PAGE_ROLE_USED;
        take_meta(article, &meta);
        if (!article->source.size && (meta.age.size || meta.published != STET_TIME_NONE))
            article->source = meta.outlet;
    }
}

static bool breaks_off(stet_span text)
{
    return text.size < TEASER_UNITS && ((text.size > 3 && !memcmp(text.data + text.size - 3, "...", 3)) ||
                                        (text.size > 3 && !memcmp(text.data + text.size - 3, "\xe2\x80\xa6", 3)));
}

static enum page_part part_of(stet_span text)
{
    return !text.size || page_sentences(text) < 2 || breaks_off(text) ? PAGE_TEASER : PAGE_RELATED;
}

/* Stories under a heading, without ages: a headline and its text, again and again. */
static stet_status bare_cards(struct page_split *split, struct page_work *work, size_t begin, size_t end,
                              stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t i = begin; i < end && !status; i++) {
        const struct page_line *line = &work->lines[i];
        bool title = line->shape == PAGE_SHAPE_HEAD && !page_speaks_of_site(line) && !page_announces(line);
        if (!title || i + 1 >= end || !page_is_prose(&work->lines[i + 1]) || page_speaks_of_site(&work->lines[i + 1]))
            continue;
        size_t stop = i + 1;
        while (stop < end && work->lines[stop].shape != PAGE_SHAPE_HEAD && !page_announces(&work->lines[stop]))
            stop++;
        struct page_article *article = NULL;
        status = add_article(split, &article, err);
        if (status)
            return status;
        size_t rest;
        work->roles[i] = PAGE_ROLE_USED;
        article->title = line->text;
        page_find_body(work, i + 1, stop, false, &rest);
        status = join(split, work, i + 1, stop, &article->text, err);
        article->part = part_of(article->text);
        i = stop - 1;
    }
    page_drop_open(work, begin, end);
    return status;
}

static size_t first_body(const struct page_work *work, size_t begin, size_t end)
{
    while (begin < end && !(page_is_prose(&work->lines[begin]) && work->roles[begin] == PAGE_ROLE_BODY))
        begin++;
    return begin;
}

/* [begin, end) without a head, or with `head` over it. */
static stet_status take_main(struct page_split *split, struct page_work *work, size_t begin, size_t end,
                             const struct page_head *head, stet_error *err)
{
    struct page_article *article = NULL;
    stet_status status = add_article(split, &article, err);
    if (status)
        return status;
    article->part = PAGE_MAIN;
    size_t text = begin, body, rest;
    if (head) {
        take_meta(article, &head->meta);
        /* What stands over the date of the main article is more often a section or a name than the outlet. */
        if (!head->guessed || head->meta.age.size)
            article->source = head->meta.outlet;
        text = head->body;
        page_take_head_title(work, begin, end, head, article);
    } else {
        text = page_take_title(work, begin, end, article);
    }
    body = text;
    while (body < end && !page_is_prose(&work->lines[body]))
        body++;
    read_above(work, begin, body, article);
    page_keep_summary(work, text, body, end);
    page_find_body(work, text, end, true, &rest);
    if (first_body(work, text, rest) == rest)
        for (size_t i = text; i < rest; i++) /* no paragraph at all: a short item, which is whole as it is */
            if (work->roles[i] >= PAGE_ROLE_LINK && !page_speaks_of_site(&work->lines[i]) && !work->lines[i].marks)
                work->roles[i] = PAGE_ROLE_BODY;
    status = join(split, work, begin, rest, &article->text, err);
    if (!status && !article->text.size && !article->title.size)
        split->count--;
    if (!status && !article->text.size && !work->inside && !head) /* one line alone is the text of its article */
        article->text = article->title, article->title = (stet_span){NULL, 0};
    return status ? status : bare_cards(split, work, rest, end, err);
}

static stet_status take_card(struct page_split *split, struct page_work *work, const struct page_head *head,
                             stet_error *err)
{
    if (head->comment || head->title == PAGE_NONE) {
        for (size_t i = head->begin; i < head->end; i++)
            work->roles[i] = PAGE_ROLE_COMMENT;
        return STET_OK;
    }
    struct page_article *article = NULL;
    size_t rest;
    stet_status status = add_article(split, &article, err);
    if (status)
        return status;
    take_meta(article, &head->meta);
    article->source = head->meta.outlet;
    article->title = work->lines[head->title].text;
    page_find_body(work, head->body, head->end, false, &rest);
    status = join(split, work, head->body, rest, &article->text, err);
    article->part = part_of(article->text);
    return status ? status : bare_cards(split, work, rest, head->end, err);
}

static int by_number(const void *a, const void *b)
{
    const struct page_dropped *left = a, *right = b;
    return (left->number > right->number) - (left->number < right->number);
}

static stet_status list_dropped(struct page_split *split, const struct page_work *work, stet_error *err)
{
    size_t count = 0;
    for (size_t i = 0; i < work->count; i++)
        count += work->roles[i] >= PAGE_ROLE_LINK;
    void *dropped = split->dropped;
    bool grown = stet_grow(&dropped, &split->dropped_capacity, count, sizeof *split->dropped);
    split->dropped = dropped;
    if (!grown)
        return stet_fail_memory(err);
    split->dropped_count = 0;
    for (size_t i = 0; i < work->count; i++)
        if (work->roles[i] >= PAGE_ROLE_LINK)
            split->dropped[split->dropped_count++] =
                (struct page_dropped){work->lines[i].text, work->lines[i].number,
                                      (enum page_why)(work->roles[i] - PAGE_ROLE_LINK + PAGE_WHY_LINK)};
    if (count)
        qsort(split->dropped, split->dropped_count, sizeof *split->dropped, by_number);
    return STET_OK;
}

static stet_status take_articles(struct page_split *split, struct page_work *work, stet_error *err)
{
    stet_status status = page_find_heads(work, err);
    if (status)
        return status;
    for (size_t k = 0; k < work->head_count; k++) {
        const struct page_head *head = &work->heads[k];
        for (size_t i = head->first; i <= head->last; i++)
            work->roles[i] = PAGE_ROLE_USED;
        if (head->title != PAGE_NONE)
            work->roles[head->title] = PAGE_ROLE_USED;
    }
    /* Set above the element that holds the article, it is its title all the same. */
    for (size_t i = work->inside; i < work->count && work->inside && work->known->title.size; i++)
        if (work->roles[i] == PAGE_ROLE_OPEN && page_same_letters(work->lines[i].text, work->known->title))
            work->roles[i] = PAGE_ROLE_USED;
    size_t main = choose_main(work), top = work->head_count ? work->heads[0].begin : work->count;
    if (main) {
        const struct page_head *head = &work->heads[main - 1];
        status = take_main(split, work, main == 1 ? 0 : head->begin, head->end, head, err);
    } else {
        status = take_main(split, work, 0, top, NULL, err);
    }
    for (size_t k = 0; k < work->head_count && !status; k++)
        if (k + 1 != main)
            status = take_card(split, work, &work->heads[k], err);
    page_drop_open(work, 0, work->count);
    return status;
}

stet_status page_split(struct page_split *split, struct page_lines *lines, const struct page_known *known,
                       stet_error *err)
{
    struct page_work work = {.count = lines->count, .known = known};
    stet_status status = bring_inside_forward(lines, &work.inside, err);
    if (status || !lines->count)
        return status;
    work.lines = lines->data;
    work.roles = calloc(work.count, sizeof *work.roles);
    status = work.roles ? take_articles(split, &work, err) : stet_fail_memory(err);
    if (!status)
        status = list_dropped(split, &work, err);
    free(work.roles);
    free(work.heads);
    return status;
}

void page_split_reset(struct page_split *split)
{
    split->count = split->dropped_count = 0;
    stet_arena_reset(&split->strings);
}

void page_split_free(struct page_split *split)
{
    free(split->articles);
    free(split->dropped);
    stet_arena_free(&split->strings);
    *split = (struct page_split){.articles = NULL};
}

/* The head of the main article: which line is its title, and where its text begins. */
#include <string.h>

#include "page/work.h"

#define QUESTION_MAX 160 /* units of a title that ends as a sentence does */

void page_drop_open(struct page_work *work, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++) {
        const struct page_line *line = &work->lines[i];
        if (work->roles[i] == PAGE_ROLE_OPEN)
            work->roles[i] = line->repeated                                          ? PAGE_ROLE_REPEATED
                             : line->marks & PAGE_MARK_CAPTION                       ? PAGE_ROLE_CAPTION
                             : line->shape == PAGE_SHAPE_HEAD || page_is_prose(line) ? PAGE_ROLE_LINK
                                                                                     : PAGE_ROLE_JUNK;
    }
}

/* A page whose first line alone is a sentence that asks or quotes, with paragraphs behind it. */
static bool sentence_titles(const struct page_work *work, size_t begin, size_t end)
{
    const struct page_line *line = &work->lines[begin];
    if (work->known->title.size)
        return page_same_letters(line->text, work->known->title);
    if (begin + 1 >= end || line->units > QUESTION_MAX || line->gap + work->lines[begin + 1].gap < 1)
        return false;
    return memchr("?!", line->text.data[line->text.size - 1], 2) && work->lines[begin + 1].units > line->units;
}

/* The title, and where the body begins behind it. */
size_t page_take_title(struct page_work *work, size_t begin, size_t end, struct page_article *article)
{
    size_t body = begin;
    while (body < end && (!page_is_prose(&work->lines[body]) || work->lines[body].repeated ||
                          work->lines[body].marks & PAGE_MARK_CAPTION || page_speaks_of_site(&work->lines[body])))
        body++;
    if (body < end && sentence_titles(work, body, end)) {
        work->roles[body] = PAGE_ROLE_USED;
        article->title = work->lines[body].text;
        return body + 1;
    }
    size_t title = page_find_title(work, begin, body, end);
    /* One paragraph and a widget before the line whose words the text uses: a notice of the site. */
    size_t second = body;
    while (second < end && page_is_prose(&work->lines[second]))
        second++;
    if (second == body + 1) {
        size_t next = second;
        while (next < end && !page_is_prose(&work->lines[next]))
            next++;
        size_t hits, other_hits = 0;
        size_t other = next < end && next - second > 1 ? page_find_title(work, second, next, end) : PAGE_NONE;
        double better = other == PAGE_NONE ? 0 : page_overlap(work, other, next, end, &hits);
        double share = title == PAGE_NONE ? 0 : page_overlap(work, title, next, end, &other_hits);
        if (other != PAGE_NONE && hits > 1 && better > 2 * share) {
            page_drop_open(work, begin, second);
            title = other;
            begin = second;
        }
    }
    if (title == PAGE_NONE)
        return begin;
    work->roles[title] = PAGE_ROLE_USED;
    article->title = work->lines[title].text;
    page_drop_open(work, begin, title);
    return title + 1;
}

/* A line right behind the title that sums the story up is a part of it. */
void page_keep_summary(struct page_work *work, size_t i, size_t body, size_t end)
{
    const struct page_line *line = &work->lines[i];
    size_t hits = 0;
    if (i < body && work->roles[i] == PAGE_ROLE_OPEN && line->shape == PAGE_SHAPE_HEAD && !page_speaks_of_site(line) &&
        !(line->marks & PAGE_MARK_LINK) && page_overlap(work, i, body, end, &hits) > 0 && hits > 1)
        work->roles[i] = PAGE_ROLE_BODY;
}

/* Of the lines above the first paragraph, the title may be another one than that next to the date. */
void page_take_head_title(struct page_work *work, size_t begin, size_t end, const struct page_head *head,
                          struct page_article *article)
{
    size_t title = head->title, body = head->body, hits = 0;
    while (body < end && !page_is_prose(&work->lines[body]))
        body++;
    work->roles[title] = PAGE_ROLE_OPEN;
    size_t better = page_find_title(work, begin, body, end);
    if (better != PAGE_NONE)
        page_overlap(work, better, body, end, &hits);
    title = hits > 1 ? better : title;
    work->roles[title] = PAGE_ROLE_USED;
    page_keep_summary(work, title + 1, body, end);
    page_drop_open(work, begin, title);
    article->title = work->lines[title].text;
}

/* A page while it is split. Private to this folder. */
#ifndef STET_PAGE_WORK_H
#define STET_PAGE_WORK_H

#include "page/meta.h"
#include "page/split.h"

#define PAGE_NONE SIZE_MAX

/* What has been made of a line. */
enum page_role {
    PAGE_ROLE_OPEN,
    PAGE_ROLE_BODY,
    PAGE_ROLE_USED, /* as title, outlet, age ... */
    PAGE_ROLE_LINK, /* dropped, in the order of page_why */
    PAGE_ROLE_JUNK,
    PAGE_ROLE_REPEATED,
    PAGE_ROLE_COMMENT,
    PAGE_ROLE_CAPTION
};

/* Lines that belong together as the head of an article, and what they say. */
struct page_head {
    size_t first, last; /* lines of the group around the age or date */
    size_t title;       /* a line next to it, or PAGE_NONE */
    size_t begin, body; /* where the article begins, and behind its head */
    size_t end;         /* where the next one begins */
    struct page_meta meta;
    bool guessed; /* the outlet is just a short line before the age */
    bool comment;
};

struct page_work {
    struct page_line *lines;
    size_t count;
    size_t inside; /* lines of the element that holds the main article; 0: not known */
    uint8_t *roles;
    struct page_head *heads;
    size_t head_count, head_capacity;
    const struct page_known *known;
};

static inline bool page_is_prose(const struct page_line *line)
{
    return line->shape == PAGE_SHAPE_PROSE;
}

/* Whether a line, and nothing else, announces other stories or the end of the article. */
bool page_announces(const struct page_line *line);

/* Whether a line speaks of the site, or is the lead of a link. */
bool page_speaks_of_site(const struct page_line *line);

bool page_credits(const struct page_work *work, const struct page_line *line);

/* Finds the heads of cards (cards.c), each with its title and bounds. */
stet_status page_find_heads(struct page_work *work, stet_error *err);

/* Decides on the lines [begin, end), which hold one article's body (body.c). *rest is where it is over: `end`, or a
 * heading over other stories that have no heads. */
void page_find_body(struct page_work *work, size_t begin, size_t end, bool main, size_t *rest);

/* The line before `body` that is the title of what follows, or PAGE_NONE (title.c). */
size_t page_find_title(const struct page_work *work, size_t begin, size_t body, size_t end);

/* Takes the title of [begin, end), which has no head, and drops what stands before it. Returns where the text begins
 * (headline.c). */
size_t page_take_title(struct page_work *work, size_t begin, size_t end, struct page_article *article);

/* The same for an article that has one. */
void page_take_head_title(struct page_work *work, size_t begin, size_t end, const struct page_head *head,
                          struct page_article *article);

/* Keeps line i, before the first paragraph, if it sums the story up. */
void page_keep_summary(struct page_work *work, size_t i, size_t body, size_t end);

/* Drops what nothing has been made of. */
void page_drop_open(struct page_work *work, size_t begin, size_t end);

/* Whether two texts have the same letters, whatever their case and marks. */
bool page_same_letters(stet_span a, stet_span b);

/* The share of a line's longer words that occur in the prose of [begin, end); *hits is their number. */
double page_overlap(const struct page_work *work, size_t line, size_t begin, size_t end, size_t *hits);

#endif

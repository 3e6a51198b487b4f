/* Any bytes as a page, as text and as HTML: within the limits it is split, each line of a text is one of the page, and
 * what was dropped comes in order. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "page/html.h"
#include "page/nesting.h"
#include "page/split.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "not so: %s\n", what);
        abort();
    }
}

static bool credits(void *ctx, stet_span line)
{
    (void)ctx;
    return line.size && line.data[0] == '(';
}

static size_t lines_in(stet_span text)
{
    size_t count = text.size > 0;
    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == '\n';
    return count;
}

static void check(struct page_split *split, struct page_lines *lines, const struct page_known *known)
{
    stet_error err;
    for (size_t i = 0; i < lines->count; i++) {
        lines->data[i].repeated = lines->data[i].text.size % 11 == 5;
        require(lines->data[i].text.size > 0, "no line is empty");
    }
    require(!page_split(split, lines, known, &err), "a page can be split");
    size_t used = split->dropped_count;
    for (size_t i = 0; i < split->count; i++)
        used += lines_in(split->articles[i].text);
    require(used <= lines->count + split->count, "no line is used twice");
    for (size_t i = 1; i < split->dropped_count; i++)
        require(split->dropped[i - 1].number <= split->dropped[i].number, "what is dropped is in order");
    for (size_t i = 1; i < split->count; i++)
        require(split->articles[i].part != PAGE_MAIN, "one article is the main one");
    page_story(lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* The exact size, so that a byte too far is seen. */
    char *text = malloc(size + !size);
    require(text != NULL, "memory");
    if (size)
        memcpy(text, data, size);
    stet_span page = {text, size};
    struct page_lines lines = {.data = NULL};
    struct page_split split = {.articles = NULL};
    struct page_html html = {.body = {NULL, 0}};
    struct page_known known = {.credits = credits};
    stet_error err;
    require(!page_lines_cut(&lines, page, &split.strings, &err), "text can be cut");
    check(&split, &lines, &known);
    lines.count = 0;
    page_split_reset(&split);
    page_is_html(page);
    stet_status status = page_html_read(&html, &lines, page, &split.strings, &err);
    require(!status || status == STET_ERR_LIMIT, "HTML is read or beyond a limit");
    known.title = html.title;
    if (!status)
        check(&split, &lines, &known);
    page_lines_free(&lines);
    page_split_free(&split);
    free(text);
    return 0;
}

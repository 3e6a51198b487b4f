#include "page/html.h"

#include <setjmp.h>
#include <string.h>
#include <strings.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "page/dom.h"
#include "page/jsonld.h"
#include "page/nesting.h"
#include "page/words.h"

#define SNIFF 1024
#define PER_BYTE UINT64_C(200) /* of memory for each byte of a page, beside some MiB: far more than honest pages take  \
                                */
#define ALIGNMENT 16

bool page_is_html(stet_span text)
{
    static const char *const begins[] = {"<!doctype html", "<html",    "<head", "<body",  "<article", "<div", "<p>",
                                         "<main",          "<section", "<h1",   "<title", "<meta"};
    const char *at = text.data, *end = at + (text.size < SNIFF ? text.size : SNIFF);
    for (;;) {
        while (at < end && stet_ascii_is_space(*at))
            at++;
        /* An XML declaration or a comment may come first. */
        bool comment = end - at > 4 && !memcmp(at, "<!--", 4);
        if (!comment && !(end - at > 2 && !memcmp(at, "<?", 2)))
            break;
        const char *close = memmem(at, (size_t)(end - at), comment ? "-->" : ">", comment ? 3 : 1);
        if (!close)
            return false;
        at = close + (comment ? 3 : 1);
    }
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        size_t size = strlen(begins[i]);
        if ((size_t)(end - at) >= size && !strncasecmp(at, begins[i], size))
            return true;
    }
    return false;
}

/* gumbo does not check what it allocates, and frees a tree by recursion. So all that it takes lies in an arena, which
 * is freed as a whole, and where memory runs out the parser is left by a jump: nothing else is lost by that. */
struct lab {
    struct stet_arena arena;
    uint64_t used, most;
    bool limited;
    jmp_buf out;
};

static void *take(void *ctx, size_t size)
{
    struct lab *lab = ctx;
    lab->used += size + ALIGNMENT;
    lab->limited = lab->used > lab->most;
    char *piece = lab->limited ? NULL : stet_arena_bytes(&lab->arena, size + ALIGNMENT);
    if (!piece)
        longjmp(lab->out, 1);
    return piece + (-(uintptr_t)piece & (ALIGNMENT - 1));
}

static void give_back(void *ctx, void *piece)
{
    (void)ctx, (void)piece;
}

static const GumboOutput *parse(struct lab *lab, stet_span text)
{
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = take;
    options.deallocator = give_back;
    options.userdata = lab;
    options.max_errors = 0;
    return setjmp(lab->out) ? NULL : gumbo_parse_with_options(&options, text.data, text.size);
}

struct head {
    struct page_html *html;
    struct stet_arena *arena;
    stet_span ld[PAGE_LD_FIELDS];
    stet_span og_title, og_url, site_name, title, h1, published, author;
};

/* A copy, with white space collapsed and trimmed; false when memory ran out. An earlier one stays. */
static bool keep(struct head *head, stet_span *field, const char *value)
{
    if (field->size || !value)
        return true;
    size_t size = strlen(value), to = 0;
    char *copy = stet_arena_bytes(head->arena, size);
    if (!copy)
        return size == 0;
    for (size_t i = 0; i < size; i++) {
        bool space = stet_ascii_is_space(value[i]);
        if (!space || (to && copy[to - 1] != ' '))
            copy[to++] = space ? ' ' : value[i];
    }
    *field = page_trim((stet_span){copy, to});
    return true;
}

static bool read_meta(struct head *head, const GumboNode *node)
{
    struct page_html *html = head->html;
    const struct {
        const char *name;
        stet_span *field;
    } known[] = {{"og:title", &head->og_title},
                 {"og:url", &head->og_url},
                 {"og:site_name", &head->site_name},
                 {"article:published_time", &head->published},
                 {"article:modified_time", &html->modified},
                 {"datepublished", &head->published},
                 {"datemodified", &html->modified},
                 {"date", &head->published},
                 {"pubdate", &head->published},
                 {"dc.date", &head->published},
                 {"author", &head->author},
                 {"syndication-source", &html->syndication_source},
                 {"original-source", &html->original_source}};
    const char *name = dom_attribute(node, "property");
    name = name ? name : dom_attribute(node, "name");
    name = name ? name : dom_attribute(node, "itemprop");
    for (size_t i = 0; name && i < sizeof known / sizeof *known; i++)
        if (!strcasecmp(name, known[i].name))
            return keep(head, known[i].field, dom_attribute(node, "content"));
    return true;
}

/* The text of an element, its descendants' included. */
static stet_status text_of(struct head *head, const GumboNode *element, stet_span *field, stet_error *err)
{
    struct stet_buf text = STET_BUF_INIT;
    struct dom_walk walk;
    enum dom_step step = DOM_ENTER;
    const GumboNode *node;
    stet_status status = dom_walk_begin(&walk, element, err);
    while (!status && !(status = dom_walk_next(&walk, &step, &node, err)) && step != DOM_END)
        if (step == DOM_TEXT && !stet_buf_add_text(&text, node->v.text.text))
            status = stet_fail_memory(err);
    if (!status && (!stet_buf_add_byte(&text, 0) || !keep(head, field, text.data)))
        status = stet_fail_memory(err);
    dom_walk_end(&walk);
    stet_buf_free(&text);
    return status;
}

static stet_status read_script(struct head *head, const GumboNode *node, stet_error *err)
{
    const char *type = dom_attribute(node, "type");
    const GumboVector *children = &node->v.element.children;
    if (!type || strcasecmp(type, "application/ld+json") != 0 || !children->length)
        return STET_OK;
    const GumboNode *child = children->data[0];
    if (child->type != GUMBO_NODE_TEXT && child->type != GUMBO_NODE_CDATA)
        return STET_OK;
    const char *text = child->v.text.text;
    return page_jsonld_read((stet_span){text, strlen(text)}, head->arena, head->ld) ? STET_OK : stet_fail_memory(err);
}

static stet_status read_element(struct head *head, const GumboNode *node, stet_error *err)
{
    bool ok = true;
    switch (node->v.element.tag) {
    case GUMBO_TAG_META:
        ok = read_meta(head, node);
        break;
    case GUMBO_TAG_LINK:
        ok = !dom_has_word(node, "rel", "canonical") || keep(head, &head->html->canonical, dom_attribute(node, "href"));
        break;
    case GUMBO_TAG_HTML:
        ok = keep(head, &head->html->language, dom_attribute(node, "lang"));
        break;
    case GUMBO_TAG_TITLE:
        return head->title.size ? STET_OK : text_of(head, node, &head->title, err);
    case GUMBO_TAG_H1:
        return head->h1.size ? STET_OK : text_of(head, node, &head->h1, err);
    case GUMBO_TAG_SCRIPT:
        return read_script(head, node, err);
    default:
        break;
    }
    return ok ? STET_OK : stet_fail_memory(err);
}

static void first(stet_span *field, stet_span other)
{
    if (!field->size)
        *field = other;
}

/* An address that a browser would run instead of follow is none. */
static void check_address(stet_span *url)
{
    const char *colon = url->size ? memchr(url->data, ':', url->size) : NULL;
    const char *slash = url->size ? memchr(url->data, '/', url->size) : NULL;
    bool web = url->size > 8 && (!strncasecmp(url->data, "http://", 7) || !strncasecmp(url->data, "https://", 8));
    if (colon && !web && (!slash || colon < slash))
        *url = (stet_span){NULL, 0};
}

static void settle(struct head *head)
{
    struct page_html *html = head->html;
    const stet_span *ld = head->ld;
    html->title = ld[PAGE_LD_HEADLINE];
    first(&html->title, head->og_title);
    first(&html->title, head->h1);
    html->window_title = head->title;
    first(&html->canonical, head->og_url);
    first(&html->canonical, ld[PAGE_LD_URL]);
    check_address(&html->canonical);
    html->published = ld[PAGE_LD_PUBLISHED];
    first(&html->published, head->published);
    if (ld[PAGE_LD_MODIFIED].size)
        html->modified = ld[PAGE_LD_MODIFIED];
    html->author = ld[PAGE_LD_AUTHOR];
    first(&html->author, head->author);
    html->publisher = ld[PAGE_LD_PUBLISHER];
    first(&html->publisher, head->site_name);
    html->based_on = ld[PAGE_LD_BASED_ON];
    html->organization = ld[PAGE_LD_ORGANIZATION];
    html->body = ld[PAGE_LD_BODY];
    first(&html->language, ld[PAGE_LD_LANGUAGE]);
}

static stet_status read_head(struct head *head, const GumboNode *root, stet_error *err)
{
    struct dom_walk walk;
    enum dom_step step = DOM_ENTER;
    const GumboNode *node = root;
    stet_status status = dom_walk_begin(&walk, root, err);
    if (!status)
        status = read_element(head, root, err);
    while (!status && !(status = dom_walk_next(&walk, &step, &node, err)) && step != DOM_END)
        if (step == DOM_ENTER)
            status = read_element(head, node, err);
    dom_walk_end(&walk);
    settle(head);
    return status;
}

stet_status page_html_read(struct page_html *html, struct page_lines *lines, stet_span text, struct stet_arena *arena,
                           stet_error *err)
{
    *html = (struct page_html){.body = {NULL, 0}};
    if (page_nesting(text, PAGE_HTML_MAX_DEPTH + 1) > PAGE_HTML_MAX_DEPTH)
        return stet_fail(err, STET_ERR_LIMIT, "HTML: elements nested deeper than %d", PAGE_HTML_MAX_DEPTH);
    struct lab lab = {.arena = STET_ARENA_INIT, .most = (UINT64_C(16) << 20) + text.size * PER_BYTE};
    if (lab.most > PAGE_HTML_MAX_MEMORY)
        lab.most = PAGE_HTML_MAX_MEMORY;
    const GumboOutput *output = parse(&lab, text);
    stet_status status = STET_OK;
    if (!output)
        status = lab.limited ? stet_fail(err, STET_ERR_LIMIT, "HTML: takes more than %llu MiB to parse",
                                         (unsigned long long)(lab.most >> 20))
                             : stet_fail_memory(err);
    struct head head = {.html = html, .arena = arena};
    const GumboNode *article = NULL;
    if (!status)
        status = read_head(&head, output->root, err);
    if (!status)
        status = dom_find_article(output->root, &article, err);
    if (!status)
        status = dom_read_lines(output->root, article, lines, arena, err);
    stet_arena_free(&lab.arena);
    return status;
}

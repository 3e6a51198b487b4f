#include "generate/emit.h"

#include <unistd.h>

enum { FLUSH_AT = 1 << 20 };

/* How the fields may be called. The first is the usual form; the others take turns under --fields alt. */
static const struct names {
    const char *id, *source, *published, *title, *url, *language, *text;
    bool ascii;     /* all other characters as \uXXXX */
    char time_form; /* 'i': RFC 3339; 'u': Unix seconds; 'p': with a space */
} forms[] = {
    {"id", "source", "published", "title", "url", "lang", "text", false, 'i'},
    {"guid", "publisher", "date_publish", "headline", "link", "language", "maintext", false, 'p'},
    {"uuid", "outlet", "timestamp", "title", "url", "lang", "content", true, 'u'},
    {"id", "site", "publishedAt", "headline", "url", "language", "body", true, 'i'},
};

static void put_unicode(struct stet_buf *buf, const unsigned char **p)
{
    static const char hex[] = "0123456789abcdef";
    unsigned c = *(*p)++;
    unsigned more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
    c &= 0x3fu >> more;
    while (more-- > 0)
        c = c << 6 | (*(*p)++ & 0x3f);
    put(buf, (char[]){'\\', 'u', hex[c >> 12 & 15], hex[c >> 8 & 15], hex[c >> 4 & 15], hex[c & 15]}, 6);
}

static void put_string(struct stet_buf *buf, const char *data, size_t size, bool ascii)
{
    const unsigned char *p = (const unsigned char *)data, *end = p + size;
    put_room(buf, size + 2);
    put_byte(buf, '"');
    while (p < end) {
        const unsigned char *run = p;
        while (p < end && *p != '"' && *p != '\\' && *p >= ' ' && !(ascii && *p >= 0x80))
            p++;
        put(buf, (const char *)run, (size_t)(p - run));
        if (p == end)
            break;
        if (*p >= 0x80) {
            put_unicode(buf, &p);
            continue;
        }
        put_byte(buf, '\\');
        put_byte(buf, *p == '\n' ? 'n' : (char)*p);
        p++;
    }
    put_byte(buf, '"');
}

static void put_name(struct stet_buf *buf, const char *name, bool first)
{
    put_text(buf, first ? "{\"" : ",\"");
    put_text(buf, name);
    put_text(buf, "\":");
}

static void put_time(struct stet_buf *buf, const struct record *r, char form)
{
    struct tm tm;
    int64_t local = r->published + r->zone * INT64_C(3600);
    if (form == 'u') {
        put_number(buf, (uint64_t)(r->stamp == STAMP_MIDNIGHT ? r->published / 86400 * 86400 : r->published));
        return;
    }
    if (r->stamp == STAMP_MIDNIGHT)
        local = local / 86400 * 86400;
    gmtime_r(&(time_t){local}, &tm);
    put_byte(buf, '"');
    put_number(buf, (uint64_t)tm.tm_year + 1900);
    put_byte(buf, '-');
    put_two(buf, (unsigned)tm.tm_mon + 1);
    put_byte(buf, '-');
    put_two(buf, (unsigned)tm.tm_mday);
    put_byte(buf, form == 'p' ? ' ' : 'T');
    put_two(buf, (unsigned)tm.tm_hour);
    put_byte(buf, ':');
    put_two(buf, (unsigned)tm.tm_min);
    put_byte(buf, ':');
    put_two(buf, (unsigned)tm.tm_sec);
    if (r->zone == 0 && form == 'i') {
        put_byte(buf, 'Z');
    } else {
        put_byte(buf, r->zone < 0 ? '-' : '+');
        put_two(buf, (unsigned)(r->zone < 0 ? -r->zone : r->zone));
        put_text(buf, ":00");
    }
    put_byte(buf, '"');
}

/* What comes before the top level domain, and the article's number. */
static void put_id(struct stet_buf *buf, const struct record *r)
{
    const char *dot = memchr(r->source.data, '.', r->source.size);
    put(buf, r->source.data, dot ? (size_t)(dot - r->source.data) : r->source.size);
    put_byte(buf, '-');
    put_number(buf, r->number);
}

static void put_url(struct stet_buf *buf, const struct record *r)
{
    put_text(buf, "\"https://www.");
    put_span(buf, r->source);
    put_text(buf, "/news/");
    world_slug(buf, (struct span){r->article->title.data, (uint32_t)r->article->title.size}, '-');
    put_byte(buf, '-');
    put_number(buf, r->number);
    put_byte(buf, '"');
}

static void put_truth(struct stet_buf *buf, const struct record *r)
{
    put_id(buf, r);
    put_text(buf, "\tc");
    put_number(buf, r->cluster);
    put_text(buf, r->canonical ? "\t1\t" : "\t0\t");
    put(buf, r->article->relation.data, r->article->relation.size);
    put_byte(buf, '\n');
}

static bool write_all(int fd, struct stet_buf *buf)
{
    for (size_t done = 0; done < buf->size;) {
        ssize_t n = write(fd, buf->data + done, buf->size - done);
        if (n < 0)
            return false;
        done += (size_t)n;
    }
    buf->size = 0;
    return true;
}

bool emit_flush(struct emitter *e)
{
    return write_all(e->feed_fd, &e->feed) && (e->truth_fd < 0 || write_all(e->truth_fd, &e->truth));
}

void emit_record(struct emitter *e, const struct record *r)
{
    const struct names *names = &forms[r->alternative_fields ? r->number % (sizeof forms / sizeof *forms) : 0];
    struct stet_buf *buf = &e->feed;
    size_t start = buf->size;
    put_name(buf, names->id, true);
    put_byte(buf, '"');
    put_id(buf, r);
    put_byte(buf, '"');
    put_name(buf, names->source, false);
    put_string(buf, r->source.data, r->source.size, false);
    if (r->stamp != STAMP_NONE) {
        put_name(buf, names->published, false);
        put_time(buf, r, names->time_form);
    }
    put_name(buf, names->title, false);
    put_string(buf, r->article->title.data, r->article->title.size, names->ascii);
    put_name(buf, names->url, false);
    put_url(buf, r);
    put_name(buf, names->language, false);
    put_string(buf, r->language.data, r->language.size, false);
    put_name(buf, names->text, false);
    put_string(buf, r->article->text.data, r->article->text.size, names->ascii);
    put_text(buf, "}\n");
    e->bytes += buf->size - start;
    e->articles++;
    if (e->truth_fd >= 0)
        put_truth(&e->truth, r);
    if (buf->size >= FLUSH_AT && !emit_flush(e))
        err(2, "write");
}

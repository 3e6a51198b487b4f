#include "page/jsonld.h"

#include <cstring>
#include <new>
#include <simdjson.h>

namespace dom = simdjson::dom;

namespace
{

constexpr size_t most_articles = 64; /* members of a graph that are looked at */

/* Reads one script. `failed` is set when memory ran out. */
class reader
{
  public:
    reader(struct stet_arena *arena, stet_span *fields) : arena_(arena), fields_(fields)
    {
    }

    void top(const dom::element &element, unsigned depth);
    bool failed = false;
    bool found = false;

  private:
    void article(const dom::object &object);
    void set(page_jsonld_field field, std::string_view value);
    void text(page_jsonld_field field, const dom::object &object, const char *key);
    void named(page_jsonld_field field, const dom::object &object, const char *key, const char *first);
    bool name_of(const dom::element &element, const char *first, std::string_view *name) const;

    struct stet_arena *arena_;
    stet_span *fields_;
    size_t seen_ = 0;
};

bool ends_with(std::string_view text, std::string_view ending)
{
    return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

bool is_article_type(std::string_view type)
{
    return ends_with(type, "Article") || ends_with(type, "BlogPosting") || ends_with(type, "/Report") ||
           type == "Report";
}

bool is_article(const dom::object &object)
{
    dom::element type;
    std::string_view name;
    dom::array names;
    if (object["@type"].get(type))
        return false;
    if (!type.get(name))
        return is_article_type(name);
    if (type.get(names))
        return false;
    for (dom::element each : names)
        if (!each.get(name) && is_article_type(name))
            return true;
    return false;
}

void reader::set(page_jsonld_field field, std::string_view value)
{
    if (fields_[field].size || value.empty())
        return;
    char *copy = stet_arena_bytes(arena_, value.size());
    if (!copy) {
        failed = true;
        return;
    }
    memcpy(copy, value.data(), value.size());
    fields_[field] = stet_span{copy, value.size()};
}

void reader::text(page_jsonld_field field, const dom::object &object, const char *key)
{
    std::string_view value;
    if (!object[key].get(value))
        set(field, value);
}

/* A string, or an object's member `first`, or its name, its @id, its url. */
bool reader::name_of(const dom::element &element, const char *first, std::string_view *name) const
{
    if (!element.get(*name))
        return !name->empty();
    dom::object object;
    if (element.get(object))
        return false;
    for (const char *key : {first, "name", "url", "@id"})
        if (!object[key].get(*name) && !name->empty())
            return true;
    return false;
}

/* One of those, or several, parted by commas. */
void reader::named(page_jsonld_field field, const dom::object &object, const char *key, const char *first)
{
    dom::element element;
    std::string_view name;
    dom::array several;
    if (fields_[field].size || object[key].get(element))
        return;
    if (element.get(several)) {
        if (name_of(element, first, &name))
            set(field, name);
        return;
    }
    size_t size = 0;
    for (dom::element each : several)
        if (name_of(each, first, &name))
            size += name.size() + 2;
    char *joined = size ? stet_arena_bytes(arena_, size) : nullptr, *to = joined;
    if (size && !joined)
        failed = true;
    if (!joined)
        return;
    for (dom::element each : several) {
        if (!name_of(each, first, &name))
            continue;
        memcpy(to, name.data(), name.size());
        to += name.size();
        memcpy(to, ", ", 2);
        to += 2;
    }
    fields_[field] = stet_span{joined, size - 2};
}

void reader::article(const dom::object &object)
{
    found = true;
    text(PAGE_LD_HEADLINE, object, "headline");
    named(PAGE_LD_URL, object, "mainEntityOfPage", "@id");
    text(PAGE_LD_URL, object, "url");
    text(PAGE_LD_PUBLISHED, object, "datePublished");
    text(PAGE_LD_MODIFIED, object, "dateModified");
    named(PAGE_LD_AUTHOR, object, "author", "name");
    named(PAGE_LD_PUBLISHER, object, "publisher", "name");
    named(PAGE_LD_BASED_ON, object, "isBasedOn", "url");
    named(PAGE_LD_ORGANIZATION, object, "sourceOrganization", "name");
    named(PAGE_LD_LANGUAGE, object, "inLanguage", "alternateName");
    text(PAGE_LD_BODY, object, "articleBody");
}

/* An article, or an array or graph that holds one. */
void reader::top(const dom::element &element, unsigned depth)
{
    dom::array array;
    dom::object object;
    if (found || depth > 3 || ++seen_ > most_articles)
        return;
    if (!element.get(array)) {
        for (dom::element each : array)
            top(each, depth + 1);
        return;
    }
    if (element.get(object))
        return;
    dom::element inner;
    if (is_article(object)) {
        article(object);
        return;
    }
    for (const char *key : {"@graph", "mainEntity"})
        if (!object[key].get(inner))
            top(inner, depth + 1);
}

/* From the first bracket to the last: comments and CDATA marks are around it. */
stet_span json_of(stet_span script)
{
    const char *at = script.data, *end = at + script.size;
    const char *mark = static_cast<const char *>(memmem(at, script.size < 64 ? script.size : 64, "[CDATA[", 7));
    const char *close = mark ? static_cast<const char *>(memmem(mark, (size_t)(end - mark), "]]>", 3)) : nullptr;
    at = mark ? mark + 7 : at;
    end = close ? close : end;
    while (at < end && *at != '{' && *at != '[')
        at++;
    while (end > at && end[-1] != '}' && end[-1] != ']')
        end--;
    return stet_span{at, (size_t)(end - at)};
}

} // namespace

bool page_jsonld_read(stet_span script, struct stet_arena *arena, stet_span fields[PAGE_LD_FIELDS])
{
    stet_span json = json_of(script);
    if (!json.size)
        return true;
    char *copy = stet_arena_bytes(arena, json.size + simdjson::SIMDJSON_PADDING);
    dom::parser *parser = new (std::nothrow) dom::parser;
    if (!copy || !parser) {
        delete parser;
        return false;
    }
    /* Line ends within strings are not allowed, and common. */
    for (size_t i = 0; i < json.size; i++)
        copy[i] = (unsigned char)json.data[i] < 0x20 ? ' ' : json.data[i];
    memset(copy + json.size, 0, simdjson::SIMDJSON_PADDING);
    dom::element root;
    simdjson::error_code error = parser->allocate(json.size < 64 ? 64 : json.size, PAGE_JSONLD_MAX_DEPTH);
    if (!error)
        error = parser->parse(reinterpret_cast<const uint8_t *>(copy), json.size, false).get(root);
    bool failed = error == simdjson::MEMALLOC;
    if (!error) {
        reader read(arena, fields);
        read.top(root, 0);
        failed = read.failed;
    }
    delete parser;
    return !failed;
}

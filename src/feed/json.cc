/* simdjson On-Demand (Keiser, Lemire 2023: "On-Demand JSON: A Better Way to Parse Documents?").
 *
 * Its first stage finds the structure of a line and checks UTF-8, quotes and control characters with vector
 * instructions. Its second is ours to drive, one pass over the keys, and does not check what is passed over. A line
 * must be wholly valid all the same (half a line is a sign of damage), so each skipped value is walked: brackets,
 * commas and colons by the iterators, scalars by feed_json_scalar's grammar, escapes by feed_unescape. Article feeds
 * are nearly all text, where none of this costs much. */
#include "feed/json.h"

#include <cstdint>
#include <cstring>
#include <new>
#include <simdjson.h>

#include "feed/scalar.h"
#include "feed/unescape.h"

namespace ondemand = simdjson::ondemand;

struct feed_json {
    ondemand::parser parser;
};

namespace
{

constexpr size_t first_capacity = 64 << 10;
constexpr uint8_t no_rank = 0xff;

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

const char *reason_of(simdjson::error_code error)
{
    switch (error) {
    case simdjson::UTF8_ERROR:
        return "not UTF-8";
    case simdjson::UNESCAPED_CHARS:
        return "not JSON: a control character in a string";
    case simdjson::UNCLOSED_STRING:
        return "not JSON: a string is not closed";
    case simdjson::DEPTH_ERROR:
        return "nested too deeply";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
        return "not JSON: an object or array is not closed";
    default:
        return "not JSON: brackets, commas and colons do not fit together";
    }
}

/* Why a line that does not begin with an object is none. */
const char *reason_of_other(const char *line, size_t size)
{
    while (size && is_space(line[size - 1]))
        size--;
    while (size && is_space(*line))
        line++, size--;
    if (size && (*line == '[' || feed_json_scalar(line, size)))
        return "not a JSON object";
    return feed_utf8_valid(line, size) ? "not JSON: the line does not begin with {" : "not UTF-8";
}

bool is_string(stet_span token)
{
    return token.size && token.data[0] == '"';
}

/* The fields of one line while it is walked. `path` is the set of pointers whose segments have led here. */
class walker
{
  public:
    walker(const struct feed_fields *fields, stet_span *found) : fields_(fields), found_(found)
    {
        for (int i = 0; i < FEED_FIELD_COUNT; i++) {
            rank_[i] = no_rank;
            found_[i] = stet_span{nullptr, 0};
        }
    }

    const char *object(ondemand::object object, unsigned depth, uint32_t path);

  private:
    const char *key(simdjson::simdjson_result<ondemand::field> &field, stet_span *key);
    const char *value(ondemand::value value, unsigned depth, uint32_t path, const struct feed_name *names,
                      uint32_t arrived);
    const char *array(ondemand::array array, unsigned depth, uint32_t path);
    const char *scalar(ondemand::value &value, stet_span *token);
    const char *offer(uint8_t field, uint8_t rank, stet_span token, bool *taken);
    void follow(stet_span segment, unsigned depth, uint32_t path, uint32_t *on, uint32_t *arrived) const;

    const struct feed_fields *fields_;
    stet_span *found_;
    uint8_t rank_[FEED_FIELD_COUNT];
    char unescaped_[64]; /* a key with escapes in it; longer ones are no names of ours */
};

const char *check_string(stet_span token)
{
    size_t ignored;
    return feed_unescape(token.data + 1, token.size - 2, nullptr, &ignored);
}

const char *walker::key(simdjson::simdjson_result<ondemand::field> &field, stet_span *key)
{
    const char *raw = field.key().value_unsafe().raw();
    /* Stage 1 has seen the closing quote. */
    const char *end = raw;
    bool escaped = false;
    for (; *end != '"'; end++) {
        if (*end == '\\') {
            escaped = true;
            end++;
        }
    }
    *key = stet_span{raw, (size_t)(end - raw)};
    if (!escaped)
        return nullptr;
    size_t written;
    bool fits = key->size <= sizeof unescaped_;
    const char *reason = feed_unescape(raw, key->size, fits ? unescaped_ : nullptr, &written);
    *key = fits && !reason ? stet_span{unescaped_, written} : stet_span{nullptr, 0};
    return reason;
}

/* The token of a scalar without the white space behind it, its grammar checked but for escapes. A string must be taken
 * explicitly: left to be skipped by the iterator, one with a colon behind it would be gone over as if it were a key. */
const char *walker::scalar(ondemand::value &value, stet_span *token)
{
    std::string_view raw = value.raw_json_token();
    size_t size = raw.size();
    while (size && is_space(raw[size - 1]))
        size--;
    *token = stet_span{raw.data(), size};
    if (!feed_json_scalar(raw.data(), size))
        return "not JSON: neither a string, a number, true, false nor null";
    simdjson::error_code error = is_string(*token) ? value.get_raw_json_string().error() : simdjson::SUCCESS;
    return error ? reason_of(error) : nullptr;
}

/* Takes a token for a field unless a better name was found before. What is left aside must be checked here. */
const char *walker::offer(uint8_t field, uint8_t rank, stet_span token, bool *taken)
{
    bool usable = is_string(token) ? token.size > 2 : field != FEED_TEXT && feed_is_number(token.data, token.size);
    if (!usable || rank >= rank_[field])
        return nullptr;
    stet_span loser = found_[field];
    found_[field] = token;
    rank_[field] = rank;
    *taken = true;
    return is_string(loser) ? check_string(loser) : nullptr;
}

/* Which pointers lead on into the member `segment`, and which end at it. */
void walker::follow(stet_span segment, unsigned depth, uint32_t path, uint32_t *on, uint32_t *arrived) const
{
    *on = *arrived = 0;
    for (size_t i = 0; i < fields_->pointer_count; i++) {
        const struct feed_pointer *pointer = &fields_->pointers[i];
        if (!(path >> i & 1) || pointer->count <= depth)
            continue;
        const stet_span *wanted = &pointer->segments[depth];
        if (wanted->size != segment.size || (segment.size && memcmp(wanted->data, segment.data, segment.size) != 0))
            continue;
        *(pointer->count == depth + 1 ? arrived : on) |= 1u << i;
    }
}

const char *walker::value(ondemand::value value, unsigned depth, uint32_t path, const struct feed_name *names,
                          uint32_t arrived)
{
    char first = *value.raw_json_token().data();
    if (first == '{' || first == '[') {
        if (depth >= FEED_JSON_MAX_DEPTH)
            return "nested too deeply";
        if (first == '{') {
            ondemand::object inner;
            simdjson::error_code error = value.get_object().get(inner);
            return error ? reason_of(error) : object(inner, depth, path);
        }
        ondemand::array inner;
        simdjson::error_code error = value.get_array().get(inner);
        return error ? reason_of(error) : array(inner, depth, path);
    }
    stet_span token;
    const char *reason = scalar(value, &token);
    bool taken = false;
    for (; names && !reason; names = names->same)
        reason = offer(names->field, names->rank, token, &taken);
    for (size_t i = 0; arrived && !reason && i < fields_->pointer_count; i++) {
        if (arrived >> i & 1)
            reason = offer(fields_->pointers[i].field, 0, token, &taken);
    }
    if (!reason && !taken && is_string(token))
        reason = check_string(token);
    return reason;
}

const char *walker::array(ondemand::array array, unsigned depth, uint32_t path)
{
    uint64_t index = 0;
    for (auto item : array) {
        ondemand::value inner;
        simdjson::error_code error = item.get(inner);
        if (error)
            return reason_of(error);
        uint32_t on = 0, arrived = 0;
        if (path) {
            char number[24];
            int size = snprintf(number, sizeof number, "%llu", (unsigned long long)index);
            follow(stet_span{number, (size_t)size}, depth, path, &on, &arrived);
        }
        const char *reason = value(inner, depth + 1, on, nullptr, arrived);
        if (reason)
            return reason;
        index++;
    }
    return nullptr;
}

const char *walker::object(ondemand::object object, unsigned depth, uint32_t path)
{
    for (auto field : object) {
        if (field.error())
            return reason_of(field.error());
        stet_span name;
        const char *reason = key(field, &name);
        if (reason)
            return reason;
        uint32_t on = 0, arrived = 0;
        if (path)
            follow(name, depth, path, &on, &arrived);
        const struct feed_name *names =
            depth == 0 && name.data ? feed_fields_find(fields_, name.data, name.size) : nullptr;
        reason = value(field.value().value_unsafe(), depth + 1, on, names, arrived);
        if (reason)
            return reason;
    }
    return nullptr;
}

} // namespace

struct feed_json *feed_json_create(void)
{
    return new (std::nothrow) feed_json;
}

void feed_json_free(struct feed_json *json)
{
    delete json;
}

/* Capacity in powers of two: a feed whose lines get longer and longer must not allocate for each. */
static simdjson::error_code make_room(ondemand::parser &parser, size_t size)
{
    size_t capacity = first_capacity;
    while (capacity < size)
        capacity *= 2;
    return parser.capacity() >= size ? simdjson::SUCCESS : parser.allocate(capacity, FEED_JSON_MAX_DEPTH + 1);
}

bool feed_json_scan(struct feed_json *json, const struct feed_fields *fields, const char *line, size_t size,
                    stet_span found[FEED_FIELD_COUNT], const char **reason)
{
    walker walk(fields, found);
    *reason = nullptr;
    simdjson::error_code error = make_room(json->parser, size);
    ondemand::document document;
    if (!error)
        error = json->parser.iterate(simdjson::padded_string_view(line, size, size + FEED_JSON_PADDING)).get(document);
    ondemand::object object;
    if (!error)
        error = document.get_object().get(object);
    if (error) {
        *reason = error == simdjson::INCORRECT_TYPE ? reason_of_other(line, size) : reason_of(error);
        return error != simdjson::MEMALLOC;
    }
    *reason = walk.object(object, 0, (1u << fields->pointer_count) - 1);
    if (!*reason && !document.current_location().error())
        *reason = "not JSON: more behind the object";
    return true;
}

bool feed_utf8_valid(const char *data, size_t size)
{
    return simdjson::validate_utf8(data, size);
}

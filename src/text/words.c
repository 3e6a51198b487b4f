/* The state machine of the token rules, driven by the classes of folded characters.
 *
 * Letters and most marks, the bulk of any text, are taken by a tight loop. Everything else goes through put(). Canonical
 * composition comes before the rules, but almost no text needs it: the loop takes characters as they come and looks only
 * where a mark of another order or a possible second half of a composition follows. When these really change places or
 * compose, the tokens since the last separator are dropped and that stretch is read again through text/compose.h. A byte is
 * thus read twice at most. */
#include "text/words.h"

#include "base/buf.h"
#include "base/error.h"
#include "text/compose.h"
#include "text/utf8.h"

void text_words_begin(struct text_words *words, struct text_tokens *out)
{
    words->out = out;
    words->each = NULL;
    words->payload = NULL;
    words->mode = TEXT_MODE_NONE;
    words->number = false;
    words->long_token = false;
    words->size = 0;
    words->ordered_end = 0;
    words->hangul_end = 0;
}

/* Ends the token with the first `size` folded bytes. */
static void emit(struct text_words *words, const char *folded, size_t size)
{
    uint64_t hash;
    if (words->long_token) {
        XXH3_64bits_update(&words->hasher, folded, size);
        hash = text_hash_finish(XXH3_64bits_digest(&words->hasher), words->number);
    } else {
        hash = text_hash(folded, size, words->number);
    }
    words->out->hash[words->out->count++] = hash;
    if (words->each)
        words->each(words->payload, folded, size, true);
    words->long_token = false;
    words->number = false;
}

static inline void reset(struct text_words *words)
{
    words->mode = TEXT_MODE_NONE;
    words->size = 0;
    words->ordered_end = 0;
    words->hangul_end = 0;
}

static inline void finish(struct text_words *words)
{
    if (words->size)
        emit(words, words->folded, words->size);
    reset(words);
}

static size_t shifted(size_t place, size_t by)
{
    return place > by ? place - by : 0;
}

/* Makes room in the middle of a long token. */
static void spill(struct text_words *words)
{
    size_t done = words->size - TEXT_FOLDED_KEPT;
    if (!words->long_token)
        XXH3_64bits_reset(&words->hasher);
    words->long_token = true;
    XXH3_64bits_update(&words->hasher, words->folded, done);
    if (words->each)
        words->each(words->payload, words->folded, done, false);
    memmove(words->folded, words->folded + done, TEXT_FOLDED_KEPT);
    words->size = TEXT_FOLDED_KEPT;
    words->ordered_end = shifted(words->ordered_end, done);
    words->hangul_start = shifted(words->hangul_start, done);
    words->hangul_end = shifted(words->hangul_end, done);
}

static inline void append(struct text_words *words, uint32_t bytes, uint32_t size)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap32(bytes);
#endif
    memcpy(words->folded + words->size, &bytes, sizeof bytes);
    words->size += size;
    if (words->size >= TEXT_FOLDED_MAX)
        spill(words);
}

/* The joiner turned out to belong to the word (true) or to end it. */
static void resolve(struct text_words *words, bool joined)
{
    if (!joined) {
        finish(words);
        return;
    }
    words->mode = TEXT_MODE_WORD;
    if (words->joiner != '\'')
        append(words, (uint8_t)words->joiner, 1);
}

/* The run has grown too long for a word: what stands before it is one, then each syllable. The last stays open. */
static void split_hangul(struct text_words *words)
{
    if (words->hangul_start || words->long_token)
        emit(words, words->folded, words->hangul_start);
    char *syllable = words->folded + words->hangul_start;
    for (unsigned i = 1; i < words->hangul_count; i++, syllable += 3)
        emit(words, syllable, 3);
    memmove(words->folded, syllable, 3);
    reset(words);
    words->size = 3;
    words->mode = TEXT_MODE_SYLLABLE;
}

static void put_hangul(struct text_words *words, uint32_t bytes)
{
    if (words->mode == TEXT_MODE_SYLLABLE) {
        finish(words);
        words->mode = TEXT_MODE_SYLLABLE;
        append(words, bytes, 3);
        return;
    }
    if (words->mode == TEXT_MODE_CHARACTER)
        finish(words);
    else if (words->mode == TEXT_MODE_JOINER)
        finish(words); /* what looks like an apostrophe closes a quotation, and a particle follows */
    if (!words->size || words->hangul_end != words->size) {
        words->hangul_start = words->size;
        words->hangul_count = 0;
    }
    words->hangul_end = words->size + 3; /* before a spill may move it */
    words->mode = TEXT_MODE_WORD;
    append(words, bytes, 3);
    if (++words->hangul_count > TEXT_HANGUL_RUN)
        split_hangul(words);
}

static void put_joiner(struct text_words *words, char joiner)
{
    bool fits = words->mode == TEXT_MODE_WORD && words->size;
    if (fits && joiner != '\'') {
        char last = words->folded[words->size - 1];
        fits = last >= '0' && last <= '9';
    }
    if (!fits) {
        finish(words);
        return;
    }
    words->mode = TEXT_MODE_JOINER;
    words->joiner = joiner;
}

static void put_letter(struct text_words *words, bool digit, uint32_t bytes, uint32_t size)
{
    if (words->mode == TEXT_MODE_JOINER)
        resolve(words, digit == (words->joiner != '\''));
    else if (words->mode > TEXT_MODE_JOINER)
        finish(words);
    words->mode = TEXT_MODE_WORD;
    words->number |= digit;
    append(words, bytes, size);
}

static void put_mark(struct text_words *words, bool ordered, uint32_t bytes, uint32_t size)
{
    if (words->mode == TEXT_MODE_JOINER)
        finish(words);
    if (words->mode == TEXT_MODE_NONE)
        words->mode = TEXT_MODE_WORD;
    if (words->mode == TEXT_MODE_SYLLABLE)
        words->mode = TEXT_MODE_CHARACTER; /* the run of syllables ends */
    if (ordered)
        words->ordered_end = words->size + size; /* before a spill may move it */
    append(words, bytes, size);
}

/* One folded character, given as its UTF-8. */
static void put(struct text_words *words, enum text_class class, uint32_t bytes, uint32_t size)
{
    switch (class) {
    case TEXT_LETTER:
        if (size)
            put_letter(words, false, bytes, size);
        break;
    case TEXT_DIGIT:
        put_letter(words, true, bytes, size);
        break;
    case TEXT_MARK:
    case TEXT_ORDERED:
        put_mark(words, class == TEXT_ORDERED, bytes, size);
        break;
    case TEXT_CHARACTER:
        finish(words);
        words->mode = TEXT_MODE_CHARACTER;
        append(words, bytes, size);
        break;
    case TEXT_HANGUL:
        put_hangul(words, bytes);
        break;
    case TEXT_POINT:
    case TEXT_APOSTROPHE:
        put_joiner(words, (char)bytes);
        break;
    case TEXT_SECOND: /* see alone() */
    case TEXT_EXPANDED:
    case TEXT_SEPARATOR:
        finish(words);
        break;
    }
}

/* The class of a character that might have composed, but does not. */
static enum text_class alone(uint32_t cp, enum text_class class)
{
    if (class != TEXT_SECOND)
        return class;
    if (cp >= 0x1160 && cp <= 0x11ff)
        return TEXT_LETTER;
    return text_order(cp) ? TEXT_ORDERED : TEXT_MARK;
}

static void put_code_point(struct text_words *words, uint32_t folded)
{
    uint32_t size, bytes = text_utf8_make(folded, &size);
    put(words, alone(folded, text_entry_class(text_entry(folded))), bytes, size);
}

/* The code point that a character folds to, when it does to one. */
static uint32_t folded_code_point(const struct text_char *c)
{
    const char utf8[4] = {(char)c->bytes, (char)(c->bytes >> 8), (char)(c->bytes >> 16), (char)(c->bytes >> 24)};
    return text_utf8_last(utf8, c->folded);
}

/* Whether the next character changes places with the one before it, or composes with it. */
static bool interacts(const struct text_words *words, uint32_t cp, enum text_class class)
{
    if (!words->size || words->mode == TEXT_MODE_JOINER || (class != TEXT_SECOND && class != TEXT_ORDERED))
        return false;
    bool after_ordered = words->ordered_end == words->size;
    uint32_t last = text_utf8_last(words->folded, words->size);
    if (class == TEXT_SECOND)
        return after_ordered || text_compose(last, cp);
    return after_ordered && text_order(cp) < text_order(last);
}

/* Room for the tokens of an expansion and, as before, of what follows. */
static stet_status make_room(struct text_words *words, size_t expanded, size_t rest, stet_error *err)
{
    struct text_tokens *out = words->out;
    size_t wanted = out->count + expanded + TEXT_WORDS_ROOM(rest);
    if (wanted > out->capacity && !stet_grow((void **)&out->hash, &out->capacity, wanted, sizeof *out->hash))
        return stet_fail_memory(err);
    return STET_OK;
}

static void put_run(struct text_words *words, const struct text_run *run)
{
    for (size_t i = 0; i < run->count; i++)
        put_code_point(words, run->cp[i]);
}

/* Reads from *p past the next separator with ordering and composition. */
static stet_status add_composed(struct text_words *words, const uint8_t **p, const uint8_t *end, const uint8_t *limit,
                                stet_error *err)
{
    struct text_run run = {.count = 0}, done;
    struct text_char c = {.size = 0};
    enum text_class class = TEXT_LETTER;
    while (class != TEXT_SEPARATOR && *p < end) {
        text_utf8_read(&c, *p, limit);
        *p += c.size;
        class = text_entry_class(c.entry);
        if (class == TEXT_SEPARATOR)
            continue;
        const uint32_t *expansion = &text_table_expansion[c.entry & TEXT_ENTRY_BYTES];
        uint32_t single = c.folded ? folded_code_point(&c) : 0;
        size_t count = c.folded ? 1 : 0;
        const uint32_t *folded = &single;
        if (class == TEXT_EXPANDED) {
            count = expansion[0];
            folded = expansion + 1;
            stet_status status = make_room(words, count, (size_t)(end - *p), err);
            if (status)
                return status;
        }
        for (size_t i = 0; i < count; i++)
            if (text_run_add(&run, folded[i], &done))
                put_run(words, &done);
    }
    text_run_end(&run, &done);
    put_run(words, &done);
    finish(words);
    return STET_OK;
}

/* Takes letters and plain marks as long as they come; *c is then the character at the returned place, unless that is the
 * end. */
static const uint8_t *take_letters(struct text_words *words, struct text_char *c, const uint8_t *p, const uint8_t *end,
                                   const uint8_t *limit)
{
    char *out = words->folded + words->size;
    const char *full = words->folded + TEXT_FOLDED_MAX;
    for (; p < end; p += c->size) {
        text_utf8_read(c, p, limit);
        if (c->entry >> TEXT_ENTRY_CLASS_SHIFT > TEXT_MARK)
            break;
        if (out >= full) {
            words->size = (size_t)(out - words->folded);
            spill(words);
            out = words->folded + words->size;
        }
        uint32_t bytes = c->bytes;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        bytes = __builtin_bswap32(bytes);
#endif
        memcpy(out, &bytes, sizeof bytes);
        out += c->folded;
    }
    words->size = (size_t)(out - words->folded);
    if (words->size)
        words->mode = TEXT_MODE_WORD;
    return p;
}

/* The characters of an expansion. False when one of them interacts with the one before it. */
static bool put_expansion(struct text_words *words, const uint32_t *expansion)
{
    for (uint32_t i = 1; i <= expansion[0]; i++) {
        if (interacts(words, expansion[i], text_entry_class(text_entry(expansion[i]))))
            return false;
        put_code_point(words, expansion[i]);
    }
    return true;
}

stet_status text_words_add(struct text_words *words, const uint8_t *p, const uint8_t *end, const uint8_t *limit,
                           stet_error *err)
{
    const uint8_t *clean = p; /* behind the last separator */
    size_t clean_count = words->out->count;
    while (words->each && p < end) { /* what was handed over cannot be dropped again */
        stet_status status = add_composed(words, &p, end, limit, err);
        if (status)
            return status;
    }
    while (p < end) {
        struct text_char c;
        if (words->mode <= TEXT_MODE_WORD) {
            p = take_letters(words, &c, p, end, limit);
            if (p == end)
                break;
        } else {
            text_utf8_read(&c, p, limit);
        }
        enum text_class class = text_entry_class(c.entry);
        bool plain = true;
        stet_status status = STET_OK;
        p += c.size;
        if (class == TEXT_EXPANDED) {
            const uint32_t *expansion = &text_table_expansion[c.entry & TEXT_ENTRY_BYTES];
            status = make_room(words, expansion[0], (size_t)(end - p), err);
            plain = status || put_expansion(words, expansion);
        } else if (class == TEXT_SECOND || class == TEXT_ORDERED) {
            uint32_t folded = folded_code_point(&c);
            plain = !interacts(words, folded, class);
            if (plain)
                put(words, alone(folded, class), c.bytes, c.folded);
        } else {
            put(words, class, c.bytes, c.folded);
        }
        if (!plain) {
            words->out->count = clean_count;
            words->long_token = false;
            words->number = false;
            reset(words);
            p = clean;
            status = add_composed(words, &p, end, limit, err);
        }
        if (status)
            return status;
        if (!plain || class == TEXT_SEPARATOR) {
            clean = p;
            clean_count = words->out->count;
        }
    }
    finish(words);
    return STET_OK;
}

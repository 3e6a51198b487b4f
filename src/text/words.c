/* The token rules in full: a state machine that is driven by the classes of folded, ordered and composed characters. */
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

static void put_mark(struct text_words *words, uint32_t bytes, uint32_t size)
{
    if (words->mode == TEXT_MODE_JOINER)
        finish(words);
    if (words->mode == TEXT_MODE_NONE)
        words->mode = TEXT_MODE_WORD;
    if (words->mode == TEXT_MODE_SYLLABLE)
        words->mode = TEXT_MODE_CHARACTER; /* the run of syllables ends */
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
        put_mark(words, bytes, size);
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
    case TEXT_SECOND: /* not after alone() */
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

static void put_run(struct text_words *words, struct text_run *run)
{
    text_run_settle(run);
    for (size_t i = 0; i < run->count; i++) {
        uint32_t size, bytes = text_utf8_make(run->cp[i], &size);
        put(words, alone(run->cp[i], text_entry_class(text_entry(run->cp[i]))), bytes, size);
    }
    run->count = 0;
}

/* The next folded character. */
static void put_next(struct text_words *words, struct text_run *run, uint32_t folded, enum text_class class)
{
    bool second = class == TEXT_SECOND;
    uint32_t order = second || class == TEXT_ORDERED ? text_order(folded) : 0;
    if (!text_run_add(run, folded, order, second)) {
        put_run(words, run);
        text_run_add(run, folded, order, second); /* to an empty run it can be */
    }
}

/* Tokens that may still come of what has been taken: a run of syllables and the word before it, and the open run of
 * marks. */
#define PENDING_MAX (TEXT_HANGUL_RUN + 3)

/* The characters of an expansion, with room for a token of each and for the `rest` of the text: the words behind `end`
 * count on room that was made for them and is now taken. */
static stet_status put_expansion(struct text_words *words, struct text_run *run, const uint32_t *expansion, size_t rest,
                                 stet_error *err)
{
    struct text_tokens *out = words->out;
    size_t wanted = out->count + PENDING_MAX + expansion[0] + TEXT_WORDS_ROOM(rest);
    if (wanted > out->capacity && !stet_grow((void **)&out->hash, &out->capacity, wanted, sizeof *out->hash))
        return stet_fail_memory(err);
    for (uint32_t i = 1; i <= expansion[0]; i++)
        put_next(words, run, expansion[i], text_entry_class(text_entry(expansion[i])));
    return STET_OK;
}

stet_status text_words_add(struct text_words *words, const uint8_t **p, const uint8_t *end, const uint8_t *limit,
                           stet_error *err)
{
    struct text_run run;
    run.count = 0;
    enum text_class class = TEXT_LETTER;
    for (const uint8_t *first = *p; class != TEXT_SEPARATOR && *p < end;) {
        struct text_char c;
        text_utf8_read(&c, *p, limit);
        class = text_entry_class(c.entry);
        if (class == TEXT_CHARACTER && *p > first)
            break; /* it begins a token, whatever stands before it */
        *p += c.size;
        if (class == TEXT_EXPANDED) {
            const uint32_t *expansion = &text_table_expansion[c.entry & TEXT_ENTRY_BYTES];
            stet_status status = put_expansion(words, &run, expansion, (size_t)(limit - *p), err);
            if (status)
                return status;
        } else if (class != TEXT_SEPARATOR && c.folded) {
            put_next(words, &run, text_char_folded(&c), class);
        }
    }
    put_run(words, &run);
    finish(words);
    return STET_OK;
}

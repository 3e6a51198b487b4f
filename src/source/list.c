/* Lists of agencies: "AP", "the Associated Press", "AFP, dpa", "Reuters und AP", "서울=연합뉴스". */
#include "source/finder.h"
#include "source/scan.h"

#define WORD(text)                                                                                                     \
    {                                                                                                                  \
        text, sizeof text - 1                                                                                          \
    }

struct word {
    const char *text;
    size_t size;
};

static size_t any_word(const struct word *words, size_t count, const char *at, const char *end)
{
    if (at >= end)
        return 0;
    for (size_t i = 0; i < count; i++)
        if (words[i].text[0] == stet_ascii_lower(*at) && scan_begins_folded(at, end, words[i].text, words[i].size))
            return words[i].size;
    return 0;
}

/* What may stand before an agency's name: "the", "der", the word for "agency". */
static size_t article(const char *at, const char *end)
{
    size_t size;
    const struct source_phrase *phrase = source_phrase_at(at, end, &size);
    return phrase && phrase->kind == PHRASE_ARTICLE ? size + scan_blank(at + size, end) : 0;
}

static size_t separator(const struct source_book *book, const char *at, const char *end)
{
    static const struct word words[] = {
        WORD(","),    WORD("/"),     WORD("&"),     WORD("+"),    WORD(";"),    WORD("|"),   WORD("="),
        WORD("and "), WORD("und "),  WORD("et "),   WORD("y "),   WORD("e "),   WORD("en "), WORD("og "),
        WORD("och "), WORD("и "),    WORD("і "),    WORD("i "),   WORD("و"),    WORD("،"),   WORD("·"),
        WORD("、"), WORD("＝"), WORD("・"),   WORD("with "), WORD("avec "), WORD("mit "), WORD("con "),
    };
    const char *from = at;
    at = scan_skip_blanks(at, end);
    size_t step = scan_dash(at, end);
    for (int i = 0; i < 2; i++) { /* ", and" */
        at = scan_skip_blanks(at + step, end);
        uint16_t agency; /* some names begin as "and" does */
        step = source_alias_at(book, at, end, &agency) ? 0 : any_word(words, sizeof words / sizeof *words, at, end);
    }
    at = scan_skip_blanks(at + step, end);
    return (size_t)(at - from);
}

size_t source_list_prefix(const struct source_book *book, const char *at, const char *end, struct source_list *list)
{
    const char *from = at, *taken = at;
    list->count = 0;
    if (!finder_opens(book, scan_skip_blanks(at, end), end))
        return 0; /* neither a name nor what may stand before one */
    while (list->count < SOURCE_LIST_MAX) {
        at = scan_skip_blanks(at, end);
        uint16_t agency;
        size_t size = source_alias_at(book, at, end, &agency);
        for (size_t before; !size && (before = article(at, end)) > 0;) {
            at += before;
            size = source_alias_at(book, at, end, &agency);
        }
        if (!size)
            break;
        at += size;
        taken = at;
        bool known = false;
        for (size_t i = 0; i < list->count; i++)
            known |= list->agency[i] == agency;
        if (!known)
            list->agency[list->count++] = agency;
        size_t step = separator(book, at, end);
        if (!step)
            break;
        at += step;
    }
    return (size_t)(taken - from);
}

/* What may follow an agency's name in a byline. */
static size_t staff(const char *at, const char *end)
{
    static const struct word words[] = {WORD(" staff writers"), WORD(" staff writer"), WORD(" writers"),
                                        WORD(" writer"),        WORD(" staff"),        WORD(" correspondent"),
                                        WORD(" news agency"),   WORD(" news service"), WORD(" news"),
                                        WORD(" agency"),        WORD(" sports"),       WORD(" via ap")};
    return any_word(words, sizeof words / sizeof *words, at, end);
}

#define END(a, b, c) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16)

/* Whether the lead of the last three bytes is that of a word which staff() takes: keep the two alike. */
static bool staff_may_end(uint32_t lead)
{
    bool person = (lead == END('e', 'r', 's')) | (lead == END('t', 'e', 'r')) | (lead == END('a', 'f', 'f')) |
                  (lead == END('e', 'n', 't'));
    bool house = (lead == END('n', 'c', 'y')) | (lead == END('i', 'c', 'e')) | (lead == END('e', 'w', 's')) |
                 (lead == END('r', 't', 's')) | (lead == END(' ', 'a', 'p'));
    return person | house;
}

bool source_list_may_end(const struct source_book *book, const char *at, const char *end)
{
    end = scan_trim_end(at, end);
    if (end - at < 3)
        return true;
    uint32_t lead = source_lead_at(end - 3, 3);
    return source_lead_in(book->ends, lead) | source_lead_in(book->ends, lead >> 8) | staff_may_end(lead);
}

bool source_list_ends(const char *at, const char *end)
{
    at += staff(at, end);
    return scan_skip_blanks(at, end) == end;
}

bool source_list_whole(const struct source_book *book, const char *at, const char *end, struct source_list *list)
{
    at = scan_skip_blanks(at, end);
    end = scan_trim_end(at, end);
    list->count = 0;
    if (at == end || end - at > 120)
        return false;
    size_t taken = source_list_prefix(book, at, end, list);
    if (!taken) {
        const char *place = memchr(at, '=', (size_t)(end - at));
        return place && source_list_whole(book, place + 1, end, list);
    }
    return source_list_ends(at + taken, end);
}

/* The words that announce a credit line, by language. Data: a phrase, what it announces, how sure it is.
 *
 * Sorted by nothing: lines that begin with none of the leading bytes are told apart by one table, the rest compare a
 * handful of phrases. */
#include "source/finder.h"
#include "source/scan.h"

#define PHRASE(text, kind, whole, names, confidence) {text, sizeof text - 1, SOURCE_KIND_##kind, whole, names, confidence}

static const struct source_phrase phrases[] = {
    /* English */
    PHRASE("with files from", FILES, false, false, .95f),
    PHRASE("with file from", FILES, false, false, .95f),
    PHRASE("files from", FILES, false, false, .8f),
    PHRASE("with reporting from", FILES, false, false, .95f),
    PHRASE("with reporting by", FILES, false, false, .95f),
    PHRASE("with additional reporting", FILES, false, false, .9f),
    PHRASE("with a report from", FILES, false, false, .95f),
    PHRASE("with reports from", FILES, false, false, .95f),
    PHRASE("with inputs from", FILES, false, false, .95f),
    PHRASE("with input from", FILES, false, false, .95f),
    PHRASE("inputs from", FILES, false, false, .85f),
    PHRASE("with information from", FILES, false, false, .95f),
    PHRASE("with contributions from", FILES, false, false, .95f),
    PHRASE("with material from", FILES, false, false, .95f),
    PHRASE("with", FILES, true, false, .8f),
    PHRASE("this report by", CREDIT, false, false, .97f),
    PHRASE("this story by", CREDIT, false, false, .9f),
    PHRASE("this article by", CREDIT, false, false, .9f),
    PHRASE("this article was originally published by", CREDIT, false, true, .95f),
    PHRASE("this article was first published by", CREDIT, false, true, .95f),
    PHRASE("this story was originally published by", CREDIT, false, true, .95f),
    PHRASE("this story was first published by", CREDIT, false, true, .95f),
    PHRASE("this story originally appeared on", CREDIT, false, true, .9f),
    PHRASE("this article originally appeared in", CREDIT, false, true, .9f),
    PHRASE("originally published by", CREDIT, false, true, .9f),
    PHRASE("first published by", CREDIT, false, true, .9f),
    PHRASE("distributed by", CREDIT, false, false, .9f),
    PHRASE("provided by", CREDIT, false, false, .85f),
    PHRASE("source:", CREDIT, false, true, .9f),
    PHRASE("source -", CREDIT, false, true, .85f),
    PHRASE("source :", CREDIT, false, true, .9f),
    PHRASE("sources:", CREDIT, false, false, .8f),
    PHRASE("credit:", CREDIT, true, false, .7f),
    PHRASE("via", CREDIT, true, false, .75f),
    PHRASE("from", CREDIT, true, false, .75f),
    /* French */
    PHRASE("avec les informations de", FILES, false, false, .9f),
    PHRASE("avec des informations de", FILES, false, false, .9f),
    PHRASE("avec", FILES, true, false, .9f),
    /* German */
    PHRASE("mit material von", FILES, false, false, .95f),
    PHRASE("mit material der", FILES, false, false, .95f),
    PHRASE("mit material des", FILES, false, false, .95f),
    PHRASE("mit agenturmaterial von", FILES, false, false, .95f),
    PHRASE("mit agenturmaterial der", FILES, false, false, .95f),
    PHRASE("mit informationen von", FILES, false, false, .9f),
    PHRASE("mit informationen der", FILES, false, false, .9f),
    PHRASE("mit", FILES, true, false, .85f),
    PHRASE("dieser beitrag erschien zuerst bei", CREDIT, false, true, .95f),
    PHRASE("dieser artikel erschien zuerst bei", CREDIT, false, true, .95f),
    PHRASE("quelle:", CREDIT, false, true, .9f),
    PHRASE("quellen:", CREDIT, false, false, .8f),
    /* Spanish, Italian, Portuguese */
    PHRASE("con información de", FILES, false, false, .95f),
    PHRASE("con informacion de", FILES, false, false, .95f),
    PHRASE("con datos de", FILES, false, false, .9f),
    PHRASE("con", FILES, true, false, .85f),
    PHRASE("fuente:", CREDIT, false, true, .9f),
    PHRASE("fonte:", CREDIT, false, true, .9f),
    PHRASE("com informações da", FILES, false, false, .95f),
    PHRASE("com informações de", FILES, false, false, .95f),
    PHRASE("com informações do", FILES, false, false, .95f),
    PHRASE("com", FILES, true, false, .85f),
    /* Dutch, Nordic, Central European, Turkish */
    PHRASE("bron:", CREDIT, false, true, .9f),
    PHRASE("källa:", CREDIT, false, true, .9f),
    PHRASE("kilde:", CREDIT, false, true, .9f),
    PHRASE("lähde:", CREDIT, false, true, .9f),
    PHRASE("źródło:", CREDIT, false, true, .9f),
    PHRASE("zdroj:", CREDIT, false, true, .9f),
    PHRASE("forrás:", CREDIT, false, true, .9f),
    PHRASE("sursa:", CREDIT, false, true, .9f),
    PHRASE("kaynak:", CREDIT, false, true, .9f),
    /* Russian, Ukrainian */
    PHRASE("Источник:", CREDIT, false, true, .9f),
    PHRASE("источник:", CREDIT, false, true, .9f),
    PHRASE("По материалам", FILES, true, false, .9f),
    PHRASE("по материалам", FILES, true, false, .9f),
    PHRASE("По сообщению", CREDIT, true, false, .8f),
    PHRASE("С использованием материалов", FILES, true, false, .9f),
    PHRASE("Джерело:", CREDIT, false, true, .9f),
    PHRASE("За матеріалами", FILES, true, false, .9f),
    /* Arabic */
    PHRASE("المصدر:", CREDIT, false, true, .9f),
    PHRASE("المصدر :", CREDIT, false, true, .9f),
    PHRASE("المصدر", CREDIT, true, false, .8f),
    /* Chinese, Japanese, Korean */
    PHRASE("来源：", CREDIT, false, true, .9f),
    PHRASE("来源:", CREDIT, false, true, .9f),
    PHRASE("來源：", CREDIT, false, true, .9f),
    PHRASE("來源:", CREDIT, false, true, .9f),
    PHRASE("稿源：", CREDIT, false, true, .9f),
    PHRASE("配信：", CREDIT, false, true, .85f),
    PHRASE("提供：", CREDIT, false, true, .85f),
    PHRASE("출처:", CREDIT, false, true, .9f),
    PHRASE("출처 :", CREDIT, false, true, .9f),
};

/* Leading bytes of the phrases, folded. A test sees to it that none is missing. */
static const unsigned char leads[256] = {
    ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['f'] = 1,  ['i'] = 1,  ['k'] = 1,  ['l'] = 1,  ['m'] = 1,
    ['o'] = 1, ['p'] = 1, ['q'] = 1, ['s'] = 1, ['t'] = 1,  ['v'] = 1,  ['w'] = 1,  ['z'] = 1,  [0xc5] = 1,
    [0xd0] = 1, [0xd8] = 1, [0xe4] = 1, [0xe6] = 1, [0xe7] = 1, [0xe9] = 1, [0xec] = 1,
};

const struct source_phrase *source_phrase_at(const char *at, const char *end)
{
    if (at >= end || !leads[(unsigned char)stet_ascii_lower(*at)])
        return NULL;
    const struct source_phrase *best = NULL;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        const struct source_phrase *phrase = &phrases[i];
        if (stet_ascii_lower(*at) == phrase->text[0] && scan_begins_folded(at, end, phrase->text, phrase->size) &&
            (!best || phrase->size > best->size))
            best = phrase;
    }
    return best;
}

const struct source_phrase *source_phrases(size_t *count)
{
    *count = sizeof phrases / sizeof *phrases;
    return phrases;
}

/* Credits and mentions in any bytes. */
#include <stdlib.h>

#include "source/credit.h"
#include "source/mention.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte says how much of the rest is the author field. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    size_t author = data[0] < size - 1 ? data[0] : size - 1;
    const char *text = (const char *)data + 1;
    stet_article article = {.author = {text, author}, .text = {text + author, size - 1 - author}};
    struct source_credit credits[SOURCE_MAX_CREDITS];
    struct source_mentions mentions = {0};
    size_t count = source_find_credit(&source_builtin, &article, credits);
    for (size_t i = 0; i < count; i++)
        if (credits[i].value.size > SOURCE_MAX_VALUE || credits[i].value.data < text)
            abort();
    if (source_find_mentions(&source_builtin, &article, &mentions, NULL))
        abort();
    free(mentions.items);
    return 0;
}

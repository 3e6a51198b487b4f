/* Any bytes: all kernels give the same tokens, as hashes as many as as text, also when the bytes begin somewhere else
 * in a block. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text/tokens.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count(void *payload, const char *folded, size_t size, bool last)
{
    (void)folded;
    (void)size;
    *(size_t *)payload += last;
}

static void compare(const char *text, size_t size, const struct text_tokens *expected)
{
    for (int isa = SYS_ISA_SCALAR; isa <= (int)sys_isa_supported(); isa++) {
        struct text_tokens tokens = {NULL, 0, 0};
        if (text_tokenise_with((enum sys_isa)isa, text, size, &tokens, NULL) || tokens.count != expected->count ||
            (tokens.count && memcmp(tokens.hash, expected->hash, tokens.count * sizeof *tokens.hash)))
            abort();
        text_tokens_free(&tokens);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text_tokens expected = {NULL, 0, 0};
    size_t shown = 0;
    if (text_tokenise_with(SYS_ISA_SCALAR, (const char *)data, size, &expected, NULL) ||
        text_tokens_each((const char *)data, size, count, &shown, NULL) || shown != expected.count)
        abort();
    compare((const char *)data, size, &expected);
    /* Separators in front change nothing: near the border of a chunk they bring every byte to another place. */
    enum { SHIFT = 4096 - 29 };
    char *shifted = malloc(SHIFT + size);
    if (!shifted)
        abort();
    memset(shifted, ' ', SHIFT);
    if (size)
        memcpy(shifted + SHIFT, data, size);
    compare(shifted, SHIFT + size, &expected);
    free(shifted);
    text_tokens_free(&expected);
    return 0;
}

/* The content hash. Included by each kernel, so that it is compiled with the kernel's instructions: a library that is
 * linked has to do with those that every processor knows. */
#ifndef STET_SKETCH_KERNEL_CONTENT_H
#define STET_SKETCH_KERNEL_CONTENT_H

#include <stddef.h>
#include <stdint.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static uint64_t content(const uint64_t *tokens, size_t count)
{
    return XXH3_64bits(tokens, count * sizeof *tokens);
}

#endif

#include "sys/pages.h"

#include <stdlib.h>
#include <sys/mman.h>

void *sys_large_alloc(size_t size)
{
    void *memory = aligned_alloc(SYS_LARGE_PAGE, size);
#ifdef MADV_HUGEPAGE
    if (memory)
        (void)madvise(memory, size, MADV_HUGEPAGE); /* advice: without it all works, slower */
#endif
    return memory;
}

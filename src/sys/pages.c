#include "sys/pages.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "sys/clock.h"

#ifdef MADV_HUGEPAGE

#define SLOW UINT64_C(1000000) /* ns for a large page: as many bytes of small ones take a little less */
#define PAUSE 32               /* blocks of small pages before a large one is tried again */

/* A virtual machine may have given free large pages back to its host, and then gets each anew at its first touch, at ten
 * to twenty times the cost of clearing it. Small pages mostly come from pieces that were too small to give back. So when
 * a large page has been slow, small ones are taken for a while; which of them it is changes nothing but the time. */
static atomic_uint small_left;

static bool take_small(void)
{
    unsigned left = atomic_load_explicit(&small_left, memory_order_relaxed);
    while (left && !atomic_compare_exchange_weak_explicit(&small_left, &left, left - 1, memory_order_relaxed,
                                                          memory_order_relaxed))
        ;
    return left;
}

/* Advice: without it all works, slower. */
static void advise(void *memory, size_t size)
{
    if (take_small()) {
        (void)madvise(memory, size, MADV_NOHUGEPAGE);
        return;
    }
    (void)madvise(memory, size, MADV_HUGEPAGE);
    uint64_t start = sys_clock_thread();
    *(volatile char *)memory = 0;
    if (sys_clock_thread() - start > SLOW)
        atomic_store_explicit(&small_left, PAUSE, memory_order_relaxed);
}

#endif

void *sys_large_alloc(size_t size)
{
    void *memory = aligned_alloc(SYS_LARGE_PAGE, size);
#ifdef MADV_HUGEPAGE
    if (memory)
        advise(memory, size);
#endif
    return memory;
}

/* Allocations that fail on demand, to walk every path that a lack of memory takes.
 *
 * The program under test is linked with --wrap for each allocating function (stet_unit(... FAILING_ALLOC) does it), so
 * calls from its own objects come here, those from libraries do not.
 *
 *     for (size_t n = 1;; n++) {
 *         failing_alloc_at(n);
 *         ... what is tested ...
 *         if (!failing_alloc_stop())
 *             break;                 // fewer than n allocations: all of them have failed once
 *         ... it must have reported the failure, and leak nothing ...
 *     } */
#ifndef STET_TESTS_FAILING_ALLOC_H
#define STET_TESTS_FAILING_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* The nth allocation from now on fails, n >= 1; those before and after it do not. Counts over all threads. */
void failing_alloc_at(size_t n);

/* No more failures; tells whether there was one. */
bool failing_alloc_stop(void);

#endif

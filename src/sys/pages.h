/* Large blocks of memory on large pages, where the system has them: a page fault costs as much as clearing the page. */
#ifndef STET_SYS_PAGES_H
#define STET_SYS_PAGES_H

#include <stddef.h>

/* Size and alignment of a large page; sizes below are multiples of it. */
#define SYS_LARGE_PAGE ((size_t)2 << 20)

/* Memory with undefined content, or NULL. Free with free. */
void *sys_large_alloc(size_t size);

#endif

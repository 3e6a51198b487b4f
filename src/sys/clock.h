/* Time that only moves forward: for progress, rates and time left. Nothing in a result may depend on it. */
#ifndef STET_SYS_CLOCK_H
#define STET_SYS_CLOCK_H

#include <stdint.h>

/* Nanoseconds since some fixed moment. */
uint64_t sys_clock(void);

#endif

/* Time that only moves forward: for progress, rates and time left. Nothing in a result may depend on it. */
#ifndef STET_SYS_CLOCK_H
#define STET_SYS_CLOCK_H

#include <stdint.h>

/* Nanoseconds since some fixed moment. */
uint64_t sys_clock(void);

/* Nanoseconds that the calling thread has been running, in the program or in the system. */
uint64_t sys_clock_thread(void);

#endif

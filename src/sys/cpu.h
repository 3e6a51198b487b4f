/* How much machine there is for this process. */
#ifndef STET_SYS_CPU_H
#define STET_SYS_CPU_H

#include <stdint.h>

#include "sys/isa.h"

/* Cores that this process may use: its affinity, and the quota of its control group, rounded up. At least 1. */
uint32_t sys_cpu_count(void);

/* Bytes of memory that this process may use: the machine's, or its control group's limit when that is lower. */
uint64_t sys_memory_size(void);

#endif

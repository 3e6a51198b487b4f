/* Whether there is something to be read from standard input without waiting for it. */
#ifndef STET_SYS_READY_H
#define STET_SYS_READY_H

#include <stdbool.h>

/* True at the end of the input, too, and where the system cannot tell. */
bool sys_can_read_input(void);

#endif

/* Standard input that may be slow. */
#ifndef STET_SYS_READY_H
#define STET_SYS_READY_H

#include <stdbool.h>
#include <stdint.h>

/* Whether there is something to be read without waiting, or comes within so many milliseconds. True at the end of the
 * input, too, and where the system cannot tell. */
bool sys_can_read_input(uint32_t milliseconds);

/* Has the system hold more of a pipe, so that one read gives more. Advice: nothing can fail. */
void sys_widen_input(void);

#endif

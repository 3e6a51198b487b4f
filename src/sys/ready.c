#include "sys/ready.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#define PIPE (1 << 20)

bool sys_can_read_input(uint32_t milliseconds)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, (int)milliseconds) != 0;
}

void sys_widen_input(void)
{
    int done = fcntl(STDIN_FILENO, F_SETPIPE_SZ, PIPE);
    (void)done; /* not a pipe, or more than is allowed */
}

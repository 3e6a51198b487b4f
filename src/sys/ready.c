#include "sys/ready.h"

#include <poll.h>
#include <unistd.h>

bool sys_can_read_input(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, 0) != 0;
}

/* Calls that have no safe use. Included ahead of every C file of the library by the build. */
#ifndef STET_BASE_BANNED_H
#define STET_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC poison strcpy strcat sprintf vsprintf gets atoi atol strtok strncpy

#endif

/* The numbers that a container is given, not those of the machine below it: with the machine's, eight processes on a
 * 64-core host that is cut into eight would start 512 threads and plan for eight times the memory. Control groups:
 * Linux Documentation/admin-guide/cgroup-v2.rst (cpu.max, memory.max) and cgroup-v1/memory.rst. */
#include "sys/cpu.h"

#include <inttypes.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "sys/file.h"

/* A small file's first bytes as a string; false when there is no such file. */
static bool read_small(const char *path, char *text, size_t size)
{
    int file;
    size_t got = 0;
    if (sys_open_read(&file, path, NULL))
        return false;
    stet_status status = sys_read_full(file, text, size - 1, &got, path, NULL);
    sys_close(file);
    text[got] = '\0';
    return !status;
}

/* The path of this process's group in the unified hierarchy ("/" where nothing is known). */
static void own_group(char *group, size_t size)
{
    char text[4096];
    snprintf(group, size, "/");
    if (!read_small("/proc/self/cgroup", text, sizeof text))
        return;
    const char *line = strncmp(text, "0::", 3) ? strstr(text, "\n0::") : text;
    if (!line)
        return;
    line = strstr(line, "::") + 2;
    snprintf(group, size, "%.*s", (int)strcspn(line, "\n"), line);
}

/* Reads `file` of this process's group and of each group above it: a limit anywhere on the way holds. */
static void each_group(const char *file, void (*each)(const char *text, uint64_t *limit), uint64_t *limit)
{
    char group[4096], path[4400], text[128];
    own_group(group, sizeof group);
    for (;;) {
        snprintf(path, sizeof path, "/sys/fs/cgroup%s/%s", group, file);
        if (read_small(path, text, sizeof text))
            each(text, limit);
        char *slash = strrchr(group, '/');
        if (!slash || !group[0] || !group[1])
            return;
        *slash = '\0';
    }
}

static void cpu_max(const char *text, uint64_t *limit)
{
    uint64_t quota, period;
    if (sscanf(text, "%" SCNu64 " %" SCNu64, &quota, &period) != 2 || !period)
        return; /* "max 100000": no quota */
    uint64_t cores = quota / period + (quota % period != 0);
    if (cores < *limit)
        *limit = cores;
}

static void memory_max(const char *text, uint64_t *limit)
{
    uint64_t bytes;
    if (sscanf(text, "%" SCNu64, &bytes) == 1 && bytes && bytes < *limit)
        *limit = bytes;
}

uint32_t sys_cpu_count(void)
{
    uint64_t count = 0;
    cpu_set_t set;
    if (!sched_getaffinity(0, sizeof set, &set))
        count = (uint64_t)CPU_COUNT(&set);
    if (!count) { /* more cores than cpu_set_t has bits */
        long online = sysconf(_SC_NPROCESSORS_ONLN);
        count = online > 0 ? (uint64_t)online : 1;
    }
    each_group("cpu.max", cpu_max, &count);
    return count ? (uint32_t)count : 1;
}

uint64_t sys_memory_size(void)
{
    uint64_t size = UINT64_MAX;
    struct sysinfo info;
    if (!sysinfo(&info))
        size = (uint64_t)info.totalram * info.mem_unit;
    each_group("memory.max", memory_max, &size);
    char text[128];
    if (read_small("/sys/fs/cgroup/memory/memory.limit_in_bytes", text, sizeof text))
        memory_max(text, &size);
    return size == UINT64_MAX ? UINT64_C(1) << 30 : size;
}

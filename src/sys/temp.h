/* Temporary files that vanish with the process, however it ends. */
#ifndef STET_SYS_TEMP_H
#define STET_SYS_TEMP_H

#include <stet/status.h>

/* The folder for temporary files when none is given: $TMPDIR, or /tmp. Never NULL. */
const char *sys_temp_folder(void);

/* Opens an unnamed file for reading and writing in `folder` (NULL: sys_temp_folder). Close with sys_close. */
stet_status sys_temp_open(int *out, const char *folder, stet_error *err);

#endif

#include "sys/temp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"
#include "sys/file.h"

const char *sys_temp_folder(void)
{
    const char *folder = getenv("TMPDIR");
    return folder && *folder ? folder : "/tmp";
}

/* For file systems that have no unnamed files: a name that is gone as soon as the file is open. */
static stet_status open_and_unlink(int *out, const char *folder, stet_error *err)
{
    char path[4096];
    int used = snprintf(path, sizeof path, "%s/stet-XXXXXX", folder);
    if (used < 0 || (size_t)used >= sizeof path)
        return stet_fail(err, STET_ERR_IO, "cannot make a temporary file in %.200s: the path is too long", folder);
    int file = sys_beyond_standard(mkostemp(path, O_CLOEXEC));
    if (file < 0)
        return stet_fail_errno(err, STET_ERR_IO, "cannot make a temporary file in %s", folder);
    if (unlink(path)) {
        sys_close(file);
        return stet_fail_errno(err, STET_ERR_IO, "cannot unname the temporary file %s", path);
    }
    *out = file;
    return STET_OK;
}

stet_status sys_temp_open(int *out, const char *folder, stet_error *err)
{
    if (!folder)
        folder = sys_temp_folder();
    int file = sys_beyond_standard(open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600));
    if (file >= 0) {
        *out = file;
        return STET_OK;
    }
    /* A kernel that does not know O_TMPFILE takes it for opening the folder itself, hence EISDIR. */
    if (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)
        return open_and_unlink(out, folder, err);
    return stet_fail_errno(err, STET_ERR_IO, "cannot make a temporary file in %s", folder);
}

#include "index/spill.h"

#include "sys/file.h"
#include "sys/temp.h"

void index_spill_init(struct index_spill *spill, const char *folder)
{
    *spill = (struct index_spill){.folder = folder ? folder : sys_temp_folder(), .file = -1};
}

void index_spill_close(struct index_spill *spill)
{
    sys_close(spill->file);
    spill->file = -1;
}

stet_status index_spill_append(struct index_spill *spill, const void *data, size_t size, uint64_t *offset,
                               stet_error *err)
{
    if (spill->file < 0) {
        stet_status status = sys_temp_open(&spill->file, spill->folder, err);
        if (status)
            return status;
    }
    *offset = spill->size;
    stet_status status = sys_pwrite(spill->file, data, size, spill->size, spill->folder, err);
    if (!status)
        spill->size += size;
    return status;
}

stet_status index_spill_read(const struct index_spill *spill, uint64_t offset, void *data, size_t size,
                             stet_error *err)
{
    return size ? sys_pread(spill->file, data, size, offset, spill->folder, err) : STET_OK;
}

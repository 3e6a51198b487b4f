/* One row an instruction set. */
#include "match/kernel/kernel.h"

const struct match_kernel *match_kernel_get(enum sys_isa isa)
{
#ifdef __x86_64__
    if (isa == SYS_ISA_AVX512)
        return &match_kernel_avx512;
    if (isa == SYS_ISA_AVX2)
        return &match_kernel_avx2;
#endif
    (void)isa;
    return &match_kernel_scalar;
}

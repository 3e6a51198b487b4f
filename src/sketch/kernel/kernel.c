/* One row an instruction set. */
#include "sketch/kernel/kernel.h"

const struct sketch_kernel *sketch_kernel_get(enum sys_isa isa)
{
#ifdef __x86_64__
    if (isa == SYS_ISA_AVX512)
        return &sketch_kernel_avx512;
    if (isa == SYS_ISA_AVX2)
        return &sketch_kernel_avx2;
#endif
    (void)isa;
    return &sketch_kernel_scalar;
}

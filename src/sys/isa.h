/* Which instructions the kernels may use. */
#ifndef STET_SYS_ISA_H
#define STET_SYS_ISA_H

/* Each level includes those before it. */
enum sys_isa {
    SYS_ISA_SCALAR,
    SYS_ISA_AVX2,  /* AVX2, BMI1, BMI2, LZCNT, POPCNT */
    SYS_ISA_AVX512 /* + AVX-512 F, CD, BW, DQ, VL, VBMI, VBMI2: Ice Lake and Zen 4 onward */
};

#define SYS_ISA_COUNT 3

/* The best level that processor and operating system support. */
enum sys_isa sys_isa_supported(void);

/* The level to use: sys_isa_supported, or a lower one that the environment variable STET_ISA (scalar, avx2, avx512)
 * asks for. A value that is unknown or not supported is ignored. */
enum sys_isa sys_isa_choose(void);

/* "scalar", "avx2", "avx512". */
const char *sys_isa_name(enum sys_isa isa);

#endif

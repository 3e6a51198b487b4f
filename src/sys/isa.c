/* The processor says what it can execute (CPUID), the operating system which registers it saves when it switches
 * threads (XGETBV). Both must agree: a kernel or hypervisor that does not save the ZMM registers would let one thread's
 * vectors leak into another's, and an instruction that it has not enabled ends the process.
 *
 * Registers and bits: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, CPUID; volume 1, 13.2. */
#include "sys/isa.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>

/* CPUID leaf 1, ECX */
#define LEAF1_ECX_POPCNT (1u << 23)
#define LEAF1_ECX_OSXSAVE (1u << 27)
/* leaf 7.0, EBX */
#define LEAF7_EBX_BMI1 (1u << 3)
#define LEAF7_EBX_AVX2 (1u << 5)
#define LEAF7_EBX_BMI2 (1u << 8)
#define LEAF7_EBX_AVX512F (1u << 16)
#define LEAF7_EBX_AVX512DQ (1u << 17)
#define LEAF7_EBX_AVX512CD (1u << 28)
#define LEAF7_EBX_AVX512BW (1u << 30)
#define LEAF7_EBX_AVX512VL (1u << 31)
/* leaf 7.0, ECX */
#define LEAF7_ECX_AVX512VBMI (1u << 1)
#define LEAF7_ECX_AVX512VBMI2 (1u << 6)
/* leaf 0x80000001, ECX */
#define EXTENDED_ECX_LZCNT (1u << 5)
/* XCR0: XMM and YMM state; opmask, upper ZMM halves, ZMM16 to ZMM31 */
#define XCR0_YMM 0x06u
#define XCR0_ZMM 0xe0u

static uint32_t xcr0(void)
{
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

static bool all(uint32_t value, uint32_t bits)
{
    return (value & bits) == bits;
}

enum sys_isa sys_isa_supported(void)
{
    uint32_t eax, ebx, ecx, edx, ignored;
    if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !all(ecx, LEAF1_ECX_POPCNT | LEAF1_ECX_OSXSAVE))
        return SYS_ISA_SCALAR;
    uint32_t saved = xcr0();
    uint32_t extended;
    if (!__get_cpuid(0x80000001, &ignored, &ignored, &extended, &ignored) || !all(extended, EXTENDED_ECX_LZCNT) ||
        !__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) ||
        !all(ebx, LEAF7_EBX_AVX2 | LEAF7_EBX_BMI1 | LEAF7_EBX_BMI2) || !all(saved, XCR0_YMM))
        return SYS_ISA_SCALAR;
    if (!all(ebx,
             LEAF7_EBX_AVX512F | LEAF7_EBX_AVX512DQ | LEAF7_EBX_AVX512CD | LEAF7_EBX_AVX512BW | LEAF7_EBX_AVX512VL) ||
        !all(ecx, LEAF7_ECX_AVX512VBMI | LEAF7_ECX_AVX512VBMI2) || !all(saved, XCR0_YMM | XCR0_ZMM))
        return SYS_ISA_AVX2;
    return SYS_ISA_AVX512;
}

#else

enum sys_isa sys_isa_supported(void)
{
    return SYS_ISA_SCALAR;
}

#endif

static const char *const names[SYS_ISA_COUNT] = {"scalar", "avx2", "avx512"};

/* What is supported, asked once: in a virtual machine each CPUID is an exit to its host. */
static enum sys_isa supported(void)
{
    static atomic_int known = -1;
    int isa = atomic_load_explicit(&known, memory_order_relaxed);
    if (isa < 0) {
        isa = (int)sys_isa_supported();
        atomic_store_explicit(&known, isa, memory_order_relaxed);
    }
    return (enum sys_isa)isa;
}

enum sys_isa sys_isa_choose(void)
{
    enum sys_isa best = supported();
    const char *wanted = getenv("STET_ISA");
    for (int isa = SYS_ISA_SCALAR; wanted && isa < (int)best; isa++)
        if (!strcmp(wanted, names[isa]))
            return (enum sys_isa)isa;
    return best;
}

const char *sys_isa_name(enum sys_isa isa)
{
    return names[isa];
}

#include "sys/cpu.h"

#include <stdbool.h>

#include "support/main.h"
#include "sys/clock.h"

START_TEST(there_is_a_core_and_some_memory)
{
    ck_assert_uint_ge(sys_cpu_count(), 1);
    ck_assert_uint_ge(sys_memory_size(), UINT64_C(1) << 20);
}
END_TEST

START_TEST(the_environment_can_lower_the_instruction_set)
{
    enum sys_isa best = sys_isa_supported();
    for (int isa = 0; isa < SYS_ISA_COUNT; isa++) {
        setenv("STET_ISA", sys_isa_name((enum sys_isa)isa), 1);
        ck_assert_int_eq(sys_isa_choose(), isa < (int)best ? isa : (int)best);
    }
}
END_TEST

START_TEST(an_unknown_instruction_set_is_ignored)
{
    enum sys_isa best = sys_isa_supported();
    const char *const unknown[] = {"", "AVX2 ", "sse", "avx", "scalarx"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        setenv("STET_ISA", unknown[i], 1);
        ck_assert_int_eq(sys_isa_choose(), best);
    }
    unsetenv("STET_ISA");
    ck_assert_int_eq(sys_isa_choose(), best);
}
END_TEST

START_TEST(instruction_sets_have_their_documented_names)
{
    ck_assert_str_eq(sys_isa_name(SYS_ISA_SCALAR), "scalar");
    ck_assert_str_eq(sys_isa_name(SYS_ISA_AVX2), "avx2");
    ck_assert_str_eq(sys_isa_name(SYS_ISA_AVX512), "avx512");
}
END_TEST

#if defined(__x86_64__)
START_TEST(the_compiler_s_own_detection_agrees)
{
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
    bool avx512 = avx2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2");
    ck_assert_int_eq(sys_isa_supported() >= SYS_ISA_AVX2, avx2);
    ck_assert_int_eq(sys_isa_supported() >= SYS_ISA_AVX512, avx512);
}
END_TEST
#endif

START_TEST(the_clock_never_goes_back)
{
    uint64_t last = sys_clock();
    for (int i = 0; i < 10000; i++) {
        uint64_t now = sys_clock();
        ck_assert_uint_ge(now, last);
        last = now;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sys/cpu");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, there_is_a_core_and_some_memory);
    tcase_add_test(tests, the_environment_can_lower_the_instruction_set);
    tcase_add_test(tests, an_unknown_instruction_set_is_ignored);
    tcase_add_test(tests, instruction_sets_have_their_documented_names);
#if defined(__x86_64__)
    tcase_add_test(tests, the_compiler_s_own_detection_agrees);
#endif
    tcase_add_test(tests, the_clock_never_goes_back);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}

/* Copies in several languages and scripts: cut to the first half and retitled, they match; unrelated they do not. */
#include <stdlib.h>
#include <string.h>

#include "desk.h"
#include "support/main.h"

struct language {
    const char *name, *first, *second; /* halves of one story */
};

static const struct language languages[] = {
    {"de",
     "Die Fähre lief am frühen Morgen vor der Küste der Insel Dorwimin auf Grund, teilte die Küstenwache mit. An Bord "
     "waren hundertzwanzig Menschen, verletzt wurde niemand. Zwei Schlepper sollten das Schiff bei Hochwasser wieder "
     "freiziehen, während die Fahrgäste in Rettungsbooten an Land gebracht wurden.",
     "Wie es zu dem Unglück kam, war zunächst unklar. Der Kapitän sagte den Ermittlern, die Ruderanlage habe kurz vor "
     "der Hafeneinfahrt nicht mehr reagiert. Die Reederei kündigte eine Untersuchung an und bat ihre Kunden um "
     "Geduld."},
    {"fr",
     "Le traversier s'est échoué à l'aube au large de l'île de Dorwimin, ont annoncé les garde-côtes. Cent vingt "
     "personnes se trouvaient à bord et aucune n'a été blessée. Deux remorqueurs devaient dégager le navire à marée "
     "haute, tandis que les passagers étaient ramenés à terre dans des canots de sauvetage.",
     "La cause de l'accident n'était pas connue dans l'immédiat. Le capitaine a déclaré aux enquêteurs que le "
     "gouvernail ne répondait plus juste avant l'entrée du port. L'armateur a promis une enquête complète."},
    {"ru",
     "Паром сел на мель ранним утром у берегов острова Дорвимин, сообщила береговая охрана. На борту находились сто "
     "двадцать человек, никто не пострадал. Два буксира должны были снять судно с мели во время прилива, а пассажиров "
     "тем временем доставили на берег в спасательных шлюпках, где их ждали одеяла и горячий чай.",
     "Причина происшествия пока не установлена. Капитан рассказал следователям, что рулевое управление отказало перед "
     "самым входом в гавань. Судоходная компания пообещала провести расследование и попросила клиентов о терпении."},
    {"ar",
     "جنحت العبارة في وقت مبكر من صباح اليوم قبالة سواحل جزيرة دورويمين حسبما أعلن خفر السواحل. وكان على متنها مئة "
     "وعشرون شخصا ولم يصب أحد منهم بأذى. ومن المقرر أن تقوم قاطرتان بسحب السفينة عند ارتفاع المد بينما نقل الركاب إلى "
     "الشاطئ في قوارب النجاة حيث قدمت لهم البطانيات والشاي الساخن.",
     "ولم يعرف سبب الحادث على الفور. وقال القبطان للمحققين إن جهاز التوجيه توقف عن العمل قبيل مدخل الميناء مباشرة. "
     "ووعدت الشركة المالكة بإجراء تحقيق كامل وطلبت من عملائها التحلي بالصبر."},
    {"zh",
     "海岸警卫队表示，一艘渡轮清晨在多维明岛附近海域搁浅。船上共有乘客和船员一百多人，没有人受伤。两艘拖船将在涨潮时把"
     "渡轮"
     "拖离浅滩，乘客则乘坐救生艇被送到岸上，志愿者为他们准备了毛毯和热茶。",
     "事故原因目前尚不清楚。船长告诉调查人员，渡轮在驶入港口之前舵机突然失灵。船运公司承诺将进行全面调查，并请求客户耐"
     "心等待。"},
    {"th",
     "หน่วยยามฝั่งแถลงว่าเรือข้ามฟากเกยตื้นเมื่อเช้ามืดนอกชายฝั่งเกาะดอร์วิมิน มีผู้โดยสารอยู่บนเรือกว่าร้อยคนและไม่มีใครได้รับบาดเจ็บ "
     "เรือลากจูงสองลำจะดึงเรือออกเมื่อน้ำขึ้นส่วนผู้โดยสารถูกพาขึ้นฝั่งด้วยเรือชูชีพ",
     "ยังไม่ทราบสาเหตุของอุบัติเหตุ กัปตันบอกเจ้าหน้าที่สอบสวนว่าหางเสือไม่ตอบสนองก่อนถึงปากอ่าว บริษัทเจ้าของเรือสัญญาว่าจะสอบสวนอย่างเต็มที่"},
};

#define COUNT (sizeof languages / sizeof *languages)

START_TEST(a_cut_and_retitled_copy_matches_in_any_script)
{
    const struct language *language = &languages[_i];
    struct desk desk;
    desk_open(&desk);
    char *full = desk_join(language->first, language->second);
    struct copy original = {.title = "Ferry", .text = full, .published = DESK_NOON};
    struct copy cut = {.title = "Dorwimin", .text = language->first, .published = DESK_NOON + 5 * DESK_HOUR};
    struct match_verdict verdict = desk_judge(&desk, &cut, &original);
    ck_assert_msg(verdict.match, "%s: score %f", language->name, (double)verdict.score);
    ck_assert_msg(verdict.relation == STET_RELATION_ABRIDGED, "%s", language->name);
    struct copy other = {.title = "Dorwimin", .text = language->second, .published = DESK_NOON};
    ck_assert_msg(!desk_judge(&desk, &cut, &other).match, "%s", language->name);
    free(full);
    desk_close(&desk);
}
END_TEST

START_TEST(respelled_quotes_accents_and_widths_leave_an_exact_copy)
{
    struct desk desk;
    desk_open(&desk);
    struct copy one = {
        .text = "“Nous n’avons rien à cacher”, a déclaré le ministre à l’issue du café de presse ﬁnal à Dorwimin, où "
                "les élus de la région s’étaient réunis pour la première fois depuis l’été dernier."};
    struct copy two = {
        .text = "\"Nous n'avons rien a\u0300 cacher\", a de\u0301clare\u0301 le ministre à l'issue du cafe\u0301 de "
                "presse final à Dor\u00adwimin, ou\u0300 les élus de la région s'étaient réunis pour la "
                "premi\u00e8re fois depuis l'été dernier."};
    struct match_verdict verdict = desk_judge(&desk, &one, &two);
    ck_assert(verdict.match);
    ck_assert_int_eq(verdict.relation, STET_RELATION_EXACT);
    desk_close(&desk);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("match/languages");
    TCase *tests = tcase_create("languages");
    tcase_add_loop_test(tests, a_cut_and_retitled_copy_matches_in_any_script, 0, COUNT);
    tcase_add_test(tests, respelled_quotes_accents_and_widths_leave_an_exact_copy);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}

/* What becomes of text in many languages, to be read. Tokens are shown with '|' between them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "support/main.h"
#include "text/hash.h"
#include "text/tokens.h"

struct shown {
    struct stet_buf text;
    struct stet_buf token; /* as far as it has come */
    struct text_tokens hashes;
};

static void show(void *payload, const char *folded, size_t size, bool last)
{
    struct shown *shown = payload;
    ck_assert(stet_buf_add(&shown->token, folded, size));
    if (!last)
        return;
    bool number = false;
    for (size_t i = 0; i < shown->token.size; i++)
        number |= shown->token.data[i] >= '0' && shown->token.data[i] <= '9';
    if (shown->hashes.count)
        ck_assert(stet_buf_add_byte(&shown->text, '|'));
    ck_assert(stet_buf_add(&shown->text, shown->token.data, shown->token.size));
    ck_assert(stet_buf_reserve(&shown->token, TEXT_HASH_SHORT));
    ck_assert(
        stet_grow((void **)&shown->hashes.hash, &shown->hashes.capacity, shown->hashes.count + 1, sizeof(uint64_t)));
    shown->hashes.hash[shown->hashes.count++] = text_hash(shown->token.data, shown->token.size, number);
    shown->token.size = 0;
}

/* The text's tokens are the expected ones, and their hashes those that text_tokenise gives. */
static void expect(const char *text, const char *tokens)
{
    struct shown shown = {STET_BUF_INIT, STET_BUF_INIT, {NULL, 0, 0}};
    ck_assert_int_eq(text_tokens_each(text, strlen(text), show, &shown, NULL), STET_OK);
    ck_assert(stet_buf_add_byte(&shown.text, '\0'));
    ck_assert_str_eq(shown.text.data, tokens);
    struct text_tokens fast = {NULL, 0, 0};
    ck_assert_int_eq(text_tokenise(text, strlen(text), &fast, NULL), STET_OK);
    ck_assert_uint_eq(fast.count, shown.hashes.count);
    for (size_t i = 0; i < fast.count; i++)
        ck_assert_uint_eq(fast.hash[i], shown.hashes.hash[i]);
    text_tokens_free(&fast);
    text_tokens_free(&shown.hashes);
    stet_buf_free(&shown.text);
    stet_buf_free(&shown.token);
}

START_TEST(english)
{
    expect("The U.S. Federal Reserve's $4.8-billion bid, on Oct. 19,",
           "the|u|s|federal|reserves|4.8|billion|bid|on|oct|19");
    expect("“Don’t,” she said — they’re not ‘news’ in the 1990’s.", "dont|she|said|theyre|not|news|in|the|1990s");
    expect("rose 155,221 tonnes (+3.5%), 1,000,000.50 in all; 5,a 7. 8 .9 1..2",
           "rose|155,221|tonnes|3.5|1,000,000.50|in|all|5|a|7|8|9|1|2");
    expect("rock 'n' roll, O'Neill, dogs' dinner, 'quoted', it''s", "rock|n|roll|oneill|dogs|dinner|quoted|it|s");
    expect("e-mail@example.com/path_name#tag", "e|mail|example|com|path|name|tag");
    expect("Acme™ naïve façade ½ m² №5 ﬁle…end", "acme|naive|facade|1|2|m2|no5|file|end");
}
END_TEST

START_TEST(french)
{
    expect("L’Élysée a réagi : « C’est l'œuvre d'à côté », où ça ?", "lelysee|a|reagi|cest|loeuvre|da|cote|ou|ca");
    expect("1 234,5 millions d’euros", "1|234,5|millions|deuros");
}
END_TEST

START_TEST(german)
{
    expect("Die Straße – „Größe“ ÜBER ALLES; STRASSE, ẞ", "die|strasse|grosse|uber|alles|strasse|ss");
    expect("Bundes\u00adkanzler", "bundeskanzler");
}
END_TEST

START_TEST(spanish)
{
    expect("¿Qué pasó en España? ¡Nada! La 1ª vez, el señor Núñez", "que|paso|en|espana|nada|la|1a|vez|el|senor|nunez");
}
END_TEST

START_TEST(polish_and_turkish)
{
    expect("Łódź, zażółć gęślą jaźń; Wałęsa powiedział", "lodz|zazolc|gesla|jazn|walesa|powiedzial");
    expect("„ŻÓŁWIE” Þórður Ðað ČESKÝ", "zolwie|þorður|ðað|cesky");
    expect("İstanbul'da Diyarbakır IŞIK", "istanbulda|diyarbakir|isik");
}
END_TEST

START_TEST(russian_and_ukrainian)
{
    expect("Ещё раз: Йошкар-Ола, «Газпром» объявил о 4,8 млрд.", "еще|раз|иошкар|ола|газпром|объявил|о|4,8|млрд");
    expect("м'ята м’ята мʼята", "мята|мята|мята");
    expect("ЁЛКА Ёлка ёлка е\u0308лка, ПЕРВЫЙ, ЇЖАК", "елка|елка|елка|елка|первыи|іжак");
    expect("«МЕЖДУНАРОДНЫЙ» “достопримечательность”, высокопревосходительство…",
           "международныи|достопримечательность|высокопревосходительство");
}
END_TEST

START_TEST(greek)
{
    expect("Ο Πρωθυπουργός, ΑΘΗΝΑ· «Ελλάς» ᾳ ΰ", "ο|πρωθυπουργοσ|αθηνα|ελλασ|α|υ");
    expect("«ΑΝΤΙΠΡΟΣΩΠΕΊΑ» Άγιος", "αντιπροσωπεια|αγιοσ");
}
END_TEST

START_TEST(arabic)
{
    expect("أَعْلَنَتْ الشَّرِكَةُ إلى آخر", "اعلنت|الشركه|الي|اخر");
    expect("الـــرياض، مستشفى؛ مسؤول شؤون هيئة", "الرياض|مستشفي|مسوول|شوون|هييه");
    expect("بلغ ١٢٫٥ مليار و١٬٠٠٠ ريال", "بلغ|12.5|مليار|و1,000|ريال");
    expect("ﺍﻟﺴﻼﻡ کتاب می‌خواهم", "السلام|كتاب|ميخواهم");
}
END_TEST

START_TEST(hebrew)
{
    expect("שָׁלוֹם עוֹלָם", "שלום|עולם");
}
END_TEST

START_TEST(hindi_and_tamil)
{
    expect("प्रधानमंत्री ने कहा कि सड़क २५ किमी।", "प्रधानमंत्री|ने|कहा|कि|सड\u093cक|25|किमी");
    expect("क्‍या सड\u093cक", "क्या|सड\u093cक"); /* joiner gone; the nukta letter in two parts */
    expect("கொழும்பு க\u0bc6\u0bbeழும்பு", "கொழும்பு|கொழும்பு");
}
END_TEST

START_TEST(chinese)
{
    expect("新华社北京8月20日电，“中国”GDP增长4.8%。", "新|华|社|北|京|8|月|20|日|电|中|国|gdp|增|长|4.8");
    expect("ＡＢＣ　１２．５、㈱", "abc|12.5|株");
}
END_TEST

START_TEST(japanese)
{
    expect("東京のデータは、がんばる！", "東|京|の|デ|ー|タ|は|が|ん|ば|る");
    expect("ﾃﾞｰﾀ か\u3099", "デ|ー|タ|が");
    expect("か\u309a\u3099", "か\u309a\u3099"); /* a mark of the same order is in the way */
}
END_TEST

START_TEST(korean)
{
    expect("삼성전자는 2024년 '갤럭시'를 공개했다.", "삼성전자는|2024년|갤럭시|를|공개했다");
    expect("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글");
    expect("가나다라마바사아자차카타", "가나다라마바사아자차카타"); /* twelve are a word */
    expect("AI가나다라마바사아자차카타파2", "ai|가|나|다|라|마|바|사|아|자|차|카|타|파|2");
}
END_TEST

START_TEST(thai_and_neighbours)
{
    expect("ผู้นำไทย ๒๕๖๗", "ผู้|น\u0e4d|า|ไ|ท|ย|2567");
    expect("ລາວ ខ្មែរ မြန်", "ລ|າ|ວ|ខ្|មែ|រ|မြ|န်");
}
END_TEST

START_TEST(spellings_of_one_text_are_equal)
{
    static const char *const same[][2] = {
        {"\"don't\"", "\u201cdon\u2019t\u201d"},
        {"caf\u00e9 r\u00e9sum\u00e9", "cafe\u0301 re\u0301sume\u0301"},
        {"newspaper", "news\u00adpa\u200bp\u2060er\ufeff"},
        {"WIDE 123,456", "\uff37\uff29\uff24\uff25\u3000\uff11\uff12\uff13\uff0c\uff14\uff15\uff16"},
        {"\u0439\u0451", "\u0438\u0306\u0435\u0308"},
        {"\u095c", "\u0921\u093c"},
        {"\u304c\u30d1", "\u304b\u3099\u30cf\u309a"},
        {"\ud55c\uad6d", "\u1112\u1161\u11ab\u1100\u116e\u11a8"},
        {"\u0e01\u0e38\u0e49", "\u0e01\u0e49\u0e38"},
        {"a b", "a\u00a0\u2003b"},
        {"a\nb", "a\r\n\tb"},
        {"5.3", "5.\u200b3"},
        {"fin", "\u202bfin\u200f"},
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct text_tokens a = {NULL, 0, 0}, b = {NULL, 0, 0};
        ck_assert_int_eq(text_tokenise(same[i][0], strlen(same[i][0]), &a, NULL), STET_OK);
        ck_assert_int_eq(text_tokenise(same[i][1], strlen(same[i][1]), &b, NULL), STET_OK);
        ck_assert_msg(a.count == b.count && !memcmp(a.hash, b.hash, a.count * sizeof *a.hash), "spelling %zu", i);
        text_tokens_free(&a);
        text_tokens_free(&b);
    }
}
END_TEST

START_TEST(bytes_that_are_no_text_separate)
{
    expect("a\xff"
           "b\xc3"
           "c\xe2\x82"
           "d\xed\xa0\x80"
           "e\xf5\x80\x80\x80"
           "f\xc0\xaf"
           "g",
           "a|b|c|d|e|f|g");
    expect("a\x01"
           "b\x7f"
           "c_d",
           "a|b|c|d");
    expect("", "");
    expect(" \u2014\u201c ", "");
    struct text_tokens tokens = {NULL, 0, 0};
    ck_assert_int_eq(text_tokenise("a\0b", 3, &tokens, NULL), STET_OK);
    ck_assert_uint_eq(tokens.count, 2);
    text_tokens_free(&tokens);
}
END_TEST

START_TEST(tokens_are_appended)
{
    struct text_tokens tokens = {NULL, 0, 0};
    ck_assert_int_eq(text_tokenise("one two", 7, &tokens, NULL), STET_OK);
    ck_assert_int_eq(text_tokenise("one", 3, &tokens, NULL), STET_OK);
    ck_assert_int_eq(text_tokenise(NULL, 0, &tokens, NULL), STET_OK);
    ck_assert_uint_eq(tokens.count, 3);
    ck_assert_uint_eq(tokens.hash[0], tokens.hash[2]);
    ck_assert_uint_ne(tokens.hash[0], tokens.hash[1]);
    text_tokens_free(&tokens);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text/golden");
    TCase *tests = tcase_create("golden");
    tcase_add_test(tests, english);
    tcase_add_test(tests, french);
    tcase_add_test(tests, german);
    tcase_add_test(tests, spanish);
    tcase_add_test(tests, polish_and_turkish);
    tcase_add_test(tests, russian_and_ukrainian);
    tcase_add_test(tests, greek);
    tcase_add_test(tests, arabic);
    tcase_add_test(tests, hebrew);
    tcase_add_test(tests, hindi_and_tamil);
    tcase_add_test(tests, chinese);
    tcase_add_test(tests, japanese);
    tcase_add_test(tests, korean);
    tcase_add_test(tests, thai_and_neighbours);
    tcase_add_test(tests, spellings_of_one_text_are_equal);
    tcase_add_test(tests, bytes_that_are_no_text_separate);
    tcase_add_test(tests, tokens_are_appended);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}

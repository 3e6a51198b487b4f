#include "generate/world.h"

#include <stdlib.h>

static const struct language *const all[WORLD_LANGUAGES] = {&language_english, &language_german, &language_french,
                                                            &language_spanish, &language_russian};

static const struct agency agencies[] = {
    {"The Canadian Press", "CP", "thecanadianpress.com", "en", "{c} (CP) — ",
     "This report by The Canadian Press was first published {D}, 2025."},
    {"The Associated Press", "AP", "apnews.com", "en", "{c} (AP) — ",
     "___\nAssociated Press writer {Q} in {U} contributed to this report."},
    {"Reuters", "Reuters", "reuters.com", "en de fr es", "{c}, {d} (Reuters) - ",
     "(Reporting by {Q} in {U}; Editing by {Q})"},
    {"Agence France-Presse", "AFP", "afp.com", "en fr es", "{c}, {d} (AFP) - ", NULL},
    {"PA Media", "PA", "pa.media", "en", "{c} (PA) - ", NULL},
    {"Deutsche Presse-Agentur", "dpa", "dpa.com", "de", "{c} (dpa) - ", "© dpa-infocom"},
    {"EFE", "EFE", "efe.com", "es", "{c}, {d} (EFE).- ", "EFE"},
    {"ТАСС", "ТАСС", "tass.ru", "ru", "{c}, {d}. /ТАСС/. ", NULL},
    {"Интерфакс", "Интерфакс", "interfax.ru", "ru", "{c}. {d}. ИНТЕРФАКС - ", NULL},
};

void world_slug(struct stet_buf *buf, struct span text, char between)
{
    static const char latin[] = "aaaaaaaceeeeiiiidnooooo-ouuuuypsaaaaaaaceeeeiiiidnooooo-ouuuuypy";
    static const char *const cyrillic[] = {"a", "b",  "v",  "g",   "d", "e", "zh", "z", "i",  "j", "k",
                                           "l", "m",  "n",  "o",   "p", "r", "s",  "t", "u",  "f", "h",
                                           "c", "ch", "sh", "sch", "",  "y", "",   "e", "yu", "ya"};
    const unsigned char *p = (const unsigned char *)text.data, *end = p + text.size;
    bool gap = false, any = false;
    for (; p < end; p++) {
        char one[2] = {0, 0};
        const char *add = one;
        if ((*p | 32) >= 'a' && (*p | 32) <= 'z')
            one[0] = (char)(*p | 32);
        else if (*p >= '0' && *p <= '9')
            one[0] = (char)*p;
        else if (*p == 0xc3 && p + 1 < end)
            one[0] = latin[*++p & 63];
        else if ((*p == 0xd0 || *p == 0xd1) && p + 1 < end) {
            unsigned letter = (unsigned)(*p & 31) << 6 | (p[1] & 63);
            p++;
            add = letter >= 0x410 && letter < 0x450 ? cyrillic[(letter - 0x410) % 32] : "e";
        } else if (*p >= 0xe0 || *p == ' ' || *p < 0x80)
            gap = true;
        if (!*add)
            continue;
        if (gap && any && between)
            put_byte(buf, between);
        gap = false;
        any = true;
        put_text(buf, add);
    }
}

/* Bytes of world->store from `from` on, kept for good. Outlets are few: each string has memory of its own. */
static struct span keep(struct stet_buf *scratch)
{
    char *copy = malloc(scratch->size + 1);
    if (!copy)
        errx(2, "out of memory");
    memcpy(copy, scratch->data, scratch->size);
    struct span span = {copy, (uint32_t)scratch->size};
    scratch->size = 0;
    return span;
}

static void init_outlet(struct world *world, uint32_t language, uint32_t n, struct rng *rng)
{
    static const int8_t zones[] = {0, 0, 0, -4, -5, -7, 1, 2, 3};
    const struct vocabulary *v = &world->vocabularies[language];
    struct outlet *outlet = &world->outlets[language][n];
    struct topic topic = {.towns = {v->towns.items[n]}};
    struct pattern_context context = {.vocabulary = v, .topic = &topic, .rng = rng, .fixed = true};
    pattern_put(&world->store, list_draw(&v->outlets, rng), &context);
    outlet->name = keep(&world->store);
    world_slug(&world->store, outlet->name, 0);
    for (uint32_t i = 0; i < n; i++)
        if (world->outlets[language][i].domain.size > world->store.size &&
            !memcmp(world->outlets[language][i].domain.data, world->store.data, world->store.size)) {
            put_number(&world->store, n);
            break;
        }
    put_byte(&world->store, '.');
    put_text(&world->store, v->language->domain);
    outlet->domain = keep(&world->store);
    outlet->junk_count = (uint8_t)rng_below(rng, OUTLET_JUNK + 1);
    for (unsigned i = 0; i < outlet->junk_count; i++)
        outlet->junk[i] = v->junk.items[(n * 7 + i * 5 + rng_below(rng, 3)) % v->junk.count];
    outlet->keeps_dateline = rng_below(rng, 3) != 0;
    outlet->double_spaced = rng_below(rng, 4) == 0;
    outlet->zone = zones[rng_below(rng, sizeof zones)];
}

bool world_init(struct world *world, const char *languages)
{
    memset(world, 0, sizeof *world);
    for (const char *code = languages; code;) {
        bool known = false;
        for (unsigned l = 0; l < WORLD_LANGUAGES; l++)
            if (!strncmp(code, all[l]->code, 2) && (code[2] == ',' || code[2] == '\0')) {
                known = true;
                world->shares[l] = all[l]->share;
            }
        if (!known)
            return false;
        code = code[2] ? code + 3 : NULL;
    }
    for (uint32_t l = 0; l < WORLD_LANGUAGES; l++) {
        struct rng rng = {UINT64_C(0x6f75746c6574) + l};
        if (!languages)
            world->shares[l] = all[l]->share;
        world->shares_total += world->shares[l];
        vocabulary_init(&world->vocabularies[l], all[l]);
        for (uint32_t n = 0; n < OUTLETS_PER_LANGUAGE; n++)
            init_outlet(world, l, n, &rng);
        for (size_t a = 0; a < sizeof agencies / sizeof *agencies; a++)
            if (strstr(agencies[a].languages, all[l]->code))
                world->agencies[l][world->agency_count[l]++] = &agencies[a];
    }
    return true;
}

void world_free(struct world *world)
{
    for (uint32_t l = 0; l < WORLD_LANGUAGES; l++) {
        for (uint32_t n = 0; n < OUTLETS_PER_LANGUAGE; n++) {
            free((char *)world->outlets[l][n].name.data);
            free((char *)world->outlets[l][n].domain.data);
        }
        vocabulary_free(&world->vocabularies[l]);
    }
    stet_buf_free(&world->store);
}

uint32_t world_draw_language(const struct world *world, struct rng *rng)
{
    uint32_t at = rng_below(rng, world->shares_total), language = 0;
    while (at >= world->shares[language])
        at -= world->shares[language++];
    return language;
}

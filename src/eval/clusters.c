/* The clusters: of each line the members' ids and which one is canonical. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "eval/json_scan.h"
#include "eval/store.h"

/* A line is read to its end before anything of it is kept, so that a bad line leaves nothing behind. */
struct cluster_line {
    struct eval_json json;
    struct eval_membership *members; /* known ones; their cluster has no number yet */
    size_t count, capacity;
    uint64_t unknown, guests;
    uint32_t canonical;
    bool has_members;
    const char *reason;
};

static bool text_is(const struct eval_json *json, const char *text)
{
    return json->text_size == strlen(text) && !memcmp(json->text, text, json->text_size);
}

/* Walks over the rest of a value whose first event was `event`. */
static bool skip_value(struct eval_json *json, enum eval_json_event event)
{
    if (event != EVAL_JSON_OBJECT && event != EVAL_JSON_ARRAY)
        return event != EVAL_JSON_ERROR;
    unsigned outside = json->depth - 1;
    while (json->depth > outside)
        if (eval_json_next(json) == EVAL_JSON_ERROR)
            return false;
    return true;
}

/* Inside an object: finds its "id" and whether it is a guest, reads to the object's end. *id is EVAL_NONE for one that
 * nobody asked about. */
static bool read_id(struct stet_eval *eval, struct cluster_line *line, uint32_t *id, bool *guest)
{
    struct eval_json *json = &line->json;
    bool found = false;
    enum eval_json_event event;
    *guest = false;
    while ((event = eval_json_next(json)) == EVAL_JSON_KEY) {
        bool is_id = text_is(json, "id"), is_guest = text_is(json, "guest");
        event = eval_json_next(json);
        *guest |= is_guest && event == EVAL_JSON_LITERAL && text_is(json, "true");
        if (is_id && !found && (event == EVAL_JSON_STRING || event == EVAL_JSON_NUMBER)) {
            *id = eval_ids_find(&eval->ids, json->text, json->text_size);
            found = true;
        } else if (is_id && event != EVAL_JSON_ERROR) {
            line->reason = "an id that is no string, or comes twice";
            return false;
        } else if (!skip_value(json, event)) {
            return false;
        }
    }
    if (event != EVAL_JSON_OBJECT_END)
        return false;
    if (!found)
        line->reason = "an object without an id among members or as canonical";
    return found;
}

static bool read_members(struct stet_eval *eval, struct cluster_line *line)
{
    if (line->has_members) {
        line->reason = "\"members\" comes twice";
        return false;
    }
    line->has_members = true;
    enum eval_json_event event;
    while ((event = eval_json_next(&line->json)) == EVAL_JSON_OBJECT) {
        uint32_t id;
        bool guest;
        if (!read_id(eval, line, &id, &guest))
            return false;
        if (id == EVAL_NONE) {
            line->unknown++;
            continue;
        }
        void *members = line->members;
        bool ok = stet_grow(&members, &line->capacity, line->count + 1, sizeof *line->members);
        line->members = members;
        if (!ok) {
            line->json.no_memory = true;
            return false;
        }
        line->members[line->count++] = (struct eval_membership){id, guest ? EVAL_GUEST : 0};
        line->guests += guest;
    }
    if (event != EVAL_JSON_ARRAY_END && event != EVAL_JSON_ERROR)
        line->reason = "a member that is no object";
    return event == EVAL_JSON_ARRAY_END;
}

static bool read_value(struct stet_eval *eval, struct cluster_line *line)
{
    enum {
        SCHEMA,
        MEMBERS,
        CANONICAL,
        OTHER
    } key = text_is(&line->json, "schema")      ? SCHEMA
            : text_is(&line->json, "members")   ? MEMBERS
            : text_is(&line->json, "canonical") ? CANONICAL
                                                : OTHER;
    enum eval_json_event event = eval_json_next(&line->json);
    if (event == EVAL_JSON_ERROR)
        return false;
    if (key == SCHEMA && (event != EVAL_JSON_STRING || !text_is(&line->json, "stet.cluster/1"))) {
        line->reason = "a schema other than stet.cluster/1";
        return false;
    }
    if (key == MEMBERS && event == EVAL_JSON_ARRAY)
        return read_members(eval, line);
    bool guest;
    if (key == CANONICAL && event == EVAL_JSON_OBJECT)
        return read_id(eval, line, &line->canonical, &guest);
    if (key == MEMBERS)
        line->reason = "\"members\" is no array";
    return key != MEMBERS && skip_value(&line->json, event);
}

static bool read_cluster(struct stet_eval *eval, struct cluster_line *line)
{
    enum eval_json_event event = eval_json_next(&line->json);
    if (event != EVAL_JSON_OBJECT) {
        line->reason = event == EVAL_JSON_ERROR ? NULL : "no JSON object";
        return false;
    }
    while ((event = eval_json_next(&line->json)) == EVAL_JSON_KEY)
        if (!read_value(eval, line))
            return false;
    if (event != EVAL_JSON_OBJECT_END || eval_json_next(&line->json) != EVAL_JSON_END)
        return false;
    if (!line->has_members)
        line->reason = "no \"members\"";
    return line->has_members;
}

static bool keep(struct stet_eval *eval, const struct cluster_line *line)
{
    void *memberships = eval->memberships, *canonicals = eval->canonicals;
    bool ok = eval->cluster_count < EVAL_NONE / 2 &&
              stet_grow(&memberships, &eval->membership_capacity, eval->membership_count + line->count,
                        sizeof *eval->memberships);
    eval->memberships = memberships;
    ok = ok && stet_grow(&canonicals, &eval->cluster_capacity, eval->cluster_count + 1, sizeof *eval->canonicals);
    eval->canonicals = canonicals;
    if (!ok)
        return false;
    for (size_t i = 0; i < line->count; i++)
        eval->memberships[eval->membership_count++] =
            (struct eval_membership){line->members[i].id, line->members[i].cluster | (uint32_t)eval->cluster_count};
    eval->canonicals[eval->cluster_count++] = line->canonical;
    eval->unknown += line->unknown;
    eval->guests += line->guests;
    return true;
}

static stet_status cluster_line(struct stet_eval *eval, const struct eval_line *text, void *payload,
                                const char **reason, stet_error *err)
{
    struct cluster_line *line = payload;
    eval_json_start(&line->json, text->data, text->size);
    line->count = 0;
    line->unknown = line->guests = 0;
    line->canonical = EVAL_NONE;
    line->has_members = false;
    line->reason = NULL;
    bool good = read_cluster(eval, line);
    if (line->json.no_memory || (good && !keep(eval, line)))
        return stet_fail_memory(err);
    if (!good)
        *reason = line->reason ? line->reason : line->json.reason ? line->json.reason : "not JSON";
    return STET_OK;
}

stet_status stet_eval_read_clusters(stet_eval *eval, const char *path, stet_error *err)
{
    if (!eval->has_truth && !eval->has_pairs)
        return stet_fail(err, STET_ERR_USAGE, "the truth or the pairs must be read before the clusters");
    eval->has_clusters = true;
    struct cluster_line line = {0};
    stet_status status = eval_each_line(eval, path, cluster_line, &line, err);
    eval_json_free(&line.json);
    free(line.members);
    return status;
}

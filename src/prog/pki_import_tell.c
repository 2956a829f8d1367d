/*
 * pki_import_tell: what became of each file of an import, for people or for programs.
 * Knows words and layout. Never imports.
 */
#include "prog/pki_import_tell.h"

#include "prog/pki_words.h"

#include <stdio.h>

#define ID_SHOWN 8

static void print_note(const struct import_note *n)
{
	(void)printf("    %s", store_kind_word(n->kind)); /* the sum is checked at the end */
	if (n->place > 0) {
		(void)printf(" %u", n->place); /* same */
	}
	(void)printf("%s%s %s: %s (%s)\n", n->country[0] == '\0' ? "" : " of ", n->country,
		     pki_hex(rd_of(n->sha256, sizeof(n->sha256)), ID_SHOWN).text,
		     import_note_text(n), import_note_word(n)); /* the sum is checked at the end */
}

static void print_result(const char *const *names, const struct import_report *r, size_t file)
{
	const struct store_event *e = &r->results[file];
	const struct store_source *s = &e->source;
	bool why = e->outcome == STORE_REFUSED;
	(void)printf("%s: %s%s%s\n", names[file], store_outcome_word(e->outcome), why ? ": " : "",
		     why ? import_reason_text(e->reason) : ""); /* same */
	(void)printf("    %s%s%s, %u objects, %u new, %u gone, %u not taken\n",
		     store_kind_text(s->kind), s->country[0] == '\0' ? "" : " of ", s->country,
		     s->objects, e->added, e->removed, e->rejected); /* same */
	if (s->time_s != 0) {
		(void)printf("    of %s\n", pki_moment(s->time_s).text); /* same */
	}
	if (!faults_empty(s->faults)) {
		(void)printf("    passed over: %s\n", pki_faults(s->faults).text); /* same */
	}
	for (size_t i = 0; i < r->note_count; i++) {
		bool gone = r->notes[i].reason == IMPORT_REMOVED ||
			    r->notes[i].reason == IMPORT_UNFOUNDED;
		if (r->notes[i].file == file && (gone || r->notes[i].place > 0)) { /* told above */
			print_note(&r->notes[i]);
		}
	}
}

enum eg_err pki_import_text(const char *const *names, bool dry, const struct import_report *r)
{
	for (size_t i = 0; i < r->result_count; i++) {
		print_result(names, r, i);
	}
	if (r->notes_dropped > 0) {
		(void)printf("%zu more are not listed\n", r->notes_dropped); /* same */
	}
	const char *end = dry          ? "nothing was stored, as asked"
			  : r->refused ? "nothing was taken; the store keeps a record of it"
				       : "stored";
	return printf("%s\n", end) > 0 && fflush(stdout) == 0 ? EG_OK
							      : EG_FAIL(EG_IO, "standard output");
}

static bool put_notes(cJSON *to, const struct import_report *r, size_t file)
{
	cJSON *list = cJSON_AddArrayToObject(to, "notes");
	bool good = list != NULL;
	for (size_t i = 0; i < r->note_count && good; i++) {
		const struct import_note *n = &r->notes[i];
		if (n->file != file) {
			continue;
		}
		cJSON *one = json_add_object(list);
		good = json_number(one, "place", n->place) &&
		       json_text(one, "kind", store_kind_word(n->kind)) &&
		       json_text(one, "country", n->country) &&
		       json_text(one, "sha256",
				 pki_hex(rd_of(n->sha256, sizeof(n->sha256)), 32).text) &&
		       json_text(one, "reason", import_note_word(n)) &&
		       json_text(one, "says", import_note_text(n));
	}
	return good;
}

static bool put_result(cJSON *one, const char *const *names, const struct import_report *r,
		       size_t file)
{
	const struct store_event *e = &r->results[file];
	const struct store_source *s = &e->source;
	return json_text(one, "file", names[file]) &&
	       json_text(one, "kind", store_kind_word(s->kind)) &&
	       json_text(one, "country", s->country) &&
	       json_text(one, "outcome", store_outcome_word(e->outcome)) &&
	       json_text(one, "reason", import_reason_word(e->reason)) &&
	       json_text(one, "version_time", s->time_s == 0 ? "" : pki_moment(s->time_s).text) &&
	       json_text(one, "sha256", pki_hex(rd_of(s->sha256, sizeof(s->sha256)), 32).text) &&
	       json_number(one, "objects", s->objects) && json_number(one, "added", e->added) &&
	       json_number(one, "removed", e->removed) &&
	       json_number(one, "rejected", e->rejected) &&
	       json_text(one, "passed_over", pki_faults(s->faults).text) && put_notes(one, r, file);
}

bool pki_import_put(cJSON *root, const char *const *names, bool dry, const struct import_report *r)
{
	cJSON *list = cJSON_AddArrayToObject(root, "files");
	bool good = list != NULL && json_bool(root, "dry_run", dry) &&
		    json_bool(root, "stored", !dry && !r->refused) &&
		    json_bool(root, "refused", r->refused) &&
		    json_number(root, "notes_dropped", (double)r->notes_dropped);
	for (size_t i = 0; i < r->result_count && good; i++) {
		good = put_result(json_add_object(list), names, r, i);
	}
	return good;
}

enum eg_err pki_import_json(const char *const *names, bool dry, const struct import_report *r)
{
	EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
	return json_print(stdout, pki_import_put(root, names, dry, r) ? root : NULL);
}

/*
 * import_report: what an import says about each object.
 * Knows words and texts. Never decides.
 */
#include "pki/import_work.h"

#include <stdlib.h>

static const struct {
	const char *word;
	const char *text;
} reasons[IMPORT_REASON_COUNT] = {
#define X(name, word, text) {word, text},
	IMPORT_REASONS(X)
#undef X
};

const char *import_reason_word(uint32_t r)
{
	return r < IMPORT_REASON_COUNT ? reasons[r].word : "?";
}

const char *import_reason_text(uint32_t r)
{
	return r < IMPORT_REASON_COUNT ? reasons[r].text : "?";
}

const char *import_note_word(const struct import_note *n)
{
	return n->fault == FAULT_NONE ? import_reason_word(n->reason) : fault_word(n->fault);
}

const char *import_note_text(const struct import_note *n)
{
	return n->fault == FAULT_NONE ? import_reason_text(n->reason) : fault_text(n->fault);
}

void import_report_free(struct import_report *r)
{
	if (r != NULL) {
		free(r->results);
		free(r->notes);
		*r = (struct import_report){0};
	}
}

void import_put_country(char out[4], const char *country)
{
	struct rd from = rd_cstr(country);
	uint8_t c = 0;
	for (size_t i = 0; i < 4; i++) {
		out[i] = i < 3 && rd_u8(&from, &c) ? (char)c : '\0';
	}
}

struct store_event *import_result(struct import_work *w, const struct import_object *o)
{
	return &w->report->results[o->file];
}

/* Room for one more; NULL in *out beyond the limit. */
static enum eg_err next_note(struct import_report *r, struct import_note **out)
{
	*out = NULL;
	if (r->note_count >= IMPORT_NOTES_MAX) {
		r->notes_dropped++;
		return EG_OK;
	}
	void *notes = r->notes;
	EG_TRY(import_more(&notes, r->note_count, &r->note_cap, sizeof(*r->notes)));
	r->notes = notes;
	*out = &r->notes[r->note_count++];
	return EG_OK;
}

enum eg_err import_note_gone(struct import_work *w, enum store_kind kind,
			     const uint8_t sha256[STORE_HASH_SIZE], const char *country)
{
	struct import_note *n;
	if (w->report->result_count == 0) {
		return EG_OK;
	}
	w->report->results[w->cause].removed++;
	EG_TRY(next_note(w->report, &n));
	if (n != NULL) {
		*n = (struct import_note){.file = w->cause,
					  .kind = kind,
					  .reason = IMPORT_UNFOUNDED,
					  .fault = FAULT_NONE};
		import_put_country(n->country, country);
		struct wr hash = WR_ARRAY(n->sha256);
		wr_put(&hash, rd_of(sha256, STORE_HASH_SIZE));
	}
	return EG_OK;
}

enum eg_err import_note(struct import_work *w, const struct import_object *o, uint32_t place,
			struct rd der, const char *country, enum import_reason reason,
			enum passive_fault fault)
{
	struct import_note *n;
	uint8_t digest[CRYPT_HASH_MAX];
	EG_TRY(crypt_hash(CRYPT_SHA256, der, digest));
	EG_TRY(next_note(w->report, &n));
	if (n == NULL) {
		return EG_OK;
	}
	*n = (struct import_note){
		.file = o->file, .place = place, .kind = o->kind, .reason = reason, .fault = fault};
	import_put_country(n->country, country);
	struct wr sha256 = WR_ARRAY(n->sha256);
	wr_put(&sha256, rd_of(digest, STORE_HASH_SIZE));
	return EG_OK;
}

enum eg_err import_reject(struct import_work *w, struct import_object *o, const char *country,
			  enum import_reason reason, enum passive_fault fault)
{
	struct store_event *result = import_result(w, o);
	o->done = true;
	result->rejected++;
	if (o->collection == STORE_NONE) {
		result->outcome = STORE_REFUSED;
		result->reason = reason;
		result->fault = fault;
		w->report->refused = true;
	}
	return import_note(w, o, o->place, o->der, country, reason, fault);
}

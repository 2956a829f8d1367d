/*
 * watch: a list's text read and indexed.
 * Knows order and limits. Never knows a zone.
 */
#include "watch/watch.h"

#include "watch/watch_list.h"

#include <stdlib.h>

#define SLOTS_MIN 16u

uint32_t watch_number_hash(struct rd number)
{
	uint64_t h = rd_hash(number, RD_HASH_START);
	return (uint32_t)(h ^ h >> 32);
}

struct watch_entry watch_entry_at(const struct watch *w, uint32_t line)
{
	struct watch_entry e = {.kind = 0};
	struct rd rest = w->text;
	if (!rd_skip(&rest, line) || !watch_line_again(rd_until(&rest, "\n"), &e)) {
		return (struct watch_entry){.kind = 0};
	}
	return e;
}

/* What a text is read into. */
struct reading {
	struct watch *w; /* borrowed */
	struct watch_flaw *flaw;
	uint32_t documents; /* read so far */
	uint32_t persons;
};

static enum eg_err refuse(struct reading *r, const char *why)
{
	r->flaw->why = why;
	return EG_FAIL(EG_BAD_DATA, "a line of the watchlist");
}

static void add_document(struct reading *r, uint32_t line, const struct watch_entry *e)
{
	uint32_t hash = watch_number_hash(e->number);
	uint32_t *slot = &r->w->slots[hash & r->w->slot_mask];
	r->w->documents[r->documents++] =
		(struct watch_document){.line = line, .hash = hash, .next = *slot};
	*slot = r->documents;
}

static void add_person(struct reading *r, uint32_t line, const struct watch_entry *e)
{
	uint32_t year = e->birth.year == 0 ? 0 : e->birth.year % 100u + 1;
	r->w->persons[r->persons++] = (struct watch_person){
		.line = line,
		.birth = WATCH_BIRTH(year, e->birth.month, e->birth.day),
		.surname = watch_name_front(e->surname),
		.given = watch_name_front(e->given),
	};
}

static enum eg_err read_entry(struct reading *r, struct rd line, uint32_t offset)
{
	struct watch_entry e;
	const char *why = watch_line_read(line, &e);
	if (why != NULL) {
		return refuse(r, why);
	}
	if (e.kind == HIT_DOCUMENT) {
		add_document(r, offset, &e);
	} else {
		add_person(r, offset, &e);
	}
	return EG_OK;
}

/* The head, then entries. Arrays have room for what count_entries has counted. */
static enum eg_err read_lines(struct reading *r)
{
	struct rd rest = r->w->text;
	r->flaw->line = 0;
	while (rest.left > 0) {
		uint32_t offset = (uint32_t)(r->w->text.left - rest.left);
		struct rd line = rd_until(&rest, "\n");
		if (r->flaw->line++ < WATCH_HEAD_LINES) {
			const char *why = watch_head_read(r->flaw->line - 1, line, &r->w->head);
			if (why != NULL) {
				return refuse(r, why);
			}
			continue;
		}
		EG_TRY(read_entry(r, line, offset));
	}
	if (r->flaw->line < WATCH_HEAD_LINES) {
		return refuse(r, "the head has five lines");
	}
	return EG_OK;
}

/* By the first letter of each line; one that begins otherwise is refused when it is read. */
static void count_entries(struct rd text, uint32_t *documents, uint32_t *persons)
{
	uint8_t c;
	for (uint32_t n = 0; text.left > 0; n++) {
		struct rd line = rd_until(&text, "\n");
		bool entry = n >= WATCH_HEAD_LINES && rd_peek(&line, &c);
		*documents += entry && c == 'd' ? 1 : 0;
		*persons += entry && c == 'p' ? 1 : 0;
	}
}

static enum eg_err make_room(struct watch *w, uint32_t documents, uint32_t persons)
{
	uint32_t slots = SLOTS_MIN;
	while (slots < documents) {
		slots *= 2;
	}
	w->slot_mask = slots - 1;
	w->slots = calloc(slots, sizeof(*w->slots));
	w->documents = calloc((size_t)documents + 1, sizeof(*w->documents));
	w->persons = calloc((size_t)persons + 1, sizeof(*w->persons));
	return w->slots != NULL && w->documents != NULL && w->persons != NULL
		       ? EG_OK
		       : EG_FAIL(EG_NO_MEMORY, "watchlist");
}

static int by_birth(const void *a, const void *b)
{
	const struct watch_person *x = a;
	const struct watch_person *y = b;
	if (x->birth != y->birth) {
		return x->birth < y->birth ? -1 : 1;
	}
	return (x->line > y->line) - (x->line < y->line);
}

static enum eg_err check_size(struct rd text, struct watch_flaw *flaw)
{
	uint8_t last = 0;
	if (text.left > WATCH_TEXT_MAX) {
		flaw->why = "longer than 192 MiB";
		return EG_FAIL(EG_TOO_BIG, "watchlist");
	}
	if (text.left == 0 || !rd_byte_at(&text, text.left - 1, &last) || last != '\n') {
		flaw->why = "the last line is not ended by a line feed";
		return EG_FAIL(EG_BAD_DATA, "watchlist");
	}
	return EG_OK;
}

static enum eg_err read_all(struct watch *w, struct watch_flaw *flaw)
{
	struct reading r = {.w = w, .flaw = flaw};
	uint32_t documents = 0;
	uint32_t persons = 0;
	EG_TRY(check_size(w->text, flaw));
	count_entries(w->text, &documents, &persons);
	if (documents > WATCH_DOCUMENTS_MAX || persons > WATCH_PERSONS_MAX) {
		flaw->why = documents > WATCH_DOCUMENTS_MAX ? "more than 2,097,152 documents"
							    : "more than 262,144 people";
		return EG_FAIL(EG_TOO_BIG, "watchlist");
	}
	EG_TRY(make_room(w, documents, persons));
	EG_TRY(read_lines(&r));
	w->head.documents = r.documents;
	w->head.persons = r.persons;
	qsort(w->persons, r.persons, sizeof(*w->persons), by_birth);
	return EG_OK;
}

enum eg_err watch_open(struct rd text, struct watch **out, struct watch_flaw *flaw)
{
	*out = NULL;
	*flaw = (struct watch_flaw){.why = "no memory"};
	struct watch *w = calloc(1, sizeof(*w));
	if (w == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "watchlist");
	}
	w->text = text;
	enum eg_err err = read_all(w, flaw);
	if (err != EG_OK) {
		watch_free(&w);
		return err;
	}
	*flaw = (struct watch_flaw){.why = ""};
	*out = w;
	return EG_OK;
}

void watch_free(struct watch **w)
{
	if (w == NULL || *w == NULL) {
		return;
	}
	free((*w)->documents);
	free((*w)->slots);
	free((*w)->persons);
	free(*w);
	*w = NULL;
}

void watch_limit(struct watch *w, struct date last)
{
	w->head.until = date_compare(last, w->head.until) < 0 ? last : w->head.until;
}

const struct watch_head *watch_head(const struct watch *w)
{
	return &w->head;
}

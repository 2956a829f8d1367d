/*
 * store_source: the published objects that a trust store was made from, and the record of imports.
 * Knows origins and versions. Never knows certificates.
 */
#include "pki/store_source.h"

#include "pki/store_index.h"

#define SOURCE_SIZE 180
#define EVENT_SIZE  (SOURCE_SIZE + 20 + WORD_SIZE)
/* Faults stand in files as words: the numbers of the table change with the program. */
#define WORD_SIZE      28
#define WORDS_SIZE_MAX 4096

static const struct {
	const char *word;
	const char *text;
} kinds[STORE_KIND_COUNT] = {
#define X(name, word, text) {word, text},
	STORE_KINDS(X)
#undef X
};

static const char *const outcomes[] = {
#define X(name, word, text) word,
	STORE_OUTCOMES(X)
#undef X
};
#define OUTCOMES (sizeof(outcomes) / sizeof(outcomes[0]))

const char *store_kind_word(enum store_kind k)
{
	return (unsigned)k < STORE_KIND_COUNT ? kinds[k].word : "?";
}

const char *store_kind_text(enum store_kind k)
{
	return (unsigned)k < STORE_KIND_COUNT ? kinds[k].text : "?";
}

const char *store_outcome_word(enum store_outcome o)
{
	return (size_t)o < OUTCOMES ? outcomes[o] : "?";
}

static bool read_time(struct rd *r, int64_t *out)
{
	uint64_t number = 0;
	bool ok = rd_be64(r, &number);
	*out = (int64_t)number;
	return ok;
}

/* Three letters and the end; what is no text stays empty. */
static bool read_country(struct rd *r, char out[4])
{
	uint8_t octets[4] = {0};
	if (!rd_copy(r, octets, sizeof(octets)) || octets[3] != 0) {
		return false;
	}
	for (size_t i = 0; i < 4; i++) {
		if (octets[i] != 0 && (octets[i] < 'A' || octets[i] > 'Z')) {
			return false;
		}
		out[i] = (char)octets[i];
	}
	return true;
}

/* A record, and where in the pools its name and object lie. */
struct places {
	uint32_t name;
	uint32_t name_size;
	uint32_t words; /* of the faults, behind the name */
	uint32_t kept;
	uint32_t kept_size;
};

static bool read_source(struct rd r, struct store_source *out, struct places *p)
{
	uint32_t kind = STORE_KIND_COUNT;
	*out = (struct store_source){0};
	*p = (struct places){0};
	if (!rd_be32(&r, &kind) || kind >= STORE_KIND_COUNT || !rd_be32(&r, &out->marks) ||
	    !read_country(&r, out->country) || !rd_copy(&r, out->origin, sizeof(out->origin)) ||
	    !rd_copy(&r, out->voucher, sizeof(out->voucher)) ||
	    !rd_copy(&r, out->number, sizeof(out->number)) || !read_time(&r, &out->time_s) ||
	    !read_time(&r, &out->next_s) || !rd_copy(&r, out->sha256, sizeof(out->sha256)) ||
	    !rd_be32(&r, &out->size) || !rd_be32(&r, &out->objects) ||
	    !read_time(&r, &out->imported_s)) {
		return false;
	}
	out->kind = (enum store_kind)kind;
	return rd_be32(&r, &p->name) && rd_be32(&r, &p->name_size) && rd_be32(&r, &p->words) &&
	       rd_be32(&r, &p->kept) && rd_be32(&r, &p->kept_size);
}

/* Words with a blank between; one that is not known here is passed over. */
static struct faults read_words(struct rd words)
{
	struct faults found = {0};
	while (words.left > 0) {
		faults_add(&found, fault_from_word(rd_until(&words, " ")));
	}
	return found;
}

static void put_words(struct wr *w, struct faults faults)
{
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		if (faults_has(faults, (enum passive_fault)f)) {
			wr_put(w, w->size > 0 ? RD_TEXT(" ") : RD_EMPTY);
			wr_put(w, rd_cstr(fault_word((enum passive_fault)f)));
		}
	}
}

size_t store_source_count(const struct store_sections *s)
{
	return s->of[STORE_SOURCES].left / SOURCE_SIZE;
}

bool store_source_at(const struct store_sections *s, size_t n, struct store_source *out)
{
	struct rd r;
	struct rd names = s->of[STORE_NAMES];
	struct rd words;
	struct places p;
	if (!store_record(s->of[STORE_SOURCES], SOURCE_SIZE, n, &r) || !read_source(r, out, &p) ||
	    !rd_skip(&names, p.name) || !rd_take(&names, p.name_size, &out->name) ||
	    !rd_take(&names, p.words, &words) ||
	    !store_piece(s->of[STORE_KEPT], p.kept, p.kept_size, &out->kept)) {
		return false;
	}
	out->faults = read_words(words);
	return true;
}

size_t store_event_count(const struct store_sections *s)
{
	return s->of[STORE_HISTORY].left / EVENT_SIZE;
}

bool store_event_at(const struct store_sections *s, size_t n, struct store_event *out)
{
	struct rd r;
	struct rd source;
	struct places p;
	struct rd word;
	uint32_t outcome = 0;
	*out = (struct store_event){0};
	if (!store_record(s->of[STORE_HISTORY], EVENT_SIZE, n, &r) ||
	    !rd_take(&r, SOURCE_SIZE, &source) || !read_source(source, &out->source, &p) ||
	    !rd_be32(&r, &outcome) || outcome >= OUTCOMES || !rd_be32(&r, &out->reason) ||
	    !rd_be32(&r, &out->added) || !rd_be32(&r, &out->removed) ||
	    !rd_be32(&r, &out->rejected) || !rd_take(&r, WORD_SIZE, &word)) {
		return false;
	}
	out->outcome = (enum store_outcome)outcome;
	out->fault = fault_from_word(rd_until(&word, " "));
	return true;
}

static void put_country(struct wr *w, const char country[4])
{
	for (size_t i = 0; i < 3; i++) {
		wr_u8(w, (uint8_t)country[i]);
	}
	wr_u8(w, 0);
}

static void put_source(struct wr *w, const struct store_source *s, const struct places *p)
{
	size_t begin = w->size;
	wr_be32(w, (uint32_t)s->kind);
	wr_be32(w, s->marks);
	put_country(w, s->country);
	wr_put(w, RD_ARRAY(s->origin));
	wr_put(w, RD_ARRAY(s->voucher));
	wr_put(w, RD_ARRAY(s->number));
	wr_be64(w, (uint64_t)s->time_s);
	wr_be64(w, (uint64_t)s->next_s);
	wr_put(w, RD_ARRAY(s->sha256));
	wr_be32(w, s->size);
	wr_be32(w, s->objects);
	wr_be64(w, (uint64_t)s->imported_s);
	wr_be32(w, p->name);
	wr_be32(w, p->name_size);
	wr_be32(w, p->words);
	wr_be32(w, p->kept);
	wr_be32(w, p->kept_size);
	w->bad = w->bad || w->size - begin != SOURCE_SIZE;
}

static enum eg_err reserve(const struct store_source_ref *sources, size_t count,
			   struct store_parts *out)
{
	size_t names = 0;
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		names += sources[i].source->name.left + WORDS_SIZE_MAX;
		kept += sources[i].source->kept.left;
	}
	EG_TRY(bytes_reserve(&out->of[STORE_SOURCES], count * SOURCE_SIZE, STORE_FILE_SIZE_MAX));
	EG_TRY(bytes_reserve(&out->of[STORE_NAMES], names, STORE_FILE_SIZE_MAX));
	return bytes_reserve(&out->of[STORE_KEPT], kept, STORE_FILE_SIZE_MAX);
}

enum eg_err store_sources_write(const struct store_source_ref *sources, size_t count,
				struct store_parts *out)
{
	struct bytes *records = &out->of[STORE_SOURCES];
	EG_TRY(reserve(sources, count, out));
	struct wr w = wr_of(records->data, records->cap);
	for (size_t i = 0; i < count; i++) {
		const struct store_source *s = sources[i].source;
		uint8_t text[WORDS_SIZE_MAX];
		struct wr words = WR_ARRAY(text);
		put_words(&words, s->faults);
		const struct places p = {
			.name = (uint32_t)out->of[STORE_NAMES].size,
			.name_size = (uint32_t)s->name.left,
			.words = (uint32_t)wr_view(&words).left,
			.kept = (uint32_t)out->of[STORE_KEPT].size,
			.kept_size = (uint32_t)s->kept.left,
		};
		put_source(&w, s, &p);
		EG_TRY(bytes_append(&out->of[STORE_NAMES], s->name));
		EG_TRY(bytes_append(&out->of[STORE_NAMES], wr_view(&words)));
		EG_TRY(bytes_append(&out->of[STORE_KEPT], s->kept));
	}
	struct rd written;
	EG_TRY(wr_done(&w, &written));
	records->size = written.left;
	return EG_OK;
}

/* Padded with blanks. */
static void put_word(struct wr *w, enum passive_fault f)
{
	struct rd word = f == FAULT_NONE ? RD_EMPTY : rd_cstr(fault_word(f));
	wr_put(w, word);
	wr_fill(w, ' ', word.left < WORD_SIZE ? WORD_SIZE - word.left : 0);
	w->bad = w->bad || word.left >= WORD_SIZE;
}

enum eg_err store_history_write(struct rd old, const struct store_event *events, size_t count,
				struct bytes *out)
{
	static const struct places nowhere = {0};
	struct rd written;
	if (old.left % EVENT_SIZE != 0) {
		return EG_FAIL(EG_BAD_DATA, "history of the trust store");
	}
	EG_TRY(bytes_reserve(out, old.left + count * EVENT_SIZE, STORE_FILE_SIZE_MAX));
	struct wr w = wr_of(out->data, out->cap);
	wr_put(&w, old);
	for (size_t i = 0; i < count; i++) {
		const struct store_event *e = &events[i];
		put_source(&w, &e->source, &nowhere);
		wr_be32(&w, (uint32_t)e->outcome);
		wr_be32(&w, e->reason);
		wr_be32(&w, e->added);
		wr_be32(&w, e->removed);
		wr_be32(&w, e->rejected);
		put_word(&w, e->fault);
	}
	EG_TRY(wr_done(&w, &written));
	out->size = written.left;
	return EG_OK;
}

/*
 * watch_lookup: what of a list agrees with a zone.
 * Knows features and scores. Never knows what comes of a hit.
 */
#include "watch/watch.h"

#include "base/utf8.h"
#include "base/wr.h"
#include "watch/watch_list.h"

#define SCORE_EXACT 1000
/* What a hit has less that agrees because a name may have been cut off, or because of characters
 * that were not read surely: of a name, of another field. */
#define LESS_CUT        100
#define LESS_NAME_DOUBT 200
#define LESS_DOUBT      100
/* Of a name in another spelling, and where only some of the given names agree. */
#define LESS_SPELLING 50
#define LESS_GIVEN    150

/* A zone made ready for all entries. */
struct search {
	const struct watch *w;
	const struct msg_lookup *lookup;
	struct watch_zone zone;
	struct watch_field sure;    /* every character as read, nothing cut off */
	struct watch_field any;     /* doubtful ones as any, and what may be cut off as cut */
	struct watch_front surname; /* what can stand in front, of any */
	struct watch_front given;
	struct watch_hits *hits;
	enum reason stale; /* why the list is not good on that day */
};

/* What agreed, and by how much less than exactly. */
struct agreed {
	unsigned matched; /* 1 << enum hit_feature */
	unsigned less;
};

/* As much of a text as fits, whole characters of it; what follows in out is zeros already. */
static void put_text(char *out, size_t cap, struct rd text)
{
	struct rd rest = text;
	struct wr w = wr_of(out, cap - 1);
	uint32_t c;
	for (;;) {
		struct rd before = rest;
		struct rd one;
		if (!utf8_take(&rest, &c) || !rd_take(&before, before.left - rest.left, &one) ||
		    one.left > w.cap - w.size) {
			return;
		}
		wr_put(&w, one);
	}
}

/* "SURNAME, GIVEN NAMES" */
static void put_name(struct msg_hit *hit, const struct watch_entry *e)
{
	char whole[2 * WATCH_NAME_MAX + 2];
	struct wr w = WR_ARRAY(whole);
	wr_put(&w, e->surname);
	if (e->given.left > 0) {
		wr_put(&w, RD_TEXT(", "));
		wr_put(&w, e->given);
	}
	put_text(hit->name, sizeof(hit->name), wr_view(&w));
}

static struct msg_hit hit_of(const struct search *s, const struct watch_entry *e, struct agreed a)
{
	struct msg_hit hit = {.source = s->lookup->source,
			      .kind = e->kind,
			      .category = e->category,
			      .matched = (uint16_t)a.matched,
			      .listed = e->listed,
			      .score = (uint16_t)(SCORE_EXACT - a.less),
			      .stale = (uint8_t)s->stale,
			      .list = s->w->head.number,
			      .birth = e->birth};
	put_text(hit.state, sizeof(hit.state), rd_cstr(e->state));
	put_text(hit.document, sizeof(hit.document), e->number);
	put_text(hit.reference, sizeof(hit.reference), e->reference);
	put_text(hit.note, sizeof(hit.note), e->note);
	put_name(&hit, e);
	return hit;
}

/* Behind those that are as good; the worst one falls off the end. */
static void add_hit(struct search *s, const struct watch_entry *e, struct agreed a)
{
	struct watch_hits *h = s->hits;
	size_t at = h->told;
	h->count++;
	while (at > 0 && h->hit[at - 1].score < SCORE_EXACT - a.less) {
		at--;
	}
	if (at == HITS_MAX) {
		return;
	}
	h->told += h->told < HITS_MAX ? 1 : 0;
	for (size_t i = h->told - 1; i > at; i--) {
		h->hit[i] = h->hit[i - 1];
	}
	h->hit[at] = hit_of(s, e, a);
}

static void try_document(struct search *s, const struct watch_document *d)
{
	struct watch_entry e = watch_entry_at(s->w, d->line);
	struct agreed a = {.matched = 1u << HIT_NUMBER};
	bool doubtful;
	if (e.kind != HIT_DOCUMENT || !watch_number_agrees(&s->zone.number, e.number) ||
	    !watch_code_agrees(&s->zone.state, e.state, &doubtful)) {
		return;
	}
	a.less += s->zone.number.doubtful != 0 ? LESS_DOUBT : 0;
	a.less += doubtful ? LESS_DOUBT : 0;
	a.matched |= doubtful ? 0 : 1u << HIT_STATE;
	add_hit(s, &e, a);
}

/* Found by the number alone: a state's code may be doubtful, a number is not, where it is part of
 * the chip's key. One that is all the same is compared with every document. */
static void find_document(struct search *s)
{
	const struct watch *w = s->w;
	const struct watch_chars *number = &s->zone.number;
	char text[WATCH_CHARS_MAX];
	struct wr wanted = WR_ARRAY(text);
	for (uint32_t i = 0; i < w->head.documents && number->doubtful != 0; i++) {
		try_document(s, &w->documents[i]);
	}
	if (number->doubtful != 0) {
		return;
	}
	for (size_t i = 0; i < number->size; i++) {
		if (number->of[i] != WATCH_FILLER) {
			wr_u8(&wanted, (uint8_t)number->of[i]);
		}
	}
	uint32_t hash = watch_number_hash(wr_view(&wanted));
	for (uint32_t i = w->slots[hash & w->slot_mask]; i != 0; i = w->documents[i - 1].next) {
		if (w->documents[i - 1].hash == hash) {
			try_document(s, &w->documents[i - 1]);
		}
	}
}

static bool part_agrees(unsigned listed, int told)
{
	return listed == 0 || told == WATCH_UNKNOWN || (int)listed == told;
}

static bool front_fits(struct watch_front name, struct watch_front field)
{
	return (name.first & field.first) != 0 && (name.second & field.second) != 0;
}

/* Who has a whole birthday is known well enough by surname and some of the given names. */
static bool whole_birthday(const struct watch_person *p)
{
	return p->birth >= 10000 && p->birth / 100 % 100 != 0 && p->birth % 100 != 0;
}

/* Without looking at its line. */
static bool worth_a_look(const struct search *s, const struct watch_person *p)
{
	unsigned year = p->birth / 10000;
	return front_fits(p->surname, s->surname) &&
	       (whole_birthday(p) || front_fits(p->given, s->given)) &&
	       (year == 0 || part_agrees(year, s->zone.year + 1) || s->zone.year < 0) &&
	       part_agrees(p->birth / 100 % 100, s->zone.month) &&
	       part_agrees(p->birth % 100, s->zone.day);
}

/* By how much less than exactly, for the least that has to be assumed. What agrees in any way does
 * so loosely with every doubt in its favour: of most that is one walk. */
static enum watch_name_result compare(const struct search *s, const struct watch_entry *e,
				      unsigned *less)
{
	const struct watch_field *any = &s->any;
	const struct watch_field *sure = &s->sure;
	unsigned doubt = s->zone.names.doubtful != 0 ? LESS_NAME_DOUBT : 0;
	doubt += any->cut ? LESS_CUT : 0;
	enum watch_name_result r = watch_name_agrees(any, e->surname, e->given, true);
	if (r == WATCH_NAME_DIFFERS) {
		return r;
	}
	const struct {
		const struct watch_field *field;
		bool loose;
		unsigned less;
	} ways[] = {{sure, false, 0}, {sure, true, LESS_SPELLING}, {any, false, doubt}};
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		enum watch_name_result better =
			watch_name_agrees(ways[i].field, e->surname, e->given, ways[i].loose);
		if (better != WATCH_NAME_DIFFERS) {
			*less = ways[i].less;
			return better;
		}
	}
	*less = doubt + LESS_SPELLING;
	return r;
}

static bool name_agrees(const struct search *s, const struct watch_entry *e, bool some,
			struct agreed *a)
{
	unsigned less = 0;
	enum watch_name_result r = compare(s, e, &less);
	if (r == WATCH_NAME_DIFFERS && some) {
		bool sure = watch_name_shares(&s->sure, e->surname, e->given);
		bool any = sure || watch_name_shares(&s->any, e->surname, e->given);
		r = any ? WATCH_NAME_SURNAME : r;
		less = LESS_GIVEN;
		less += !sure && s->zone.names.doubtful != 0 ? LESS_NAME_DOUBT : 0;
		less += !sure && s->any.cut ? LESS_CUT : 0;
	}
	a->less += less;
	a->matched |= r == WATCH_NAME_DIFFERS ? 0 : 1u << HIT_SURNAME;
	a->matched |= r == WATCH_NAME_WHOLE ? 1u << HIT_GIVEN : 0;
	return r != WATCH_NAME_DIFFERS;
}

static void birth_agrees(const struct search *s, const struct watch_entry *e, struct agreed *a)
{
	const struct watch_zone *z = &s->zone;
	bool compared = (e->birth.year != 0 && z->year != WATCH_UNKNOWN) ||
			(e->birth.month != 0 && z->month != WATCH_UNKNOWN) ||
			(e->birth.day != 0 && z->day != WATCH_UNKNOWN);
	a->matched |= compared ? 1u << HIT_BIRTH : 0;
	a->less += (e->listed >> HIT_BIRTH & 1) != 0 && z->birth_doubtful ? LESS_DOUBT : 0;
}

/* What the zone does not tell does not disagree, and is not told to agree either. */
static bool codes_agree(const struct search *s, const struct watch_entry *e, struct agreed *a)
{
	const struct watch_zone *z = &s->zone;
	bool doubtful = false;
	if (e->state[0] != '\0' && !watch_chars_empty(&z->nationality)) {
		if (!watch_code_agrees(&z->nationality, e->state, &doubtful)) {
			return false;
		}
		a->matched |= doubtful ? 0 : 1u << HIT_NATIONALITY;
		a->less += doubtful ? LESS_DOUBT : 0;
	}
	if (e->sex != '\0') {
		if (z->sex != WATCH_FILLER && z->sex != e->sex) {
			return false;
		}
		a->matched |= z->sex == WATCH_FILLER ? 0 : 1u << HIT_SEX;
		a->less += z->sex_doubtful ? LESS_DOUBT : 0;
	}
	return true;
}

static void try_person(struct search *s, const struct watch_person *p)
{
	struct agreed a = {.matched = 0};
	if (!worth_a_look(s, p)) {
		return;
	}
	struct watch_entry e = watch_entry_at(s->w, p->line);
	if (e.kind == HIT_PERSON && name_agrees(s, &e, whole_birthday(p), &a) &&
	    codes_agree(s, &e, &a)) {
		birth_agrees(s, &e, &a);
		add_hit(s, &e, a);
	}
}

/* The first person with this birth or a later one. */
static uint32_t first_from(const struct watch *w, uint32_t birth)
{
	uint32_t low = 0;
	uint32_t high = w->head.persons;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (w->persons[middle].birth < birth) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

static void try_years(struct search *s, unsigned from, unsigned before)
{
	uint32_t end = first_from(s->w, WATCH_BIRTH(before, 0, 0));
	for (uint32_t i = first_from(s->w, WATCH_BIRTH(from, 0, 0)); i < end; i++) {
		try_person(s, &s->w->persons[i]);
	}
}

/* Those whose year is not listed, and those of the zone's; all, where it tells none. */
static void find_persons(struct search *s)
{
	s->sure = watch_field_of(&s->zone.names, false, false);
	s->any = watch_field_of(&s->zone.names, true, true);
	s->surname = watch_field_surname(&s->any);
	s->given = watch_field_given(&s->any);
	if (s->zone.year == WATCH_UNKNOWN) {
		try_years(s, 0, 101);
		return;
	}
	unsigned year = (unsigned)s->zone.year + 1;
	try_years(s, 0, 1);
	try_years(s, year, year + 1);
}

/* Why a day is none of this list; REASON_NONE: it is. */
static enum reason not_of_day(const struct watch *w, struct date today)
{
	if (date_compare(today, w->head.until) > 0) {
		return REASON_EXPIRED;
	}
	return date_compare(today, w->head.made) < 0 ? REASON_NOT_YET_VALID : REASON_NONE;
}

static void judge(const struct search *s, size_t documents)
{
	struct watch_hits *h = s->hits;
	if (h->count > 0) {
		h->verdict = VERDICT_FAIL;
		h->reason = documents > 0 ? REASON_DOCUMENT_LISTED : REASON_PERSON_LISTED;
	} else if (s->stale != REASON_NONE) {
		h->verdict = VERDICT_CANNOT_TELL;
		h->reason = (uint8_t)s->stale;
	} else if (watch_chars_empty(&s->zone.number) || watch_chars_empty(&s->zone.names)) {
		h->verdict = VERDICT_CANNOT_TELL;
		h->reason = REASON_BAD_FORMAT;
	} else {
		h->verdict = VERDICT_PASS;
		h->reason = REASON_NONE;
	}
	for (size_t i = 0; i < h->told; i++) {
		h->hit[i].index = (uint8_t)i;
	}
}

void watch_lookup(const struct watch *w, const struct msg_lookup *l, struct watch_hits *out)
{
	struct search s = {.w = w,
			   .lookup = l,
			   .zone = watch_zone_read(l),
			   .hits = out,
			   .stale = not_of_day(w, l->today)};
	*out = (struct watch_hits){.count = 0};
	find_document(&s);
	size_t documents = out->count;
	find_persons(&s);
	judge(&s, documents);
}

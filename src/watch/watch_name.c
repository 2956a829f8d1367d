/*
 * watch_name: does a listed name agree with the name field of a zone, written in any of the ways of
 * Doc 9303-3, 4.6 and 6, or spelled as others do, and cut off as Doc 9303-4, 4.2.3 cuts?
 * Knows letters and fillers. Never knows entries.
 *
 * All ways of a name are followed at once: what is kept is the set of positions of the field that
 * the name read so far may have come to.
 */
#include "watch/watch_name.h"

#include "base/utf8.h"
#include "watch/watch_spelling.h"

#define FILLER_SYMBOL 26
#define ALL_SYMBOLS   ((1u << WATCH_SYMBOLS) - 1)

struct watch_field watch_field_of(const struct watch_chars *names, bool doubts, bool cuts)
{
	struct watch_field f = {.start = 1, .behind = UINT64_C(1) << names->size};
	bool only_fillers = true;
	f.end = f.behind;
	for (size_t i = names->size; i-- > 0;) {
		uint64_t bit = UINT64_C(1) << i;
		char c = names->of[i];
		bool doubtful = (names->doubtful & bit) != 0;
		for (size_t s = 0; s < WATCH_SYMBOLS && doubtful && doubts; s++) {
			f.at[s] |= bit;
		}
		if (!doubtful && c >= 'A' && c <= 'Z') {
			f.at[c - 'A'] |= bit;
		} else if (!doubtful && c == WATCH_FILLER) {
			f.at[FILLER_SYMBOL] |= bit;
		}
		only_fillers = only_fillers && (f.at[FILLER_SYMBOL] & bit) != 0;
		f.end |= only_fillers ? bit : 0;
		f.cut = f.cut || (cuts && i + 1 == names->size && (c != WATCH_FILLER || doubtful));
	}
	for (size_t i = 0; i < names->size; i++) {
		f.start |= (f.start & f.at[FILLER_SYMBOL]) << 1;
	}
	return f;
}

/* Where the walk along a name has come to. */
struct walk {
	const struct watch_field *f;
	uint64_t at;     /* behind the letters read so far */
	uint64_t before; /* before the last of them, for a shadda */
	uint64_t cut;    /* where this component may have been cut off */
	uint64_t whole;  /* positions at which the name may end, whatever comes: it was cut there */
	const char *last; /* ways of the last letter */
	bool inside;      /* a component has begun */
	bool loose;       /* other spellings, and one filler behind a letter or none */
};

/* One way, up to its end; what of it may be cut off counts, too. */
static uint64_t put_way(struct walk *w, uint64_t from, const char *way)
{
	uint64_t stops = w->f->at[FILLER_SYMBOL] | w->f->behind;
	for (; *way >= 'A' && *way <= 'Z' && from != 0; way++) {
		from = (from & w->f->at[*way - 'A']) << 1;
		w->cut |= from & stops;
	}
	return from;
}

static const char *next_way(const char *way)
{
	while (*way != '|' && *way != '\0') {
		way++;
	}
	return *way == '\0' ? NULL : way + 1;
}

/* A letter in any of its ways; twice: as a shadda doubles it, behind what it was once. */
static void put_letter(struct walk *w, const char *ways, bool twice)
{
	uint64_t from = twice ? w->before : w->at;
	uint64_t to = twice ? w->at : 0;
	for (const char *way = ways; way != NULL; way = next_way(way)) {
		bool front = *way == '^';
		if (front && w->inside && !w->loose) {
			continue;
		}
		const char *letters = front ? way + 1 : way;
		uint64_t once = put_way(w, from, letters);
		to |= twice ? put_way(w, once, letters) : once;
	}
	w->before = from;
	w->at = to;
}

static void put_filler(struct walk *w)
{
	w->at = (w->at & w->f->at[FILLER_SYMBOL]) << 1;
}

/* O'CONNOR is OCONNOR, and O<CONNOR where a state takes the apostrophe for a space. */
static void may_fill(struct walk *w)
{
	if (w->loose) {
		w->at |= (w->at & w->f->at[FILLER_SYMBOL]) << 1;
	}
}

static void end_component(struct walk *w)
{
	if (w->f->cut) {
		w->at |= w->cut;
		w->whole |= w->at & w->f->behind;
	}
	w->cut = 0;
	w->last = NULL;
	w->inside = false;
	may_fill(w);
}

static bool take(const struct walk *w, struct rd *text, enum watch_sort *sort, const char **ways)
{
	uint32_t c;
	if (w->loose) {
		return watch_spelling_take(text, sort, ways);
	}
	if (!utf8_take(text, &c)) {
		return false;
	}
	*sort = watch_letter(c, ways);
	return true;
}

/* The components of a surname, or of given names, with a filler between them. */
static void put_part(struct walk *w, struct rd text)
{
	bool waits = false; /* a separator came: a filler, if another component does */
	enum watch_sort sort;
	const char *ways;
	while (take(w, &text, &sort, &ways)) {
		if (sort == WATCH_SORT_SEPARATOR && w->inside) {
			end_component(w);
			waits = !w->loose; /* there it may stand, and is passed over already */
		} else if (sort == WATCH_SORT_DOUBLE && w->last != NULL) {
			put_letter(w, w->last, true);
		} else if (sort == WATCH_SORT_LETTER) {
			if (waits) {
				put_filler(w);
				waits = false;
			}
			put_letter(w, ways, false);
			may_fill(w);
			w->last = ways;
			w->inside = true;
		}
	}
	end_component(w);
}

enum watch_name_result watch_name_agrees(const struct watch_field *f, struct rd surname,
					 struct rd given, bool loose)
{
	struct walk w = {.f = f, .at = f->start, .loose = loose};
	uint64_t fillers = f->at[FILLER_SYMBOL];
	put_part(&w, surname);
	bool cut_before = w.whole != 0;
	/* Behind a surname stand two fillers, or nothing more. */
	uint64_t after = w.at & (f->end | (fillers & (fillers >> 1)));
	if (given.left == 0) {
		return after != 0 || cut_before ? WATCH_NAME_SURNAME : WATCH_NAME_DIFFERS;
	}
	w.whole = 0;
	put_filler(&w);
	put_filler(&w);
	put_part(&w, given);
	if ((w.at & f->end) != 0 || w.whole != 0) {
		return WATCH_NAME_WHOLE;
	}
	return cut_before ? WATCH_NAME_SURNAME : WATCH_NAME_DIFFERS;
}

/* The next component, with nothing that separates. False: there is none. */
static bool take_component(struct rd *name, struct rd *out)
{
	bool begun = false;
	size_t size = 0;
	struct rd rest = *name;
	struct rd from = *name;
	enum watch_sort sort;
	const char *ways;
	while (watch_spelling_take(&rest, &sort, &ways)) {
		if (sort == WATCH_SORT_SEPARATOR && begun) {
			break;
		}
		begun = begun || sort == WATCH_SORT_LETTER;
		from = begun ? from : rest;
		size = from.left - rest.left;
	}
	*name = rest;
	return begun && rd_take(&from, size, out);
}

/* One component from these positions on: where it may have ended, as far as a filler or the end
 * stands there; *whole: it was cut off at the end of the field. */
static uint64_t put_component(const struct watch_field *f, uint64_t from, struct rd component,
			      bool *whole)
{
	struct walk w = {.f = f, .at = from, .loose = true};
	put_part(&w, component);
	*whole = w.whole != 0;
	return w.at & (f->at[FILLER_SYMBOL] | f->end);
}

/* Each of the listed ones stands somewhere in the zone. */
static bool zone_has_all(const struct watch_field *f, uint64_t from, struct rd given)
{
	uint64_t fillers = f->at[FILLER_SYMBOL];
	uint64_t lowest = from & (~from + 1);
	uint64_t starts = from | ((fillers << 1) & ~(lowest - 1));
	struct rd one;
	bool all = from != 0;
	while (all && take_component(&given, &one)) {
		bool whole;
		all = put_component(f, starts, one, &whole) != 0 || whole;
	}
	return all;
}

/* Each of the zone's is one of those listed: steps from component to component, by any of them. */
static bool list_has_all(const struct watch_field *f, uint64_t from, struct rd given)
{
	uint64_t before = 0;
	while (from != before) {
		struct rd rest = given;
		struct rd one;
		before = from;
		while (take_component(&rest, &one)) {
			bool whole;
			uint64_t at = put_component(f, before, one, &whole);
			if ((at & f->end) != 0 || whole) {
				return true;
			}
			from |= (at & f->at[FILLER_SYMBOL]) << 1;
		}
	}
	return false;
}

bool watch_name_shares(const struct watch_field *f, struct rd surname, struct rd given)
{
	struct walk w = {.f = f, .at = f->start, .loose = true};
	put_part(&w, surname);
	put_filler(&w);
	put_filler(&w);
	return given.left > 0 && w.at != 0 &&
	       (zone_has_all(f, w.at, given) || list_has_all(f, w.at, given));
}

bool watch_name_known(struct rd name)
{
	bool some = false;
	uint32_t c;
	while (name.left > 0) {
		const char *ways;
		if (!utf8_take(&name, &c)) {
			return false;
		}
		switch (watch_letter(c, &ways)) {
		case WATCH_SORT_UNKNOWN:
			return false;
		case WATCH_SORT_LETTER:
			some = true;
			break;
		case WATCH_SORT_SEPARATOR:
		case WATCH_SORT_NOTHING:
		case WATCH_SORT_DOUBLE:
			break;
		}
	}
	return some;
}

/* First letters of ways; *more: one of them has no second letter, and any may follow. */
static uint32_t first_of(const char *ways, uint32_t *second, bool *more)
{
	uint32_t first = 0;
	for (const char *way = ways; way != NULL; way = next_way(way)) {
		const char *letters = *way == '^' ? way + 1 : way;
		first |= 1u << (letters[0] - 'A');
		if (letters[1] >= 'A' && letters[1] <= 'Z') {
			*second |= 1u << (letters[1] - 'A');
		} else {
			*more = true;
		}
	}
	return first;
}

struct watch_front watch_name_front(struct rd name)
{
	struct watch_front out = {0};
	bool more = false;
	enum watch_sort sort;
	const char *ways;
	if (name.left == 0) {
		return (struct watch_front){.first = ALL_SYMBOLS, .second = ALL_SYMBOLS};
	}
	while (watch_spelling_take(&name, &sort, &ways)) {
		uint32_t ignored = 0;
		bool any = false;
		if (sort == WATCH_SORT_DOUBLE || (sort == WATCH_SORT_SEPARATOR && out.first != 0)) {
			out.second = ALL_SYMBOLS; /* rare: not worth a closer look */
			return out;
		}
		if (sort == WATCH_SORT_LETTER && out.first == 0) {
			out.first = first_of(ways, &out.second, &more);
			if (!more) {
				return out;
			}
		} else if (sort == WATCH_SORT_LETTER) {
			out.second |= first_of(ways, &ignored, &any);
			return out;
		}
	}
	out.second |= 1u << FILLER_SYMBOL;
	return out;
}

/* Of what may stand at these positions, and behind them, where one filler may be passed over. */
static struct watch_front front_at(const struct watch_field *f, uint64_t positions)
{
	struct watch_front out = {0};
	uint64_t next = positions << 1;
	next |= (next & f->at[FILLER_SYMBOL]) << 1;
	for (uint32_t s = 0; s < WATCH_SYMBOLS; s++) {
		out.first |= (f->at[s] & positions) != 0 ? 1u << s : 0;
		out.second |= (f->at[s] & next) != 0 ? 1u << s : 0;
	}
	return out;
}

struct watch_front watch_field_surname(const struct watch_field *f)
{
	struct watch_front out = front_at(f, f->start);
	if (f->cut && (out.second >> FILLER_SYMBOL & 1) != 0) {
		out.second = ALL_SYMBOLS; /* the first component may be cut to an initial */
	}
	return out;
}

struct watch_front watch_field_given(const struct watch_field *f)
{
	uint64_t fillers = f->at[FILLER_SYMBOL];
	if (f->cut) { /* they may be cut off whole */
		return (struct watch_front){.first = ALL_SYMBOLS, .second = ALL_SYMBOLS};
	}
	return front_at(f, (fillers & fillers << 1) << 1);
}

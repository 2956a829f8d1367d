/*
 * mrz_decide: odds of characters become a text that is sure, or none.
 * Knows check digits and how sure is sure enough. Never knows pixels.
 *
 * The likeliest character of each place makes the text. Another text is a set of changes to it,
 * and costs the odds that they lose. If the check digits do not fit, the cheapest changes that
 * make them fit are taken, but only when any others cost much more: then the digits determine them.
 * How sure a character is, is what the cheapest text costs in which it is another one and in which
 * all check digits fit as well, however many changes that takes. So a character that digits cover
 * need not be sure by itself, and one that they cannot tell from another (G and 6, K and the
 * filler) must be.
 */
#include "document/mrz_decide.h"

#include <math.h>

#define MOVES_MAX   1024
#define SET_MOST    12      /* changes at once */
#define SETS_MAX    100000u /* looked at: bounds what a text of doubts costs */
#define COST_MAX    9.0f    /* of a change that is looked at: what costs more decides nothing */
#define CORRECT_MAX 4.5f    /* of changes that digits may ask for */
#define CORRECT_GAP 4.0f    /* to the next changes that would do */
#define SURE_LEAST  4.0f    /* natural logarithm: odds of 55 to 1 for each character */
#define FORM_COST \
	6.0f /* of a character over the one that it looks like, where that may not stand */
#define JUNK_SHARE 2.0f /* where it may be no character at all, it is no other one */
#define LIT_COST   1.0f /* of any other character where light may have taken a part of one */
#define END_LEAST  12   /* of a visa's last 16 places: characters, whatever they are */
#define OFF_MOST   0.1f /* pitches that a character may be off its place */
#define DECIBANS   4.3429448f

/* Another character in one place, and what that does to each check digit, modulo 10. */
struct move {
	uint8_t position;
	uint8_t number;
	uint8_t delta[MRZ_FORM_CHECKS_MAX];
	float cost;
};

struct desk {
	const struct mrz_seen *seen;
	enum mrz_form form;
	size_t size;
	uint8_t numbers[MRZ_FORM_SIZE_MAX];
	struct mrz_check checks[MRZ_FORM_CHECKS_MAX];
	size_t check_count;
	uint8_t wrong[MRZ_FORM_CHECKS_MAX]; /* what each digit is off by, modulo 10 */
	bool corrected[MRZ_FORM_SIZE_MAX];
	struct move moves[MOVES_MAX];
	size_t move_count;
	bool crowded; /* there are more: nothing is sure */
};

static unsigned weight_value(unsigned number)
{
	return number == MRZ_FILLER ? 0 : number;
}

static float odds(const struct desk *d, size_t position, unsigned number)
{
	return d->seen->guess[position].log[number];
}

/* The likeliest characters; a V in front makes a visa of it. */
static void read_likeliest(struct desk *d)
{
	for (size_t p = 0; p < d->size; p++) {
		const uint64_t allowed = mrz_form_allowed(d->form, p);
		float best = -INFINITY;
		for (unsigned k = 0; k < MRZ_LETTERS; k++) {
			if ((allowed >> k & 1) != 0 && odds(d, p, k) > best) {
				best = odds(d, p, k);
				d->numbers[p] = (uint8_t)k;
			}
		}
	}
}

/* Which check digits there are depends on the text: false if it has none that it should have. */
static bool find_checks(struct desk *d)
{
	if (!mrz_form_checks(d->form, d->numbers, d->checks, &d->check_count)) {
		return false;
	}
	for (size_t i = 0; i < d->check_count; i++) {
		const struct mrz_check *c = &d->checks[i];
		unsigned sum = 0;
		for (size_t p = 0; p < d->size; p++) {
			sum += c->weight[p] * weight_value(d->numbers[p]);
		}
		d->wrong[i] = (uint8_t)((sum + 10 - weight_value(d->numbers[c->digit]) % 10) % 10);
		if (d->numbers[c->digit] == MRZ_FILLER && !mrz_check_fits(c, d->numbers, d->size)) {
			return false;
		}
	}
	return true;
}

/* A filler here says that the number goes on, or that TD3's optional data have no digit. */
static bool shapes(const struct desk *d, size_t position)
{
	if (d->form == MRZ_FORM_TD3) {
		return position == d->checks[3].digit;
	}
	const bool goes_on = d->form == MRZ_FORM_TD1 || d->form == MRZ_FORM_TD2;
	const size_t usual = d->form == MRZ_FORM_TD1 ? 14 : 45;
	/* The filler behind the digit of a number that goes on, and the places up to it. */
	return goes_on &&
	       (position == usual || (d->numbers[usual] == MRZ_FILLER && position > usual &&
				      position <= d->checks[0].digit + 1u));
}

static void add_moves(struct desk *d, size_t position)
{
	const uint64_t allowed = mrz_form_allowed(d->form, position);
	const unsigned now = d->numbers[position];
	for (unsigned k = 0; k < MRZ_LETTERS; k++) {
		const float seen = odds(d, position, now) - odds(d, position, k);
		const float cost = d->seen->lit[position] ? fminf(seen, LIT_COST) : seen;
		if (k == now || (allowed >> k & 1) == 0 || cost > COST_MAX) {
			continue;
		}
		if (d->move_count == MOVES_MAX) {
			d->crowded = true;
			return;
		}
		struct move m = {(uint8_t)position, (uint8_t)k, {0}, cost};
		const unsigned more = weight_value(k) + 40 - weight_value(now);
		/* What would move the digits themselves is another text whatever they say. */
		const bool apart = (k == MRZ_FILLER) != (now == MRZ_FILLER) && shapes(d, position);
		for (size_t i = 0; i < d->check_count && !apart; i++) {
			const struct mrz_check *c = &d->checks[i];
			m.delta[i] = (uint8_t)((c->weight[position] * more) % 10);
			if (c->digit == position) {
				m.delta[i] = (uint8_t)((m.delta[i] + 9 * more) % 10);
			}
		}
		d->moves[d->move_count++] = m;
	}
}

static void find_moves(struct desk *d)
{
	d->move_count = 0;
	d->crowded = false;
	for (size_t p = 0; p < d->size; p++) {
		add_moves(d, p);
	}
}

/* It changes a check digit or what one is made of. */
static bool touches(const struct desk *d, const struct move *m)
{
	bool any = false;
	for (size_t i = 0; i < d->check_count; i++) {
		any = any || m->delta[i] != 0;
	}
	return any;
}

static bool settles(const struct desk *d, const struct move *a, const struct move *b)
{
	bool all = true;
	for (size_t i = 0; i < d->check_count; i++) {
		const unsigned sum = d->wrong[i] + a->delta[i] + (b != NULL ? b->delta[i] : 0u);
		all = all && sum % 10 == 0;
	}
	return all;
}

/* Only together. What digits say nothing of is no part of it. */
static bool pairs(const struct desk *d, const struct move *a, const struct move *b)
{
	return a->position != b->position && touches(d, a) && touches(d, b) && settles(d, a, b);
}

static bool fits(const struct desk *d)
{
	bool all = true;
	for (size_t i = 0; i < d->check_count; i++) {
		all = all && d->wrong[i] == 0;
	}
	return all;
}

struct repair {
	const struct move *a;
	const struct move *b; /* NULL: one change is enough */
	float cost;
	float next; /* cost of the cheapest other repair */
};

static void offer(struct repair *r, const struct move *a, const struct move *b)
{
	const float cost = a->cost + (b != NULL ? b->cost : 0);
	if (cost < r->cost) {
		r->next = r->cost;
		*r = (struct repair){a, b, cost, r->next};
	} else if (cost < r->next) {
		r->next = cost;
	}
}

/* The cheapest one or two changes that make all digits fit. */
static struct repair find_repair(const struct desk *d)
{
	struct repair r = {NULL, NULL, 2 * COST_MAX, 2 * COST_MAX};
	for (size_t i = 0; i < d->move_count; i++) {
		if (settles(d, &d->moves[i], NULL)) {
			offer(&r, &d->moves[i], NULL);
		}
		for (size_t k = i + 1; k < d->move_count; k++) {
			if (pairs(d, &d->moves[i], &d->moves[k])) {
				offer(&r, &d->moves[i], &d->moves[k]);
			}
		}
	}
	return r;
}

static void change(struct desk *d, const struct move *m)
{
	if (m != NULL) {
		d->numbers[m->position] = m->number;
		d->corrected[m->position] = true;
	}
}

/*
 * Sets of more than two changes that make all digits fit and cost less than a bound, one by one.
 * What is cheapest is put in first, so that what costs too much ends a search.
 */
struct hunt {
	const struct desk *d;
	float bound;
	size_t count;
	uint16_t order[MOVES_MAX]; /* of the desk's moves, by their cost */
	size_t next;               /* in that order */
	size_t size;
	size_t set[SET_MOST];     /* in that order, rising */
	float cost[SET_MOST + 1]; /* of its first ones, so many */
	unsigned left;
	bool tired; /* there are too many: nothing is known */
};

static const struct move *ordered(const struct hunt *h, size_t i)
{
	return &h->d->moves[h->order[i]];
}

static void hunt_start(struct hunt *h, const struct desk *d, float bound)
{
	*h = (struct hunt){.d = d, .bound = bound, .left = SETS_MAX};
	for (size_t i = 0; i < d->move_count; i++) {
		const struct move *m = &d->moves[i];
		/* Less than nothing costs the way back from a repair, which weighed that. */
		if (!touches(d, m) || m->cost < 0 || m->cost >= bound) {
			continue;
		}
		size_t k = h->count++;
		for (; k > 0 && ordered(h, k - 1)->cost > m->cost; k--) {
			h->order[k] = h->order[k - 1];
		}
		h->order[k] = (uint16_t)i;
	}
}

static bool set_has_place(const struct hunt *h, unsigned position)
{
	bool any = false;
	for (size_t i = 0; i < h->size; i++) {
		any = any || ordered(h, h->set[i])->position == position;
	}
	return any;
}

static bool set_has(const struct hunt *h, const struct move *m)
{
	bool any = false;
	for (size_t i = 0; i < h->size; i++) {
		any = any || ordered(h, h->set[i]) == m;
	}
	return any;
}

static bool set_settles(const struct hunt *h)
{
	bool all = true;
	for (size_t c = 0; c < h->d->check_count; c++) {
		unsigned sum = h->d->wrong[c];
		for (size_t i = 0; i < h->size; i++) {
			sum += ordered(h, h->set[i])->delta[c];
		}
		all = all && sum % 10 == 0;
	}
	return all;
}

/* false: there is no further one, or it is tired. */
static bool hunt_next(struct hunt *h)
{
	for (; h->left > 0; h->left--) {
		const float cost = h->next < h->count ? h->cost[h->size] + ordered(h, h->next)->cost
						      : h->bound;
		if (cost >= h->bound && h->size == 0) {
			return false;
		}
		if (cost >= h->bound) {
			h->next = h->set[--h->size] + 1;
		} else if (set_has_place(h, ordered(h, h->next)->position)) {
			h->next++;
		} else if (h->size == SET_MOST) {
			break;
		} else {
			h->set[h->size++] = h->next++;
			h->cost[h->size] = cost;
			if (h->size > 2 && set_settles(h)) {
				h->left--;
				return true;
			}
		}
	}
	h->tired = true;
	return false;
}

/* More changes than two that cost as little, and are not these with others. */
static bool more_would_do(const struct desk *d, const struct repair *r)
{
	struct hunt h;
	bool any = false;
	hunt_start(&h, d, r->cost + CORRECT_GAP);
	while (!any && hunt_next(&h)) {
		any = !set_has(&h, r->a) || (r->b != NULL && !set_has(&h, r->b));
	}
	return any || h.tired;
}

static bool repair(struct desk *d)
{
	const struct repair r = find_repair(d);
	if (r.a == NULL || r.cost > CORRECT_MAX || r.next - r.cost < CORRECT_GAP ||
	    more_would_do(d, &r)) {
		return false;
	}
	change(d, r.a);
	change(d, r.b);
	return find_checks(d) && fits(d);
}

/* Of the character that it looks like, whether it may stand there or not. */
static float best_of_all(const struct desk *d, size_t position)
{
	float best = odds(d, position, 0);
	for (unsigned k = 1; k < MRZ_LETTERS; k++) {
		best = fmaxf(best, odds(d, position, k));
	}
	return best;
}

static void lower(float *sure, float cost)
{
	*sure = cost < *sure ? cost : *sure;
}

/*
 * Check digits alone say what stands there, whatever is seen: it is the only change, and no other
 * character that may stand there counts the same.
 */
static bool determined(const struct desk *d, size_t position)
{
	const uint64_t allowed = mrz_form_allowed(d->form, position);
	const unsigned value = weight_value(d->numbers[position]) % 10;
	unsigned same = 0;
	unsigned changes = 0;
	for (unsigned k = 0; k < MRZ_LETTERS; k++) {
		same += (allowed >> k & 1) != 0 && weight_value(k) % 10 == value;
	}
	for (size_t p = 0; p < d->size; p++) {
		changes += d->corrected[p];
	}
	return d->corrected[position] && changes == 1 && same == 1;
}

/* How sure it is that any character stands there: of a corrected one, what it looked like. */
static float is_any(const struct desk *d, size_t position)
{
	const float seen = d->corrected[position] ? best_of_all(d, position)
						  : odds(d, position, d->numbers[position]);
	return (seen - odds(d, position, MRZ_JUNK)) * JUNK_SHARE;
}

static void weigh_sets(struct desk *d, float *sure)
{
	struct hunt h;
	hunt_start(&h, d, SURE_LEAST);
	while (hunt_next(&h)) {
		for (size_t i = 0; i < h.size; i++) {
			lower(&sure[ordered(&h, h.set[i])->position], h.cost[h.size]);
		}
	}
	d->crowded = d->crowded || h.tired;
}

/* How much each character has over the cheapest text that has another one there. */
static void weigh(struct desk *d, float *sure)
{
	for (size_t p = 0; p < d->size; p++) {
		sure[p] = determined(d, p) ? COST_MAX : fminf(is_any(d, p), COST_MAX);
		const struct mrz_guess *g = &d->seen->guess[p];
		/* The net was never asked about what is so far off its place, or half there; and
		 * what looks like a character that must not stand there is of another form. */
		if (d->seen->cut[p] || best_of_all(d, p) - odds(d, p, d->numbers[p]) > FORM_COST ||
		    !(fabsf(g->off_x) < OFF_MOST && fabsf(g->off_y) < OFF_MOST)) {
			sure[p] = 0;
		}
	}
	weigh_sets(d, sure);
	for (size_t i = 0; i < d->move_count; i++) {
		const struct move *a = &d->moves[i];
		if (settles(d, a, NULL)) {
			lower(&sure[a->position], a->cost);
		}
		for (size_t k = i + 1; k < d->move_count; k++) {
			const struct move *b = &d->moves[k];
			if (pairs(d, a, b)) {
				lower(&sure[a->position], a->cost + b->cost);
				lower(&sure[b->position], a->cost + b->cost);
			}
		}
	}
}

static void put_text(const struct desk *d, const float *sure, struct mrz_read *out)
{
	const unsigned columns = mrz_form_columns(d->form);
	out->form = (uint8_t)d->form;
	out->lines = (uint8_t)mrz_form_lines(d->form);
	out->columns = (uint8_t)columns;
	for (size_t p = 0; p < d->size; p++) {
		const float decibans = fminf(99, fmaxf(0, sure[p] * DECIBANS));
		out->text[p / columns][p % columns] = mrz_letter(d->numbers[p]);
		out->sure[p / columns][p % columns] = (uint8_t)decibans;
		out->corrected = (uint8_t)(out->corrected + d->corrected[p]);
	}
}

/* The places that a visa of 44 columns has over one of 36 with the same key have characters. */
static bool has_end(const struct desk *d)
{
	const unsigned shorter = mrz_form_columns(MRZ_FORM_MRV_B);
	const unsigned columns = mrz_form_columns(d->form);
	unsigned seen = 0;
	for (size_t p = 0; p < d->size; p++) {
		seen += p % columns >= shorter && is_any(d, p) >= SURE_LEAST;
	}
	return seen >= END_LEAST;
}

/* Its first letter is surely one, this one, and none of those; light or a hole may make any. */
static bool begins(const struct desk *d, char is, struct rd others)
{
	const float seen = odds(d, 0, mrz_letter_number(is));
	bool sure = !d->seen->lit[0] && is_any(d, 0) >= SURE_LEAST;
	uint8_t other;
	while (rd_u8(&others, &other)) {
		sure = sure && seen - odds(d, 0, mrz_letter_number((char)other)) >= SURE_LEAST;
	}
	return sure;
}

/* Of a passport's zone 36 columns are seen. */
static bool is_passport_part(const struct desk *d)
{
	return d->form == MRZ_FORM_TD2 && mrz_letter(d->numbers[0]) == 'P';
}

/*
 * It may be of another form that has the same key: P begins passports alone, of 44 columns, V visas
 * of either size, A, C and I cards (Doc 9303-4, -5, -6 and -7, 4.2.2). Of a longer zone a part
 * may be covered; beside a shorter one something else may stand.
 */
static bool may_be_other(const struct desk *d)
{
	switch (d->form) {
	case MRZ_FORM_TD2:
		return is_passport_part(d) || !begins(d, mrz_letter(d->numbers[0]), RD_TEXT("PV"));
	case MRZ_FORM_TD3:
		return !begins(d, 'P', RD_TEXT("V"));
	case MRZ_FORM_MRV_A:
		return !begins(d, 'V', RD_TEXT("P")) || !has_end(d);
	case MRZ_FORM_MRV_B:
		return !begins(d, 'V', RD_TEXT("PACI")) || d->seen->open;
	case MRZ_FORM_NONE:
	case MRZ_FORM_TD1:
	case MRZ_FORM_COUNT:
		break;
	}
	return false;
}

/* The filler behind a number that goes on says where it ends; the number is of the key. */
static bool ends_number(const struct desk *d, size_t position)
{
	return d->form != MRZ_FORM_TD3 && d->numbers[position] == MRZ_FILLER && shapes(d, position);
}

static void judge(const struct desk *d, const float *sure, struct mrz_read *out)
{
	const bool other = may_be_other(d);
	bool whole = !other;
	bool key = !other;
	for (size_t p = 0; p < d->size; p++) {
		const bool good = !d->crowded && sure[p] >= SURE_LEAST;
		const bool asked = mrz_form_in_key(d->form, &d->checks[0], p) || ends_number(d, p);
		whole = whole && good;
		key = key && (good || !asked);
	}
	out->verdict = whole ? MRZ_READ_WHOLE : key ? MRZ_READ_KEY : MRZ_READ_REFUSED;
	/* Where another part is not seen, whoever knows the picture says why. */
	out->reason = whole                 ? MRZ_READ_NOTHING
		      : is_passport_part(d) ? MRZ_READ_CUT
					    : MRZ_READ_AMBIGUOUS;
}

void mrz_decide(const struct mrz_seen *seen, struct mrz_read *out)
{
	struct desk d = {.seen = seen, .form = seen->form, .size = mrz_form_size(seen->form)};
	float sure[MRZ_FORM_SIZE_MAX] = {0};
	read_likeliest(&d);
	if (mrz_letter(d.numbers[0]) == 'V') {
		d.form = mrz_form_visa(d.form);
		read_likeliest(&d);
	}
	bool right = find_checks(&d);
	if (right) {
		find_moves(&d);
		right = fits(&d) || repair(&d);
	}
	if (!right) {
		put_text(&d, sure, out);
		out->verdict = MRZ_READ_REFUSED;
		out->reason = MRZ_READ_DIGITS;
		return;
	}
	find_moves(&d);
	weigh(&d, sure);
	put_text(&d, sure, out);
	judge(&d, sure, out);
}

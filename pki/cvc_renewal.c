/*
 * cvc_renewal: which certificates of the terminal's PKI have to be renewed, by whom, and when
 * (TR-03139, 4.4.2.2, 4.7).
 * Knows periods and lead times. Never asks a clock; never requests anything itself.
 */
#include "pki/cvc_renewal.h"

#include "pki/asn1_time.h"
#include "pki/cvc_reference.h"

#define DAY_SECONDS 86400

const char *cvc_task_word(enum cvc_task_kind kind)
{
	static const char *const words[] = {
#define X(name, word, text) word,
		CVC_TASKS(X)
#undef X
	};
	return (size_t)kind < sizeof(words) / sizeof(words[0]) ? words[kind] : "?";
}

const char *cvc_task_text(enum cvc_task_kind kind)
{
	static const char *const texts[] = {
#define X(name, word, text) text,
		CVC_TASKS(X)
#undef X
	};
	return (size_t)kind < sizeof(texts) / sizeof(texts[0]) ? texts[kind] : "?";
}

const char *cvc_task_state_word(enum cvc_task_state state)
{
	static const char *const words[] = {
#define X(name, word, text) word,
		CVC_TASK_STATES(X)
#undef X
	};
	return (size_t)state < sizeof(words) / sizeof(words[0]) ? words[state] : "?";
}

const char *cvc_task_state_text(enum cvc_task_state state)
{
	static const char *const texts[] = {
#define X(name, word, text) text,
		CVC_TASK_STATES(X)
#undef X
	};
	return (size_t)state < sizeof(texts) / sizeof(texts[0]) ? texts[state] : "?";
}

const char *cvc_fit_word(enum cvc_fit fit)
{
	switch (fit) {
	case CVC_FIT:
		return "usual";
	case CVC_FIT_SHORT:
		return "shorter";
	case CVC_FIT_LONG:
		return "longer";
	}
	return "?";
}

static struct date add_days(struct date d, int days)
{
	return date_from_unix(asn1_time_of_day(d) + (int64_t)days * DAY_SECONDS);
}

static int days_between(struct date from, struct date to)
{
	return (int)((asn1_time_of_day(to) - asn1_time_of_day(from)) / DAY_SECONDS);
}

/* The same day so many months later, or the last one of that month. */
static struct date add_months(struct date d, unsigned months)
{
	unsigned month = d.month - 1U + months;
	struct date sum = {(uint16_t)(d.year + month / 12), (uint8_t)(month % 12 + 1), d.day};
	while (!date_valid(sum) && sum.day > 1) {
		sum.day--;
	}
	return sum;
}

enum cvc_fit cvc_renewal_fit(const struct cvc *c)
{
	unsigned months = c->role == CVC_CVCA ? CVC_CVCA_MONTHS_MAX
			  : c->role == CVC_IS ? CVC_TERMINAL_MONTHS_MAX
					      : CVC_DV_MONTHS_MAX;
	/* Both the first and the last day are good. */
	struct date shortest = c->role == CVC_CVCA
				       ? add_days(add_months(c->from, CVC_CVCA_MONTHS_MIN), -1)
			       : c->role == CVC_IS ? c->from
						   : add_days(c->from, CVC_DV_DAYS_MIN - 1);
	if (date_compare(c->to, shortest) < 0) {
		return CVC_FIT_SHORT;
	}
	return date_compare(c->to, add_months(c->from, months)) > 0 ? CVC_FIT_LONG : CVC_FIT;
}

/* Days before the last one. */
struct lead {
	int begin;
	int latest;
};

static struct lead lead_of(const struct cvc *c)
{
	if (c->role == CVC_CVCA) {
		return (struct lead){CVC_CVCA_BEGIN_DAYS, CVC_REQUEST_DAYS};
	}
	if (c->role != CVC_IS) {
		return (struct lead){CVC_DV_BEGIN_DAYS, CVC_REQUEST_DAYS};
	}
	int third = (days_between(c->from, c->to) + 1 + 2) / 3;
	return (struct lead){third < CVC_TERMINAL_BEGIN_DAYS ? third : CVC_TERMINAL_BEGIN_DAYS,
			     CVC_TERMINAL_LATEST_DAYS};
}

struct planner {
	const struct cvc_tree *tree;
	struct date today;
	struct cvc_plan *plan;
};

static const struct cvc *at(const struct planner *p, size_t place)
{
	return cvc_store_at(p->tree->store, place);
}

/* The next day on which a task is another: the earliest of all is kept. */
static void note_change(struct planner *p, struct date day)
{
	struct date *next = &p->plan->next;
	if (date_compare(day, p->today) > 0 && (next->year == 0 || date_compare(day, *next) < 0)) {
		*next = day;
	}
}

static enum cvc_task_state judge(struct planner *p, const struct cvc_task *t)
{
	struct date gap = add_days(t->latest, 1);
	struct date end = add_days(t->last, 1);
	note_change(p, t->begin);
	note_change(p, gap);
	note_change(p, end);
	if (date_compare(p->today, end) >= 0) {
		return CVC_TASK_OVERDUE;
	}
	if (date_compare(p->today, gap) >= 0) {
		return CVC_TASK_URGENT;
	}
	return date_compare(p->today, t->begin) >= 0 ? CVC_TASK_DUE : CVC_TASK_LATER;
}

/* Into its place: gravest first, then by last day. */
static enum eg_err put(struct planner *p, struct cvc_task task)
{
	struct cvc_plan *plan = p->plan;
	if (plan->count == CVC_PLAN_MAX) {
		return EG_FAIL(EG_TOO_BIG, "plan of renewals");
	}
	size_t place = plan->count++;
	while (place > 0 && (plan->tasks[place - 1].state > task.state ||
			     (plan->tasks[place - 1].state == task.state &&
			      date_compare(plan->tasks[place - 1].last, task.last) > 0))) {
		plan->tasks[place] = plan->tasks[place - 1];
		place--;
	}
	plan->tasks[place] = task;
	return EG_OK;
}

/* The renewal of a certificate. */
static enum eg_err put_renewal(struct planner *p, struct cvc_task task, const struct cvc *c)
{
	struct lead lead = lead_of(c);
	task.holder = c->holder;
	task.last = c->to;
	task.begin = add_days(c->to, -lead.begin);
	task.latest = add_days(c->to, -lead.latest);
	task.fit = cvc_renewal_fit(c);
	task.state = judge(p, &task);
	if (task.no_key) {
		task.state = CVC_TASK_MISSING;
	}
	return put(p, task);
}

/* A class of certificates of one holder below one issuing holder. */
struct line {
	enum cvc_role role; /* CVC_DV_DOMESTIC for any DV */
	struct rd holder;   /* any reference of it */
	size_t cvca;        /* place of a CVCA of the state; DV and terminal */
	size_t dv;          /* place of a DV; terminal */
};

static bool same_holder(const struct planner *p, size_t a, size_t b)
{
	return cvc_reference_same_holder(at(p, a)->holder, at(p, b)->holder);
}

/* Hangs below a holder of that name, of whichever generation. */
static bool is_below(const struct planner *p, size_t place, size_t above)
{
	size_t issuer = p->tree->of[place].issuer;
	return issuer != CVC_NOWHERE && same_holder(p, issuer, above);
}

static bool is_in(const struct planner *p, size_t place, const struct line *l)
{
	const struct cvc *c = at(p, place);
	bool of_role = l->role == CVC_DV_DOMESTIC ? cvc_is_dv(c) : c->role == l->role;
	if (!cvc_tree_stands(p->tree, place) || !of_role ||
	    (l->holder.left > 0 && !cvc_reference_same_holder(c->holder, l->holder))) {
		return false;
	}
	switch (l->role) {
	case CVC_CVCA:
		return true;
	case CVC_DV_DOMESTIC:
	case CVC_DV_FOREIGN:
		return is_below(p, place, l->cvca);
	case CVC_IS:
		return is_below(p, place, l->dv) && is_below(p, p->tree->of[place].issuer, l->cvca);
	}
	return false;
}

/* The first of its holder: the one for which its line is planned. */
static bool leads(const struct planner *p, size_t place, struct line l)
{
	l.holder = at(p, place)->holder;
	for (size_t i = 0; i < place; i++) {
		if (is_in(p, i, &l)) {
			return false;
		}
	}
	return is_in(p, place, &l);
}

/* The one that lasts longest; of terminals those with a key come before. */
static size_t newest(const struct planner *p, const struct line *l)
{
	size_t best = CVC_NOWHERE;
	for (size_t i = 0; i < p->tree->count; i++) {
		if (!is_in(p, i, l)) {
			continue;
		}
		bool key = p->tree->of[i].has_key;
		bool best_key = best != CVC_NOWHERE && p->tree->of[best].has_key;
		if (best == CVC_NOWHERE || (key && !best_key) ||
		    (key == best_key && date_compare(at(p, i)->to, at(p, best)->to) > 0)) {
			best = i;
		}
	}
	return best;
}

static enum eg_err plan_terminals(struct planner *p, size_t cvca, size_t dv)
{
	struct line l = {.role = CVC_IS, .cvca = cvca, .dv = dv};
	const struct cvc *issuer = at(p, dv);
	struct cvc_task task = {
		.kind = CVC_TASK_TERMINAL, .cvca = at(p, cvca)->holder, .issuer = issuer->holder};
	bool any = false;
	for (size_t i = 0; i < p->tree->count; i++) {
		if (!leads(p, i, l)) {
			continue;
		}
		struct line own = l;
		own.holder = at(p, i)->holder;
		size_t place = newest(p, &own);
		const struct cvc *c = at(p, place);
		any = true;
		task.no_key = !p->tree->of[place].has_key;
		task.issuer_first = date_compare(issuer->to, c->to) <= 0;
		EG_TRY(put_renewal(p, task, c));
	}
	return any ? EG_OK : put(p, task); /* missing */
}

static enum eg_err plan_verifiers(struct planner *p, size_t cvca)
{
	struct line l = {.role = CVC_DV_DOMESTIC, .cvca = cvca};
	const struct cvc *issuer = at(p, cvca);
	struct cvc_task task = {
		.kind = CVC_TASK_DV, .cvca = issuer->holder, .issuer = issuer->holder};
	bool any = false;
	for (size_t i = 0; i < p->tree->count; i++) {
		if (!leads(p, i, l)) {
			continue;
		}
		struct line own = l;
		own.holder = at(p, i)->holder;
		size_t place = newest(p, &own);
		any = true;
		task.issuer_first = date_compare(issuer->to, at(p, place)->to) <= 0;
		EG_TRY(put_renewal(p, task, at(p, place)));
		EG_TRY(plan_terminals(p, cvca, place));
	}
	return any ? EG_OK : put(p, task);
}

/* CVCAs of one reference, by whichever certificate. */
static void mark(const struct planner *p, size_t place, bool marks[CVC_STORE_MAX])
{
	for (size_t i = 0; i < p->tree->count; i++) {
		marks[i] = marks[i] || (at(p, i)->role == CVC_CVCA &&
					rd_equal(at(p, i)->holder, at(p, place)->holder));
	}
}

/* Trust points from which links, step by step, lead to the last one. */
static void find_ways(const struct planner *p, size_t last, bool marks[CVC_STORE_MAX])
{
	bool grown = true;
	mark(p, last, marks);
	while (grown) {
		grown = false;
		for (size_t i = 0; i < p->tree->count; i++) {
			size_t up = p->tree->of[i].issuer;
			if (marks[i] && up != CVC_NOWHERE && !marks[up]) {
				mark(p, up, marks);
				grown = true;
			}
		}
	}
}

/* Older trust points of the state that no link leads on from, each once. */
static enum eg_err plan_links(struct planner *p, size_t last)
{
	struct line l = {.role = CVC_CVCA, .holder = at(p, last)->holder};
	bool led[CVC_STORE_MAX] = {false};
	find_ways(p, last, led);
	for (size_t i = 0; i < p->tree->count; i++) {
		bool first = is_in(p, i, &l) && p->tree->of[i].anchor;
		for (size_t j = 0; j < i && first; j++) {
			first = !is_in(p, j, &l) || !rd_equal(at(p, j)->holder, at(p, i)->holder);
		}
		if (!first || led[i]) {
			continue;
		}
		const struct cvc_task task = {.kind = CVC_TASK_LINK,
					      .cvca = at(p, last)->holder,
					      .holder = at(p, i)->holder,
					      .issuer = at(p, i)->holder,
					      .last = at(p, i)->to};
		EG_TRY(put(p, task));
	}
	return EG_OK;
}

/* A link to a CVCA of another name took over (TR-03139, 5.4). */
static bool is_replaced(const struct planner *p, size_t last)
{
	for (size_t i = 0; i < p->tree->count; i++) {
		if (at(p, i)->role == CVC_CVCA && is_below(p, i, last) &&
		    !same_holder(p, i, last)) {
			return true;
		}
	}
	return false;
}

static enum eg_err plan_state(struct planner *p, size_t last)
{
	const struct cvc *c = at(p, last);
	const struct cvc_task task = {
		.kind = CVC_TASK_CVCA, .cvca = c->holder, .issuer = c->holder};
	EG_TRY(plan_links(p, last));
	if (is_replaced(p, last)) {
		return EG_OK;
	}
	EG_TRY(put_renewal(p, task, c));
	return plan_verifiers(p, last);
}

enum eg_err cvc_renewal_plan(const struct cvc_tree *t, struct date today, struct cvc_plan *out)
{
	struct planner p = {t, today, out};
	const struct line any = {.role = CVC_CVCA};
	*out = (struct cvc_plan){0};
	for (size_t i = 0; i < t->count; i++) {
		if (leads(&p, i, any)) {
			struct line own = any;
			own.holder = at(&p, i)->holder;
			EG_TRY(plan_state(&p, newest(&p, &own)));
		}
	}
	return EG_OK;
}

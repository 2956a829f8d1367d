/*
 * pki_terminal_text: a terminal's certificates, chains and plan as text for people.
 * Knows words. Never reads a file.
 */
#include "prog/pki_terminal_show.h"

#include <string.h>

struct pki_day pki_day_text(struct date d)
{
	struct pki_day t = {""};
	if (d.year != 0) {
		/* Years of certificates have four digits; others would be cut. */
		(void)snprintf(t.text, sizeof(t.text), "%04u-%02u-%02u", d.year % 10000U, d.month,
			       d.day);
	}
	return t;
}

const char *pki_access_text(uint8_t access)
{
	static const char *const texts[] = {"nothing", "DG3", "DG4", "DG3 DG4"};
	return texts[access & (CVC_READ_DG3 | CVC_READ_DG4)];
}

/* The certificate above it that brings the curve. */
static bool curve_of(const struct pki_terminal *t, size_t place, enum crypt_curve *out)
{
	for (size_t steps = 0; place != CVC_NOWHERE && steps <= t->tree.count; steps++) {
		const struct cvc *c = cvc_store_at(t->store, place);
		if (c->key.has_domain) {
			*out = c->key.curve;
			return true;
		}
		place = t->tree.of[place].issuer;
	}
	return false;
}

struct pki_strength pki_strength_of(const struct pki_terminal *t, size_t place)
{
	struct pki_strength s = {""};
	const struct cvc_public *k = &cvc_store_at(t->store, place)->key;
	enum crypt_curve curve;
	if (k->rsa) {
		/* Room for any size; so below. */
		(void)snprintf(s.text, sizeof(s.text), "%zu bits", 8 * k->modulus.left);
	} else if (curve_of(t, place, &curve)) {
		(void)snprintf(s.text, sizeof(s.text), "%s", crypt_curve_text(curve));
	}
	return s;
}

static bool is_first_anchor(const struct pki_terminal *t, size_t place)
{
	const struct cvc *c = cvc_store_at(t->store, place);
	for (size_t i = 0; i < place; i++) {
		if (t->tree.of[i].anchor &&
		    rd_equal(cvc_store_at(t->store, i)->holder, c->holder)) {
			return false;
		}
	}
	return t->tree.of[place].anchor;
}

bool pki_chain_at(struct pki_terminal *t, size_t place, struct pki_chain *out)
{
	const struct cvc_holder holder = pki_terminal_holder(t);
	size_t met = 0;
	size_t at = 0;
	while (at < t->tree.count && !(is_first_anchor(t, at) && met++ == place)) {
		at++;
	}
	if (at == t->tree.count) {
		return false;
	}
	*out = (struct pki_chain){.car = cvc_store_at(t->store, at)->holder};
	if (cvc_store_chain(t->store, &holder, out->car, t->today, &out->chain, &out->why) !=
	    EG_OK) {
		return true; /* why tells */
	}
	for (size_t i = 0; i < out->chain.count; i++) {
		const struct cvc *c = out->chain.certificates[i];
		if (c->role != CVC_CVCA &&
		    (out->until.year == 0 || date_compare(c->to, out->until) < 0)) {
			out->until = c->to;
		}
	}
	return true;
}

bool pki_terminal_found(struct pki_terminal *t)
{
	struct pki_chain chain;
	bool found = false;
	for (size_t i = 0; i < t->file_count; i++) {
		found = found || t->files[i].refused != NULL;
	}
	for (size_t i = 0; i < t->tree.count; i++) {
		found = found || !cvc_tree_stands(&t->tree, i);
	}
	for (size_t i = 0; pki_chain_at(t, i, &chain); i++) {
		found = found || chain.why != CVC_GOOD;
	}
	return found;
}

bool pki_plan_found(const struct cvc_plan *plan)
{
	return plan->count > 0 && plan->tasks[0].state != CVC_TASK_LATER; /* gravest first */
}

struct cvc_reference_text pki_next_reference(const struct cvc_task *task)
{
	uint8_t octets[CVC_REFERENCE_MAX];
	struct wr w = WR_ARRAY(octets);
	if (task->kind != CVC_TASK_TERMINAL || cvc_reference_next(task->holder, &w) != EG_OK) {
		return (struct cvc_reference_text){""};
	}
	return cvc_reference_text(wr_view(&w));
}

/* Whether standard output takes it all is asked once, when it is flushed. */
static enum eg_err finish(FILE *to)
{
	return fflush(to) == 0 && ferror(to) == 0 ? EG_OK
						  : EG_FAIL(EG_IO, "result could not be written");
}

static void put_certificate(FILE *to, const struct pki_terminal *t, size_t place)
{
	const struct cvc *c = cvc_store_at(t->store, place);
	const struct cvc_place *at = &t->tree.of[place];
	enum cvc_why why = pki_terminal_state(t, place);
	enum cvc_fit fit = cvc_renewal_fit(c);
	(void)fprintf(to, "  %-11s %s by %s, %s to %s, %s, %s %s: %s\n", cvc_role_word(c->role),
		      cvc_reference_text(c->holder).text, cvc_reference_text(c->authority).text,
		      pki_day_text(c->from).text, pki_day_text(c->to).text,
		      pki_access_text(c->access), cvc_algorithm_word(c->key.oid),
		      pki_strength_of(t, place).text, cvc_why_text(why));
	(void)fprintf(to, "              %s%s\n", pki_terminal_file_name(t, place),
		      c->role != CVC_IS ? ""
		      : at->has_key     ? ", its key is here"
					: ", no key for it");
	if (at->wider != CVC_GOOD) {
		(void)fprintf(to, "              %s\n", cvc_why_text(at->wider));
	}
	if (fit != CVC_FIT) {
		(void)fprintf(to, "              its period is %s than the common policy has it\n",
			      cvc_fit_word(fit));
	}
}

static void put_chain(FILE *to, const struct pki_chain *c)
{
	if (c->why != CVC_GOOD) {
		(void)fprintf(to, "  %s: none: %s\n", cvc_reference_text(c->car).text,
			      cvc_why_text(c->why));
		return;
	}
	(void)fprintf(to, "  %s: %s, until %s, by", cvc_reference_text(c->car).text,
		      pki_access_text(c->chain.access), pki_day_text(c->until).text);
	for (size_t i = 0; i < c->chain.count; i++) {
		(void)fprintf(to, " %s", cvc_reference_text(c->chain.certificates[i]->holder).text);
	}
	(void)fprintf(to, "\n");
	if (c->chain.reduced != CVC_GOOD) {
		(void)fprintf(to, "    %s\n", cvc_why_text(c->chain.reduced));
	}
	if (c->chain.doubt != CVC_GOOD) {
		(void)fprintf(to, "    %s\n", cvc_why_text(c->chain.doubt));
	}
}

/* Which of the two clocks is wrong, nobody can tell here. */
static void put_clock(FILE *to, const struct pki_terminal *t)
{
	if (date_compare(t->today, t->tree.day.at_least) < 0) {
		(void)fprintf(to,
			      "the clock says %s, but a certificate was made on %s: certificates "
			      "look not yet valid\n",
			      pki_day_text(t->today).text, pki_day_text(t->tree.day.at_least).text);
	}
}

static void put_keys(FILE *to, const struct pki_terminal *t)
{
	(void)fprintf(to, "keys: %zu", t->key_count);
	if (t->keys_plain > 0) {
		(void)fprintf(to, ", %zu not encrypted", t->keys_plain);
	}
	if (t->keys_missing > 0) {
		(void)fprintf(to, ", %zu more in tokens that are away", t->keys_missing);
	}
	(void)fprintf(to, "\n");
}

enum eg_err pki_list_text(FILE *to, struct pki_terminal *t)
{
	struct pki_chain chain;
	(void)fprintf(to, "certificates on %s\n", pki_day_text(t->today).text);
	for (size_t i = 0; i < t->tree.count; i++) {
		put_certificate(to, t, i);
	}
	for (size_t i = 0; i < t->file_count; i++) {
		if (t->files[i].refused != NULL) {
			(void)fprintf(to, "  refused     %s: %s\n", t->files[i].name,
				      t->files[i].refused);
		}
	}
	(void)fprintf(to, "what a chip opens, by its trust point\n");
	for (size_t i = 0; pki_chain_at(t, i, &chain); i++) {
		put_chain(to, &chain);
	}
	put_keys(to, t);
	put_clock(to, t);
	return finish(to);
}

static void put_task(FILE *to, const struct cvc_task *task)
{
	struct cvc_reference_text next = pki_next_reference(task);
	(void)fprintf(to, "  %-8s %s: %s\n", cvc_task_state_word(task->state),
		      cvc_reference_text(task->cvca).text, cvc_task_text(task->kind));
	if (task->holder.left > 0) {
		(void)fprintf(to, "           %s ends on %s", cvc_reference_text(task->holder).text,
			      pki_day_text(task->last).text);
		if (task->begin.year != 0) {
			(void)fprintf(to, "; begin on %s, at the latest on %s",
				      pki_day_text(task->begin).text,
				      pki_day_text(task->latest).text);
		}
		(void)fprintf(to, "\n");
	}
	(void)fprintf(to, "           ask %s%s%s\n", cvc_reference_text(task->issuer).text,
		      next.text[0] == '\0' ? "" : "; next reference ", next.text);
	if (task->issuer_first) {
		(void)fprintf(to,
			      "           its issuer's certificate ends no later: that first\n");
	}
	if (task->no_key) {
		(void)fprintf(to, "           its private key is not here\n");
	}
}

enum eg_err pki_plan_text(FILE *to, const struct pki_terminal *t, const struct cvc_plan *plan)
{
	(void)fprintf(to, "to be done, seen on %s\n", pki_day_text(t->today).text);
	for (size_t i = 0; i < plan->count; i++) {
		put_task(to, &plan->tasks[i]);
	}
	if (plan->next.year != 0) {
		(void)fprintf(to, "next on %s\n", pki_day_text(plan->next).text);
	}
	put_clock(to, t);
	return finish(to);
}

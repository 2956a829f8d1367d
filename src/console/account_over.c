/*
 * account_over: sessions that have ended, and who is told so: also while the file cannot be
 * written. Knows which of them the file does not know of yet. Never knows why a disk is full.
 *
 *   ends --> in the file --> told --> gone from the file
 *     \----> kept here, while the disk is full --> told --> in the file as soon as it can be
 */
#include "console/account_part.h"

static struct account_over *over_of(struct account *a, uint64_t session)
{
	for (size_t i = 0; i < a->over_count; i++) {
		if (a->over[i].session == session) {
			return &a->over[i];
		}
	}
	return NULL;
}

bool account_is_over(const struct account *a, uint64_t session)
{
	for (size_t i = 0; i < a->over_count; i++) {
		if (a->over[i].session == session) {
			return true;
		}
	}
	return false;
}

/* Without a place the file alone knows: it is told, and tried, again in a second. */
static struct account_over *note(struct account *a, const struct account_over *x)
{
	struct account_over *there = over_of(a, x->session);
	if (there == NULL && a->over_count < ACCOUNT_OVER_MAX) {
		a->over[a->over_count] = *x;
		there = &a->over[a->over_count++];
	}
	return there;
}

static void forget(struct account *a, size_t i)
{
	a->over[i] = a->over[--a->over_count];
}

enum eg_err account_end_now(struct account *a, uint64_t session, int64_t now_ms,
			    enum account_end why)
{
	const struct account_over x = {.session = session, .at_ms = now_ms, .why = why};
	enum eg_err err = account_end_one(a, session, now_ms, why);
	return err == EG_TIMEOUT && note(a, &x) != NULL ? EG_OK : err;
}

/* What the file could not be told when it happened. */
static enum eg_err write_down(struct account *a)
{
	for (size_t i = 0; i < a->over_count; i++) {
		struct account_over *x = &a->over[i];
		if (!x->written) {
			EG_TRY(account_end_one(a, x->session, x->at_ms, x->why));
			x->written = true;
		}
	}
	return EG_OK;
}

static void keep_past(struct account *a, uint64_t session, enum account_end why, int64_t now_ms)
{
	const struct account_over x = {.session = session, .at_ms = now_ms, .why = why};
	(void)note(a, &x); /* without a place: in a second */
}

/* Those that the file says have ended. */
static enum eg_err collect(struct account *a)
{
	EG_AUTO(account_rows_close) struct account_rows r = {NULL};
	bool there;
	EG_TRY(account_rows_open(a, "SELECT number, ended FROM session WHERE ended <> 0", NULL, 0,
				 &r));
	EG_TRY(account_rows_next(&r, &there));
	while (there) {
		const struct account_over x = {.session = (uint64_t)account_rows_number(&r, 0),
					       .why = (enum account_end)account_rows_number(&r, 1)};
		struct account_over *kept = note(a, &x);
		if (kept != NULL) {
			kept->written = true;
		}
		EG_TRY(account_rows_next(&r, &there));
	}
	return EG_OK;
}

/* The file needs to know nothing more of those that were told. */
static enum eg_err clear(struct account *a)
{
	for (size_t i = a->over_count; i > 0; i--) {
		const struct account_over *x = &a->over[i - 1];
		if (x->written && x->told) {
			EG_TRY(account_run(
				a, "DELETE FROM session WHERE number = ?1 AND ended <> 0",
				ACCOUNT_VALUES(account_value_number((int64_t)x->session))));
			forget(a, i - 1);
		}
	}
	return EG_OK;
}

enum eg_err account_sweep(struct account *a, int64_t now_ms,
			  void (*ended)(void *context, uint64_t session, enum account_end why),
			  void *context)
{
	enum eg_err err = write_down(a);
	if (err == EG_OK) {
		err = account_expire_due(a, now_ms);
	}
	if (err == EG_TIMEOUT) {
		EG_TRY(account_past(a, now_ms, keep_past));
	} else {
		EG_TRY(err);
	}
	EG_TRY(collect(a));
	for (size_t i = 0; i < a->over_count; i++) {
		struct account_over *x = &a->over[i];
		if (!x->told && ended != NULL) {
			ended(context, x->session, x->why);
		}
		x->told = true;
	}
	enum eg_err cleared = clear(a);
	return err == EG_OK ? cleared : err;
}

/*
 * account_enter: a good try becomes a session; shifts begin, go on and are handed over.
 * Knows shifts and breaks. Never knows why a try is good.
 */
#include "console/account_part.h"

#include "wire/case.h"

#define MS_PER_S 1000

struct account_rules account_rules_default(void)
{
	return (struct account_rules){.idle_ms = INT64_C(15) * 60 * MS_PER_S,
				      .shift_ms = INT64_C(60) * 60 * MS_PER_S,
				      .due_ms = INT64_C(5) * 60 * MS_PER_S,
				      .break_ms = INT64_C(10) * 60 * MS_PER_S,
				      .busy_ms = 2 * MS_PER_S};
}

/* What an officer is about to work. */
struct shift {
	int64_t number; /* goes on; 0: a new one */
	int64_t began_ms;
	int64_t until_ms;
};

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The newest shift of an officer goes on, unless there was a break: nobody gets a fresh hour by
 * logging in again. */
static enum eg_err go_on(struct account *a, int64_t officer, int64_t now_ms, struct shift *s,
			 struct account_refusal *no)
{
	EG_AUTO(account_rows_close) struct account_rows r = {NULL};
	struct account_value who = account_value_number(officer);
	bool there;
	EG_TRY(account_rows_open(a,
				 "SELECT number, began_ms, until_ms, ended_ms IS NULL, ended_ms"
				 " FROM shift WHERE officer = ?1 ORDER BY number DESC LIMIT 1",
				 &who, 1, &r));
	EG_TRY(account_rows_next(&r, &there));
	if (!there) {
		return EG_OK;
	}
	int64_t began = account_rows_number(&r, 1);
	int64_t until = least(account_rows_number(&r, 2), began + a->rules.shift_ms);
	bool running = account_rows_number(&r, 3) != 0;
	int64_t worked = least(running ? now_ms : account_rows_number(&r, 4), until);
	int64_t rest = worked + a->rules.break_ms - now_ms;
	if (rest <= 0 || now_ms < began) {
		return EG_OK;
	}
	if (now_ms >= until) {
		no->why = ACCOUNT_NO_BREAK;
		no->wait_s = (uint32_t)((rest + MS_PER_S - 1) / MS_PER_S);
		return EG_OK;
	}
	*s = (struct shift){
		.number = account_rows_number(&r, 0), .began_ms = began, .until_ms = until};
	return EG_OK;
}

/* What would be this officer's shift from now on; *no says if they have to rest. Changes nothing.
 */
static enum eg_err plan_shift(struct account *a, const struct account_officer *o, int64_t now_ms,
			      struct shift *s, struct account_refusal *no)
{
	bool acts = account_may(o->office, ACCOUNT_ACT);
	*s = (struct shift){.began_ms = now_ms,
			    .until_ms = now_ms + (acts ? a->rules.shift_ms : ACCOUNT_DAY_MS)};
	return acts ? go_on(a, o->number & ~OFFICER_ENROLLED, now_ms, s, no) : EG_OK;
}

static enum eg_err begin_shift(struct account *a, int64_t officer, struct shift *s)
{
	if (s->number != 0) {
		return account_run(
			a, "UPDATE shift SET ended_ms = NULL, until_ms = ?1 WHERE number = ?2",
			ACCOUNT_VALUES(account_value_number(s->until_ms),
				       account_value_number(s->number)));
	}
	EG_TRY(account_run(a, "INSERT INTO shift(officer, began_ms, until_ms) VALUES(?1, ?2, ?3)",
			   ACCOUNT_VALUES(account_value_number(officer),
					  account_value_number(s->began_ms),
					  account_value_number(s->until_ms))));
	s->number = account_newest(a);
	return EG_OK;
}

/* Everything that the browser gets; only the token's digest is written. */
static enum eg_err make_entry(struct account *a, const struct account_officer *o,
			      const struct account_try *t, const struct shift *s, int64_t now_ms,
			      struct account_entry *out)
{
	uint8_t token[ACCOUNT_OCTETS];
	uint8_t digest[ACCOUNT_OCTETS];
	int64_t officer = o->number & ~OFFICER_ENROLLED;
	size_t size = 0;
	account_random(token, sizeof(token));
	const struct rd part = RD_ARRAY(token);
	account_digest(&part, 1, digest);
	account_hex(token, out->token);
	secret_wipe(token, sizeof(token));
	EG_TRY(account_form(rd_of(out->token, ACCOUNT_HEX_SIZE), out->form));
	EG_TRY(account_run(a,
			   "INSERT INTO session(officer, shift, token, print, seen_ms)"
			   " VALUES(?1, ?2, ?3, ?4, ?5)",
			   ACCOUNT_VALUES(account_value_number(officer),
					  account_value_number(s->number),
					  account_value_octets(RD_ARRAY(digest)),
					  account_value_print(t->has_print ? t->print : NULL),
					  account_value_number(now_ms))));
	out->session = (struct account_session){.number = (uint64_t)account_newest(a),
						.officer = o->number,
						.office = o->office,
						.began_ms = s->began_ms,
						.until_ms = s->until_ms,
						.due = now_ms >= s->until_ms - a->rules.due_ms,
						.over = now_ms >= s->until_ms,
						.attends = account_may(o->office, ACCOUNT_ACT) &&
							   now_ms < s->until_ms};
	return rd_dump(rd_cstr(o->name), out->session.name, ACCOUNT_NAME_MAX, &size)
		       ? EG_OK
		       : EG_FAIL(EG_IO, "the file of accounts holds a name that is none");
}

/* Ends this officer's other sessions and makes a new one; the try was good. */
static enum eg_err admit(struct account *a, const struct account_officer *o,
			 const struct account_try *t, struct shift *s,
			 const struct account_line *line, struct account_entry *out)
{
	const struct account_ending again = {.why = ACCOUNT_END_AGAIN, .now_ms = line->at_ms};
	int64_t officer = o->number & ~OFFICER_ENROLLED;
	EG_TRY(account_end_all(a, officer, &again));
	EG_TRY(begin_shift(a, officer, s));
	EG_TRY(make_entry(a, o, t, s, line->at_ms, out));
	return account_write(a, line);
}

static enum eg_err enter(struct account *a, const struct account_try *t, int64_t now_ms,
			 struct account_entry *out, struct account_refusal *no)
{
	struct account_officer o;
	struct shift s;
	bool in;
	EG_TRY(account_expire(a, now_ms));
	EG_TRY(account_judge(a, t, now_ms, &o, &in));
	if (!in) {
		no->why = ACCOUNT_NO_WRONG;
		return EG_OK;
	}
	EG_TRY(plan_shift(a, &o, now_ms, &s, no));
	if (no->why != ACCOUNT_NO_NOT) {
		return EG_OK;
	}
	const struct account_line line = {
		.at_ms = now_ms, .event = ACCOUNT_LOG_ENTER, .who = o.number, .about = o.number};
	return admit(a, &o, t, &s, &line, out);
}

/* Who sits at the screen that is handed over. */
static enum eg_err find_from(struct account *a, uint64_t from, struct account_officer *out,
			     bool *there)
{
	int64_t officer;
	enum eg_err err =
		account_one(a, "SELECT officer FROM session WHERE number = ?1 AND ended = 0",
			    ACCOUNT_VALUES(account_value_number((int64_t)from)), &officer);
	*there = err == EG_OK && !account_is_over(a, from);
	if (err != EG_OK) {
		return err == EG_NOT_FOUND ? EG_OK : err;
	}
	return account_by_number(a, account_outer(officer), out);
}

static enum account_no compare_both(const struct account_officer *before,
				    const struct account_officer *after)
{
	if (before->number == after->number) {
		return ACCOUNT_NO_SELF;
	}
	return account_may(before->office, ACCOUNT_ACT) && !account_may(after->office, ACCOUNT_ACT)
		       ? ACCOUNT_NO_OFFICE
		       : ACCOUNT_NO_NOT;
}

static enum eg_err hand_over(struct account *a, uint64_t from, const struct account_try *t,
			     int64_t now_ms, struct account_entry *out, struct account_refusal *no)
{
	struct account_officer before;
	struct account_officer after;
	struct shift s;
	bool there;
	bool in;
	EG_TRY(account_expire(a, now_ms));
	EG_TRY(account_judge(a, t, now_ms, &after, &in));
	EG_TRY(find_from(a, from, &before, &there));
	if (!in || !there) {
		no->why = in ? ACCOUNT_NO_GONE : ACCOUNT_NO_WRONG;
		return EG_OK;
	}
	no->why = compare_both(&before, &after);
	if (no->why == ACCOUNT_NO_NOT) {
		EG_TRY(plan_shift(a, &after, now_ms, &s, no));
	}
	if (no->why != ACCOUNT_NO_NOT) {
		return EG_OK;
	}
	const struct account_ending handed = {
		.why = ACCOUNT_END_HANDED, .now_ms = now_ms, .by = after.number};
	const struct account_line line = {.at_ms = now_ms,
					  .event = ACCOUNT_LOG_HAND,
					  .who = after.number,
					  .about = before.number};
	EG_TRY(account_end_all(a, before.number & ~OFFICER_ENROLLED, &handed));
	return admit(a, &after, t, &s, &line, out);
}

/* What was refused is written down like what was granted; the caller hears it after that. */
static enum eg_err tell(struct account *a, enum eg_err err, struct account_try *t,
			struct account_entry *out, const struct account_refusal *no)
{
	secret_wipe(t, sizeof(*t));
	err = account_end_with(a, err);
	if (err == EG_OK && no->why != ACCOUNT_NO_NOT) {
		err = no->why == ACCOUNT_NO_BREAK ? EG_FAIL(EG_STATE, "the officer's shift is over")
						  : EG_FAIL(EG_DENIED, "not let in");
	}
	if (err != EG_OK) {
		account_entry_wipe(out);
	}
	return err;
}

enum eg_err account_enter(struct account *a, struct account_try *t, int64_t now_ms,
			  struct account_entry *out, struct account_refusal *no)
{
	*no = (struct account_refusal){.why = ACCOUNT_NO_NOT};
	account_entry_wipe(out);
	EG_TRY(account_begin(a));
	return tell(a, enter(a, t, now_ms, out, no), t, out, no);
}

enum eg_err account_hand_over(struct account *a, uint64_t from, struct account_try *t,
			      int64_t now_ms, struct account_entry *out, struct account_refusal *no)
{
	*no = (struct account_refusal){.why = ACCOUNT_NO_NOT};
	account_entry_wipe(out);
	EG_TRY(account_begin(a));
	return tell(a, hand_over(a, from, t, now_ms, out, no), t, out, no);
}

void account_entry_wipe(struct account_entry *e)
{
	if (e != NULL) {
		secret_wipe(e, sizeof(*e));
	}
}

/*
 * account_session: who is there: sessions, found by their token, and how they end.
 * Knows tokens by their digest only. Never knows a PIN.
 */
#include "console/account_part.h"

#include "wire/case.h"

#define TOUCHES       60 /* per idle limit: each is a write */
#define CLOCK_BACK_MS INT64_C(60000)

static const struct {
	const char *word;
	const char *text;
} ends[ACCOUNT_END_COUNT] = {
#define X(name, word, text) {word, text},
	ACCOUNT_ENDS(X)
#undef X
};

const char *account_end_word(unsigned end)
{
	return end < ACCOUNT_END_COUNT ? ends[end].word : "?";
}

const char *account_end_text(unsigned end)
{
	return end < ACCOUNT_END_COUNT ? ends[end].text : "?";
}

/* A session as the file has it. */
struct kept {
	struct account_session told;
	int64_t officer;
	int64_t shift;
	int64_t seen_ms;
	bool enabled;
	bool has_print;
	uint8_t print[ACCOUNT_OCTETS];
};

#define KEPT                                                                             \
	"SELECT s.number, s.officer, o.name, o.office, h.began_ms, h.until_ms, s.shift," \
	" s.seen_ms, o.enabled, s.print FROM session s"                                  \
	" JOIN officer o ON o.number = s.officer JOIN shift h ON h.number = s.shift"     \
	" WHERE s.ended = 0 AND "

static enum eg_err read_kept(const struct account *a, const struct account_rows *r, int64_t now_ms,
			     struct kept *out)
{
	struct account_session *s = &out->told;
	*out = (struct kept){.officer = account_rows_number(r, 1),
			     .shift = account_rows_number(r, 6),
			     .seen_ms = account_rows_number(r, 7),
			     .enabled = account_rows_number(r, 8) != 0};
	s->number = (uint64_t)account_rows_number(r, 0);
	s->officer = account_outer(out->officer);
	s->began_ms = account_rows_number(r, 4);
	s->until_ms = account_rows_number(r, 5);
	s->over = now_ms >= s->until_ms;
	s->due = now_ms >= s->until_ms - a->rules.due_ms;
	EG_TRY(account_rows_name(r, 2, s->name));
	EG_TRY(account_office_of(account_rows_number(r, 3), &s->office));
	s->attends = account_may(s->office, ACCOUNT_ACT) && !s->over;
	return account_rows_print(r, 9, &out->has_print, out->print);
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* When it ends by itself: who was there until the end of the shift has as long again to hand over,
 * and nobody is seen after that end. */
static int64_t ends_ms(const struct account *a, const struct kept *k)
{
	int64_t idle_ms = k->seen_ms + a->rules.idle_ms;
	return idle_ms < k->told.until_ms ? idle_ms : k->told.until_ms + a->rules.idle_ms;
}

static bool is_past(const struct account *a, const struct kept *k, int64_t now_ms)
{
	return now_ms >= ends_ms(a, k) || now_ms + CLOCK_BACK_MS < k->told.began_ms;
}

static enum eg_err end_one(struct account *a, const struct kept *k,
			   const struct account_ending *ending, int64_t worked_until_ms)
{
	const struct account_line line = {.at_ms = ending->now_ms,
					  .event = ACCOUNT_LOG_END,
					  .who = ending->by != 0 ? ending->by : k->told.officer,
					  .about = k->told.officer,
					  .detail = ending->why};
	EG_TRY(account_run(a, "UPDATE session SET ended = ?1 WHERE number = ?2",
			   ACCOUNT_VALUES(account_value_number(ending->why),
					  account_value_number((int64_t)k->told.number))));
	EG_TRY(account_run(a, "UPDATE shift SET ended_ms = ?1 WHERE number = ?2",
			   ACCOUNT_VALUES(account_value_number(worked_until_ms),
					  account_value_number(k->shift))));
	return account_write(a, &line);
}

/* The first session that the words find; *there false: none. */
static enum eg_err find(struct account *a, const char *sql, const struct account_value *values,
			size_t count, int64_t now_ms, struct kept *out, bool *there)
{
	EG_AUTO(account_rows_close) struct account_rows r = {NULL};
	EG_TRY(account_rows_open(a, sql, values, count, &r));
	EG_TRY(account_rows_next(&r, there));
	return *there ? read_kept(a, &r, now_ms, out) : EG_OK;
}

enum eg_err account_end_all(struct account *a, int64_t officer, const struct account_ending *ending)
{
	struct account_value who = account_value_number(officer);
	struct kept k;
	bool there = true;
	while (there) {
		EG_TRY(find(a, KEPT "s.officer = ?1 LIMIT 1", &who, 1, ending->now_ms, &k, &there));
		if (there) {
			EG_TRY(end_one(a, &k, ending, least(ending->now_ms, k.told.until_ms)));
		}
	}
	return EG_OK;
}

/* As is_past() has it. */
#define PAST                                                          \
	"(?2 >= CASE WHEN s.seen_ms + ?1 < h.until_ms THEN s.seen_ms" \
	" ELSE h.until_ms END + ?1 OR ?2 + ?3 < h.began_ms)"

enum eg_err account_expire(struct account *a, int64_t now_ms)
{
	const struct account_value values[] = {account_value_number(a->rules.idle_ms),
					       account_value_number(now_ms),
					       account_value_number(CLOCK_BACK_MS)};
	struct kept k;
	bool there = true;
	while (there) {
		EG_TRY(find(a, KEPT PAST " LIMIT 1", values, 3, now_ms, &k, &there));
		if (there) {
			const struct account_ending ending = {.why = k.told.over ? ACCOUNT_END_OVER
										 : ACCOUNT_END_IDLE,
							      .now_ms = now_ms};
			int64_t last = least(ends_ms(a, &k), k.told.until_ms);
			EG_TRY(end_one(a, &k, &ending, least(now_ms, last)));
		}
	}
	return EG_OK;
}

static enum eg_err leave(struct account *a, uint64_t session, int64_t now_ms, enum account_end why)
{
	struct account_value number = account_value_number((int64_t)session);
	const struct account_ending ending = {.why = why, .now_ms = now_ms};
	struct kept k;
	bool there;
	EG_TRY(find(a, KEPT "s.number = ?1", &number, 1, now_ms, &k, &there));
	return there ? end_one(a, &k, &ending, least(now_ms, k.told.until_ms)) : EG_OK;
}

enum eg_err account_end_one(struct account *a, uint64_t session, int64_t now_ms,
			    enum account_end why)
{
	EG_TRY(account_begin(a));
	return account_end_with(a, leave(a, session, now_ms, why));
}

enum eg_err account_leave(struct account *a, uint64_t session, int64_t now_ms)
{
	return account_end_now(a, session, now_ms, ACCOUNT_END_LEFT);
}

static enum eg_err expire_once(struct account *a, int64_t now_ms)
{
	EG_TRY(account_begin(a));
	return account_end_with(a, account_expire(a, now_ms));
}

/* Somebody was there. Not after the end of a shift: what is left of it is for handing over. */
static enum eg_err touch(struct account *a, const struct kept *k, int64_t now_ms)
{
	int64_t since = now_ms - k->seen_ms;
	if (k->told.over || (since >= 0 && since < a->rules.idle_ms / TOUCHES)) {
		return EG_OK;
	}
	return account_run(a, "UPDATE session SET seen_ms = ?1 WHERE number = ?2 AND ended = 0",
			   ACCOUNT_VALUES(account_value_number(now_ms),
					  account_value_number((int64_t)k->told.number)));
}

static bool same_print(const struct kept *k, const uint8_t *print)
{
	return print == NULL
		       ? !k->has_print
		       : k->has_print && rd_equal(RD_ARRAY(k->print), rd_of(print, ACCOUNT_OCTETS));
}

static enum eg_err digest_of(struct rd cookie, uint8_t out[ACCOUNT_OCTETS])
{
	uint8_t token[ACCOUNT_OCTETS];
	if (!account_hex_read(cookie, token)) {
		return EG_FAIL(EG_DENIED, "a cookie that is none of ours");
	}
	const struct rd part = RD_ARRAY(token);
	account_digest(&part, 1, out);
	secret_wipe(token, sizeof(token));
	return EG_OK;
}

enum eg_err account_session(struct account *a, struct rd cookie, const uint8_t *print, bool acts,
			    int64_t now_ms, struct account_session *out)
{
	uint8_t digest[ACCOUNT_OCTETS];
	struct kept k;
	bool there;
	*out = (struct account_session){.number = 0};
	EG_TRY(digest_of(cookie, digest));
	EG_TRY(find(a, KEPT "s.token = ?1", ACCOUNT_VALUES(account_value_octets(RD_ARRAY(digest))),
		    now_ms, &k, &there));
	if (!there || !k.enabled || account_is_over(a, k.told.number)) {
		return EG_FAIL(EG_DENIED, "no session has this cookie");
	}
	if (is_past(a, &k, now_ms)) {
		enum eg_err err = expire_once(a, now_ms);
		/* Where that cannot be written it is over all the same. */
		return err == EG_OK || err == EG_TIMEOUT ? EG_FAIL(EG_DENIED, "the session is over")
							 : err;
	}
	if (!same_print(&k, print)) {
		EG_TRY(account_end_now(a, k.told.number, now_ms, ACCOUNT_END_STOLEN));
		return EG_FAIL(EG_DENIED, "a cookie that came with another certificate");
	}
	if (acts) {
		EG_TRY(touch(a, &k, now_ms));
	}
	*out = k.told;
	return EG_OK;
}

enum eg_err account_form(struct rd cookie, char form[ACCOUNT_HEX_SIZE + 1])
{
	uint8_t token[ACCOUNT_OCTETS];
	uint8_t derived[ACCOUNT_OCTETS];
	if (!account_hex_read(cookie, token)) {
		return EG_FAIL(EG_BAD_DATA, "a cookie that is none of ours");
	}
	account_derive(token, derived);
	account_hex(derived, form);
	secret_wipe(token, sizeof(token));
	return EG_OK;
}

bool account_form_fits(struct rd cookie, struct rd form)
{
	char wanted[ACCOUNT_HEX_SIZE + 1];
	return account_form(cookie, wanted) == EG_OK &&
	       secret_equal(rd_of(wanted, ACCOUNT_HEX_SIZE), form);
}

enum eg_err account_expire_due(struct account *a, int64_t now_ms)
{
	struct kept k;
	bool there;
	EG_TRY(find(a, KEPT PAST " LIMIT 1",
		    ACCOUNT_VALUES(account_value_number(a->rules.idle_ms),
				   account_value_number(now_ms),
				   account_value_number(CLOCK_BACK_MS)),
		    now_ms, &k, &there));
	return there ? expire_once(a, now_ms) : EG_OK;
}

enum eg_err account_past(struct account *a, int64_t now_ms,
			 void (*each)(struct account *a, uint64_t session, enum account_end why,
				      int64_t now_ms))
{
	EG_AUTO(account_rows_close) struct account_rows r = {NULL};
	struct kept k;
	bool there;
	EG_TRY(account_rows_open(a, KEPT "1", NULL, 0, &r));
	EG_TRY(account_rows_next(&r, &there));
	while (there) {
		EG_TRY(read_kept(a, &r, now_ms, &k));
		if (is_past(a, &k, now_ms)) {
			each(a, k.told.number, k.told.over ? ACCOUNT_END_OVER : ACCOUNT_END_IDLE,
			     now_ms);
		}
		EG_TRY(account_rows_next(&r, &there));
	}
	return EG_OK;
}

enum eg_err account_sessions(struct account *a, int64_t now_ms,
			     void (*each)(void *context, const struct account_session *s),
			     void *context)
{
	EG_AUTO(account_rows_close) struct account_rows r = {NULL};
	struct kept k;
	bool there;
	EG_TRY(account_rows_open(a, KEPT "o.enabled = 1 ORDER BY s.number", NULL, 0, &r));
	EG_TRY(account_rows_next(&r, &there));
	while (there) {
		EG_TRY(read_kept(a, &r, now_ms, &k));
		if (!is_past(a, &k, now_ms) && !account_is_over(a, k.told.number)) {
			each(context, &k.told);
		}
		EG_TRY(account_rows_next(&r, &there));
	}
	return EG_OK;
}

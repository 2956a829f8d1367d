/*
 * account_try: tries to log in, counted before they are judged, so that many at once gain nothing.
 * Knows counters, delays, and what fits an officer. Never knows sessions.
 */
#include "console/account_part.h"

#include "wire/case.h"

#define MS_PER_S      1000
#define FREE_TRIES    3
#define FIRST_WAIT_MS INT64_C(5000)
#define LAST_WAIT_MS  INT64_C(900000)
#define FORGET_MS     (INT64_C(24) * 3600 * MS_PER_S)
#define ALL_FREE      20 /* tries of all names together at once */
#define ALL_EACH_MS   INT64_C(60000)
#define ALL_ROOM_MS   (ALL_FREE * ALL_EACH_MS)
#define CLOCK_BACK_MS INT64_C(600000)

/*
 * Of all names together one moment is kept, in the table of numbers under a name that no caller can
 * use: each try moves it on by ALL_EACH_MS, and it may be ALL_ROOM_MS ahead of the clock at most.
 */
#define ALL_NAME ".tries"

void account_counter(struct rd name, bool own_print, uint8_t out[ACCOUNT_OCTETS])
{
	uint8_t room[ACCOUNT_NAME_MAX];
	uint8_t kind = own_print ? 1 : 0;
	struct wr small = WR_ARRAY(room);
	struct rd rest = name;
	uint8_t c = 0;
	while (name.left <= sizeof(room) && rd_u8(&rest, &c)) {
		wr_u8(&small, c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c);
	}
	/* Names that are too long for anybody have counters, too. */
	const struct rd parts[] = {rd_of(&kind, 1),
				   name.left <= sizeof(room) ? wr_view(&small) : name};
	account_digest(parts, 2, out);
}

enum eg_err account_forgive(struct account *a, struct rd name)
{
	for (int own = 0; own <= 1; own++) {
		uint8_t counter[ACCOUNT_OCTETS];
		account_counter(name, own != 0, counter);
		EG_TRY(account_run(a, "DELETE FROM failed WHERE counter = ?1",
				   ACCOUNT_VALUES(account_value_octets(RD_ARRAY(counter)))));
	}
	return EG_OK;
}

/* Of a name that nobody has: people type PINs there, and whoever steals the file must not find
 * them. So it is forgotten with this process. */
static void hide_counter(const struct account *a, uint8_t counter[ACCOUNT_OCTETS])
{
	const struct rd parts[] = {RD_ARRAY(a->seal), rd_of(counter, ACCOUNT_OCTETS)};
	uint8_t hidden[ACCOUNT_OCTETS];
	struct wr w = wr_of(counter, ACCOUNT_OCTETS);
	account_digest(parts, 2, hidden);
	wr_put(&w, RD_ARRAY(hidden));
}

/* How long after so many tries the next one has to wait. */
static int64_t delay_ms(int64_t tries)
{
	int64_t delay = FIRST_WAIT_MS;
	if (tries < FREE_TRIES) {
		return 0;
	}
	for (int64_t i = FREE_TRIES; i < tries && delay < LAST_WAIT_MS; i++) {
		delay *= 2;
	}
	return delay < LAST_WAIT_MS ? delay : LAST_WAIT_MS;
}

static void wait_for(int64_t ms, struct account_refusal *no)
{
	no->why = ACCOUNT_NO_WAIT;
	no->wait_s = (uint32_t)((ms + MS_PER_S - 1) / MS_PER_S);
}

/* Of one name. */
static enum eg_err count_name(struct account *a, const struct account_try *t, int64_t now_ms,
			      struct account_refusal *no)
{
	EG_AUTO(account_rows_close) struct account_rows r = {NULL};
	struct account_value counter = account_value_octets(RD_ARRAY(t->counter));
	int64_t tries = 0;
	bool there;
	EG_TRY(account_rows_open(a, "SELECT tries, at_ms FROM failed WHERE counter = ?1", &counter,
				 1, &r));
	EG_TRY(account_rows_next(&r, &there));
	if (there) {
		tries = account_rows_number(&r, 0);
		int64_t since = now_ms - account_rows_number(&r, 1);
		/* A clock that was put back does not make anybody wait for longer than the rule. */
		int64_t left = delay_ms(tries) - since;
		if (since >= 0 && left > 0) {
			wait_for(left, no);
			return EG_OK;
		}
	}
	return account_run(a,
			   "INSERT INTO failed(counter, tries, at_ms) VALUES(?1, 1, ?2)"
			   " ON CONFLICT(counter) DO UPDATE SET tries = tries + 1, at_ms = ?2",
			   ACCOUNT_VALUES(counter, account_value_number(now_ms)));
}

static enum eg_err keep_all(struct account *a, int64_t moment)
{
	return account_run(a,
			   "INSERT INTO number(name, value) VALUES(?1, ?2)"
			   " ON CONFLICT(name) DO UPDATE SET value = ?2",
			   ACCOUNT_VALUES(account_value_text(RD_TEXT(ALL_NAME)),
					  account_value_number(moment)));
}

static enum eg_err read_all(struct account *a, int64_t now_ms, int64_t *moment)
{
	enum eg_err err =
		account_one(a, "SELECT value FROM number WHERE name = ?1",
			    ACCOUNT_VALUES(account_value_text(RD_TEXT(ALL_NAME))), moment);
	if (err == EG_NOT_FOUND || *moment < now_ms) {
		*moment = now_ms;
		return err == EG_NOT_FOUND ? EG_OK : err;
	}
	if (*moment > now_ms + ALL_ROOM_MS + CLOCK_BACK_MS) {
		*moment = now_ms; /* nobody has tried so often: the clock was put back */
	}
	return err;
}

/* Of all names. */
static enum eg_err count_all(struct account *a, int64_t now_ms, struct account_refusal *no)
{
	int64_t moment;
	EG_TRY(read_all(a, now_ms, &moment));
	int64_t over = moment + ALL_EACH_MS - (now_ms + ALL_ROOM_MS);
	if (over > 0) {
		wait_for(over, no);
		return EG_OK;
	}
	return keep_all(a, moment + ALL_EACH_MS);
}

/* Whose hash is to be compared: theirs, or for an unknown name nobody's, so that it takes as long.
 */
static enum eg_err load(struct account *a, const struct account_claim *claim, struct account_try *t)
{
	EG_AUTO(account_rows_close) struct account_rows r = {NULL};
	uint8_t print[ACCOUNT_OCTETS];
	bool enrolled_print = false;
	bool there;
	size_t size = 0;
	struct account_value name = account_value_text(claim->name);
	EG_TRY(account_rows_open(
		a,
		"SELECT pin, number, print FROM officer WHERE name = ?1"
		" UNION ALL SELECT hash, 0, NULL FROM nobody ORDER BY 2 DESC LIMIT 1",
		&name, 1, &r));
	EG_TRY(account_rows_next(&r, &there));
	if (!there || !rd_dump(account_rows_octets(&r, 0), t->hash, sizeof(t->hash) - 1, &size)) {
		return EG_FAIL(EG_IO, "the file of accounts lacks a hash");
	}
	t->hash[size] = '\0';
	int64_t inner = account_rows_number(&r, 1);
	t->officer = inner == 0 ? 0 : account_outer(inner);
	EG_TRY(account_rows_print(&r, 2, &enrolled_print, print));
	t->own_print =
		enrolled_print && t->has_print && rd_equal(RD_ARRAY(print), RD_ARRAY(t->print));
	return EG_OK;
}

static enum eg_err ask(struct account *a, const struct account_claim *claim, int64_t now_ms,
		       struct account_try *t, struct account_refusal *no)
{
	EG_TRY(load(a, claim, t));
	account_counter(claim->name, t->own_print, t->counter);
	if (t->officer == 0) {
		hide_counter(a, t->counter);
	}
	EG_TRY(account_run(a, "DELETE FROM failed WHERE at_ms < ?1",
			   ACCOUNT_VALUES(account_value_number(now_ms - FORGET_MS))));
	EG_TRY(count_name(a, t, now_ms, no));
	if (no->why == ACCOUNT_NO_NOT && !t->own_print) {
		EG_TRY(count_all(a, now_ms, no));
	}
	return no->why == ACCOUNT_NO_NOT ? EG_OK : EG_FAIL(EG_STATE, "too many tries to log in");
}

enum eg_err account_ask(struct account *a, const struct account_claim *claim, int64_t now_ms,
			struct account_try *t, struct account_refusal *no)
{
	struct wr print = WR_ARRAY(t->print);
	*t = (struct account_try){.has_print = claim->print != NULL};
	*no = (struct account_refusal){.why = ACCOUNT_NO_NOT};
	if (t->has_print) {
		wr_put(&print, rd_of(claim->print, ACCOUNT_OCTETS));
	}
	if (!rd_dump(claim->pin, t->pin, sizeof(t->pin), &t->pin_size)) {
		t->pin_size = 0; /* longer than any: fits nobody, as an empty one */
	}
	EG_TRY(account_begin(a));
	enum eg_err err = account_end_with(a, ask(a, claim, now_ms, t, no));
	if (err != EG_OK) {
		secret_wipe(t, sizeof(*t));
	}
	return err;
}

/* Still the PIN that was compared, still enabled, and the certificate that is asked for. */
static enum eg_err judge_now(struct account *a, const struct account_try *t,
			     struct account_officer *out, bool *in)
{
	int64_t same;
	enum eg_err err = account_by_number(a, t->officer, out);
	*in = false;
	if (err != EG_OK) {
		return err == EG_NOT_FOUND ? EG_OK : err;
	}
	EG_TRY(account_one(a, "SELECT pin = ?1 FROM officer WHERE number = ?2",
			   ACCOUNT_VALUES(account_value_text(rd_cstr(t->hash)),
					  account_value_number(t->officer & ~OFFICER_ENROLLED)),
			   &same));
	bool print_fits =
		out->has_print ? t->has_print && rd_equal(RD_ARRAY(out->print), RD_ARRAY(t->print))
			       : !a->rules.certificate_needed;
	*in = t->right && same == 1 && out->enabled && print_fits;
	return EG_OK;
}

static enum eg_err count_back(struct account *a, const struct account_try *t, int64_t now_ms)
{
	int64_t moment;
	EG_TRY(account_run(a, "DELETE FROM failed WHERE counter = ?1",
			   ACCOUNT_VALUES(account_value_octets(RD_ARRAY(t->counter)))));
	if (t->own_print) {
		return EG_OK;
	}
	EG_TRY(read_all(a, now_ms, &moment));
	return keep_all(a, moment - ALL_EACH_MS);
}

enum eg_err account_judge(struct account *a, const struct account_try *t, int64_t now_ms,
			  struct account_officer *out, bool *in)
{
	const struct account_line line = {
		.at_ms = now_ms, .event = ACCOUNT_LOG_FAIL, .about = t->officer};
	*out = (struct account_officer){.number = t->officer};
	*in = false;
	if (t->officer != 0) {
		EG_TRY(judge_now(a, t, out, in));
	}
	return *in ? count_back(a, t, now_ms) : account_write(a, &line);
}

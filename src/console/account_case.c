/*
 * account_case: steps of cases that their lane's journal has not got yet, so that none is lost when
 * the console or the lane's core ends meanwhile.
 * Knows rows. Never knows lanes, nor who tells them.
 *
 * A row is here for as long as its lane needs to write it: some milliseconds, or as long as the
 * lane is away. An officer's words are in it in clear, as they are in the journal; what is
 * forgotten is overwritten (secure_delete).
 */
#include "console/account_part.h"

#include "base/secret.h"
#include "wire/msg_case.h"

uint64_t account_case_number(void)
{
	uint8_t drawn[8];
	uint64_t number = 0;
	account_random(drawn, sizeof(drawn));
	for (size_t i = 0; i < sizeof(drawn); i++) {
		number = number << 8 | drawn[i];
	}
	return number | RECORD_OF_CASE;
}

enum eg_err account_case_keep(struct account *a, const struct msg *m)
{
	const struct msg_case *c = &m->body.officer_case;
	if (m->kind != MSG_CASE || !msg_case_ok(m)) {
		return EG_FAIL(EG_BAD_DATA, "no step of a case");
	}
	return account_run(
		a,
		"INSERT INTO unrecorded(number, lane, traveller, session, state, code, officer,"
		" note, at_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
		ACCOUNT_VALUES(
			account_value_number((int64_t)c->number), account_value_number(c->of.lane),
			account_value_number(c->of.traveller), account_value_number(c->of.session),
			account_value_number(c->state), account_value_number(c->code),
			account_value_number(c->officer), account_value_text(rd_cstr(c->note)),
			account_value_number(c->unix_ms)));
}

enum eg_err account_case_recorded(struct account *a, uint64_t number)
{
	return account_run(a, "DELETE FROM unrecorded WHERE number = ?1",
			   ACCOUNT_VALUES(account_value_number((int64_t)number)));
}

static enum eg_err read_case(const struct account_rows *r, struct msg *out)
{
	*out = msg_make(MSG_CASE, (uint32_t)account_rows_number(r, 2));
	struct msg_case *c = &out->body.officer_case;
	size_t size;
	bool fits = rd_dump(account_rows_octets(r, 7), c->note, sizeof(c->note) - 1, &size);
	c->number = (uint64_t)account_rows_number(r, 0);
	c->of.lane = (uint32_t)account_rows_number(r, 1);
	c->of.traveller = out->epoch;
	c->of.session = (uint32_t)account_rows_number(r, 3);
	c->state = (uint8_t)account_rows_number(r, 4);
	c->code = (uint8_t)account_rows_number(r, 5);
	c->officer = (uint32_t)account_rows_number(r, 6);
	c->unix_ms = account_rows_number(r, 8);
	return fits && msg_case_ok(out) ? EG_OK
					: EG_FAIL(EG_IO, "the file of accounts holds no such case");
}

enum eg_err account_cases(struct account *a, bool (*each)(void *context, const struct msg *m),
			  void *context)
{
	EG_AUTO(account_rows_close) struct account_rows r = {NULL};
	struct msg m;
	bool there;
	EG_TRY(account_rows_open(a,
				 "SELECT number, lane, traveller, session, state, code, officer,"
				 " note, at_ms FROM unrecorded ORDER BY place",
				 NULL, 0, &r));
	EG_TRY(account_rows_next(&r, &there));
	while (there) {
		EG_TRY(read_case(&r, &m));
		bool more = each(context, &m);
		secret_wipe(&m, sizeof(m)); /* an officer's words */
		if (!more) {
			break;
		}
		EG_TRY(account_rows_next(&r, &there));
	}
	return EG_OK;
}

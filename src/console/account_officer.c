/*
 * account_officer: who is enrolled, and what may be changed of them.
 * Knows officers. Never knows who is there now; asks that their sessions end.
 */
#include "console/account_part.h"

#include "wire/case.h"

enum eg_err account_inner(uint32_t number, int64_t *inner)
{
	*inner = number & ~OFFICER_ENROLLED;
	return (number & OFFICER_ENROLLED) != 0
		       ? EG_OK
		       : EG_FAIL(EG_NOT_FOUND, "no enrolled officer has that number");
}

uint32_t account_outer(int64_t inner)
{
	return OFFICER_ENROLLED | (uint32_t)inner;
}

enum eg_err account_office_of(int64_t kept, enum account_office *out)
{
	if (kept < 0 || kept >= ACCOUNT_OFFICE_COUNT) {
		return EG_FAIL(EG_IO, "the file of accounts holds an office that is none");
	}
	*out = (enum account_office)kept;
	return EG_OK;
}

enum eg_err account_read_officer(const struct account_rows *r, struct account_officer *out)
{
	*out = (struct account_officer){.number = account_outer(account_rows_number(r, 0)),
					.enabled = account_rows_number(r, 3) != 0};
	EG_TRY(account_rows_name(r, 1, out->name));
	EG_TRY(account_office_of(account_rows_number(r, 2), &out->office));
	return account_rows_print(r, 4, &out->has_print, out->print);
}

static enum eg_err find(struct account *a, const char *sql, struct account_value key,
			struct account_officer *out)
{
	EG_AUTO(account_rows_close) struct account_rows r = {NULL};
	bool there;
	EG_TRY(account_rows_open(a, sql, &key, 1, &r));
	EG_TRY(account_rows_next(&r, &there));
	return there ? account_read_officer(&r, out) : EG_FAIL(EG_NOT_FOUND, "no such officer");
}

enum eg_err account_by_name(struct account *a, struct rd name, struct account_officer *out)
{
	return find(a, "SELECT " ACCOUNT_OFFICER_COLUMNS " FROM officer WHERE name = ?1",
		    account_value_text(name), out);
}

enum eg_err account_by_number(struct account *a, uint32_t number, struct account_officer *out)
{
	int64_t inner;
	EG_TRY(account_inner(number, &inner));
	return find(a, "SELECT " ACCOUNT_OFFICER_COLUMNS " FROM officer WHERE number = ?1",
		    account_value_number(inner), out);
}

enum eg_err account_list(struct account *a,
			 bool (*each)(void *context, const struct account_officer *o),
			 void *context)
{
	EG_AUTO(account_rows_close) struct account_rows r = {NULL};
	struct account_officer o;
	bool there;
	EG_TRY(account_rows_open(
		a, "SELECT " ACCOUNT_OFFICER_COLUMNS " FROM officer ORDER BY number", NULL, 0, &r));
	EG_TRY(account_rows_next(&r, &there));
	while (there) {
		EG_TRY(account_read_officer(&r, &o));
		if (!each(context, &o)) {
			break;
		}
		EG_TRY(account_rows_next(&r, &there));
	}
	return EG_OK;
}

static enum eg_err add(struct account *a, struct rd name, enum account_office office,
		       const char *hash, const struct account_hand *hand, uint32_t *number)
{
	int64_t taken;
	enum eg_err err = account_one(a, "SELECT number FROM officer WHERE name = ?1",
				      ACCOUNT_VALUES(account_value_text(name)), &taken);
	if (err == EG_OK) {
		return EG_FAIL(EG_STATE, "an officer of that name is enrolled");
	}
	if (err != EG_NOT_FOUND) {
		return err;
	}
	EG_TRY(account_run(a,
			   "INSERT INTO officer(name, office, enabled, pin) VALUES(?1, ?2, 1, ?3)",
			   ACCOUNT_VALUES(account_value_text(name), account_value_number(office),
					  account_value_text(rd_cstr(hash)))));
	*number = account_outer(account_newest(a));
	EG_TRY(account_forgive(a, name));
	const struct account_line line = {.at_ms = hand->now_ms,
					  .event = ACCOUNT_LOG_ADD,
					  .who = hand->who,
					  .about = *number,
					  .detail = office,
					  .sudo = hand->sudo};
	return account_write(a, &line);
}

enum eg_err account_add(struct account *a, struct rd name, enum account_office office,
			struct rd pin, const struct account_hand *hand, uint32_t *number)
{
	char hash[ACCOUNT_HASH_SIZE];
	*number = 0;
	EG_TRY(account_name_check(name));
	EG_TRY(account_pin_check(pin, name));
	EG_TRY(account_hash(pin, hash));
	EG_TRY(account_begin(a));
	return account_end_with(a, add(a, name, office, hash, hand, number));
}

/* One column of one officer. */
struct change {
	const char *sql; /* ?1 the new value, ?2 the officer */
	struct account_value value;
	enum account_event event;
	uint32_t detail;
};

static enum eg_err change(struct account *a, uint32_t number, const struct change *c,
			  const struct account_hand *hand)
{
	struct account_officer o;
	int64_t inner;
	const struct account_ending ending = {
		.why = ACCOUNT_END_CHANGED, .now_ms = hand->now_ms, .by = hand->who};
	const struct account_line line = {.at_ms = hand->now_ms,
					  .event = c->event,
					  .who = hand->who,
					  .about = number,
					  .detail = c->detail,
					  .sudo = hand->sudo};
	EG_TRY(account_inner(number, &inner));
	EG_TRY(account_by_number(a, number, &o));
	EG_TRY(account_run(a, c->sql, ACCOUNT_VALUES(c->value, account_value_number(inner))));
	EG_TRY(account_write(a, &line));
	EG_TRY(account_forgive(a, rd_cstr(o.name)));
	return account_end_all(a, inner, &ending);
}

static enum eg_err change_once(struct account *a, uint32_t number, const struct change *c,
			       const struct account_hand *hand)
{
	EG_TRY(account_begin(a));
	return account_end_with(a, change(a, number, c, hand));
}

enum eg_err account_set_enabled(struct account *a, uint32_t number, bool enabled,
				const struct account_hand *hand)
{
	const struct change c = {.sql = "UPDATE officer SET enabled = ?1 WHERE number = ?2",
				 .value = account_value_number(enabled ? 1 : 0),
				 .event = enabled ? ACCOUNT_LOG_ENABLE : ACCOUNT_LOG_DISABLE};
	return change_once(a, number, &c, hand);
}

enum eg_err account_set_office(struct account *a, uint32_t number, enum account_office office,
			       const struct account_hand *hand)
{
	const struct change c = {.sql = "UPDATE officer SET office = ?1 WHERE number = ?2",
				 .value = account_value_number(office),
				 .event = ACCOUNT_LOG_OFFICE,
				 .detail = office};
	return change_once(a, number, &c, hand);
}

enum eg_err account_set_pin(struct account *a, uint32_t number, struct rd pin,
			    const struct account_hand *hand)
{
	char hash[ACCOUNT_HASH_SIZE];
	struct account_officer o;
	EG_TRY(account_by_number(a, number, &o));
	EG_TRY(account_pin_check(pin, rd_cstr(o.name)));
	EG_TRY(account_hash(pin, hash));
	const struct change c = {.sql = "UPDATE officer SET pin = ?1 WHERE number = ?2",
				 .value = account_value_text(rd_cstr(hash)),
				 .event = ACCOUNT_LOG_PIN};
	return change_once(a, number, &c, hand);
}

enum eg_err account_set_print(struct account *a, uint32_t number,
			      const uint8_t print[ACCOUNT_OCTETS], const struct account_hand *hand)
{
	const struct change c = {.sql = "UPDATE officer SET print = ?1 WHERE number = ?2",
				 .value = account_value_print(print),
				 .event = ACCOUNT_LOG_PRINT,
				 .detail = print != NULL ? 1 : 0};
	return change_once(a, number, &c, hand);
}

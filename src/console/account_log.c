/*
 * account_log: what has happened to accounts, append-only; and numbers that outlive the console.
 * Knows lines and names of numbers. Never knows what they are counted for.
 */
#include "console/account_part.h"

#define NUMBER_NAME_MAX 32

static const struct {
	const char *word;
	const char *text;
} events[ACCOUNT_EVENT_COUNT] = {
#define X(name, word, text) {word, text},
	ACCOUNT_EVENTS(X)
#undef X
};

const char *account_event_word(unsigned event)
{
	return event < ACCOUNT_EVENT_COUNT ? events[event].word : "?";
}

const char *account_event_text(unsigned event)
{
	return event < ACCOUNT_EVENT_COUNT ? events[event].text : "?";
}

enum eg_err account_write(struct account *a, const struct account_line *line)
{
	return account_run(
		a,
		"INSERT INTO log(at_ms, event, who, about, detail, sudo)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
		ACCOUNT_VALUES(account_value_number(line->at_ms), account_value_number(line->event),
			       account_value_number(line->who), account_value_number(line->about),
			       account_value_number(line->detail),
			       account_value_number(line->sudo)));
}

static enum eg_err read_line(const struct account_rows *r, struct account_line *out)
{
	int64_t event = account_rows_number(r, 2);
	if (event < 0 || event >= ACCOUNT_EVENT_COUNT) {
		return EG_FAIL(EG_IO, "the log of accounts holds an event that is none");
	}
	*out = (struct account_line){.row = (uint64_t)account_rows_number(r, 0),
				     .at_ms = account_rows_number(r, 1),
				     .event = (enum account_event)event,
				     .who = (uint32_t)account_rows_number(r, 3),
				     .about = (uint32_t)account_rows_number(r, 4),
				     .detail = (uint32_t)account_rows_number(r, 5),
				     .sudo = (uint32_t)account_rows_number(r, 6)};
	return EG_OK;
}

enum eg_err account_log(struct account *a,
			bool (*each)(void *context, const struct account_line *line), void *context)
{
	EG_AUTO(account_rows_close) struct account_rows r = {NULL};
	struct account_line line;
	bool there;
	EG_TRY(account_rows_open(
		a, "SELECT row, at_ms, event, who, about, detail, sudo FROM log ORDER BY row", NULL,
		0, &r));
	EG_TRY(account_rows_next(&r, &there));
	while (there) {
		EG_TRY(read_line(&r, &line));
		if (!each(context, &line)) {
			break;
		}
		EG_TRY(account_rows_next(&r, &there));
	}
	return EG_OK;
}

static bool name_good(struct rd name)
{
	uint8_t c = 0;
	bool good = name.left > 0 && name.left <= NUMBER_NAME_MAX;
	while (good && rd_u8(&name, &c)) {
		good = c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
	}
	return good;
}

enum eg_err account_number(struct account *a, const char *name, int64_t *value)
{
	*value = 0;
	if (!name_good(rd_cstr(name))) {
		return EG_FAIL(EG_BAD_DATA, "name of a number");
	}
	enum eg_err err = account_one(a, "SELECT value FROM number WHERE name = ?1",
				      ACCOUNT_VALUES(account_value_text(rd_cstr(name))), value);
	return err == EG_NOT_FOUND ? EG_OK : err;
}

static enum eg_err put_all(struct account *a, const struct account_number *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct rd name = rd_cstr(numbers[i].name);
		if (!name_good(name)) {
			return EG_FAIL(EG_BAD_DATA, "name of a number");
		}
		EG_TRY(account_run(a,
				   "INSERT INTO number(name, value) VALUES(?1, ?2)"
				   " ON CONFLICT(name) DO UPDATE SET value = ?2",
				   ACCOUNT_VALUES(account_value_text(name),
						  account_value_number(numbers[i].value))));
	}
	return EG_OK;
}

enum eg_err account_numbers_put(struct account *a, const struct account_number *numbers,
				size_t count)
{
	EG_TRY(account_begin(a));
	return account_end_with(a, put_all(a, numbers, count));
}

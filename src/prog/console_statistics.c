/*
 * console_statistics: what is counted of a shift, for as many screens as ask.
 * Knows from when on an officer's statistics count, and which text is still true. Never knows what
 * is counted (desk_row.c).
 */
#include "prog/console_statistics.h"

#include "console/json_out.h"

#define HOUR_MS (INT64_C(3600) * 1000)

int64_t statistics_from(const struct account_session *s, int64_t unix_ms)
{
	int64_t from = unix_ms - STATISTICS_MS;
	return account_may(s->office, ACCOUNT_ACT) ? s->began_ms : from - from % HOUR_MS;
}

/* The place of this time, or the one that was filled the longest time ago. */
static struct statistics_one *place(struct statistics *s, int64_t from_ms)
{
	for (size_t i = 0; i < STATISTICS_KEPT; i++) {
		if (s->of[i].text != NULL && s->of[i].from_ms == from_ms) {
			return &s->of[i];
		}
	}
	struct statistics_one *one = &s->of[s->oldest];
	s->oldest = (s->oldest + 1) % STATISTICS_KEPT;
	return one;
}

const char *statistics_text(struct statistics *s, const struct desk *desk, int64_t unix_ms,
			    int64_t from_ms)
{
	const uint64_t counted = desk_counted(desk);
	const int64_t hour = unix_ms / HOUR_MS;
	struct statistics_one *one = place(s, from_ms);
	if (one->text != NULL && one->from_ms == from_ms && one->counted == counted &&
	    one->hour == hour) {
		return one->text;
	}
	EG_AUTO(json_out_free) cJSON *tree = desk_statistics_json(desk, from_ms);
	json_out_text_free(&one->text);
	*one = (struct statistics_one){.from_ms = from_ms, .hour = hour, .counted = counted};
	one->text = tree == NULL ? NULL : json_out_print(tree);
	s->made++;
	return one->text;
}

void statistics_close(struct statistics *s)
{
	for (size_t i = 0; i < STATISTICS_KEPT; i++) {
		json_out_text_free(&s->of[i].text);
	}
}

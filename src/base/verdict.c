/*
 * verdict: findings, not booleans. Every check of a document or a person ends in one.
 * Knows the names of checks and reasons. Never knows what policy makes of them.
 */
#include "base/verdict.h"

_Static_assert(REASON_COUNT <= 1u << REASON_BITS, "a reason fits the octet of a record");

struct findings findings_none(void)
{
	struct findings f = {0};
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		f.of[c].check = (uint8_t)c;
	}
	return f;
}

void findings_set(struct findings *f, enum check c, enum verdict v, enum reason why)
{
	f->of[c] = (struct finding){(uint8_t)c, (uint8_t)v, (uint8_t)why, 0};
}

int verdict_weight(uint8_t v)
{
	switch ((enum verdict)v) {
	case VERDICT_NOT_DONE:
		return 0;
	case VERDICT_PASS:
		return 1;
	case VERDICT_CANNOT_TELL:
		return 2;
	case VERDICT_FAIL:
		return 3;
	}
	return 3;
}

void findings_merge(struct findings *f, const struct findings *other)
{
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		if (verdict_weight(other->of[c].verdict) > verdict_weight(f->of[c].verdict)) {
			f->of[c] = other->of[c];
			f->of[c].check = (uint8_t)c;
		}
	}
}

enum verdict findings_verdict(const struct findings *f, enum check c)
{
	return (enum verdict)f->of[c].verdict;
}

static const char *const check_names[] = {
#define X(name, text) #name,
	EG_CHECKS(X)
#undef X
};
static const char *const check_texts[] = {
#define X(name, text) text,
	EG_CHECKS(X)
#undef X
};
static const char *const reason_names[] = {
#define X(name, text) #name,
	EG_REASONS(X)
#undef X
};
static const char *const reason_texts[] = {
#define X(name, text) text,
	EG_REASONS(X)
#undef X
};

const char *check_name(unsigned c)
{
	return c < CHECK_COUNT ? check_names[c] : "?";
}

const char *check_text(unsigned c)
{
	return c < CHECK_COUNT ? check_texts[c] : "?";
}

const char *reason_name(unsigned r)
{
	return r < REASON_COUNT ? reason_names[r] : "?";
}

const char *reason_text(unsigned r)
{
	return r < REASON_COUNT ? reason_texts[r] : "?";
}

const char *verdict_name(unsigned v)
{
	static const char *const names[] = {"not done", "pass", "fail", "cannot tell"};
	return v < sizeof(names) / sizeof(names[0]) ? names[v] : "?";
}

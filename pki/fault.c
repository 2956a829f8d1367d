/*
 * fault: everything that can be wrong with a signed file, its certificates and its lists, by name.
 * Knows the steps of Passive Authentication in their order, the faults of each, and how grave a
 * fault is. Never finds one, and never knows a document.
 */
#include "pki/fault.h"

_Static_assert(FAULT_COUNT <= FAULT_WORDS * 64, "a set has a bit for each fault");
_Static_assert(FAULTS_SIZE == FAULT_WORDS * 8, "a set fits its octets");

static const struct {
	enum passive_step step;
	enum fault_class class;
	enum passive_status status;
	const char *word;
	const char *text;
} faults[FAULT_COUNT] = {
#define X(name, step, class, status, word, text) \
	{step, FAULT_CLASS_##class, PASSIVE_STATUS_##status, word, text},
	PASSIVE_FAULTS(X)
#undef X
};

static const struct {
	const char *word;
	const char *text;
} steps[PASSIVE_STEP_COUNT] = {
#define X(name, word, text) {word, text},
	PASSIVE_STEPS(X)
#undef X
};

static bool known(enum passive_fault f)
{
	return (unsigned)f < FAULT_COUNT;
}

void faults_add(struct faults *s, enum passive_fault f)
{
	if (known(f)) {
		s->bits[f / 64] |= UINT64_C(1) << (f % 64);
	}
}

void faults_join(struct faults *s, struct faults more)
{
	for (size_t i = 0; i < FAULT_WORDS; i++) {
		s->bits[i] |= more.bits[i];
	}
}

bool faults_has(struct faults s, enum passive_fault f)
{
	return known(f) && (s.bits[f / 64] & UINT64_C(1) << (f % 64)) != 0;
}

void faults_to_bytes(struct faults s, uint8_t out[FAULTS_SIZE])
{
	for (size_t i = 0; i < FAULTS_SIZE; i++) {
		out[i] = (uint8_t)(s.bits[i / 8] >> (8 * (i % 8)));
	}
}

struct faults faults_from_bytes(const uint8_t in[FAULTS_SIZE])
{
	struct faults s = {0};
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		if ((in[f / 8] & 1u << (f % 8)) != 0) {
			faults_add(&s, (enum passive_fault)f);
		}
	}
	return s;
}

bool faults_empty(struct faults s)
{
	for (size_t i = 0; i < FAULT_WORDS; i++) {
		if (s.bits[i] != 0) {
			return false;
		}
	}
	return true;
}

struct faults faults_without(struct faults a, struct faults b)
{
	for (size_t i = 0; i < FAULT_WORDS; i++) {
		a.bits[i] &= ~b.bits[i];
	}
	return a;
}

enum passive_fault faults_first(struct faults s, enum passive_step step)
{
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		if (faults[f].step == step && faults_has(s, (enum passive_fault)f)) {
			return (enum passive_fault)f;
		}
	}
	return FAULT_NONE;
}

enum passive_step fault_step(enum passive_fault f)
{
	return known(f) ? faults[f].step : PASSIVE_STEP_CONTAINER;
}

enum fault_class fault_class(enum passive_fault f)
{
	return known(f) ? faults[f].class : FAULT_CLASS_NEVER;
}

enum passive_status fault_status(enum passive_fault f)
{
	return known(f) ? faults[f].status : PASSIVE_STATUS_FAILED;
}

const char *fault_word(enum passive_fault f)
{
	return known(f) ? faults[f].word : "?";
}

const char *fault_text(enum passive_fault f)
{
	return known(f) ? faults[f].text : "?";
}

const char *passive_step_word(enum passive_step s)
{
	return (unsigned)s < PASSIVE_STEP_COUNT ? steps[s].word : "?";
}

const char *passive_step_text(enum passive_step s)
{
	return (unsigned)s < PASSIVE_STEP_COUNT ? steps[s].text : "?";
}

const char *passive_status_word(enum passive_status s)
{
	switch (s) {
	case PASSIVE_STATUS_NOT_DONE:
		return "not-done";
	case PASSIVE_STATUS_SUCCESSFUL:
		return "successful";
	case PASSIVE_STATUS_FAILED:
		return "failed";
	case PASSIVE_STATUS_UNDETERMINED:
		return "undetermined";
	case PASSIVE_STATUS_NOT_SUPPORTED:
		return "not-supported";
	case PASSIVE_STATUS_ABORTED:
		return "aborted";
	}
	return "?";
}

enum passive_fault fault_from_word(struct rd word)
{
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		if (rd_equal(word, rd_cstr(faults[f].word))) {
			return (enum passive_fault)f;
		}
	}
	return FAULT_NONE;
}

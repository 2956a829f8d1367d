/*
 * read_terminal: this gate's certificates and signatures for one session, noted in a transcript or
 * taken from one.
 * Knows the names in transcripts. Never knows keys.
 */
#include "prog/read_terminal.h"

#include "hal/reader_record.h"
#include "hal/reader_replay.h"

#include <stdio.h>

#define NAME_MAX_SIZE 80
#define CAR_MAX       16 /* TR-03110-3, A.6: country, holder, five characters */

/* "terminal-4445...-0"; false for a reference that is none. */
static bool name_certificate(char name[NAME_MAX_SIZE], struct rd car, size_t place)
{
	char digits[2 * CAR_MAX + 1] = "";
	uint8_t octet;
	if (car.left == 0 || car.left > CAR_MAX) {
		return false;
	}
	for (size_t i = 0; rd_byte_at(&car, i, &octet); i++) {
		(void)snprintf(digits + 2 * i, 3, "%02X", octet); /* room for CAR_MAX of them */
	}
	(void)snprintf(name, NAME_MAX_SIZE, "terminal-%s-%zu", digits, place); /* fits */
	return true;
}

static void name_signature(char name[NAME_MAX_SIZE], unsigned place)
{
	(void)snprintf(name, NAME_MAX_SIZE, "terminal-signature-%u", place); /* fits */
}

static enum eg_err replay_chain(struct read_terminal *t, struct rd car, struct rd *certificates,
				size_t cap, size_t *count)
{
	char name[NAME_MAX_SIZE];
	*count = 0;
	while (*count < cap && *count < TERMAUTH_CERTIFICATES_MAX &&
	       name_certificate(name, car, *count)) {
		struct wr w = WR_ARRAY(t->certificates[*count]);
		enum eg_err err = replay_number(t->replay, name, &w);
		if (err == EG_NOT_FOUND) {
			break;
		}
		EG_TRY(err);
		certificates[(*count)++] = wr_view(&w);
	}
	return *count > 0 ? EG_OK : EG_NOT_FOUND;
}

static enum eg_err record_chain(struct read_terminal *t, struct rd car, struct rd *certificates,
				size_t cap, size_t *count)
{
	char name[NAME_MAX_SIZE];
	EG_TRY(t->inner->chain(t->inner->context, car, certificates, cap, count));
	for (size_t i = 0; i < *count && t->record != NULL; i++) {
		if (!name_certificate(name, car, i)) {
			return EG_FAIL(EG_BAD_DATA, "reference of a trust point");
		}
		EG_TRY(record_number(t->record, name, certificates[i]));
	}
	return EG_OK;
}

static enum eg_err chain(void *context, struct rd car, struct rd *certificates, size_t cap,
			 size_t *count)
{
	struct read_terminal *t = context;
	return t->replay != NULL ? replay_chain(t, car, certificates, cap, count)
				 : record_chain(t, car, certificates, cap, count);
}

static enum eg_err sign(void *context, struct rd message, struct wr *signature)
{
	struct read_terminal *t = context;
	char name[NAME_MAX_SIZE];
	size_t before = signature->size;
	name_signature(name, t->signatures++);
	if (t->replay != NULL) {
		return replay_number(t->replay, name, signature);
	}
	EG_TRY(t->inner->sign(t->inner->context, message, signature));
	struct rd made = wr_view(signature);
	if (t->record == NULL || !rd_skip(&made, before)) {
		return EG_OK;
	}
	return record_number(t->record, name, made);
}

/* Whether the recorded session had a terminal that got as far as to sign. */
static bool has_signature(const struct reader *replay)
{
	char name[NAME_MAX_SIZE];
	uint8_t octets[CVC_SIZE_MAX];
	struct wr w = WR_ARRAY(octets);
	name_signature(name, 0);
	return replay_number(replay, name, &w) == EG_OK;
}

const struct termauth_terminal *read_terminal_port(struct read_terminal *t,
						   struct termauth_terminal *port)
{
	*port = (struct termauth_terminal){.context = t, .chain = chain, .sign = sign};
	bool there = t->replay != NULL ? has_signature(t->replay) : t->inner != NULL;
	return there ? port : NULL;
}

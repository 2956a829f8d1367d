/*
 * read_numbers: the numbers this side draws for one session: anew, noted in a transcript, or taken
 * from one.
 * Knows their names in transcripts. Never knows what the protocols do with them.
 */
#include "prog/read_numbers.h"

#include "hal/reader_record.h"
#include "hal/reader_replay.h"

#include <stddef.h>

/* Each number: its name in transcripts, and its place. */
static const struct place {
	const char *name;
	size_t at; /* offset in struct read_numbers */
	size_t size;
} places[] = {
	{"challenge", offsetof(struct read_numbers, challenge), EMRTD_CHALLENGE_SIZE},
	{"bac-nonce", offsetof(struct read_numbers, fixed.bac.nonce), BAC_NONCE_SIZE},
	{"bac-key", offsetof(struct read_numbers, fixed.bac.key), BAC_KEY_SIZE},
	{"pace-map", offsetof(struct read_numbers, map_private), PRIVATE_NUMBER_SIZE},
	{"pace-ephemeral", offsetof(struct read_numbers, ephemeral_private), PRIVATE_NUMBER_SIZE},
	{"pace-nonce", offsetof(struct read_numbers, nonce), PACE_NONCE_SIZE},
	{"chip-auth", offsetof(struct read_numbers, chip_auth), PRIVATE_NUMBER_SIZE},
};
#define PLACES (sizeof(places) / sizeof(places[0]))

static uint8_t *place_in(struct read_numbers *n, const struct place *p)
{
	return (uint8_t *)n + p->at;
}

/* All or none: EG_NOT_FOUND for a transcript without any, as one written by hand is. */
static enum eg_err play(struct read_numbers *n, const struct reader *replay)
{
	for (size_t i = 0; i < PLACES; i++) {
		struct wr w = wr_of(place_in(n, &places[i]), places[i].size);
		enum eg_err err = replay_number(replay, places[i].name, &w);
		if (err == EG_NOT_FOUND && i > 0) {
			return EG_FAIL(EG_BAD_DATA, "a number misses in the transcript");
		}
		EG_TRY(err);
		if (w.size != places[i].size) {
			return EG_FAIL(EG_BAD_DATA, "size of a number in the transcript");
		}
	}
	return EG_OK;
}

static enum eg_err draw(struct read_numbers *n, struct reader *record)
{
	for (size_t i = 0; i < PLACES; i++) {
		uint8_t *number = place_in(n, &places[i]);
		EG_TRY(crypt_random(number, places[i].size));
		EG_TRY(record_number(record, places[i].name, rd_of(number, places[i].size)));
	}
	return EG_OK;
}

enum eg_err numbers_begin(struct read_numbers *n, struct reader *record,
			  const struct reader *replay)
{
	*n = (struct read_numbers){.is_fixed = true};
	enum eg_err err = EG_NOT_FOUND;
	if (replay != NULL) {
		err = play(n, replay);
	} else if (record != NULL) {
		err = draw(n, record);
	}
	if (err == EG_NOT_FOUND) { /* the session draws for itself, but for the challenge */
		n->is_fixed = false;
		return crypt_random(n->challenge, sizeof(n->challenge));
	}
	n->fixed.pace = (struct pace_fixed){
		.map_private = RD_ARRAY(n->map_private),
		.ephemeral_private = RD_ARRAY(n->ephemeral_private),
		.nonce = RD_ARRAY(n->nonce),
		.cut = true,
	};
	n->fixed.chipauth = (struct chipauth_fixed){RD_ARRAY(n->chip_auth), true};
	return err;
}

const struct emrtd_fixed *numbers_fixed(const struct read_numbers *n)
{
	return n->is_fixed ? &n->fixed : NULL;
}

void numbers_clear(struct read_numbers *n)
{
	secret_wipe(n, sizeof(*n));
}

/*
 * read_numbers: the numbers this side draws for one session: anew, noted in a transcript, or taken
 * from one.
 * Knows their names in transcripts. Never knows what the protocols do with them.
 */
#include "prog/read_numbers.h"

#include "hal/reader_record.h"
#include "hal/reader_replay.h"
#include "prog/read_suite.h"

/* Exactly size octets of a number in a transcript. */
static enum eg_err play(const struct reader *replay, const char *name, void *out, size_t size)
{
	struct wr w = wr_of(out, size);
	EG_TRY(replay_number(replay, name, &w));
	return w.size == size ? EG_OK : EG_FAIL(EG_BAD_DATA, "size of a number in the transcript");
}

/* A private number of any size; left empty if the transcript has none. */
static enum eg_err play_private(const struct reader *replay, const char *name, uint8_t *room,
				struct rd *out)
{
	struct wr w = wr_of(room, PRIVATE_NUMBER_MAX);
	enum eg_err err = replay_number(replay, name, &w);
	*out = wr_view(&w);
	return err == EG_NOT_FOUND ? EG_OK : err;
}

static enum eg_err play_all(struct read_numbers *n, const struct reader *replay)
{
	struct bac_random *bac = &n->fixed.bac;
	enum eg_err err = play(replay, "challenge", n->challenge, sizeof(n->challenge));
	if (err == EG_NOT_FOUND) {
		return crypt_random(n->challenge, sizeof(n->challenge)); /* written by hand */
	}
	EG_TRY(err);
	EG_TRY(play(replay, "bac-nonce", bac->nonce, sizeof(bac->nonce)));
	EG_TRY(play(replay, "bac-key", bac->key, sizeof(bac->key)));
	EG_TRY(play_private(replay, "pace-map", n->map_private, &n->fixed.pace.map_private));
	EG_TRY(play_private(replay, "pace-ephemeral", n->ephemeral_private,
			    &n->fixed.pace.ephemeral_private));
	EG_TRY(play_private(replay, "pace-nonce", n->nonce, &n->fixed.pace.nonce));
	EG_TRY(play_private(replay, "chip-auth", n->chip_auth,
			    &n->fixed.chipauth.ephemeral_private));
	n->is_fixed = true;
	return EG_OK;
}

enum eg_err numbers_begin(struct read_numbers *n, struct reader *record,
			  const struct reader *replay)
{
	*n = (struct read_numbers){.record = record, .replayed = replay != NULL};
	if (replay != NULL) {
		return play_all(n, replay);
	}
	EG_TRY(crypt_random(n->challenge, sizeof(n->challenge)));
	if (record == NULL) {
		return EG_OK;
	}
	n->is_fixed = true;
	EG_TRY(bac_draw(&n->fixed.bac));
	EG_TRY(record_number(record, "challenge", RD_ARRAY(n->challenge)));
	EG_TRY(record_number(record, "bac-nonce", RD_ARRAY(n->fixed.bac.nonce)));
	return record_number(record, "bac-key", RD_ARRAY(n->fixed.bac.key));
}

static enum eg_err draw_private(struct reader *record, const char *name, uint8_t *room, size_t size,
				struct rd *out)
{
	EG_TRY(crypt_random(room, size));
	*out = rd_of(room, size);
	return record_number(record, name, *out);
}

enum eg_err numbers_card_access(struct read_numbers *n, struct rd card_access)
{
	size_t size = suite_private_size(card_access);
	if (n->record == NULL || size == 0 || n->fixed.pace.map_private.left > 0) {
		return EG_OK;
	}
	EG_TRY(draw_private(n->record, "pace-map", n->map_private, size,
			    &n->fixed.pace.map_private));
	EG_TRY(draw_private(n->record, "pace-ephemeral", n->ephemeral_private, size,
			    &n->fixed.pace.ephemeral_private));
	return draw_private(n->record, "pace-nonce", n->nonce, PACE_NONCE_SIZE,
			    &n->fixed.pace.nonce);
}

enum eg_err numbers_dg14(struct read_numbers *n, struct rd dg14)
{
	size_t size = n->record == NULL ? 0 : suite_chip_auth_size(dg14);
	if (size == 0 || n->fixed.chipauth.ephemeral_private.left > 0) {
		return EG_OK;
	}
	return draw_private(n->record, "chip-auth", n->chip_auth, size,
			    &n->fixed.chipauth.ephemeral_private);
}

const struct emrtd_fixed *numbers_fixed(const struct read_numbers *n)
{
	return n->is_fixed ? &n->fixed : NULL;
}

void numbers_clear(struct read_numbers *n)
{
	secret_wipe(n, sizeof(*n));
}

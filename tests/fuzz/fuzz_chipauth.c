/*
 * fuzz_chipauth: whatever DG14 says, each choice is one of its own keys, and ends in a session or
 * in a refusal; no proof is taken that the file's keys do not make.
 *
 *   size of the file (2 octets), file, then a proof of Chip Authentication Mapping
 */
#include "tests/fuzz/fuzz.h"

#include "emrtd/chipauth.h"

static void check_commands(const struct chipauth_choice *choice, const struct chipauth *c)
{
	uint8_t octets[1200];
	struct wr w = WR_ARRAY(octets);
	struct sm s = {0};
	bool kat = choice->way == CHIPAUTH_SET_KAT;
	promise((chipauth_set_kat(c, &w) == EG_OK) == kat);
	promise((chipauth_set_at(c, &w) == EG_OK) == !kat);
	promise(chipauth_ga(c, &w) == EG_OK && chipauth_ephemeral_id(c, &w) == EG_OK);
	promise(chipauth_finish(c, RD_EMPTY, &s) == EG_OK);
	promise(s.enc.size == crypt_key_size(choice->cipher));
	sm_close(&s);
}

static void check_choice(struct rd file, const struct chipauth_choice *choice)
{
	static const uint8_t two[] = {2};
	const struct chipauth_fixed fixed = {.ephemeral_private = RD_ARRAY(two)};
	EG_AUTO(chipauth_free) struct chipauth *c = NULL;
	promise(chipauth_has_key(file, choice->spki) == EG_OK);
	promise(choice->key_id_size <= CHIPAUTH_KEY_ID_MAX);
	promise(choice->way == CHIPAUTH_SET_AT || choice->cipher == CRYPT_3DES);
	if (chipauth_begin(choice, &fixed, &c) == EG_OK) {
		check_commands(choice, c);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd input = rd_of(data, size);
	struct rd file;
	uint16_t length;
	struct chipauth_choice choice;
	unsigned count = 0;
	if (!rd_be16(&input, &length) ||
	    !rd_take(&input, length < input.left ? length : input.left, &file)) {
		return 0;
	}
	while (chipauth_choose_at(file, count, &choice) == EG_OK) {
		promise(count < CHIPAUTH_CHOICES_MAX);
		if (count < 4) { /* the others are of the same keys */
			check_choice(file, &choice);
		}
		count++;
	}
	enum eg_err proof = chipauth_verify_mapping(file, input, 0);
	promise(proof != EG_OK || chipauth_has_key(file, RD_EMPTY) == EG_MISMATCH);
	return 0;
}

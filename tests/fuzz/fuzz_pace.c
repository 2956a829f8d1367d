/*
 * fuzz_pace: a chip that answers PACE as it likes never gets a session without the password.
 *
 *   first octet   which suite
 *   then four answers: size (2 octets; top bit: the chip answers as it should, and the rest stands
 *   behind its token), octets
 */
#include "tests/fuzz/fuzz.h"

#include "tests/unit/pace_chip.h"

#define MRZ_INFORMATION RD_TEXT("T22000129364081251010318")

/* Mappings, ciphers and curves in turn; one small field, because larger ones take their time. */
static struct pace_suite suite_of(uint8_t number)
{
	static const uint8_t parameters[] = {CRYPT_P192, CRYPT_P256, CRYPT_BP256R1,
					     CRYPT_DH_1024_160};
	struct pace_suite s;
	enum pace_mapping mapping = (enum pace_mapping)(number % 3);
	enum crypt_cipher cipher = (enum crypt_cipher)(number / 3 % 4);
	if (!pace_suite_of(mapping, cipher, parameters[number / 12 % 4], &s)) {
		promise(pace_suite_of(PACE_GM, CRYPT_AES128, CRYPT_P256, &s));
	}
	return s;
}

struct answer {
	struct rd octets;
	bool honest;
};

static struct answer next_answer(struct rd *input)
{
	struct answer a = {.octets = RD_EMPTY};
	uint16_t size;
	if (rd_be16(input, &size)) {
		size_t wanted = size & 0x7FFFu;
		a.honest = (size & 0x8000u) != 0;
		promise(rd_take(input, wanted < input->left ? wanted : input->left, &a.octets));
	}
	return a;
}

/* The three exchanges before the tokens. False: the reader has ended the protocol. */
static bool agree(struct pace *p, struct pace_chip *chip, const struct pace_suite *suite,
		  struct rd *input, bool *honest)
{
	uint8_t sent[400];
	uint8_t octets[400];
	struct wr up = WR_ARRAY(sent);
	struct wr down = WR_ARRAY(octets);
	struct answer a = next_answer(input);
	*honest = a.honest;
	struct rd nonce = pace_chip_nonce(chip, suite, MRZ_INFORMATION, &down);
	if (pace_nonce(p, a.honest ? nonce : a.octets) != EG_OK) {
		promise(!a.honest);
		return false;
	}
	promise(pace_map_key(p, &up) == EG_OK);
	down = WR_ARRAY(octets);
	a = next_answer(input);
	*honest = *honest && a.honest;
	struct rd map = pace_chip_map(chip, wr_view(&up), &down);
	if (pace_map(p, a.honest ? map : a.octets) != EG_OK) {
		promise(!*honest);
		return false;
	}
	up = WR_ARRAY(sent);
	down = WR_ARRAY(octets);
	promise(pace_ephemeral_key(p, &up) == EG_OK);
	a = next_answer(input);
	*honest = *honest && a.honest;
	struct rd key = pace_chip_agree(chip, wr_view(&up), &down);
	if (pace_agree(p, a.honest ? key : a.octets) != EG_OK) {
		promise(!*honest);
		return false;
	}
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd input = rd_of(data, size);
	EG_AUTO(pace_chip_end) struct pace_chip chip = {0};
	EG_AUTO(pace_free) struct pace *p = NULL;
	uint8_t octets[APDU_ANSWER_MAX];
	struct wr down = WR_ARRAY(octets);
	struct sm s = {0};
	uint8_t number;
	bool honest;
	if (!rd_u8(&input, &number)) {
		return 0;
	}
	const struct pace_suite suite = suite_of(number);
	promise(pace_new(&suite, PACE_MRZ, MRZ_INFORMATION, NULL, &p) == EG_OK);
	if (!agree(p, &chip, &suite, &input, &honest)) {
		return 0;
	}
	struct answer a = next_answer(&input);
	if (a.honest && a.octets.left < APDU_ANSWER_MAX - 64) {
		a.octets = pace_chip_finish(&chip, a.octets, &down);
	} else {
		honest = false;
	}
	if (pace_finish(p, a.octets, &s) == EG_OK) {
		promise(honest);
		promise(secret_equal(secret_rd(&s.mac), secret_rd(&chip.session.mac)));
		promise(suite.mapping == PACE_CAM || pace_cam_proof(p, &down) == EG_STATE);
	} else {
		promise(s.enc.size == 0 && s.mac.size == 0);
	}
	sm_close(&s);
	return 0;
}

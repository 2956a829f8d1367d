/*
 * forge_order: the ordinary orders that others are made from.
 * Knows what is usual. Never knows how anything is written.
 */
#include "simulator/forge.h"

struct forge_holder forge_holder_usual(void)
{
	return (struct forge_holder){.code = "P",
				     .state = "UTO",
				     .nationality = "UTO",
				     .surname = "ERIKSSON",
				     .given = "ANNA MARIA",
				     .number = "L898902C3",
				     .birth = "740812",
				     .expiry = "340415",
				     .sex = 'F'};
}

struct forge_order forge_order_usual(struct date today)
{
	const struct forge_alg p256 = {.curve = CRYPT_BP256R1, .hash = CRYPT_SHA256};
	return (struct forge_order){
		.kind = FORGE_TD3,
		.other_given = "MAX",
		.signer = p256,
		.digest = CRYPT_SHA256,
		.lds_version = 1,
		.pace = {.offered = true, .curve = CRYPT_BP256R1, .cipher = CRYPT_AES128},
		.aa = CHIP_KEY_EC,
		.aa_alg = p256,
		.today = today,
	};
}

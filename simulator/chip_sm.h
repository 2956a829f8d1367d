/*
 * chip_sm: secure messaging and key derivation on the card's side (Doc 9303-11, 9.7 and 9.8).
 * Knows session keys and the send sequence counter. Never knows what a command does.
 */
#ifndef EG_SIMULATOR_CHIP_SM_H
#define EG_SIMULATOR_CHIP_SM_H

#include "base/secret.h"
#include "pki/crypt.h"
#include "simulator/chip_apdu.h"

/* Largest plain command or answer of the virtual chip. */
#define CHIP_PLAIN_MAX ((size_t)65536 + 256)

struct chip_sm {
	bool active;
	enum crypt_cipher cipher;
	struct secret enc;
	struct secret mac;
	bool pads_empty; /* an answer without data has a cryptogram of padding all the same */
	uint8_t ssc[16]; /* block-sized for AES, the last 8 bytes for 3DES */
};

/* Counters of the key derivation function (9.7.1). */
enum chip_kdf { CHIP_KDF_ENC = 1, CHIP_KDF_MAC = 2, CHIP_KDF_PACE = 3 };

EG_CHECK enum eg_err chip_kdf(enum crypt_cipher cipher, struct rd shared, enum chip_kdf counter,
			      struct secret *out);
/* MAC over data that this pads (method 2) where the cipher's MAC needs whole blocks. */
EG_CHECK enum eg_err chip_mac(enum crypt_cipher cipher, const struct secret *key, struct rd data,
			      uint8_t out[8]);

/* Starts a session; ssc_or_empty: 8 bytes after BAC, else zeros. */
EG_CHECK enum eg_err chip_sm_start(struct chip_sm *sm, enum crypt_cipher cipher, struct rd shared,
				   struct rd ssc_or_empty);
void chip_sm_end(struct chip_sm *sm);
/*
 * Unprotects a command: plain keeps header and Le of DO'97', its data lie in data. SW_OK, or the
 * status that ends the session (the caller ends it).
 */
EG_CHECK enum chip_sw chip_sm_open(struct chip_sm *sm, const struct chip_apdu *wrapped,
				   struct wr *data, struct chip_apdu *plain);
/* Most plain bytes that fit a protected answer of total data bytes (256 or more). */
size_t chip_sm_room(const struct chip_sm *sm, size_t total);
/* The counter goes on by one, as for each command and each answer (9.8.2). */
void chip_sm_count(struct chip_sm *sm);
/* MAC over the counter as it stands and the data objects of an answer (9.8.4). */
EG_CHECK enum eg_err chip_sm_mac(const struct chip_sm *sm, struct rd objects, uint8_t out[8]);
/* Protects an answer, without the trailing plain status word. */
EG_CHECK enum eg_err chip_sm_close(struct chip_sm *sm, uint8_t ins, struct rd data, uint16_t sw,
				   struct wr *out);

#endif

/*
 * hsm_desk: a SoftHSM token of this test alone, in a folder that is removed afterwards.
 * Knows the command that makes it and the PINs it has. Never knows pki/token.
 */
#ifndef EG_TESTS_HSM_DESK_H
#define EG_TESTS_HSM_DESK_H

#include "pki/crypt.h"

#define HSM_LIBRARY "/usr/lib/softhsm/libsofthsm2.so" /* of Debian's libsofthsm2 */
#define HSM_PIN     "246810"
#define HSM_URI_MAX 512

struct hsm_desk {
	char folder[32];
	char pin_file[64]; /* mode 0600, HSM_PIN and a line end */
};

/* False: this machine has no SoftHSM; the reason was printed. Sets SOFTHSM2_CONF. The token's label
 * is "gate". */
bool hsm_desk_lay(struct hsm_desk *d);
/* A second token. */
void hsm_desk_add(struct hsm_desk *d, const char *label);
void hsm_desk_lift(struct hsm_desk *d);
/* All tokens of the folder are gone, as unplugged. */
void hsm_desk_unplug(const struct hsm_desk *d);
/* Puts a key pair made elsewhere into "gate", under this name. */
void hsm_desk_import(const char *object, const struct crypt_ec *k);
/* URI of a key in "gate". */
void hsm_desk_uri(const struct hsm_desk *d, const char *object, char uri[HSM_URI_MAX]);

#endif

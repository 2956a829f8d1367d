/*
 * session_card: a document of exact sizes for sessions: files without meaning but for their outer
 * header, the list in EF.SOD, and SecurityInfos; keys for Chip Authentication, trust points.
 */
#ifndef EG_TESTS_SESSION_CARD_H
#define EG_TESTS_SESSION_CARD_H

#include "emrtd/termauth.h"
#include "session_rig.h"
#include "simulator/forge_lds.h"
#include "tests/unit/cvc_mint.h"

#define CARD_ZONE        RD_TEXT("L898902C<369080619406236")
#define CARD_FILE_MAX    20000
#define CARD_FILES_MAX   12
#define CARD_OPEN_BOTH   0x06u /* Chip Authentication with AES-128 and AES-192 */
#define CARD_OPEN_AES128 0x02u
#define CARD_OPEN_3DES   0x01u

struct card_order {
	enum crypt_curve curve; /* of the key for Chip Authentication */
	uint8_t ciphers;        /* bit n: enum crypt_cipher n; 0: no Chip Authentication */
	uint8_t key_id;         /* 0: none */
	bool dh;                /* its key lives in the 2048-bit field instead */
	uint16_t response;      /* stated in EF.ATR/INFO; 0: there is none */
	bool terminal;          /* trust points, EF.CVCA, DG3 */
	bool fingers;           /* DG3 without them */
	bool wrong_terminal;    /* the trust point is of another country than the terminal's */
	bool active_auth;       /* DG15 */
	struct rd card_access;  /* EF.CardAccess; empty: ECDH-GM, AES-128, P-256 */
	bool silent_dg14;       /* DG14 does not repeat what EF.CardAccess tells */
	bool card_security;     /* a file of that name; nobody signed it */
	size_t sod_size;        /* 0: those of the speed target */
	size_t dg14_size;
	size_t dg2_size;
};

struct card {
	struct chip_document document;
	uint8_t files[CARD_FILES_MAX][CARD_FILE_MAX];
	size_t count;
	uint8_t spki[2048];
	uint8_t number[512];
	size_t spki_size;
	uint8_t key_id;
	struct crypt_ec *aa;
	uint8_t aa_number[80];
	uint8_t root[CVC_MINT_MAX];
};

int card_open(void **state); /* the terminal's country; group set-up */
int card_close(void **state);
/* A card on the heap. */
struct card *card_new(const struct card_order *order);
void card_free(struct card **c); /* cleanup */
/* What a session got is what lies on the card. */
void card_same(const struct card *c, const struct rig_result *r, enum emrtd_file file);
extern const struct termauth_terminal card_terminal;
/* Its certificate does not open DG3. */
extern const struct termauth_terminal card_terminal_blind;

#endif

/*
 * secinfo: SecurityInfos (Doc 9303-11, 9.2): one walker for EF.CardAccess, EF.CardSecurity and
 * DG14. Knows the framing and which protocol an entry announces. Never knows whether it is genuine.
 */
#ifndef EG_EMRTD_SECINFO_H
#define EG_EMRTD_SECINFO_H

#include "base/rd.h"
#include "pki/crypt.h"

/* One SecurityInfo. required and optional are whole values of one TLV each. */
struct security_info {
	struct rd protocol; /* content of the OBJECT IDENTIFIER */
	uint32_t required_tag;
	struct rd required;
	struct rd required_whole; /* with its header, as received */
	uint32_t optional_tag;    /* 0: absent */
	struct rd optional;
};

/* The content of the SET, from the SET itself or from DG14 (6E) around it. */
EG_CHECK enum eg_err security_infos_open(struct rd file, struct rd *set);
/* Takes the next SecurityInfo off the content of a SET; false only when that content is broken. */
EG_CHECK bool security_info_next(struct rd *set, struct security_info *out);

/* Arcs below bsi-de protocols(2) smartcard(2), the first one (9.2.3, 9.2.7, 9.2.9). */
#define SECINFO_PUBLIC_KEY 1 /* id-PK */
#define SECINFO_TERMINAL   2 /* id-TA */
#define SECINFO_CHIP_AUTH  3 /* id-CA */
#define SECINFO_PACE       4 /* id-PACE */
/* Splits such an identifier: family.first.second; missing arcs are 0. False for any other. */
EG_CHECK bool security_info_arcs(struct rd protocol, uint8_t *family, uint8_t *first,
				 uint8_t *second);
/* Cipher of the last arc of id-PACE-x-y and id-CA-x-y: 1 3DES, 2 to 4 AES. */
EG_CHECK bool security_info_cipher(uint8_t arc, enum crypt_cipher *out);

/* TerminalAuthenticationInfo of version 1 (9.2.8; TR-03110-3, A.1.1.3 has the file's names). */
struct terminal_auth_info {
	uint16_t fid; /* of EF.CVCA; 011C where nothing is said */
	uint8_t sfid; /* 1C where nothing is said; 0: the file has none */
};
/* EG_NOT_FOUND: not announced. */
EG_CHECK enum eg_err security_infos_terminal_auth(struct rd file, struct terminal_auth_info *out);

#endif

/*
 * forge_protocol: what one document holds for the protocols of access and authentication: its
 * SecurityInfos in three files, its static key pairs, its trust points.
 * Knows which file wants what (Doc 9303-11, 9.2.11). Never knows how a single info is written.
 */
#ifndef EG_SIMULATOR_FORGE_PROTOCOL_H
#define EG_SIMULATOR_FORGE_PROTOCOL_H

#include "simulator/chip_document.h"
#include "simulator/forge.h"

#define FORGE_INFOS_MAX         ((size_t)7 * 1024)
#define FORGE_CARD_SECURITY_MAX ((size_t)14 * 1024)
#define FORGE_EF_CVCA_SIZE      36

struct forge_protocol {
	struct forge_security security;
	uint8_t card_access[512];
	size_t card_access_size; /* 0: no such file; the same below */
	uint8_t dg14[FORGE_INFOS_MAX];
	size_t dg14_size;
	uint8_t card_security[FORGE_CARD_SECURITY_MAX];
	size_t card_security_size;
	uint8_t ef_cvca[FORGE_EF_CVCA_SIZE];
	size_t ef_cvca_size;
	uint8_t date[CHIP_DATE_SIZE]; /* as the chip believes it */
};

/* Keys and files, but for EF.CardSecurity. */
EG_CHECK enum eg_err forge_protocol_new(struct forge_protocol *out, const struct forge_order *o);
/* EF.CardSecurity, where the order wants one, by the signer of EF.SOD and on the same day. */
EG_CHECK enum eg_err forge_protocol_sign(struct forge_protocol *p, const struct forge_order *o,
					 const struct forge_sod *sod);
/* Files of the master file and EF.CVCA, key pairs, trust points; d borrows them. */
EG_CHECK enum eg_err forge_protocol_fill(const struct forge_protocol *p,
					 const struct forge_order *o, struct chip_document *d);

#endif

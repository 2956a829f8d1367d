/*
 * cardaccess: SecurityInfos (Doc 9303-11, 9.2): what EF.CardAccess and DG14 announce.
 * Knows object identifiers and which PACE variants are supported here, best first. Never knows
 * whether an announcement is genuine: EF.CardAccess is unsigned by design.
 */
#include "emrtd/cardaccess.h"

/* id-PACE = bsi-de protocols(2) smartcard(2) 4, Doc 9303-11, 9.2.3; two more octets follow. */
static const uint8_t id_pace[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04};
#define MAPPING_DH_GM    1
#define MAPPING_ECDH_GM  2
#define MAPPING_DH_IM    3
#define MAPPING_ECDH_IM  4
#define MAPPING_ECDH_CAM 6

#define PACE_VERSION 2 /* Doc 9303-11, 9.2.1 */

bool security_info_next(struct rd *set, struct security_info *out)
{
	struct rd info;
	*out = (struct security_info){0};
	if (!rd_expect_ber(set, 0x30, &info) || !rd_expect_ber(&info, 0x06, &out->protocol) ||
	    !rd_tlv_ber(&info, &out->required_tag, &out->required)) {
		return false;
	}
	if (info.left > 0 && !rd_tlv_ber(&info, &out->optional_tag, &out->optional)) {
		return false;
	}
	return true;
}

/* Splits id-PACE-<mapping>-<cipher>; false if the protocol is not PACE or only names parameters. */
static bool pace_protocol(struct rd oid, uint8_t *mapping, uint8_t *cipher)
{
	struct rd prefix;
	return rd_take(&oid, sizeof(id_pace), &prefix) && rd_equal(prefix, RD_ARRAY(id_pace)) &&
	       rd_u8(&oid, mapping) && rd_u8(&oid, cipher) && rd_end(&oid);
}

static bool cipher_of(uint8_t number, enum crypt_cipher *out)
{
	static const enum crypt_cipher ciphers[] = {CRYPT_3DES, CRYPT_AES128, CRYPT_AES192,
						    CRYPT_AES256};
	if (number < 1 || number > sizeof(ciphers) / sizeof(ciphers[0])) {
		return false;
	}
	*out = ciphers[number - 1];
	return true;
}

/* A supported suite from a PACEInfo; explicit domain parameters are never used (9.2.2: they leak
 * the password when they are weak). */
static bool supported(const struct security_info *info, struct pace_suite *out)
{
	uint8_t mapping;
	uint8_t cipher;
	uint32_t version;
	uint32_t parameter;
	*out = (struct pace_suite){0};
	if (!pace_protocol(info->protocol, &mapping, &cipher) || !cipher_of(cipher, &out->cipher) ||
	    (mapping != MAPPING_ECDH_GM && mapping != MAPPING_ECDH_CAM) ||
	    info->required_tag != 0x02 || !rd_small_int(info->required, &version) ||
	    version != PACE_VERSION || info->optional_tag != 0x02 ||
	    !rd_small_int(info->optional, &parameter) || parameter < CRYPT_P192 ||
	    parameter > CRYPT_P521) {
		return false;
	}
	out->curve = (enum crypt_curve)parameter;
	out->chip_authentication = mapping == MAPPING_ECDH_CAM;
	struct rd oid = info->protocol;
	return crypt_curve_size(out->curve) > 0 && rd_copy(&oid, out->oid, sizeof(out->oid));
}

/* Generic mapping before CAM (whose proof is not judged here), AES before 3DES, long before short.
 */
static unsigned rank(const struct pace_suite *s)
{
	unsigned mapping = s->chip_authentication ? 0 : 1;
	return mapping << 16 | (unsigned)s->cipher << 8 | (unsigned)s->curve;
}

static void insert(struct card_access *a, const struct pace_suite *s)
{
	if (a->count == CARD_ACCESS_SUITES_MAX && rank(s) <= rank(&a->suites[a->count - 1])) {
		return;
	}
	size_t at = a->count < CARD_ACCESS_SUITES_MAX ? a->count++ : (size_t)(a->count - 1);
	for (; at > 0 && rank(&a->suites[at - 1]) < rank(s); at--) {
		a->suites[at] = a->suites[at - 1];
	}
	a->suites[at] = *s;
}

static bool same_mechanism(const struct pace_suite *a, const struct pace_suite *b)
{
	return rd_equal(RD_ARRAY(a->oid), RD_ARRAY(b->oid));
}

enum eg_err card_access_parse(struct rd file, struct card_access *out)
{
	struct rd set;
	*out = (struct card_access){0};
	if (!rd_expect_ber(&file, 0x31, &set)) {
		return EG_FAIL(EG_BAD_DATA, "EF.CardAccess is not one SET");
	}
	struct card_access a = {0};
	while (set.left > 0) {
		struct security_info info;
		struct pace_suite suite;
		uint8_t mapping;
		uint8_t cipher;
		if (!security_info_next(&set, &info)) {
			return EG_FAIL(EG_BAD_DATA, "SecurityInfo in EF.CardAccess");
		}
		if (pace_protocol(info.protocol, &mapping, &cipher) && a.offered < UINT8_MAX) {
			a.offered++;
		}
		if (supported(&info, &suite)) {
			insert(&a, &suite);
		}
	}
	for (size_t i = 1; i < a.count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (same_mechanism(&a.suites[i], &a.suites[j])) {
				a.several_parameters = true;
			}
		}
	}
	*out = a;
	return EG_OK;
}

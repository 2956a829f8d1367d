/*
 * forge_lds: the elementary files of an invented document (Doc 9303-10), written.
 * Knows layouts. Never reads a file of a chip.
 */
#include "simulator/forge_lds.h"

#define TAG_OID 0x06
#define TAG_SEQ 0x30
#define TAG_SET 0x31

/* id-PACE-ECDH-GM; the last arc, the cipher, is added. */
static const uint8_t pace_ecdh_gm[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02};
/* id-icao-mrtd-security-aaProtocolObject, 2.23.136.1.1.5 */
static const uint8_t aa_protocol[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x05};
/* ecdsa-plain-signatures of TR-03111; the last arc, the hash, is added: SHA-1 1 ... SHA-512 5. */
static const uint8_t ecdsa_plain[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x01, 0x04, 0x01};

void forge_dg1(struct wr *out, struct rd mrz)
{
	size_t group = wr_open(out, 0x61);
	wr_tlv(out, 0x5F1F, mrz);
	wr_close(out, group);
}

static void put_oid(struct wr *out, struct rd prefix, uint8_t last)
{
	size_t oid = wr_open(out, TAG_OID);
	wr_put(out, prefix);
	wr_u8(out, last);
	wr_close(out, oid);
}

/* PACEInfo (Doc 9303-11, 9.2.1). */
static void put_pace_info(struct wr *out, const struct forge_pace *pace)
{
	size_t info = wr_open(out, TAG_SEQ);
	put_oid(out, RD_ARRAY(pace_ecdh_gm), (uint8_t)(pace->cipher + 1));
	wr_small_int(out, 2);
	wr_small_int(out, pace->curve);
	wr_close(out, info);
}

/* ActiveAuthenticationInfo (9.2.4). */
static void put_aa_info(struct wr *out, enum crypt_hash hash)
{
	size_t info = wr_open(out, TAG_SEQ);
	wr_tlv(out, TAG_OID, RD_ARRAY(aa_protocol));
	wr_small_int(out, 1);
	put_oid(out, RD_ARRAY(ecdsa_plain), (uint8_t)(hash + 1));
	wr_close(out, info);
}

void forge_dg14(struct wr *out, const struct forge_pace *pace, bool has_aa_hash,
		enum crypt_hash aa_hash)
{
	size_t group = wr_open(out, 0x6E);
	size_t infos = wr_open(out, TAG_SET);
	if (pace->offered) {
		put_pace_info(out, pace); /* the shorter first: DER order of a SET OF */
	}
	if (has_aa_hash) {
		put_aa_info(out, aa_hash);
	}
	wr_close(out, infos);
	wr_close(out, group);
}

void forge_dg15(struct wr *out, struct rd spki)
{
	wr_tlv(out, 0x6F, spki);
}

void forge_com(struct wr *out, unsigned lds_version, struct rd groups)
{
	size_t com = wr_open(out, 0x60);
	wr_tlv(out, 0x5F01, lds_version == 0 ? RD_TEXT("0107") : RD_TEXT("0108"));
	wr_tlv(out, 0x5F36, RD_TEXT("040000"));
	wr_tlv(out, 0x5C, groups);
	wr_close(out, com);
}

void forge_card_access(struct wr *out, const struct forge_pace *pace)
{
	size_t infos = wr_open(out, TAG_SET);
	put_pace_info(out, pace);
	wr_close(out, infos);
}

void forge_atr_info(struct wr *out, uint16_t command_max, uint16_t answer_max)
{
	/* DF name, short identifiers; data unit of one byte; chaining, extended length, 7F66. */
	static const uint8_t capabilities[] = {0x84, 0x01, 0xE0};
	wr_tlv(out, 0x47, RD_ARRAY(capabilities));
	size_t lengths = wr_open(out, 0x7F66);
	wr_small_int(out, command_max);
	wr_small_int(out, answer_max);
	wr_close(out, lengths);
}

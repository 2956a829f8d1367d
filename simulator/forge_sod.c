/*
 * forge_sod: EF.SOD of an invented document (Doc 9303-10, 4.6.2; RFC 5652), written.
 * Knows LDSSecurityObject and the file around SignedData. Never knows what the data groups mean.
 */
#include "simulator/forge_sod.h"

#define TAG_OCTETS    0x04
#define TAG_PRINTABLE 0x13
#define TAG_SEQ       0x30
#define TAG_FILE      0x77

/* Sixteen SHA-512 hashes and their frames. */
#define OBJECT_MAX 2048

/* id-icao-mrtd-security-ldsSecurityObject, 2.23.136.1.1.1; a master list's, 2.23.136.1.1.2; and
 * what stands there in the field */
static const uint8_t lds_object[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x01};
static const uint8_t master_list[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x02};
static const uint8_t id_data[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01};
static const uint8_t old_icao[] = {0x2B, 0x1B, 0x01, 0x01, 0x01};
static const uint8_t sdu[] = {0x2A, 0x84, 0x10, 0x01, 0x87, 0x6E, 0x01, 0x14, 0x01};

static struct rd content_type(const struct forge_sod *o)
{
	if (o->form == FORGE_SOD_TYPE_OTHER) {
		return RD_ARRAY(master_list);
	}
	if (o->form == FORGE_SOD_ID_DATA) {
		return RD_ARRAY(id_data);
	}
	if (o->form == FORGE_SOD_OLD_ICAO) {
		return RD_ARRAY(old_icao);
	}
	return o->form == FORGE_SOD_SDU ? RD_ARRAY(sdu) : RD_ARRAY(lds_object);
}

static struct forge_digest group_digest(const struct forge_sod *o)
{
	return (struct forge_digest){o->form == FORGE_SOD_OBJECT_MD5, o->digest};
}

/* DataGroupHash; with the number 0 there is none. */
static void put_hash(struct wr *out, uint32_t number, struct rd hash)
{
	size_t pair = wr_open(out, TAG_SEQ);
	if (number != 0) {
		wr_small_int(out, number);
	}
	wr_tlv(out, TAG_OCTETS, hash);
	wr_close(out, pair);
}

static uint32_t number_of(const struct forge_sod *o, uint32_t group)
{
	if (group == 1 && o->form == FORGE_SOD_DG1_NUMBER) {
		return 0xFF;
	}
	if (group == 2 && o->form == FORGE_SOD_DG2_NUMBER_MISSING) {
		return 0;
	}
	return group == 2 && o->form == FORGE_SOD_DG3_FOR_DG2 ? 3 : group;
}

static bool left_out(const struct forge_sod *o, uint32_t group)
{
	return (group == 1 && o->form == FORGE_SOD_DG1_UNSIGNED) ||
	       (group == 2 && o->form == FORGE_SOD_DG2_UNSIGNED);
}

static enum eg_err put_group(struct wr *out, const struct forge_sod *o, const struct forge_group *g)
{
	uint8_t digest[CRYPT_HASH_MAX];
	struct forge_digest d = group_digest(o);
	struct rd hash = rd_of(digest, forge_digest_size(d));
	if (left_out(o, g->number)) {
		return EG_OK;
	}
	EG_TRY(forge_digest(d, g->file, digest));
	if (g->number == 1 && o->form == FORGE_SOD_DG1_TWICE) {
		digest[0] ^= 0x01;
		put_hash(out, 1, hash);
		digest[0] ^= 0x01;
	}
	digest[0] ^= g->number == 2 && o->form == FORGE_SOD_DG2_HASH ? 0x01 : 0x00;
	put_hash(out, number_of(o, g->number), hash);
	return EG_OK;
}

/* The hash of a data group that nobody has, before the first with a higher number. */
static void put_invented(struct wr *out, const struct forge_sod *o, size_t next)
{
	uint8_t ones[CRYPT_HASH_MAX];
	struct wr w = WR_ARRAY(ones);
	uint32_t number = o->form == FORGE_SOD_DG10_SIGNED  ? 10
			  : o->form == FORGE_SOD_DG3_SIGNED ? 3
							    : 0;
	uint32_t before = next == 0 ? 0 : o->groups[next - 1].number;
	uint32_t after = next == o->group_count ? UINT32_MAX : o->groups[next].number;
	wr_fill(&w, 0xFF, forge_digest_size(group_digest(o)));
	if (number > before && number < after) {
		put_hash(out, number, wr_view(&w));
	}
}

static enum eg_err put_groups(struct wr *out, const struct forge_sod *o)
{
	size_t groups = wr_open(out, TAG_SEQ);
	for (size_t i = 0; i < o->group_count; i++) {
		put_invented(out, o, i);
		EG_TRY(put_group(out, o, &o->groups[i]));
	}
	put_invented(out, o, o->group_count);
	wr_close(out, groups);
	return EG_OK;
}

/* LDSVersionInfo: in version 1 of the object, and in no other (Doc 9303-10, 4.6.2.3). */
static void put_version_info(struct wr *out, const struct forge_sod *o)
{
	bool told = o->form == FORGE_SOD_LDS_1_8_AS_0 || o->form == FORGE_SOD_LDS_1_9;
	if (!told && (o->lds_version != 1 || o->form == FORGE_SOD_LDS_1_7_AS_1)) {
		return;
	}
	size_t info = wr_open(out, TAG_SEQ);
	wr_tlv(out, TAG_PRINTABLE,
	       o->form == FORGE_SOD_LDS_1_9 ? RD_TEXT("0109") : RD_TEXT("0108"));
	wr_tlv(out, TAG_PRINTABLE, RD_TEXT("040000"));
	wr_close(out, info);
}

static uint32_t object_version(const struct forge_sod *o)
{
	if (o->form == FORGE_SOD_OBJECT_VERSION) {
		return 2;
	}
	if (o->form == FORGE_SOD_LDS_1_8_AS_0) {
		return 0;
	}
	bool first = o->form == FORGE_SOD_LDS_1_7_AS_1 || o->form == FORGE_SOD_LDS_1_9;
	return first ? 1 : o->lds_version;
}

static enum eg_err put_object(struct wr *out, const struct forge_sod *o)
{
	size_t object = wr_open(out, TAG_SEQ);
	if (o->form != FORGE_SOD_OBJECT_VERSION_MISSING) {
		wr_small_int(out, object_version(o));
	}
	if (o->form != FORGE_SOD_OBJECT_HASH_MISSING) {
		forge_put_digest_alg(out, group_digest(o));
	}
	EG_TRY(put_groups(out, o));
	put_version_info(out, o);
	wr_close(out, object);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "LDSSecurityObject does not fit") : EG_OK;
}

/* Adds to the length of the file's tag, whose last octets carry over as a number does. */
static enum eg_err change_length(const struct wr *out, size_t start, bool longer)
{
	uint8_t *at = out->base + start + 1;
	size_t octets = at[0] < 0x80 ? 0 : at[0] & 0x0Fu;
	uint8_t wrap = longer ? 0x00 : 0xFF;
	for (size_t i = octets; i > 0; i--) {
		at[i] = (uint8_t)(longer ? at[i] + 1 : at[i] - 1);
		if (at[i] != wrap) {
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "length of the file cannot be changed so");
}

enum eg_err forge_sod(struct wr *out, const struct forge_sod *o)
{
	uint8_t object_bytes[OBJECT_MAX];
	struct wr object = WR_ARRAY(object_bytes);
	EG_TRY(put_object(&object, o));
	const struct forge_cms cms = {
		.type = content_type(o),
		.content = wr_view(&object),
		.signer = o->signer,
		.certificate = o->certificate,
		.named = o->named,
		.signed_on = o->signed_on,
		.form = o->form,
	};
	size_t start = out->size;
	size_t file = wr_open(out, o->form == FORGE_SOD_FILE_TAG ? TAG_FILE + 1 : TAG_FILE);
	EG_TRY(forge_cms(out, &cms));
	wr_close(out, file);
	if (out->bad) {
		return EG_FAIL(EG_TOO_BIG, "EF.SOD does not fit");
	}
	if (o->form == FORGE_SOD_FILE_SHORT || o->form == FORGE_SOD_FILE_LONG) {
		return change_length(out, start, o->form == FORGE_SOD_FILE_LONG);
	}
	return EG_OK;
}

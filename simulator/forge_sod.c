/*
 * forge_sod: EF.SOD of an invented document (Doc 9303-10, 4.6.2; RFC 5652), written.
 * Knows LDSSecurityObject and SignedData. Never knows what the data groups mean.
 */
#include "simulator/forge_sod.h"

#define TAG_OCTETS    0x04
#define TAG_PRINTABLE 0x13
#define TAG_SEQ       0x30

/* Sixteen SHA-512 hashes and their frames. */
#define OBJECT_MAX 2048

/* id-icao-mrtd-security-ldsSecurityObject, 2.23.136.1.1.1; and what stands there in the field */
static const uint8_t lds_object[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x01};
static const uint8_t id_data[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01};
static const uint8_t old_icao[] = {0x2B, 0x1B, 0x01, 0x01, 0x01};
static const uint8_t sdu[] = {0x2A, 0x84, 0x10, 0x01, 0x87, 0x6E, 0x01, 0x14, 0x01};

bool forge_sod_form_parse(struct rd word, enum forge_sod_form *out)
{
	static const char *const words[] = {
#define X(name, word, text) word,
		FORGE_SOD_FORMS(X)
#undef X
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (rd_equal(word, rd_cstr(words[i]))) {
			*out = (enum forge_sod_form)i;
			return true;
		}
	}
	return false;
}

static struct rd content_type(const struct forge_sod *o)
{
	if (o->form == FORGE_SOD_ID_DATA) {
		return RD_ARRAY(id_data);
	}
	if (o->form == FORGE_SOD_OLD_ICAO) {
		return RD_ARRAY(old_icao);
	}
	return o->form == FORGE_SOD_SDU ? RD_ARRAY(sdu) : RD_ARRAY(lds_object);
}

static enum eg_err put_group(struct wr *out, const struct forge_group *g, enum crypt_hash h)
{
	uint8_t digest[CRYPT_HASH_MAX];
	EG_TRY(crypt_hash(h, g->file, digest));
	size_t pair = wr_open(out, TAG_SEQ);
	wr_small_int(out, g->number);
	wr_tlv(out, TAG_OCTETS, rd_of(digest, crypt_hash_size(h)));
	wr_close(out, pair);
	return EG_OK;
}

static enum eg_err put_object(struct wr *out, const struct forge_sod *o)
{
	size_t object = wr_open(out, TAG_SEQ);
	wr_small_int(out, o->lds_version);
	forge_put_hashalg(out, o->digest);
	size_t groups = wr_open(out, TAG_SEQ);
	for (size_t i = 0; i < o->group_count; i++) {
		EG_TRY(put_group(out, &o->groups[i], o->digest));
	}
	wr_close(out, groups);
	if (o->lds_version == 1) {
		size_t info = wr_open(out, TAG_SEQ);
		wr_tlv(out, TAG_PRINTABLE, RD_TEXT("0108"));
		wr_tlv(out, TAG_PRINTABLE, RD_TEXT("040000"));
		wr_close(out, info);
	}
	wr_close(out, object);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "LDSSecurityObject does not fit") : EG_OK;
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
		.signed_on = o->signed_on,
		.form = o->form,
	};
	size_t file = wr_open(out, 0x77);
	EG_TRY(forge_cms(out, &cms));
	wr_close(out, file);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "EF.SOD does not fit") : EG_OK;
}

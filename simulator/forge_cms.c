/*
 * forge_cms: SignedData of a document signer (RFC 5652), around EF.SOD's and EF.CardSecurity's
 * contents, in the forms of the field and in those that are wrong.
 * Knows frames. Never knows what the content means.
 */
#include "simulator/forge_cms.h"

#define TAG_OCTETS   0x04
#define TAG_OID      0x06
#define TAG_SEQ      0x30
#define TAG_SET      0x31
#define TAG_BUILT    0x24 /* OCTET STRING in pieces */
#define TAG_CONTEXT0 0xA0

static const uint8_t signed_data[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02};

/* Octets of a frame's length in the form that makes them longer than they need be. */
#define LONG_LENGTH 4

/* A frame of which the form may leave the length open (X.690, 8.1.3.6) or write it long. */
static size_t open_frame(struct wr *out, const struct forge_cms *o, uint8_t tag)
{
	if (o->form == FORGE_SOD_LONG_LENGTHS) {
		wr_u8(out, tag);
		wr_u8(out, 0x80 | LONG_LENGTH);
		wr_be32(out, 0);
		return out->size;
	}
	if (o->form != FORGE_SOD_INDEFINITE) {
		return wr_open(out, tag);
	}
	wr_u8(out, tag);
	wr_u8(out, 0x80);
	return 0;
}

static void close_frame(struct wr *out, const struct forge_cms *o, size_t mark)
{
	if (o->form == FORGE_SOD_INDEFINITE) {
		wr_be16(out, 0);
	} else if (o->form != FORGE_SOD_LONG_LENGTHS) {
		wr_close(out, mark);
	} else if (!out->bad) {
		struct wr length = wr_of(out->base + mark - LONG_LENGTH, LONG_LENGTH);
		wr_be32(&length, (uint32_t)(out->size - mark));
	}
}

static void put_digests(struct wr *out, const struct forge_cms *o)
{
	struct forge_digest d = forge_cms_digest(o);
	d.md5 = d.md5 || o->form == FORGE_SOD_DIGESTS_MD5;
	if (o->form == FORGE_SOD_DIGESTS_MISSING) {
		return;
	}
	size_t digests = wr_open(out, TAG_SET);
	if (o->form != FORGE_SOD_DIGESTS_EMPTY) {
		forge_put_digest_alg(out, d);
	}
	wr_close(out, digests);
}

/* The octets, or two strings of them in one (X.690, 8.7.3). */
static enum eg_err put_octets(struct wr *out, const struct forge_cms *o)
{
	struct rd rest = o->content;
	struct rd first;
	if (o->form != FORGE_SOD_PIECES) {
		wr_tlv(out, TAG_OCTETS, o->content);
		return EG_OK;
	}
	if (!rd_take(&rest, rest.left / 2, &first)) {
		return EG_FAIL(EG_BAD_DATA, "content to cut");
	}
	wr_u8(out, TAG_BUILT);
	wr_u8(out, 0x80);
	wr_tlv(out, TAG_OCTETS, first);
	wr_tlv(out, TAG_OCTETS, rest);
	wr_be16(out, 0);
	return EG_OK;
}

static enum eg_err put_content(struct wr *out, const struct forge_cms *o)
{
	size_t content = open_frame(out, o, TAG_SEQ);
	if (o->form != FORGE_SOD_TYPE_MISSING) {
		wr_tlv(out, TAG_OID, o->type);
	}
	size_t explicit = open_frame(out, o, TAG_CONTEXT0);
	EG_TRY(put_octets(out, o));
	close_frame(out, o, explicit);
	close_frame(out, o, content);
	return EG_OK;
}

static enum eg_err put_signed_data(struct wr *out, const struct forge_cms *o)
{
	size_t data = open_frame(out, o, TAG_SEQ);
	if (o->form != FORGE_SOD_CMS_VERSION_MISSING) {
		wr_small_int(out, o->form == FORGE_SOD_CMS_VERSION ? 1 : 3);
	}
	put_digests(out, o);
	EG_TRY(put_content(out, o));
	if (o->form != FORGE_SOD_NO_CERTIFICATE) {
		wr_tlv(out, TAG_CONTEXT0, o->certificate);
	}
	size_t signers = wr_open(out, TAG_SET);
	EG_TRY(forge_cms_signer(out, o, false));
	if (o->form == FORGE_SOD_TWO_SIGNERS) {
		EG_TRY(forge_cms_signer(out, o, true));
	}
	wr_close(out, signers);
	close_frame(out, o, data);
	return EG_OK;
}

enum eg_err forge_cms(struct wr *out, const struct forge_cms *o)
{
	size_t info = open_frame(out, o, TAG_SEQ);
	wr_tlv(out, TAG_OID, RD_ARRAY(signed_data));
	size_t explicit = open_frame(out, o, TAG_CONTEXT0);
	EG_TRY(put_signed_data(out, o));
	close_frame(out, o, explicit);
	close_frame(out, o, info);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "SignedData does not fit") : EG_OK;
}

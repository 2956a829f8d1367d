/*
 * forge_protocol: what one document holds for the protocols of access and authentication: its
 * SecurityInfos in three files, its static key pairs, its trust points.
 * Knows which file wants what (Doc 9303-11, 9.2.11). Never knows how a single info is written.
 */
#include "simulator/forge_protocol.h"

#include "simulator/forge_cvc.h"

/* A document of the usual age: issued a year ago, less some days. */
#define ISSUED_DAYS_AGO 355

static bool is_cam(const struct forge_pace *p)
{
	return p->offered && p->mapping == FORGE_CAM;
}

static enum eg_err add_pace(struct forge_security *s, const struct forge_pace *p)
{
	if (!p->offered) {
		return EG_OK;
	}
	if (is_cam(p) && (p->dh || p->cipher == CRYPT_3DES)) {
		return EG_FAIL(EG_CONFIG, "PACE-CAM is for curves and AES only");
	}
	if (s->pace_count == FORGE_PACES_MAX) {
		return EG_FAIL(EG_CONFIG, "too many kinds of PACE");
	}
	s->paces[s->pace_count++] = *p;
	return EG_OK;
}

static enum eg_err add_pair(struct forge_security *s, const struct forge_chip_key *key,
			    bool other_private)
{
	if (s->pair_count == FORGE_CHIP_KEYS_MAX) {
		return EG_FAIL(EG_CONFIG, "too many keys for Chip Authentication");
	}
	return forge_chip_pair(key, other_private, &s->pairs[s->pair_count++]);
}

static bool has_cam_pair(const struct forge_security *s, enum crypt_curve curve)
{
	for (size_t i = 0; i < s->pair_count; i++) {
		const struct forge_chip_key *k = &s->pairs[i].order;
		if (k->has_id && k->id == (uint32_t)curve && !k->dh && k->curve == curve) {
			return true;
		}
	}
	return false;
}

/* The order's keys; then one for each CAM that has none: its identifier is the curve's (9.2.1). */
static enum eg_err make_pairs(struct forge_security *s, const struct forge_order *o)
{
	bool cloned = o->flaw == FORGE_CLONED_CHIP;
	for (size_t i = 0; i < o->chip_key_count; i++) {
		EG_TRY(add_pair(s, &o->chip_keys[i], cloned));
	}
	for (size_t i = 0; i < s->pace_count; i++) {
		const struct forge_pace *p = &s->paces[i];
		if (is_cam(p) && !has_cam_pair(s, p->curve)) {
			const struct forge_chip_key key = {
				.curve = p->curve, .has_id = true, .id = (uint32_t)p->curve};
			EG_TRY(add_pair(s, &key, cloned));
		}
	}
	return EG_OK;
}

static enum eg_err fill_security(struct forge_security *s, const struct forge_order *o)
{
	EG_TRY(add_pace(s, &o->pace));
	for (size_t i = 0; i < o->more_pace_count; i++) {
		EG_TRY(add_pace(s, &o->more_paces[i]));
	}
	EG_TRY(make_pairs(s, o));
	s->terminal_authentication = o->trust_point_count > 0;
	s->has_aa_hash = o->aa == CHIP_KEY_EC;
	s->aa_hash = o->aa_alg.hash;
	return EG_OK;
}

/* EF.CVCA (TR-03110-3, A.7.2.4): references, newest first, zeros behind. */
static enum eg_err write_ef_cvca(struct forge_protocol *p, const struct forge_order *o)
{
	struct wr w = WR_ARRAY(p->ef_cvca);
	for (size_t i = 0; i < o->trust_point_count; i++) {
		struct rd holder;
		EG_TRY(forge_cvc_holder(o->trust_points[i], &holder));
		wr_tlv(&w, 0x42, holder);
	}
	wr_fill(&w, 0, sizeof(p->ef_cvca) - w.size);
	p->ef_cvca_size = w.size;
	return w.bad ? EG_FAIL(EG_TOO_BIG, "EF.CVCA") : EG_OK;
}

enum eg_err forge_protocol_new(struct forge_protocol *out, const struct forge_order *o)
{
	struct wr access = WR_ARRAY(out->card_access);
	struct wr dg14 = WR_ARRAY(out->dg14);
	struct wr date = WR_ARRAY(out->date);
	EG_TRY(fill_security(&out->security, o));
	forge_cvc_put_date(&date, forge_date_add(o->today, -ISSUED_DAYS_AGO));
	if (out->security.pace_count > 0) {
		forge_card_access(&access, &out->security);
	}
	if (forge_has_dg14(&out->security)) {
		forge_dg14(&dg14, &out->security);
	}
	out->card_access_size = access.size;
	out->dg14_size = dg14.size;
	if (o->trust_point_count > 0) {
		EG_TRY(write_ef_cvca(out, o));
	}
	return access.bad || dg14.bad ? EG_FAIL(EG_TOO_BIG, "SecurityInfos do not fit") : EG_OK;
}

static bool wants_card_security(const struct forge_protocol *p, const struct forge_order *o)
{
	bool wanted = o->card_security;
	for (size_t i = 0; i < p->security.pace_count; i++) {
		wanted = wanted || is_cam(&p->security.paces[i]);
	}
	return wanted;
}

enum eg_err forge_protocol_sign(struct forge_protocol *p, const struct forge_order *o,
				const struct forge_sod *sod)
{
	uint8_t infos_bytes[FORGE_INFOS_MAX];
	struct wr infos = WR_ARRAY(infos_bytes);
	struct wr file = WR_ARRAY(p->card_security);
	if (!wants_card_security(p, o)) {
		return EG_OK;
	}
	forge_card_security(&infos, &p->security);
	const struct forge_cms cms = {
		.type = forge_security_object(),
		.content = wr_view(&infos),
		.signer = sod->signer,
		.certificate = sod->certificate,
		.named = sod->named,
		.signed_on = sod->signed_on,
		.form = o->card,
	};
	EG_TRY(forge_cms(&file, &cms));
	p->card_security_size = file.size;
	return infos.bad ? EG_FAIL(EG_TOO_BIG, "SecurityInfos do not fit") : EG_OK;
}

static enum eg_err add_file(struct chip_document *d, uint16_t fid, uint8_t sfi, bool application,
			    struct rd file)
{
	return file.left == 0
		       ? EG_OK
		       : chip_document_add(d, (struct chip_file){fid, sfi, application, file});
}

enum eg_err forge_protocol_fill(const struct forge_protocol *p, const struct forge_order *o,
				struct chip_document *d)
{
	EG_TRY(add_file(d, 0x011C, 0x1C, false, rd_of(p->card_access, p->card_access_size)));
	EG_TRY(add_file(d, 0x011D, 0x1D, false, rd_of(p->card_security, p->card_security_size)));
	EG_TRY(add_file(d, 0x011C, 0x1C, true, rd_of(p->ef_cvca, p->ef_cvca_size)));
	for (size_t i = 0; i < p->security.pair_count; i++) {
		const struct forge_chip_pair *pair = &p->security.pairs[i];
		d->ca_pairs[d->ca_pair_count++] = (struct chip_ca_pair){
			.id = rd_of(&pair->id, pair->order.has_id ? 1 : 0),
			.ciphers = pair->order.ciphers,
			.spki = rd_of(pair->spki, pair->spki_size),
			.private_number = rd_of(pair->number, pair->number_size),
		};
	}
	if (o->trust_point_count > 0) {
		d->current_date = RD_ARRAY(p->date);
	}
	for (size_t i = 0; i < o->trust_point_count; i++) {
		d->trust_points[d->trust_point_count++] = o->trust_points[i];
	}
	return EG_OK;
}

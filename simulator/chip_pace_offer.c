/*
 * chip_pace_offer: which PACE the terminal asks for, and whether this chip offers it.
 * Knows EF.CardAccess, protocols by their identifiers, passwords by number (Doc 9303-11, 4.4.4.1
 * and 9.2). Never knows keys or nonces.
 */
#include "simulator/chip_internal.h"

#define PASSWORD_MRZ 1
#define PASSWORD_CAN 2
/* Arcs below id-PACE (9.2.3). */
enum { DH_GM = 1, ECDH_GM = 2, DH_IM = 3, ECDH_IM = 4, ECDH_CAM = 6, KINDS };

/* id-PACE, 0.4.0.127.0.7.2.2.4; then kind and cipher: 1 3DES, 2 AES-128, 3 AES-192, 4 AES-256. */
static const uint8_t id_pace[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04};

static bool read_oid(struct rd oid, uint8_t *kind, uint8_t *cipher)
{
	struct rd prefix;
	if (!rd_take(&oid, sizeof(id_pace), &prefix) || !rd_equal(prefix, RD_ARRAY(id_pace)) ||
	    !rd_u8(&oid, kind) || !rd_u8(&oid, cipher) || !rd_end(&oid) || *cipher < 1 ||
	    *cipher > 4) {
		return false;
	}
	/* 3DES is no cipher of CAM (Table 3). */
	return (*kind >= DH_GM && *kind <= ECDH_IM) || (*kind == ECDH_CAM && *cipher > 1);
}

bool chip_pace_protocol(struct rd oid, struct chip_pace_protocol *out)
{
	uint8_t kind;
	uint8_t cipher;
	*out = (struct chip_pace_protocol){0};
	if (!read_oid(oid, &kind, &cipher)) {
		return false;
	}
	out->dh = kind == DH_GM || kind == DH_IM;
	out->mapping = kind == ECDH_CAM ? CHIP_CAM : kind < DH_IM ? CHIP_GENERIC : CHIP_INTEGRATED;
	out->cipher = (enum crypt_cipher)(cipher - 1);
	return true;
}

const char *chip_pace_name(struct rd oid)
{
#define CIPHERS(head)                                                                     \
	{                                                                                 \
		head "-3DES-CBC-CBC", head "-AES-CBC-CMAC-128", head "-AES-CBC-CMAC-192", \
			head "-AES-CBC-CMAC-256"                                          \
	}
	static const char *const names[KINDS][4] = {
		[DH_GM] = CIPHERS("PACE-DH-GM"),       [ECDH_GM] = CIPHERS("PACE-ECDH-GM"),
		[DH_IM] = CIPHERS("PACE-DH-IM"),       [ECDH_IM] = CIPHERS("PACE-ECDH-IM"),
		[ECDH_CAM] = CIPHERS("PACE-ECDH-CAM"),
	};
#undef CIPHERS
	uint8_t kind;
	uint8_t cipher;
	return read_oid(oid, &kind, &cipher) ? names[kind][cipher - 1] : "?";
}

/* One PACEInfo with this protocol (and this parameter, if given); others are passed over. */
static bool info_fits(struct rd info, struct rd oid, bool has_parameter, uint32_t parameter,
		      uint32_t *offered)
{
	struct rd protocol;
	struct rd version;
	struct rd id;
	uint32_t number;
	if (!rd_expect(&info, 0x06, &protocol) || !rd_equal(protocol, oid) ||
	    !rd_expect(&info, 0x02, &version) || !rd_small_int(version, &number) || number != 2 ||
	    !rd_expect(&info, 0x02, &id) || !rd_small_int(id, offered) || !rd_end(&info)) {
		return false;
	}
	return !has_parameter || *offered == parameter;
}

/* Finds what the terminal asked for among what EF.CardAccess offers. */
static enum chip_sw find_offer(const struct chip *c, struct rd oid, bool has_parameter,
			       uint32_t parameter, uint32_t *chosen)
{
	const struct chip_file *ef = chip_file_at(c, false, CHIP_FID_CARD_ACCESS);
	struct rd file = ef == NULL ? RD_EMPTY : ef->contents;
	struct rd infos;
	unsigned found = 0;
	if (!rd_expect(&file, 0x31, &infos)) {
		return SW_WRONG_DATA;
	}
	while (infos.left > 0) {
		struct rd info;
		uint32_t offered;
		if (!rd_expect(&infos, 0x30, &info)) {
			return SW_WRONG_DATA;
		}
		if (info_fits(info, oid, has_parameter, parameter, &offered)) {
			*chosen = offered;
			found++;
		}
	}
	if (found == 0) {
		return has_parameter ? SW_REFERENCE_NOT_FOUND : SW_WRONG_DATA;
	}
	/* Several sets of domain parameters need DO'84' (4.4.4.1). */
	return found == 1 ? SW_OK : SW_REFERENCE_NOT_FOUND;
}

/* The key pair whose identifier is that of the parameters (9.2.1). */
static const struct chip_ca_key *find_cam_key(const struct chip *c, uint32_t parameter)
{
	for (size_t i = 0; i < c->ca.count; i++) {
		const struct chip_ca_key *k = &c->ca.keys[i];
		if (k->has_id && k->id == parameter && k->pair.ec != NULL &&
		    (uint32_t)crypt_ec_curve(k->pair.ec) == parameter) {
			return k;
		}
	}
	return NULL;
}

/* Everything that the steps will need is there. */
static bool can_run(const struct chip *c, const struct chip_pace *p)
{
	if (!chip_domain_known(p->parameter, p->protocol.dh)) {
		return false;
	}
	switch (p->protocol.mapping) {
	case CHIP_GENERIC:
		return true;
	case CHIP_INTEGRATED:
		return p->parameter != CRYPT_P224; /* 9.5.1 */
	case CHIP_CAM:
		return find_cam_key(c, p->parameter) != NULL;
	}
	return false;
}

/* 84 of the command: at most four bytes. */
static bool read_parameter(const struct chip_mse *m, uint32_t *out)
{
	struct rd bytes = m->private;
	*out = 0;
	return !m->has_private || rd_be(&bytes, bytes.left, out);
}

/* 7F4C of the command is an inspection system's, or is not there (4.4.4.1). */
static bool chat_fits(const struct chip_mse *m)
{
	struct rd chat = m->chat;
	struct rd oid;
	struct rd rights;
	return !m->has_chat ||
	       (rd_expect(&chat, 0x06, &oid) && chip_cvc_is_inspection(oid) &&
		rd_expect(&chat, 0x53, &rights) && rights.left == 1 && rd_end(&chat));
}

enum chip_sw chip_pace_set(struct chip *c, const struct chip_apdu *a, const struct chip_mse *m)
{
	struct chip_pace p = {0};
	struct rd reference = m->reference;
	uint8_t password;
	uint32_t parameter;
	(void)a;
	if (c->profile.pace_off || c->in_application || c->sm.active) {
		return SW_CONDITIONS_OF_USE;
	}
	if (!chip_pace_protocol(m->oid, &p.protocol) || !rd_u8(&reference, &password) ||
	    !rd_end(&reference) || !read_parameter(m, &parameter) || !chat_fits(m)) {
		return SW_WRONG_DATA;
	}
	if (password != PASSWORD_MRZ && (password != PASSWORD_CAN || c->document->can.left == 0)) {
		return SW_REFERENCE_NOT_FOUND;
	}
	enum chip_sw sw = find_offer(c, m->oid, m->has_private, parameter, &p.parameter);
	if (sw != SW_OK) {
		return sw;
	}
	if (!can_run(c, &p) || !rd_dump(m->oid, p.oid, sizeof(p.oid), &p.oid_size)) {
		return SW_WRONG_DATA;
	}
	p.with_can = password == PASSWORD_CAN;
	p.wants_cars = m->has_chat;
	p.cam_key = p.protocol.mapping == CHIP_CAM ? find_cam_key(c, p.parameter) : NULL;
	p.step = PACE_NONCE;
	c->pace = p; /* its former keys went when this command came */
	return SW_OK;
}

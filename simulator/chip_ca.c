/*
 * chip_ca: Chip Authentication version 1 on the card's side (Doc 9303-11, 6.2).
 * Knows the chip's static key pairs. Never knows what DG14 says of them.
 *
 *   3DES: MSE:Set KAT { 91 key, 84 id }
 *   any:  MSE:Set AT { 80 protocol, 84 id } -> GENERAL AUTHENTICATE 7C { 80 key } -> 7C {}
 *   then: the answer still in the old session, every later command in the new one
 */
#include "simulator/chip_internal.h"

#define ARC_ECDH 2
#define COMMAND  0x80

/* id-CA; then the kind of key, 1 DH or 2 ECDH; then the cipher. */
static const uint8_t id_ca[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x03};

struct protocol {
	uint8_t kind;
	enum crypt_cipher cipher;
};

static bool read_protocol(struct rd oid, struct protocol *out)
{
	struct rd prefix;
	uint8_t cipher;
	if (!rd_take(&oid, sizeof(id_ca), &prefix) || !rd_equal(prefix, RD_ARRAY(id_ca)) ||
	    !rd_u8(&oid, &out->kind) || !rd_u8(&oid, &cipher) || !rd_end(&oid) || out->kind < 1 ||
	    out->kind > ARC_ECDH || cipher < 1 || cipher > 4) {
		return false;
	}
	out->cipher = (enum crypt_cipher)(cipher - 1);
	return true;
}

const char *chip_ca_name(struct rd oid)
{
	static const char *const names[2][4] = {
		{"CA-DH-3DES-CBC-CBC", "CA-DH-AES-CBC-CMAC-128", "CA-DH-AES-CBC-CMAC-192",
		 "CA-DH-AES-CBC-CMAC-256"},
		{"CA-ECDH-3DES-CBC-CBC", "CA-ECDH-AES-CBC-CMAC-128", "CA-ECDH-AES-CBC-CMAC-192",
		 "CA-ECDH-AES-CBC-CMAC-256"},
	};
	struct protocol p;
	return read_protocol(oid, &p) ? names[p.kind - 1][p.cipher] : "?";
}

static enum eg_err load_key(struct chip *c, const struct chip_ca_pair *pair)
{
	struct chip_ca_key *key = &c->ca.keys[c->ca.count];
	struct rd id = pair->id;
	key->ciphers = pair->ciphers;
	key->has_id = pair->id.left > 0;
	if (key->has_id && !rd_be(&id, id.left, &key->id)) {
		return EG_FAIL(EG_BAD_DATA, "key identifier of Chip Authentication");
	}
	EG_TRY(chip_pair_load(pair->spki, pair->private_number, c->profile.ca_cloned, &key->pair));
	c->ca.count++;
	return EG_OK;
}

enum eg_err chip_ca_load(struct chip *c)
{
	for (size_t i = 0; i < c->document->ca_pair_count; i++) {
		EG_TRY(load_key(c, &c->document->ca_pairs[i]));
	}
	return EG_OK;
}

void chip_ca_free(struct chip *c)
{
	for (size_t i = 0; i < CHIP_CA_KEYS_MAX; i++) {
		chip_pair_free(&c->ca.keys[i].pair);
	}
	c->ca = (struct chip_ca){0};
}

/* The one key for this; NULL: none, or several and no reference to tell them apart. */
static const struct chip_ca_key *find_key(const struct chip *c, uint8_t kind,
					  enum crypt_cipher cipher, const struct chip_mse *m)
{
	const struct chip_ca_key *found = NULL;
	struct rd reference = m->private;
	uint32_t id = 0;
	if (m->has_private && !rd_be(&reference, reference.left, &id)) {
		return NULL;
	}
	for (size_t i = 0; i < c->ca.count; i++) {
		const struct chip_ca_key *k = &c->ca.keys[i];
		bool named = m->has_private ? k->has_id && k->id == id : true;
		bool able = (kind == 0 || (kind == ARC_ECDH) == (k->pair.ec != NULL)) &&
			    (k->ciphers >> cipher & 1) != 0;
		if (named && able) {
			if (found != NULL) {
				return NULL;
			}
			found = k;
		}
	}
	return found;
}

static enum eg_err agree(struct chip *c, const struct chip_ca_key *key, enum crypt_cipher cipher,
			 struct rd terminal)
{
	EG_AUTO(bytes_free) struct bytes shared = {0};
	uint8_t bytes[CHIP_COMP_MAX];
	struct wr comp = WR_ARRAY(bytes);
	struct rd whole;
	EG_TRY(chip_pair_agree(&key->pair, terminal, &shared));
	EG_TRY(chip_pair_compress(&key->pair, terminal, &comp));
	EG_TRY(wr_done(&comp, &whole));
	EG_TRY(chip_sm_start(&c->next_sm, cipher, bytes_rd(&shared), RD_EMPTY));
	c->session.comp_ifd_size = whole.left;
	if (!rd_copy(&whole, c->session.comp_ifd, whole.left)) {
		return EG_FAIL(EG_TOO_BIG, "compressed key"); /* both are of CHIP_COMP_MAX */
	}
	/* Rights go with the terminal's key that was authenticated, and a new one is here now. */
	c->session.rights = 0;
	chip_ta_forget(c);
	return EG_OK;
}

static enum chip_sw may_begin(struct chip *c)
{
	c->ca.selected = NULL;
	if (!c->sm.active) {
		return SW_SECURITY_STATUS;
	}
	return chip_has_eac_here(c) ? SW_OK : SW_CONDITIONS_OF_USE;
}

enum chip_sw chip_ca_set_kat(struct chip *c, const struct chip_apdu *a, const struct chip_mse *m)
{
	(void)a;
	enum chip_sw sw = may_begin(c);
	if (sw != SW_OK) {
		return sw;
	}
	if (m->point.left == 0) {
		return SW_WRONG_DATA;
	}
	const struct chip_ca_key *key = find_key(c, 0, CRYPT_3DES, m);
	if (key == NULL) {
		return SW_REFERENCE_NOT_FOUND;
	}
	return agree(c, key, CRYPT_3DES, m->point) == EG_OK ? SW_OK : SW_WRONG_DATA;
}

enum chip_sw chip_ca_set_at(struct chip *c, const struct chip_apdu *a, const struct chip_mse *m)
{
	struct protocol p;
	(void)a;
	enum chip_sw sw = may_begin(c);
	if (sw != SW_OK) {
		return sw;
	}
	if (!read_protocol(m->oid, &p)) {
		return SW_WRONG_DATA;
	}
	c->ca.selected = find_key(c, p.kind, p.cipher, m);
	c->ca.cipher = p.cipher;
	return c->ca.selected == NULL ? SW_REFERENCE_NOT_FOUND : SW_OK;
}

enum chip_sw chip_ca_agree(struct chip *c, const struct chip_apdu *a, size_t room, struct wr *out)
{
	const struct chip_ca_key *key = c->ca.selected;
	struct rd point;
	(void)room; /* two bytes fit every answer */
	if (a->p1 != 0 || a->p2 != 0) {
		return SW_WRONG_P1P2;
	}
	if (!a->has_le) {
		return SW_WRONG_LENGTH;
	}
	c->ca.selected = NULL;
	if (!chip_dynamic_object(a->data, COMMAND, &point) ||
	    agree(c, key, c->ca.cipher, point) != EG_OK) {
		return SW_WRONG_DATA;
	}
	wr_close(out, wr_open(out, 0x7C));
	return SW_OK;
}

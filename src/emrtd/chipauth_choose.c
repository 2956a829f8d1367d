/*
 * chipauth_choose: which key, cipher and commands to use for Chip Authentication, best first.
 * Knows SecurityInfos as chips in the field write them. Never knows a private number or a session.
 */
#include "emrtd/chipauth.h"

#define KEYS_MAX     8 /* more of either are passed over */
#define INFOS_MAX    8
#define VERSION      1 /* 9.2.5 */
#define STRENGTH_CAP 128

struct offered_key {
	struct rd spki;
	bool dh;
	unsigned strength; /* bits; 0: the key cannot be used */
	struct rd id;      /* content of the INTEGER, empty: absent */
};

struct offered_info {
	bool dh;
	enum crypt_cipher cipher;
	struct rd id;
};

struct offers {
	struct offered_key keys[KEYS_MAX];
	size_t key_count;
	struct offered_info infos[INFOS_MAX];
	size_t info_count;
	bool any_info; /* one of any version or cipher */
};

struct ranked {
	struct chipauth_choice choice;
	uint32_t rank;
};

struct ranking {
	struct ranked of[CHIPAUTH_CHOICES_MAX]; /* best first */
	size_t count;
};

/* 9.2.5 and 9.2.6 want small numbers; zero is seen, and meant. */
static bool key_id_of(const struct security_info *info, struct rd *out)
{
	uint8_t first;
	*out = RD_EMPTY;
	if (info->optional_tag == 0) {
		return true;
	}
	struct rd id = info->optional;
	if (info->optional_tag != 0x02 || !rd_peek(&id, &first) || first >= 0x80) {
		return false;
	}
	if (first == 0 && id.left > 1 && !rd_skip(&id, 1)) {
		return false;
	}
	*out = id;
	return id.left <= CHIPAUTH_KEY_ID_MAX;
}

static unsigned strength_of(struct rd spki, bool dh)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	uint8_t number[CRYPT_DH_SIZE_MAX];
	struct wr w = WR_ARRAY(number);
	unsigned bits;
	if (!dh) {
		bits = crypt_pub_from_spki(spki, &key) == EG_OK && !crypt_pub_is_rsa(key)
			       ? (unsigned)crypt_pub_bits(key) / 2
			       : 0;
	} else if (crypt_dh_spki_public(spki, &w) != EG_OK) {
		bits = 0;
	} else { /* SP 800-57-1, table 2 */
		bits = w.size >= 384 ? STRENGTH_CAP : w.size >= 256 ? 112 : 80;
	}
	return bits < STRENGTH_CAP ? bits : STRENGTH_CAP;
}

static void add_key(struct offers *o, const struct security_info *info, bool dh)
{
	struct rd id;
	if (o->key_count == KEYS_MAX || info->required_tag != 0x30 || !key_id_of(info, &id)) {
		return;
	}
	o->keys[o->key_count++] = (struct offered_key){
		.spki = info->required_whole,
		.dh = dh,
		.strength = strength_of(info->required_whole, dh),
		.id = id,
	};
}

static void add_info(struct offers *o, const struct security_info *info, bool dh, uint8_t arc)
{
	struct offered_info offered = {.dh = dh};
	uint32_t version;
	o->any_info = true;
	if (o->info_count == INFOS_MAX || !security_info_cipher(arc, &offered.cipher) ||
	    info->required_tag != 0x02 || !rd_small_int(info->required, &version) ||
	    version != VERSION || !key_id_of(info, &offered.id)) {
		return;
	}
	o->infos[o->info_count++] = offered;
}

static enum eg_err read_offers(struct rd file, struct offers *o)
{
	struct rd set;
	*o = (struct offers){0};
	EG_TRY(security_infos_open(file, &set));
	while (set.left > 0) {
		struct security_info info;
		uint8_t family;
		uint8_t kind; /* 1 DH, 2 ECDH in both families */
		uint8_t arc;
		if (!security_info_next(&set, &info)) {
			return EG_FAIL(EG_BAD_DATA, "SecurityInfo");
		}
		if (!security_info_arcs(info.protocol, &family, &kind, &arc) || kind < 1 ||
		    kind > 2) {
			continue;
		}
		if (family == SECINFO_PUBLIC_KEY && arc == 0) {
			add_key(o, &info, kind == 1);
		} else if (family == SECINFO_CHIP_AUTH) {
			add_info(o, &info, kind == 1, arc);
		}
	}
	return EG_OK;
}

/* Why a choice stands behind another, most weighty first. Smaller is better. */
static uint32_t rank_of(const struct offered_key *key, const struct chipauth_choice *c,
			unsigned deviation, bool lenient)
{
	/* The shortest AES key is enough and cheapest; 3DES comes last (8.5). */
	static const uint8_t ciphers[] = {
		[CRYPT_AES128] = 0, [CRYPT_AES192] = 1, [CRYPT_AES256] = 2, [CRYPT_3DES] = 3};
	/* Where nothing is told, 3DES is what such chips do (French passports), then AES. */
	static const uint8_t guesses[] = {
		[CRYPT_3DES] = 0, [CRYPT_AES128] = 1, [CRYPT_AES256] = 2, [CRYPT_AES192] = 3};
	uint32_t cipher = c->inferred ? guesses[c->cipher] : ciphers[c->cipher];
	uint32_t triple = c->cipher == CRYPT_3DES && !c->inferred ? 1 : 0;
	return (key->strength == 0 ? 1U : 0U) << 24 | deviation << 20 | (lenient ? 1U : 0U) << 16 |
	       triple << 15 | (uint32_t)(STRENGTH_CAP - key->strength) << 7 |
	       (c->dh ? 1U : 0U) << 6 | cipher;
}

static void insert(struct ranking *r, const struct chipauth_choice *c, uint32_t rank)
{
	if (r->count == CHIPAUTH_CHOICES_MAX && rank >= r->of[r->count - 1].rank) {
		return;
	}
	size_t at = r->count < CHIPAUTH_CHOICES_MAX ? r->count++ : r->count - 1;
	for (; at > 0 && r->of[at - 1].rank > rank; at--) {
		r->of[at] = r->of[at - 1];
	}
	r->of[at] = (struct ranked){*c, rank};
}

/* The choice itself, and how chips that deviate want it. */
static void insert_ways(struct ranking *r, const struct offers *o, const struct offered_key *key,
			struct chipauth_choice c, bool lenient)
{
	insert(r, &c, rank_of(key, &c, 0, lenient));
	if (o->key_count == 1 && c.key_id_size > 0) {
		struct chipauth_choice unnamed = c;
		unnamed.key_id_size = 0;
		insert(r, &unnamed, rank_of(key, &unnamed, 2, lenient));
	}
	if (c.way == CHIPAUTH_SET_KAT) {
		c.way = CHIPAUTH_SET_AT;
		insert(r, &c, rank_of(key, &c, 1, lenient));
	}
}

static struct chipauth_choice choice_of(const struct offered_key *key, enum crypt_cipher cipher,
					struct rd id)
{
	struct chipauth_choice c = {
		.spki = key->spki,
		.oid = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, SECINFO_CHIP_AUTH,
			key->dh ? 1 : 2, (uint8_t)(cipher + 1)},
		.dh = key->dh,
		.cipher = cipher,
		.way = cipher == CRYPT_3DES ? CHIPAUTH_SET_KAT : CHIPAUTH_SET_AT,
	};
	if (!rd_dump(id, c.key_id, sizeof(c.key_id), &c.key_id_size)) {
		c.key_id_size = 0; /* cannot be: key_id_of has bounded it */
	}
	return c;
}

static void match(struct ranking *r, const struct offers *o, const struct offered_info *info,
		  const struct offered_key *key)
{
	bool lenient = (info->id.left == 0) != (key->id.left == 0);
	if (info->dh != key->dh || (!lenient && !rd_equal(info->id, key->id))) {
		return;
	}
	struct rd id = info->id.left > 0 ? info->id : key->id;
	insert_ways(r, o, key, choice_of(key, info->cipher, id), lenient);
}

static void infer(struct ranking *r, const struct offers *o, const struct offered_key *key)
{
	for (unsigned cipher = CRYPT_3DES; cipher <= CRYPT_AES256; cipher++) {
		struct chipauth_choice c = choice_of(key, (enum crypt_cipher)cipher, key->id);
		c.inferred = true;
		insert_ways(r, o, key, c, false);
	}
}

static void rank_offers(const struct offers *o, struct ranking *r)
{
	*r = (struct ranking){0};
	for (size_t k = 0; k < o->key_count; k++) {
		if (!o->any_info) {
			infer(r, o, &o->keys[k]);
		}
		for (size_t i = 0; i < o->info_count; i++) {
			match(r, o, &o->infos[i], &o->keys[k]);
		}
	}
}

enum eg_err chipauth_choose_at(struct rd dg14_or_securityinfos, unsigned index,
			       struct chipauth_choice *out)
{
	struct offers o;
	struct ranking r;
	*out = (struct chipauth_choice){0};
	EG_TRY(read_offers(dg14_or_securityinfos, &o));
	rank_offers(&o, &r);
	if (index < r.count) {
		*out = r.of[index].choice;
		return EG_OK;
	}
	if (index > 0 || (o.key_count == 0 && !o.any_info)) {
		return EG_NOT_FOUND;
	}
	if (o.any_info && o.info_count == 0) {
		return EG_FAIL(EG_UNSUPPORTED, "Chip Authentication of another version or cipher");
	}
	return EG_FAIL(EG_BAD_DATA, "no key goes with a ChipAuthenticationInfo");
}

enum eg_err chipauth_choose(struct rd dg14_or_securityinfos, struct chipauth_choice *out)
{
	return chipauth_choose_at(dg14_or_securityinfos, 0, out);
}

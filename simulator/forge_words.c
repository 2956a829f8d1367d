/*
 * forge_words: what an order says in words on the command line: kinds of PACE, keys, rights.
 * Knows text forms. Never knows what is made of them.
 */
#include "simulator/forge_words.h"

#include "simulator/forge_cvc.h"

/* A curve, or a group of a finite field. */
struct parameters {
	bool dh;
	enum crypt_curve curve;
	enum crypt_dh_group group;
};

static bool read_parameters(struct rd word, struct parameters *out)
{
	static const struct {
		const char *name;
		enum crypt_dh_group group;
	} groups[] = {
		{"modp1024", CRYPT_DH_1024_160},
		{"modp2048-224", CRYPT_DH_2048_224},
		{"modp2048-256", CRYPT_DH_2048_256},
	};
	*out = (struct parameters){.curve = CRYPT_P256};
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (rd_equal(word, rd_cstr(groups[i].name))) {
			out->dh = true;
			out->group = groups[i].group;
			return true;
		}
	}
	return forge_curve_parse(word, &out->curve);
}

static bool read_mapping(struct rd word, enum forge_mapping *out)
{
	static const char *const names[] = {"gm", "im", "cam"};
	*out = FORGE_GENERIC;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (rd_equal(word, rd_cstr(names[i]))) {
			*out = (enum forge_mapping)i;
			return true;
		}
	}
	return word.left == 0;
}

static enum eg_err read_pace(struct rd word, struct forge_pace *out)
{
	struct parameters p;
	struct rd rest = word;
	*out = (struct forge_pace){.offered = true};
	if (!read_parameters(rd_until(&rest, ":"), &p) ||
	    !forge_cipher_parse(rd_until(&rest, ":"), &out->cipher) ||
	    !read_mapping(rest, &out->mapping)) {
		return EG_FAIL(EG_CONFIG, "pace is PARAMETERS:CIPHER[:gm|im|cam],... or none");
	}
	out->dh = p.dh;
	out->curve = p.curve;
	out->group = p.group;
	return EG_OK;
}

enum eg_err forge_words_pace(const char *text, struct forge_order *o)
{
	struct rd rest = rd_cstr(text);
	o->pace.offered = false;
	o->more_pace_count = 0;
	if (rd_equal(rest, RD_TEXT("none"))) {
		return EG_OK;
	}
	EG_TRY(read_pace(rd_until(&rest, ","), &o->pace));
	while (rest.left > 0) {
		if (o->more_pace_count == FORGE_PACES_MAX - 1) {
			return EG_FAIL(EG_CONFIG, "too many kinds of PACE");
		}
		EG_TRY(read_pace(rd_until(&rest, ","), &o->more_paces[o->more_pace_count]));
		o->more_pace_count++;
	}
	return EG_OK;
}

static bool read_ciphers(struct rd words, struct forge_chip_key *out)
{
	if (rd_equal(words, RD_TEXT("cam"))) {
		return true;
	}
	if (rd_equal(words, RD_TEXT("untold"))) {
		out->untold = true;
		out->ciphers = 1U << CRYPT_3DES;
		return true;
	}
	while (words.left > 0) {
		enum crypt_cipher cipher;
		if (!forge_cipher_parse(rd_until(&words, "+"), &cipher)) {
			return false;
		}
		out->ciphers |= (uint8_t)(1U << cipher);
	}
	return out->ciphers != 0;
}

static bool read_decimal(struct rd digits, uint32_t max, uint32_t *out)
{
	bool any = digits.left > 0;
	uint8_t c;
	*out = 0;
	while (digits.left > 0 && rd_u8(&digits, &c)) {
		if (c < '0' || c > '9' || *out > max) {
			return false;
		}
		*out = *out * 10 + (uint32_t)(c - '0');
	}
	return any && *out <= max;
}

static enum eg_err read_chip_key(struct rd word, struct forge_chip_key *out)
{
	struct parameters p;
	struct rd rest = word;
	*out = (struct forge_chip_key){0};
	bool ok = read_parameters(rd_until(&rest, ":"), &p) &&
		  read_ciphers(rd_until(&rest, ":"), out);
	if (!ok || (rest.left > 0 && !read_decimal(rest, 255, &out->id))) {
		return EG_FAIL(EG_CONFIG, "chip-auth is PARAMETERS:CIPHERS[:ID],... or none");
	}
	out->has_id = rest.left > 0;
	out->dh = p.dh;
	out->curve = p.curve;
	out->group = p.group;
	return EG_OK;
}

enum eg_err forge_words_chip_auth(const char *text, struct forge_order *o)
{
	struct rd rest = rd_cstr(text);
	o->chip_key_count = 0;
	if (rd_equal(rest, RD_TEXT("none"))) {
		return EG_OK;
	}
	do {
		if (o->chip_key_count == FORGE_CHIP_KEYS_MAX) {
			return EG_FAIL(EG_CONFIG, "too many keys for Chip Authentication");
		}
		EG_TRY(read_chip_key(rd_until(&rest, ","), &o->chip_keys[o->chip_key_count]));
		o->chip_key_count++;
	} while (rest.left > 0);
	return EG_OK;
}

enum eg_err forge_words_access(const char *text, uint8_t *out)
{
	struct rd rest = rd_cstr(text);
	*out = 0;
	if (rd_equal(rest, RD_TEXT("none"))) {
		return EG_OK;
	}
	while (rest.left > 0) {
		struct rd word = rd_until(&rest, "+");
		bool third = rd_equal(word, RD_TEXT("dg3"));
		if (!third && !rd_equal(word, RD_TEXT("dg4"))) {
			return EG_FAIL(EG_CONFIG, "access is dg3+dg4, dg3, dg4 or none");
		}
		*out |= third ? FORGE_CVC_DG3 : FORGE_CVC_DG4;
	}
	return EG_OK;
}

enum eg_err forge_words_group(struct rd word, uint8_t *number, struct rd *rest)
{
	uint32_t value;
	*rest = word;
	if (!read_decimal(rd_until(rest, ":"), FORGE_GROUPS_MAX, &value) || value == 0 ||
	    rest->left == 0) {
		return EG_FAIL(EG_CONFIG, "dg is NUMBER:FILE,...");
	}
	*number = (uint8_t)value;
	return EG_OK;
}

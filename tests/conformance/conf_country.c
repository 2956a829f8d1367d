/*
 * conf_country: the countries of the cases: CAs by algorithm, and keys of signers, each made once.
 *
 * A key is drawn once for each kind and size: drawing RSA of 3072 bits and DSA takes seconds, and
 * what is signed with it does not depend on who else signs. So keys are owned by one table, and
 * CAs and signers borrow them with an algorithm of their own.
 */
#include "conf_country.h"

#include "conf_world.h"

#include <stdio.h>
#include <string.h>

#define KEYS_MAX 24
#define CAS_MAX  48
#define NAME_MAX 64

static const struct date today = {2026, 3, 1};
static const char usual[] = "ec:P-256:sha256:named";

static struct {
	char name[NAME_MAX];
	struct forge_key key;
} keys[KEYS_MAX];
static size_t key_count;

static struct {
	char name[NAME_MAX];
	struct forge_ca ca; /* its key is borrowed from keys */
} cas[CAS_MAX];
static size_t ca_count;

static struct {
	char name[NAME_MAX];
	struct forge_key key; /* borrowed, with the algorithm */
} signers[CAS_MAX];
static size_t signer_count;

static void must(enum eg_err err, const char *what)
{
	conf_must(err == EG_OK, what);
}

static struct forge_alg alg_of(const char *text)
{
	struct forge_alg alg;
	must(forge_alg_parse(text, &alg), text);
	return alg;
}

/* A key of this owner's, of this kind and size; the algorithm is the asked one. */
static struct forge_key key_of(const char *owner, const struct forge_alg *alg)
{
	char name[NAME_MAX];
	struct forge_key out;
	bool cubic = alg->block == FORGE_BLOCK_CUBE_ROOT || alg->block == FORGE_BLOCK_CUBE_HONEST;
	/* Which keys may be one: the group of DSA goes with the hash, the exponent with the block.
	 */
	(void)snprintf(name, sizeof(name), "%s %s %s %s %s", owner,
		       alg->dsa   ? "dsa"
		       : alg->rsa ? "rsa"
				  : "ec",
		       forge_size_name(alg).text, cubic ? "3" : "",
		       alg->dsa ? forge_hash_name(alg->hash) : ""); /* fits */
	size_t i = 0;
	while (i < key_count && strcmp(keys[i].name, name) != 0) {
		i++;
	}
	if (i == key_count) {
		conf_must(key_count < KEYS_MAX, "room for a key");
		must(forge_key_generate(alg, &keys[i].key), "key");
		(void)snprintf(keys[i].name, sizeof(keys[i].name), "%s", name); /* fits */
		key_count++;
	}
	out = keys[i].key;
	out.alg = *alg;
	return out;
}

void conf_country_open(void)
{
	(void)conf_country_ca(NULL); /* of every case */
}

void conf_country_close(void)
{
	for (size_t i = 0; i < key_count; i++) {
		forge_key_free(&keys[i].key);
	}
	key_count = 0;
	ca_count = 0;
	signer_count = 0;
}

struct date conf_today(void)
{
	return today;
}

struct forge_ca_order conf_country_order(const char *algorithm)
{
	const struct forge_alg alg = alg_of(algorithm == NULL ? usual : algorithm);
	return forge_ca_usual(&alg, today);
}

static const struct forge_ca *ca_named(const char *name, const char *owner,
				       const struct forge_ca_order *order)
{
	for (size_t i = 0; i < ca_count; i++) {
		if (strcmp(cas[i].name, name) == 0) {
			return &cas[i].ca;
		}
	}
	struct forge_key key = key_of(owner, &order->alg);
	conf_must(ca_count < CAS_MAX, "room for a CA");
	must(forge_ca_with_key(&cas[ca_count].ca, &key, order), "country CA");
	(void)snprintf(cas[ca_count].name, NAME_MAX, "%s", name); /* cut is still its own */
	return &cas[ca_count++].ca;
}

const struct forge_ca *conf_country_ca(const char *algorithm)
{
	const struct forge_ca_order order = conf_country_order(algorithm);
	return ca_named(algorithm == NULL ? usual : algorithm, "ca", &order);
}

const struct forge_ca *conf_country_other(const char *name, const struct forge_ca_order *order)
{
	return ca_named(name, name, order);
}

const struct forge_key *conf_country_signer(const char *algorithm)
{
	for (size_t i = 0; i < signer_count; i++) {
		if (strcmp(signers[i].name, algorithm) == 0) {
			return &signers[i].key;
		}
	}
	const struct forge_alg alg = alg_of(algorithm);
	conf_must(signer_count < CAS_MAX, "room for a signer");
	signers[signer_count].key = key_of("signer", &alg);
	(void)snprintf(signers[signer_count].name, NAME_MAX, "%s", algorithm); /* fits */
	return &signers[signer_count++].key;
}

struct rd conf_country_certificate(void)
{
	return forge_ca_certificate(conf_country_ca(NULL));
}

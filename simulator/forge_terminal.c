/*
 * forge_terminal: who may read fingers and irises in an invented country: its CVCA with former
 * generations, a document verifier, and this gate's certificate and key.
 * Knows who issues to whom and for how long. Never knows how a certificate is written.
 */
#include "simulator/forge_terminal.h"

#include "simulator/forge_cert.h"
#include "simulator/forge_files.h"

#include <stdio.h>

#define ALL_ACCESS (FORGE_CVC_DG3 | FORGE_CVC_DG4)
#define DV         "UTDV00001"
#define DV_FOREIGN "ZZDV00001"
#define GATE       "UTGATE00001"

struct forge_terminal_order forge_terminal_usual(struct date today)
{
	return (struct forge_terminal_order){
		.alg = {.curve = CRYPT_BP256R1, .hash = CRYPT_SHA256},
		.generations = 1,
		.access = ALL_ACCESS,
		.today = today,
	};
}

/* "UTCVCA00001" */
struct name {
	char text[16];
};

static struct name root_name(unsigned generation)
{
	struct name n;
	(void)snprintf(n.text, sizeof(n.text), "UTCVCA%05u", generation % 100000U); /* 11 */
	return n;
}

static enum eg_err issue(struct forge_terminal *t, const char *kind, const struct forge_cvc *cvc)
{
	struct forge_terminal_file *f = &t->files[t->file_count];
	struct wr w = WR_ARRAY(f->bytes);
	EG_TRY(forge_cvc(&w, cvc));
	f->size = w.size;
	/* 28 characters at most. */
	(void)snprintf(f->name, sizeof(f->name), "%s%s.cvcert", cvc->holder, kind);
	t->file_count++;
	return EG_OK;
}

/* One generation: a year after the one before, whose key signs the link. */
static enum eg_err issue_root(struct forge_terminal *t, const struct forge_terminal_order *o,
			      unsigned generation, const struct forge_key *key,
			      const struct forge_key *former)
{
	struct name own = root_name(generation);
	struct name before = root_name(generation - 1);
	int age = 30 + (int)(o->generations - generation) * 365;
	struct forge_cvc cvc = {
		.authority = own.text,
		.holder = own.text,
		.key = key,
		.signer = key,
		.rights = FORGE_CVC_CVCA | ALL_ACCESS,
		.from = forge_date_add(o->today, -age),
		.until = forge_date_add(o->today, 3 * 365 - age),
		.domain = true,
	};
	EG_TRY(issue(t, "", &cvc));
	if (former == NULL) {
		return EG_OK;
	}
	cvc.authority = before.text;
	cvc.signer = former;
	return issue(t, "-link", &cvc);
}

static enum eg_err issue_dv(struct forge_terminal *t, const struct forge_terminal_order *o,
			    const struct forge_key *key, const struct forge_key *root)
{
	struct name authority = root_name(o->generations);
	const struct forge_cvc cvc = {
		.authority = authority.text,
		.holder = o->foreign ? DV_FOREIGN : DV,
		.key = key,
		.signer = root,
		.rights = (o->foreign ? FORGE_CVC_DV_FOREIGN : FORGE_CVC_DV_DOMESTIC) | ALL_ACCESS,
		.from = forge_date_add(o->today, -20),
		.until = forge_date_add(o->today, 70),
	};
	return issue(t, "", &cvc);
}

static enum eg_err issue_gate(struct forge_terminal *t, const struct forge_terminal_order *o,
			      const struct forge_key *dv)
{
	const struct forge_cvc cvc = {
		.authority = o->foreign ? DV_FOREIGN : DV,
		.holder = GATE,
		.key = &t->key,
		.signer = dv,
		.rights = FORGE_CVC_TERMINAL | o->access,
		.from = forge_date_add(o->today, -19),
		.until = forge_date_add(o->today, o->expired ? -7 : 11),
	};
	return issue(t, "", &cvc);
}

static enum eg_err build(struct forge_terminal *t, const struct forge_terminal_order *o)
{
	EG_AUTO(forge_key_free) struct forge_key root = {0};
	EG_AUTO(forge_key_free) struct forge_key dv = {0};
	for (unsigned i = 1; i <= o->generations; i++) {
		EG_AUTO(forge_key_free) struct forge_key former = root;
		root = (struct forge_key){0};
		EG_TRY(forge_key_generate(&o->alg, &root));
		EG_TRY(issue_root(t, o, i, &root, i == 1 ? NULL : &former));
	}
	EG_TRY(forge_key_generate(&o->alg, &dv));
	EG_TRY(issue_dv(t, o, &dv, &root));
	EG_TRY(forge_key_generate(&o->alg, &t->key));
	return issue_gate(t, o, &dv);
}

enum eg_err forge_terminal_new(struct forge_terminal *out, const struct forge_terminal_order *order)
{
	*out = (struct forge_terminal){0};
	if (order->generations == 0 || order->generations > FORGE_GENERATIONS_MAX) {
		return EG_FAIL(EG_CONFIG, "generations of a CVCA");
	}
	if (order->alg.dsa) {
		return EG_FAIL(EG_CONFIG, "terminals do not sign with DSA");
	}
	if (order->alg.rsa && order->alg.bits > FORGE_CHIP_RSA_BITS_MAX) {
		return EG_FAIL(EG_CONFIG, "key of a terminal of more than 4096 bits");
	}
	enum eg_err err = build(out, order);
	if (err != EG_OK) {
		forge_terminal_free(out);
	}
	return err;
}

void forge_terminal_free(struct forge_terminal *t)
{
	if (t != NULL) {
		forge_key_free(&t->key);
		*t = (struct forge_terminal){0};
	}
}

struct rd forge_terminal_root(const struct forge_terminal *t, unsigned generation)
{
	/* Root, then root and link of each further one. */
	size_t place = generation < 2 ? 0 : (size_t)2 * generation - 3;
	return place < t->file_count ? rd_of(t->files[place].bytes, t->files[place].size)
				     : RD_EMPTY;
}

enum eg_err forge_terminal_save(const struct forge_terminal *t, const char *folder)
{
	uint8_t key_bytes[FORGE_PKCS8_MAX];
	struct wr key = WR_ARRAY(key_bytes);
	for (size_t i = 0; i < t->file_count; i++) {
		const struct forge_terminal_file *f = &t->files[i];
		EG_TRY(forge_write_file(folder, f->name, 0644, rd_of(f->bytes, f->size)));
	}
	EG_TRY(forge_key_pkcs8(&t->key, &key));
	enum eg_err err = forge_write_file(folder, GATE ".pkcs8", 0600, wr_view(&key));
	secret_wipe(key_bytes, sizeof(key_bytes));
	return err;
}

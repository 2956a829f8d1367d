/*
 * pki_terminal: a terminal's folder as an administrator looks at it.
 * Knows files by their names. Holds public halves of keys only; never knows a chip.
 */
#include "prog/pki_terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void pki_terminal_free(struct pki_terminal **t)
{
	if (t == NULL || *t == NULL) {
		return;
	}
	for (size_t i = 0; i < (*t)->file_count; i++) {
		bytes_free(&(*t)->files[i].content);
	}
	cvc_store_free(&(*t)->store);
	free(*t);
	*t = NULL;
}

struct taking {
	struct pki_terminal *into;
	const struct folder_bad *file; /* at hand */
};

/* Into its place by name: what a file system answers has no order. */
static enum eg_err take_certificate(void *context, struct rd content)
{
	const struct taking *taking = context;
	struct pki_terminal *t = taking->into;
	struct pki_terminal_file f = {.name = ""};
	if (t->file_count == CVC_STORE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "certificates of the terminal");
	}
	/* A name is never longer than 255 octets. */
	(void)snprintf(f.name, sizeof(f.name), "%s", taking->file->name);
	EG_TRY(bytes_reserve(&f.content, content.left == 0 ? 1 : content.left, CVC_SIZE_MAX));
	enum eg_err err = bytes_append(&f.content, content);
	if (err != EG_OK) {
		bytes_free(&f.content);
		return err;
	}
	size_t at = t->file_count++;
	for (; at > 0 && strcmp(t->files[at - 1].name, f.name) > 0; at--) {
		t->files[at] = t->files[at - 1];
	}
	t->files[at] = f;
	return EG_OK;
}

static void take_keys(struct pki_terminal *t, const struct keys *k)
{
	t->key_count = keys_count(k);
	t->keys_plain = keys_plain(k);
	t->keys_missing = keys_missing(k);
	for (size_t i = 0; i < t->key_count; i++) {
		if (terminal_key_public(keys_at(k, i), &t->keys[i]) != EG_OK) {
			t->keys[i] = (struct terminal_public){0}; /* belongs to nothing */
		}
	}
}

enum eg_err pki_terminal_read(const char *folder, const char *secret, struct date today,
			      struct pki_terminal **out, struct folder_bad *bad)
{
	static const struct folder_kind kind = {".cvcert", CVC_SIZE_MAX, FOLDER_OPEN,
						take_certificate};
	EG_AUTO(pki_terminal_free) struct pki_terminal *t = calloc(1, sizeof(*t));
	EG_AUTO(keys_free) struct keys *k = NULL;
	*out = NULL;
	if (t == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "certificates of the terminal");
	}
	t->today = today;
	struct taking taking = {t, bad};
	EG_TRY(folder_each(folder, &kind, 1, &taking, bad));
	EG_TRY(keys_load(folder, secret, &k, bad));
	take_keys(t, k);
	*out = t;
	t = NULL;
	return EG_OK;
}

size_t pki_terminal_key_of(const struct pki_terminal *t, const struct cvc *terminal,
			   const struct cvc_key *key)
{
	const struct cvc_public *c = &terminal->key;
	for (size_t i = 0; i < t->key_count; i++) {
		const struct terminal_public *p = &t->keys[i];
		bool rsa = p->rsa && c->rsa && rd_equal(terminal_public_modulus(p), c->modulus) &&
			   rd_equal(terminal_public_exponent(p), c->exponent);
		bool ec = !p->rsa && !c->rsa && p->point_size > 0 && p->curve == key->curve &&
			  rd_equal(terminal_public_point(p), c->point);
		if (rsa || ec) {
			return i;
		}
	}
	return KEYS_MAX;
}

static bool has_key(void *context, const struct cvc *terminal, const struct cvc_key *key)
{
	return pki_terminal_key_of(context, terminal, key) != KEYS_MAX;
}

struct cvc_holder pki_terminal_holder(struct pki_terminal *t)
{
	return (struct cvc_holder){.context = t, .has_key = has_key};
}

enum eg_err pki_terminal_parse(struct pki_terminal *t)
{
	const struct cvc_holder holder = pki_terminal_holder(t);
	EG_TRY(cvc_store_new(&t->store));
	for (size_t i = 0; i < t->file_count; i++) {
		if (cvc_store_add(t->store, bytes_rd(&t->files[i].content)) != EG_OK) {
			t->files[i].refused = eg_fault_last().reason;
		}
	}
	return cvc_tree_build(t->store, &holder, &t->tree);
}

const char *pki_terminal_file_name(const struct pki_terminal *t, size_t place)
{
	const struct cvc *c = cvc_store_at(t->store, place);
	for (size_t i = 0; c != NULL && i < t->file_count; i++) {
		if (rd_equal(bytes_rd(&t->files[i].content), c->whole)) {
			return t->files[i].name;
		}
	}
	return "";
}

enum cvc_why pki_terminal_state(const struct pki_terminal *t, size_t place)
{
	enum cvc_why why = t->tree.of[place].why;
	return why == CVC_GOOD ? cvc_period(cvc_store_at(t->store, place), t->today) : why;
}

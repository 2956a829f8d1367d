/*
 * terminal: this gate as chips see it in Terminal Authentication.
 * Knows which key belongs to which certificate. Never knows documents or secure messaging.
 */
#include "prog/terminal.h"

#include <stdlib.h>

/* Which key a certificate has. */
enum matched { NOT_TRIED, NO_KEY, HAS_KEY };
struct match {
	const struct cvc *terminal;
	enum matched state;
	size_t key;
};

struct terminal {
	struct cvc_store *store;     /* owned */
	struct token_client *signer; /* owned; NULL: keys lie in this process */
	struct terminal_key keys[TERMINAL_KEYS_MAX];
	size_t key_count;
	struct match matches[CVC_STORE_MAX]; /* of the terminals' certificates met so far */
	size_t match_count;
	struct date today;
	struct cvc_chain chain; /* given last */
	size_t key;             /* of its end; keys[key] */
};

enum eg_err terminal_new(struct date today, struct terminal **out)
{
	EG_AUTO(terminal_free) struct terminal *t = calloc(1, sizeof(*t));
	*out = NULL;
	if (t == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "terminal");
	}
	t->today = today;
	EG_TRY(cvc_store_new(&t->store));
	*out = t;
	t = NULL;
	return EG_OK;
}

void terminal_free(struct terminal **t)
{
	if (t == NULL || *t == NULL) {
		return;
	}
	for (size_t i = 0; i < (*t)->key_count; i++) {
		terminal_key_close(&(*t)->keys[i]);
	}
	token_client_free(&(*t)->signer); /* after its keys */
	cvc_store_free(&(*t)->store);
	free(*t);
	*t = NULL;
}

void terminal_today(struct terminal *t, struct date today)
{
	t->today = today;
}

/* What was found out about keys and chains holds no longer. */
static void forget(struct terminal *t)
{
	t->match_count = 0;
	t->chain = (struct cvc_chain){0};
}

enum eg_err terminal_add_certificate(struct terminal *t, struct rd cvcert)
{
	forget(t);
	return cvc_store_add(t->store, cvcert);
}

enum eg_err terminal_add_key(struct terminal *t, struct terminal_key *key)
{
	forget(t);
	if (t->key_count == TERMINAL_KEYS_MAX) {
		terminal_key_close(key);
		return EG_FAIL(EG_TOO_BIG, "keys of the terminal");
	}
	t->keys[t->key_count++] = *key;
	*key = (struct terminal_key){0};
	return EG_OK;
}

static enum eg_err take_certificate(void *context, struct rd content)
{
	return terminal_add_certificate(context, content);
}

/* Finds each certificate's key now, so that no traveller waits for it. */
static void match_keys(struct terminal *t)
{
	struct terminal_anchor anchor;
	for (size_t i = 0; terminal_anchor(t, i, &anchor); i++) {
	}
}

static enum eg_err take_remote_keys(struct terminal *t)
{
	for (size_t i = 0; i < token_client_count(t->signer); i++) {
		struct terminal_key key;
		EG_TRY(token_client_key(t->signer, i, &key));
		EG_TRY(terminal_add_key(t, &key));
	}
	return EG_OK;
}

enum eg_err terminal_open(const struct token_settings *s, struct date today, struct terminal **out,
			  struct folder_bad *bad)
{
	static const struct folder_kind kind = {".cvcert", CVC_SIZE_MAX, FOLDER_OPEN,
						take_certificate};
	EG_AUTO(terminal_free) struct terminal *t = NULL;
	*out = NULL;
	EG_TRY(terminal_new(today, &t));
	EG_TRY(folder_each(s->folder, &kind, 1, t, bad));
	EG_TRY(token_client_start(s, &t->signer, bad));
	EG_TRY(take_remote_keys(t));
	match_keys(t);
	*out = t;
	t = NULL;
	return EG_OK;
}

struct terminal_keys terminal_keys(const struct terminal *t)
{
	struct terminal_keys k = {.count = t->key_count};
	if (t->signer != NULL) {
		k.plain = token_client_plain(t->signer);
		k.missing = token_client_missing(t->signer);
	}
	return k;
}

static struct match *match_of(struct terminal *t, const struct cvc *terminal)
{
	for (size_t i = 0; i < t->match_count; i++) {
		if (t->matches[i].terminal == terminal) {
			return &t->matches[i];
		}
	}
	if (t->match_count == CVC_STORE_MAX) {
		return NULL;
	}
	struct match *m = &t->matches[t->match_count++];
	*m = (struct match){.terminal = terminal};
	return m;
}

static bool has_key(void *context, const struct cvc *terminal, const struct cvc_key *pub)
{
	struct terminal *t = context;
	struct match *m = match_of(t, terminal);
	if (m == NULL) {
		return false;
	}
	for (size_t i = 0; m->state == NOT_TRIED && i < t->key_count; i++) {
		if (terminal_key_fits(&t->keys[i], pub) == EG_OK) {
			m->state = HAS_KEY;
			m->key = i;
		}
	}
	if (m->state == NOT_TRIED) {
		m->state = NO_KEY;
	}
	return m->state == HAS_KEY;
}

static enum eg_err choose(struct terminal *t, struct rd car, enum cvc_why *why)
{
	const struct cvc_holder holder = {.context = t, .has_key = has_key};
	EG_TRY(cvc_store_chain(t->store, &holder, car, t->today, &t->chain, why));
	const struct match *m = match_of(t, t->chain.certificates[t->chain.count - 1]);
	if (m == NULL) {
		return EG_FAIL(EG_STATE, "key of the terminal");
	}
	t->key = m->key;
	return EG_OK;
}

static enum eg_err port_chain(void *context, struct rd car, struct rd *certificates, size_t cap,
			      size_t *count)
{
	struct terminal *t = context;
	enum cvc_why why;
	*count = 0;
	EG_TRY(choose(t, car, &why));
	if (t->chain.count > cap) {
		return EG_FAIL(EG_NOT_FOUND, "chain of too many certificates");
	}
	for (size_t i = 0; i < t->chain.count; i++) {
		certificates[i] = t->chain.certificates[i]->whole;
	}
	*count = t->chain.count;
	return EG_OK;
}

static enum eg_err port_sign(void *context, struct rd message, struct wr *signature)
{
	const struct terminal *t = context;
	if (t->chain.count == 0) {
		return EG_FAIL(EG_STATE, "no chain was chosen");
	}
	const struct cvc *last = t->chain.certificates[t->chain.count - 1];
	return terminal_key_sign(&t->keys[t->key], &last->key.alg, message, signature);
}

struct termauth_terminal terminal_port(struct terminal *t)
{
	return (struct termauth_terminal){.context = t, .chain = port_chain, .sign = port_sign};
}

/* A CVCA certificate with a reference that none before it has. */
static bool is_new_anchor(const struct terminal *t, size_t place)
{
	const struct cvc *c = cvc_store_at(t->store, place);
	for (size_t i = 0; i < place; i++) {
		const struct cvc *before = cvc_store_at(t->store, i);
		if (before->role == CVC_CVCA && rd_equal(before->holder, c->holder)) {
			return false;
		}
	}
	return c->role == CVC_CVCA;
}

static void describe(struct terminal *t, struct rd car, struct terminal_anchor *out)
{
	const struct cvc_chain before = t->chain;
	size_t key = t->key;
	*out = (struct terminal_anchor){.car = car};
	if (choose(t, car, &out->why) == EG_OK) {
		out->access = t->chain.access;
		out->until = (struct date){2099, 12, 31};
		for (size_t i = 0; i < t->chain.count; i++) {
			const struct cvc *c = t->chain.certificates[i];
			if (c->role != CVC_CVCA && date_compare(c->to, out->until) < 0) {
				out->until = c->to;
			}
		}
	}
	t->chain = before;
	t->key = key;
}

bool terminal_anchor(struct terminal *t, size_t place, struct terminal_anchor *out)
{
	size_t met = 0;
	for (size_t i = 0; i < cvc_store_count(t->store); i++) {
		if (is_new_anchor(t, i) && met++ == place) {
			describe(t, cvc_store_at(t->store, i)->holder, out);
			return true;
		}
	}
	return false;
}

/*
 * egate-token: the process that holds this gate's private keys, and signs with them.
 * Knows keys, passphrases, PINs, vendors' libraries. Never speaks to a chip, knows no document.
 *
 *   settings   folder=FOLDER [secret=FILE] [log=warn]
 *   start      keys read and decrypted, tokens logged in to; sandbox; "ready" (token_wire.h)
 *   ask        public half of a key, or a signature of what Terminal Authentication signs
 *   end of the connection: keys wiped, tokens logged out of, exit
 *
 * It serves one chip worker or one egate read: one traveller. Whoever takes that process over gets
 * at most SIGNATURES_MAX signatures of challenges, never the key.
 */
#include "base/log.h"
#include "os/args.h"
#include "os/link.h"
#include "os/sandbox.h"
#include "prog/keys.h"
#include "prog/token_wire.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define MEMORY_MB   256
#define CPU_SECONDS 300 /* each of 64 files may ask for two, a signature takes milliseconds */
/* Of one traveller: each key is tried on its certificates once, then a chip asks for one signature,
 * or a few where it slips on the reader. */
#define SIGNATURES_MAX 160u
#define LINGER_SECONDS 10 /* for a token to end its work after our reader was killed */

struct token {
	struct keys *keys; /* owned */
	unsigned signatures;
	unsigned refused;
};

static enum eg_err reply(const struct token_answer *a)
{
	uint8_t octets[TOKEN_WIRE_MAX];
	struct wr w = WR_ARRAY(octets);
	struct rd datagram;
	token_answer_write(a, &w);
	EG_TRY(wr_done(&w, &datagram));
	for (;;) {
		if (send(LINK_FD, datagram.at, datagram.left, MSG_NOSIGNAL) >= 0) {
			return EG_OK;
		}
		if (errno != EINTR) {
			return EG_FAIL(EG_GONE, "who asks for signatures is away");
		}
	}
}

/* Blocks until there is one; EG_GONE at the end. */
static enum eg_err hear(uint8_t octets[TOKEN_WIRE_MAX], size_t *size)
{
	for (;;) {
		ssize_t got = recv(LINK_FD, octets, TOKEN_WIRE_MAX, MSG_TRUNC);
		if (got > 0) {
			*size = (size_t)got;
			return got <= TOKEN_WIRE_MAX
				       ? EG_OK
				       : EG_FAIL(EG_BAD_DATA, "ask of a key too long");
		}
		if (got == 0 || errno != EINTR) {
			return EG_FAIL(EG_GONE, "who asks for signatures is away");
		}
	}
}

static enum eg_err sign(struct token *t, const struct token_ask *ask, struct wr *signature)
{
	if (t->signatures == SIGNATURES_MAX) {
		return EG_FAIL(EG_DENIED, "more signatures than one traveller needs");
	}
	t->signatures++;
	return keys_sign(t->keys, ask->key, &ask->alg, ask->message, signature);
}

static enum eg_err answer_sign(struct token *t, const struct token_ask *ask, enum eg_err err)
{
	uint8_t octets[TOKEN_SIGNATURE_MAX];
	struct wr signature = WR_ARRAY(octets);
	if (err == EG_OK) {
		err = sign(t, ask, &signature);
	}
	if (err != EG_OK) {
		t->refused++;
		log_fault(LOG_WARN, LOG_WORD("not-signed"));
	}
	const struct token_answer a = {
		.kind = TOKEN_SIGNED, .err = err, .signature = wr_view(&signature)};
	return reply(&a);
}

static enum eg_err answer_public(const struct token *t, const struct token_ask *ask)
{
	struct token_answer a = {.kind = TOKEN_PUBLIC, .err = EG_NOT_FOUND};
	const struct terminal_key *key = keys_at(t->keys, ask->key);
	if (key != NULL) {
		a.err = terminal_key_public(key, &a.public_half);
	}
	return reply(&a);
}

/* What is no ask ends the process; one for something else to be signed is refused. */
static enum eg_err serve(struct token *t)
{
	for (;;) {
		uint8_t octets[TOKEN_WIRE_MAX];
		size_t size;
		struct token_ask ask;
		EG_TRY(hear(octets, &size));
		enum eg_err err = token_ask_read(rd_of(octets, size), &ask);
		if (err != EG_OK && err != EG_DENIED) {
			return err;
		}
		EG_TRY(ask.kind == TOKEN_ASK_PUBLIC ? answer_public(t, &ask)
						    : answer_sign(t, &ask, err));
	}
}

/* Our reader was killed: a signature that is under way in a token may end, but not last. */
static void on_parents_end(int signal)
{
	(void)signal;
	(void)alarm(LINGER_SECONDS); /* its signal ends us */
}

static enum eg_err prepare(void)
{
	const struct sigaction act = {.sa_handler = on_parents_end, .sa_flags = SA_RESTART};
	if (sigaction(SIGTERM, &act, NULL) != 0 || prctl(PR_SET_PDEATHSIG, SIGTERM) != 0) {
		return EG_FAIL(EG_SANDBOX, "signals of the process of the keys");
	}
	EG_TRY(sandbox_blind());
	/* Keys do not reach a swap file. Without the right to lift the limit nothing is locked: it
	 * would end where memory is needed later. */
	const struct rlimit none = {.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
	if (setrlimit(RLIMIT_MEMLOCK, &none) != 0 || mlockall(MCL_CURRENT | MCL_FUTURE) != 0) {
		LOG(LOG_INFO, "memory-not-locked", LOG_INT("errno", errno));
	}
	return crypt_warm();
}

/* The usual sandbox; a vendor's library needs its device, its files or its network. */
static enum eg_err enter_sandbox(const struct token *t)
{
	const struct sandbox_need need = {.memory_mb = MEMORY_MB, .cpu_seconds = CPU_SECONDS};
	return keys_has_module(t->keys) ? sandbox_enter_foreign() : sandbox_enter(&need);
}

static enum eg_err load(const char *folder, const char *secret, struct token *t)
{
	struct folder_bad bad = {0};
	enum eg_err err = keys_load(folder, secret, &t->keys, &bad);
	const struct token_answer refused = {.kind = TOKEN_REFUSED, .name = rd_cstr(bad.name)};
	if (err != EG_OK) {
		log_fault(LOG_ERROR, LOG_WORD("keys")); /* reply may put another in its place */
		if (reply(&refused) != EG_OK) {
			return EG_GONE;
		}
	}
	return err;
}

static enum eg_err work(const struct args *a, struct token *t)
{
	const char *folder = args_text(a, "folder", NULL);
	if (folder == NULL) {
		return EG_FAIL(EG_CONFIG, "setting folder is needed");
	}
	EG_TRY(prepare());
	EG_TRY(load(folder, args_text(a, "secret", NULL), t));
	if (keys_missing(t->keys) > 0) {
		log_fault(LOG_WARN, LOG_WORD("token-away"));
	}
	EG_TRY(enter_sandbox(t));
	const struct token_answer ready = {.kind = TOKEN_READY,
					   .keys = (uint8_t)keys_count(t->keys),
					   .plain = (uint8_t)keys_plain(t->keys),
					   .missing = (uint8_t)keys_missing(t->keys)};
	LOG(LOG_INFO, "ready", LOG_INT("keys", keys_count(t->keys)),
	    LOG_INT("unencrypted", keys_plain(t->keys)), LOG_INT("missing", keys_missing(t->keys)));
	EG_TRY(reply(&ready));
	return serve(t);
}

int main(int argc, char *argv[])
{
	struct args a = args_of(argc, argv);
	struct token t = {.keys = NULL};
	/* For a command that people type, only what is amiss. */
	log_open(LOG_WORD("token"), args_text(&a, "log", NULL) != NULL ? LOG_WARN : LOG_INFO);
	enum eg_err err = work(&a, &t);
	LOG(LOG_INFO, "signed", LOG_INT("signatures", t.signatures), LOG_INT("refused", t.refused));
	keys_free(&t.keys);
	if (err == EG_GONE) {
		return EXIT_SUCCESS;
	}
	log_fault(LOG_ERROR, LOG_WORD("end"));
	return EXIT_FAILURE;
}

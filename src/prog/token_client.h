/*
 * token_client: this gate's keys in another process, egate-token, which alone holds them.
 * Knows how to start it and to ask it. Never sees a private key, a PIN or a vendor's library.
 */
#ifndef EG_PROG_TOKEN_CLIENT_H
#define EG_PROG_TOKEN_CLIENT_H

#include "prog/folder.h"
#include "prog/token_wire.h"

struct token_client;
struct token_settings {
	const char *folder;
	const char *secret;   /* file of the passphrase; NULL: none */
	const char *programs; /* folder of egate-token; NULL: beside this program */
	bool quiet;           /* it logs only what is amiss */
};
/*
 * Starts egate-token on a folder of keys and waits until it has read them. Before a sandbox is
 * entered. EG_CONFIG: it refused the folder; its log says why, and *bad (may be NULL) names the
 * file. EG_TIMEOUT.
 */
EG_CHECK enum eg_err token_client_start(const struct token_settings *s, struct token_client **out,
					struct folder_bad *bad);
/* Ends the other process: its keys are wiped. After the keys that came from here are closed. */
void token_client_free(struct token_client **c); /* cleanup; accepts NULL inside */
/* What it said of itself. */
size_t token_client_count(const struct token_client *c);
size_t token_client_plain(const struct token_client *c);
size_t token_client_missing(const struct token_client *c);
/* A key that signs over there; borrows c. Signing waits for a bounded time: EG_TIMEOUT, after which
 * the other process is not asked any more (EG_GONE). EG_DENIED: it does not sign such a thing. */
EG_CHECK enum eg_err token_client_key(struct token_client *c, size_t place,
				      struct terminal_key *out);

#endif

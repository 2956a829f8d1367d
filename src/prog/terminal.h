/*
 * terminal: this gate as chips see it in Terminal Authentication: certificates and keys of a
 * folder, and the chain for a chip's trust point.
 * Knows which key belongs to which certificate. Never knows documents or secure messaging.
 */
#ifndef EG_PROG_TERMINAL_H
#define EG_PROG_TERMINAL_H

#include "emrtd/termauth.h"
#include "pki/cvc_store.h"
#include "pki/terminal_key.h"
#include "prog/folder.h"
#include "prog/token_client.h"

#define TERMINAL_KEYS_MAX 64

struct terminal;

/*
 * Reads every *.cvcert of a folder (CVCA, link, DV and terminal certificates); its keys are read
 * and kept by a process of their own, egate-token (src/prog/token.c), which this starts: before a
 * sandbox is entered. Any file that is refused makes this fail, and *bad (may be NULL) names it. A
 * folder without a usable chain opens all the same: ask terminal_anchor. today: year 0 where the
 * day is told later, by terminal_today; keys are matched to certificates now all the same.
 */
EG_CHECK enum eg_err terminal_open(const struct token_settings *s, struct date today,
				   struct terminal **out, struct folder_bad *bad);
/* What the keys' process said: keys in files that are not encrypted, keys in tokens that are away.
 */
struct terminal_keys {
	size_t count;
	size_t plain;
	size_t missing;
};
struct terminal_keys terminal_keys(const struct terminal *t);

/* Nothing yet, for tests. */
EG_CHECK enum eg_err terminal_new(struct date today, struct terminal **out);
EG_CHECK enum eg_err terminal_add_certificate(struct terminal *t, struct rd cvcert);
/* Takes the key over, also when it fails. */
EG_CHECK enum eg_err terminal_add_key(struct terminal *t, struct terminal_key *key);
void terminal_free(struct terminal **t); /* cleanup; accepts NULL inside */
void terminal_today(struct terminal *t, struct date today);

/* For the eMRTD session; borrowed from t. */
struct termauth_terminal terminal_port(struct terminal *t);

/* What a chip with this trust point would get. */
struct terminal_anchor {
	struct rd car;     /* borrowed */
	enum cvc_why why;  /* CVC_GOOD: there is a chain */
	uint8_t access;    /* CVC_READ_ bits that the chain gives */
	struct date until; /* last day on which all its certificates are good */
};
/* The trust points that there are CVCA certificates of, each once; false beyond the last. Tries
 * the keys that were not tried yet. */
EG_CHECK bool terminal_anchor(struct terminal *t, size_t place, struct terminal_anchor *out);

#endif

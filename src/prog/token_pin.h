/*
 * token_pin: keys of a token, with the PIN in the file that their URI names.
 * Knows that a wrong PIN is given once: its file is put aside before anybody else can take it.
 * Never knows what is signed.
 */
#ifndef EG_PROG_TOKEN_PIN_H
#define EG_PROG_TOKEN_PIN_H

#include "pki/token.h"

/* As token_key_open and token_key_generate, with the PIN from its file, if the URI names one.
 * EG_STATE: it was put aside; EG_CONFIG: its file is none. */
EG_CHECK enum eg_err token_pin_open(struct token_module *module, const struct token_uri *uri,
				    struct terminal_key *out);
EG_CHECK enum eg_err token_pin_generate(struct token_module *module, const struct token_uri *uri,
					const struct token_order *order, struct terminal_key *out);
/* After a signature that failed with err: if the token has found the PIN wrong, its file is put
 * aside. Gives err back. */
EG_CHECK enum eg_err token_pin_judge(const struct token_uri *uri, const struct terminal_key *key,
				     enum eg_err err);

#endif

/*
 * console_body: the JSON bodies of what browsers ask for.
 * Knows members, types, sizes. Never knows who asks, nor whether it is possible.
 *
 * An object of exactly these members, each once, of its type; text is printable UTF-8. Whatever
 * else is in it refuses the whole of it: EG_BAD_DATA, EG_TOO_BIG.
 */
#ifndef EG_PROG_CONSOLE_BODY_H
#define EG_PROG_CONSOLE_BODY_H

#include "console/account_words.h"
#include "wire/case.h"

#define BODY_WORD_SIZE 24 /* of acts, orders and codes, with the NUL */
#define BODY_CASE_SIZE 32 /* of a case's id */

/* {"name", "pin"} */
struct body_login {
	char name[ACCOUNT_NAME_MAX + 1];
	char pin[ACCOUNT_PIN_MAX + 1];
};
void body_login_wipe(struct body_login *b); /* cleanup */

/* {"act" or "order", "version", "code", "note"}, of an act also "from": what stands behind the
 * version may be missing, null or empty. */
struct body_wish {
	char what[BODY_WORD_SIZE];
	int64_t version;
	char code[BODY_WORD_SIZE];
	char note[CASE_NOTE_SIZE];
	char from[BODY_CASE_SIZE];
};

EG_CHECK enum eg_err body_login_read(struct rd json, struct body_login *out);
/* member: what the first one is called. */
EG_CHECK enum eg_err body_wish_read(struct rd json, const char *member, struct body_wish *out);
EG_CHECK enum eg_err body_empty_read(struct rd json); /* {} */

#endif

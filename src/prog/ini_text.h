/*
 * ini_text: an INI file's text, line by line to a handler.
 * Knows libinih and limits of size. Never knows sections or keys.
 */
#ifndef EG_PROG_INI_TEXT_H
#define EG_PROG_INI_TEXT_H

#include "base/secret.h"

#define INI_TEXT_MAX (64u * 1024u)

/* Takes one setting of a line (from 1), or fails with the reason why it is wrong. */
typedef enum eg_err (*ini_take)(void *user, int line, struct rd section, struct rd key,
				struct rd value);

/* The text of a file of at most INI_TEXT_MAX bytes, behind what is in *out. */
EG_CHECK enum eg_err ini_text_load(const char *path, struct bytes *out);
/*
 * Hands over every setting of a text up to the first that is wrong: EG_CONFIG with its *line (from
 * 1) and the reason. EG_CONFIG with line 0: it is no text at all.
 */
EG_CHECK enum eg_err ini_text_parse(struct rd text, ini_take take, void *user, int *line);

#endif

/*
 * face_words: the command line of egate face.
 * Knows words and their forms: "--name VALUE", "--name=VALUE", "name=VALUE". Never opens a file.
 */
#ifndef EG_PROG_FACE_WORDS_H
#define EG_PROG_FACE_WORDS_H

#include "gate/policy.h"
#include "prog/set.h"

enum face_command {
	FACE_COMMAND_HELP,
	FACE_COMMAND_COMPARE,
	FACE_COMMAND_ASSESS,
	FACE_COMMAND_SET
};

struct face_words {
	enum face_command command;
	char **plain; /* owned; the words borrowed */
	size_t plain_count;
	const char *models; /* folder */
	const char *out;    /* folder of the report; NULL */
	const char *groups; /* table of labels; NULL */
	bool json;
	struct policy policy; /* with the thresholds of the command line */
	struct set_order set; /* its folder is the plain word; borrows chip and conditions below */
	struct portrait_order chip;
	struct conditions conditions;
};

/* EG_CONFIG with the reason. The result is not to be moved. */
EG_CHECK enum eg_err face_words_take(int count, char *const words[], struct face_words *out);
void face_words_free(struct face_words *w); /* cleanup */

#endif

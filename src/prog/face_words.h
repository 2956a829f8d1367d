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
	const char *model;  /* as embedder_file_load takes it */
	const char *out;    /* folder of the report; NULL */
	const char *groups; /* table of labels; NULL */
	bool json;
	long match; /* thresholds of the command line; FACE_WORDS_NONE: the model's */
	long refer;
	struct policy policy; /* face_words_decide sets it */
	struct set_order set; /* its folder is the plain word; borrows chip and conditions below */
	struct portrait_order chip;
	struct conditions conditions;
};

#define FACE_WORDS_NONE (-1)

/* EG_CONFIG with the reason. The result is not to be moved. */
EG_CHECK enum eg_err face_words_take(int count, char *const words[], struct face_words *out);
/*
 * Thresholds where the command line says none: those that a gate takes which says none either.
 * EG_CONFIG: the model's table has none for that rate, or refer would be above match.
 */
EG_CHECK enum eg_err face_words_decide(struct face_words *w, const struct face_embedder *m);
void face_words_free(struct face_words *w); /* cleanup */

#endif

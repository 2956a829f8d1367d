/*
 * egate_tool: commands that are programs of their own: they load what no other command needs.
 * Knows where those programs lie. Never touches a picture.
 */
#include "os/path.h"
#include "prog/egate.h"

#include <stdlib.h>
#include <unistd.h>

#define PATH_ROOM 4096

/* Beside this program. */
static enum eg_err find_tool(const char *name, char out[PATH_ROOM])
{
	char programs[PATH_ROOM];
	EG_TRY(path_of_programs(programs, sizeof(programs)));
	return path_in(programs, name, out, PATH_ROOM)
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "path of the programs too long");
}

/* This process becomes the tool: its output and its exit code are the command's. */
static int become(const char *name, int count, char *const words[])
{
	char path[PATH_ROOM];
	char **argv = calloc((size_t)count + 2, sizeof(*argv));
	if (argv == NULL) {
		(void)EG_FAIL(EG_NO_MEMORY, "command line"); /* told next */
		return egate_failed();
	}
	argv[0] = path;
	for (int i = 0; i < count; i++) {
		argv[i + 1] = words[i];
	}
	if (find_tool(name, path) == EG_OK) {
		(void)execv(path, argv); /* returns only on failure */
		(void)EG_FAIL(EG_NOT_FOUND,
			      "the program of this command is missing"); /* told next */
	}
	eg_free(&argv);
	return egate_failed();
}

int egate_face(int count, char *const words[])
{
	return become("egate-face-tool", count, words);
}

int egate_mrz(int count, char *const words[])
{
	return become("egate-mrz-tool", count, words);
}

/*
 * egate_tool: commands that are programs of their own: they load what no other command needs.
 * Knows where those programs lie. Never touches a picture.
 */
#include "base/wr.h"
#include "prog/egate.h"

#include <stdlib.h>
#include <unistd.h>

#define PATH_ROOM 4096

/* Beside this program. */
static enum eg_err find_tool(const char *name, char out[PATH_ROOM])
{
	char self[PATH_ROOM];
	struct wr w = wr_of(out, PATH_ROOM);
	ssize_t size = readlink("/proc/self/exe", self, sizeof(self));
	if (size < 0 || size >= (ssize_t)sizeof(self)) {
		return EG_FAIL(EG_CONFIG, "folder of the programs not found");
	}
	while (size > 0 && self[size - 1] != '/') {
		size--;
	}
	wr_put(&w, rd_of(self, (size_t)size));
	wr_put(&w, rd_cstr(name));
	wr_u8(&w, 0);
	return w.bad ? EG_FAIL(EG_CONFIG, "path of the programs too long") : EG_OK;
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

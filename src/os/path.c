/*
 * path: a file's path in a folder, and the folder of the programs.
 */
#include "os/path.h"

#include "base/wr.h"

#include <unistd.h>

#define SELF_ROOM 4096 /* of our own path */

bool path_in(const char *folder, const char *name, char *out, size_t cap)
{
	struct wr w = wr_of(out, cap);
	wr_put(&w, rd_cstr(folder));
	wr_u8(&w, '/');
	wr_put(&w, rd_cstr(name));
	wr_u8(&w, '\0');
	return !w.bad;
}

enum eg_err path_of_programs(char *out, size_t cap)
{
	char self[SELF_ROOM];
	struct wr w = wr_of(out, cap);
	ssize_t size = readlink("/proc/self/exe", self, sizeof(self));
	if (size >= (ssize_t)sizeof(self)) {
		return EG_FAIL(EG_CONFIG, "path of the programs too long");
	}
	while (size > 0 && self[size - 1] != '/') {
		size--;
	}
	if (size < 2) {
		return EG_FAIL(EG_CONFIG, "folder of the programs not found");
	}
	wr_put(&w, rd_of(self, (size_t)size - 1));
	wr_u8(&w, '\0');
	return w.bad ? EG_FAIL(EG_CONFIG, "path of the programs too long") : EG_OK;
}

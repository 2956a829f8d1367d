/*
 * path: a file's path in a folder.
 */
#include "os/path.h"

#include "base/wr.h"

bool path_in(const char *folder, const char *name, char *out, size_t cap)
{
	struct wr w = wr_of(out, cap);
	wr_put(&w, rd_cstr(folder));
	wr_u8(&w, '/');
	wr_put(&w, rd_cstr(name));
	wr_u8(&w, '\0');
	return !w.bad;
}

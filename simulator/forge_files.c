/*
 * forge_files: files that forge writes, whole.
 * Knows paths and modes. Never knows contents.
 */
#include "simulator/forge_files.h"

#include "base/whole.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum eg_err forge_path(char out[FORGE_PATH_MAX], const char *folder, const char *name)
{
	int size = snprintf(out, FORGE_PATH_MAX, "%s/%s", folder, name);
	return size > 0 && size < FORGE_PATH_MAX ? EG_OK : EG_FAIL(EG_TOO_BIG, "path is too long");
}

static enum eg_err write_whole(const char *path, mode_t mode, struct rd contents)
{
	(void)unlink(path); /* left over from a run that was stopped; usually not there */
	EG_AUTO(eg_close) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0) {
		return EG_FAIL(EG_IO, "file cannot be created");
	}
	return whole_write(fd, contents);
}

enum eg_err forge_write_file(const char *folder, const char *name, mode_t mode, struct rd contents)
{
	char path[FORGE_PATH_MAX];
	char fresh[FORGE_PATH_MAX];
	EG_TRY(forge_path(path, folder, name));
	EG_TRY(forge_path(fresh, folder, ".forge.new"));
	EG_TRY(write_whole(fresh, mode, contents));
	return rename(fresh, path) == 0 ? EG_OK : EG_FAIL(EG_IO, "file cannot be put in place");
}

/*
 * beat: the page in which a core and its guard show each other that they are alive.
 * Knows shared memory and its seals. Never knows what follows from an old stamp.
 */
#include "os/beat.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define BEAT_SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW)

enum eg_err beat_make(int *fd)
{
	EG_AUTO(eg_close) int made = memfd_create("egate-beat", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	*fd = -1;
	if (made < 0 || ftruncate(made, sizeof(struct beat)) != 0 ||
	    fcntl(made, F_ADD_SEALS, BEAT_SEALS) != 0) {
		return EG_FAIL(EG_IO, "no page for core and guard");
	}
	*fd = made;
	made = -1;
	return EG_OK;
}

enum eg_err beat_map(int fd, struct beat **out)
{
	struct stat st;
	int seals = fcntl(fd, F_GET_SEALS);
	if (seals < 0 || (seals & BEAT_SEALS) != BEAT_SEALS || fstat(fd, &st) != 0 ||
	    st.st_size != (off_t)sizeof(struct beat)) {
		return EG_FAIL(EG_BAD_DATA, "not the page of core and guard");
	}
	void *map = mmap(NULL, sizeof(struct beat), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_POPULATE, fd, 0);
	if (map == MAP_FAILED) {
		return EG_FAIL(EG_IO, "the page of core and guard cannot be mapped");
	}
	*out = map;
	return EG_OK;
}

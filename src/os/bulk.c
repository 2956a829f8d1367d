/*
 * bulk: bytes too large for a message, as a sealed memfd beside it.
 * Knows seals and sizes. Never knows what the bytes mean.
 */
#include "os/link.h"

#include "base/whole.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* With these nobody can change the bytes, nor take these seals off, after the check. */
#define BULK_SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

enum eg_err bulk_make(struct rd bytes, int *fd)
{
	*fd = -1;
	if (bytes.bad) {
		return EG_FAIL(EG_BAD_DATA, "no bytes to hand on");
	}
	EG_AUTO(eg_close) int made = memfd_create("egate", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (made < 0) {
		return EG_FAIL(EG_IO, "memfd could not be made");
	}
	EG_TRY(whole_write(made, bytes));
	if (fcntl(made, F_ADD_SEALS, BULK_SEALS) != 0) {
		return EG_FAIL(EG_IO, "memfd could not be sealed");
	}
	*fd = made;
	made = -1;
	return EG_OK;
}

enum eg_err bulk_check(int fd, size_t size, size_t limit)
{
	struct stat st;
	if (size > limit) {
		return EG_FAIL(EG_TOO_BIG, "bulk bytes over their limit");
	}
	int seals = fcntl(fd, F_GET_SEALS);
	if (seals < 0 || (seals & BULK_SEALS) != BULK_SEALS) {
		return EG_FAIL(EG_BAD_DATA, "bulk bytes are not sealed");
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < 0 ||
	    (size_t)st.st_size != size) {
		return EG_FAIL(EG_BAD_DATA, "bulk bytes of another size than announced");
	}
	return EG_OK;
}

enum eg_err bulk_map(int fd, size_t size, size_t limit, struct bulk *out)
{
	*out = (struct bulk){0};
	EG_TRY(bulk_check(fd, size, limit));
	if (size == 0) {
		return EG_OK;
	}
	void *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED) {
		return EG_FAIL(EG_NO_MEMORY, "bulk bytes could not be mapped");
	}
	*out = (struct bulk){.map = map, .size = size};
	return EG_OK;
}

struct rd bulk_rd(const struct bulk *b)
{
	/* An empty file is empty, not missing. */
	return b->map == NULL ? RD_TEXT("") : rd_of(b->map, b->size);
}

void bulk_unmap(struct bulk *b)
{
	if (b != NULL && b->map != NULL) {
		(void)munmap(b->map, b->size); /* fails only for an address that was never mapped */
		*b = (struct bulk){0};
	}
}

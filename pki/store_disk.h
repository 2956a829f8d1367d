/*
 * store_disk: a trust store's file on a disk.
 * Knows mapping, and replacing in one step. Never knows what is in it.
 */
#ifndef EG_PKI_STORE_DISK_H
#define EG_PKI_STORE_DISK_H

#include "base/rd.h"

struct store_map {
	void *at; /* NULL: none */
	size_t size;
};

/* Maps a plain file read-only, which not everybody may write. Whoever replaces it as
 * store_disk_write does changes nothing here. */
EG_CHECK enum eg_err store_disk_map(int fd, struct store_map *out);
EG_CHECK enum eg_err store_disk_map_path(const char *path, struct store_map *out);
void store_disk_unmap(struct store_map *m); /* cleanup */
struct rd store_disk_rd(const struct store_map *m);
/*
 * Replaces the file, or makes it: written beside it, flushed, renamed, folder flushed. A power cut
 * leaves the old one or the new one, with the old one's rights. A symbolic link is not replaced:
 * it would be by a file, and what it named would stay. The caller sees to it that nobody else
 * writes meanwhile.
 */
EG_CHECK enum eg_err store_disk_write(const char *path, struct rd bytes);

#endif

/*
 * page_feeder_cage: what the feeder of pictures gives up before it looks at the first file name.
 * Knows privileges, limits, descriptors. Never knows pictures.
 */
#ifndef EG_HAL_PAGE_FEEDER_CAGE_H
#define EG_HAL_PAGE_FEEDER_CAGE_H

#include "base/err.h"

/* What a feeder keeps open. */
struct feeder_cage {
	int line;   /* to the worker */
	int folder; /* the only place of the file system that it reaches from now on */
	int events; /* inotify */
};

/*
 * Closes all other descriptors; started as root, becomes the folder's owner, without any privilege;
 * no new ones, no dump, no look from outside, limits; nothing of the file system but reading and
 * deleting files of that folder, where the kernel has Landlock. Killed when parent ends, if parent
 * is of a user who may do that; its line tells in any case. EG_SANDBOX: to end at once.
 */
EG_CHECK enum eg_err feeder_cage_enter(const struct feeder_cage *c, int parent,
				       uint64_t file_size_max);

#endif

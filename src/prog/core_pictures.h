/*
 * core_pictures: the descriptors of the pictures of the present traveller that officers may see,
 * and of the portrait of the page on the reader. Knows descriptors and who asks for pictures. Never
 * knows a picture's bytes: nothing is mapped, read or allocated.
 */
#ifndef EG_PROG_CORE_PICTURES_H
#define EG_PROG_CORE_PICTURES_H

#include "prog/core_peers.h"

struct core_pictures {
	struct msg m[FACE_PICTURE_COUNT];
	int fd[FACE_PICTURE_COUNT]; /* owned; -1: none is kept */
	struct msg page;
	int page_fd; /* likewise */
};

struct core_pictures pictures_none(void);
/*
 * Keeps a copy of the descriptor in place of one before it. EG_BAD_DATA: its bytes can still
 * change, or are not as many as told; EG_IO: no descriptor is left, and nothing is kept.
 */
EG_CHECK enum eg_err pictures_keep(struct core_pictures *c, const struct msg *m, int fd);
/* What is kept of this kind goes to all that ask; false: one of them was dropped. */
EG_CHECK bool pictures_show(const struct core_pictures *c, enum face_picture which,
			    struct peers *to);
/* All that is kept, to one that has come later; false: it could not take them. */
EG_CHECK bool pictures_show_one(const struct core_pictures *c, const struct peer *to);
void pictures_forget(struct core_pictures *c, enum face_picture which);
/* The same of a page's picture. */
EG_CHECK enum eg_err pictures_keep_page(struct core_pictures *c, const struct msg *m, int fd);
void pictures_forget_page(struct core_pictures *c);
void pictures_close(struct core_pictures *c); /* cleanup */

#endif

/*
 * core_pictures: the descriptors of the pictures of the present traveller that officers may see,
 * and of the portrait of the page on the reader. Knows descriptors and who asks for pictures. Never
 * knows a picture's bytes: nothing is mapped, read or allocated.
 */
#include "prog/core_pictures.h"

#include "os/link.h"

#include <fcntl.h>

struct core_pictures pictures_none(void)
{
	struct core_pictures c = {.fd = {0}};
	for (size_t i = 0; i < FACE_PICTURE_COUNT; i++) {
		c.fd[i] = -1;
	}
	c.page_fd = -1;
	return c;
}

/* A copy of the descriptor; its bytes stay as they are, and as many as told. */
static enum eg_err keep(int fd, size_t size, size_t limit, int *kept)
{
	EG_TRY(bulk_check(fd, size, limit));
	*kept = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	return *kept >= 0 ? EG_OK : EG_FAIL(EG_IO, "no descriptor left for a picture");
}

enum eg_err pictures_keep(struct core_pictures *c, const struct msg *m, int fd)
{
	const struct msg_face_picture *p = &m->body.face_picture;
	pictures_forget(c, (enum face_picture)p->which);
	EG_TRY(keep(fd, p->size, FACE_PICTURE_SIZE_MAX, &c->fd[p->which]));
	c->m[p->which] = *m;
	return EG_OK;
}

bool pictures_show(const struct core_pictures *c, enum face_picture which, struct peers *to)
{
	return c->fd[which] < 0 || peers_show(to, &c->m[which], c->fd[which]);
}

bool pictures_show_one(const struct core_pictures *c, const struct peer *to)
{
	for (size_t i = 0; i < FACE_PICTURE_COUNT; i++) {
		if (c->fd[i] >= 0 && link_send(to->fd, &c->m[i], c->fd[i]) != EG_OK) {
			return false;
		}
	}
	return true;
}

void pictures_forget(struct core_pictures *c, enum face_picture which)
{
	eg_close(&c->fd[which]);
	c->m[which] = msg_make(MSG_NOTHING, 0);
}

enum eg_err pictures_keep_page(struct core_pictures *c, const struct msg *m, int fd)
{
	const size_t limit = (size_t)PAGE_PICTURE_SIDE_MAX * PAGE_PICTURE_SIDE_MAX;
	pictures_forget_page(c);
	EG_TRY(keep(fd, m->body.page_picture.size, limit, &c->page_fd));
	c->page = *m;
	return EG_OK;
}

void pictures_forget_page(struct core_pictures *c)
{
	eg_close(&c->page_fd);
	c->page = msg_make(MSG_NOTHING, 0);
}

void pictures_close(struct core_pictures *c)
{
	for (unsigned i = 0; i < FACE_PICTURE_COUNT; i++) {
		pictures_forget(c, (enum face_picture)i);
	}
	pictures_forget_page(c);
}

/*
 * lane_faces: the pictures of whoever is referred, as files in an officer's folder.
 * Knows names, modes and when they have to go. Never knows a picture's bytes: they are written as
 * they came.
 */
#include "prog/lane_faces.h"

#include "base/whole.h"
#include "os/link.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART "egate-picture.part" /* while it is written; watchers of one folder are one */
#define MODE 0600

static const char *const endings[FACE_PICTURE_COUNT] = {
	[FACE_PICTURE_PORTRAIT] = "-portrait.jpg",
	[FACE_PICTURE_LIVE] = "-live.jpg",
	[FACE_PICTURE_PAGE] = "-page.jpg",
};

void lane_faces_name(uint32_t traveller, unsigned which, char name[LANE_FACES_NAME])
{
	/* Fits: ten digits and the longest ending. */
	(void)snprintf(name, LANE_FACES_NAME, "%u%s", (unsigned)traveller,
		       which < FACE_PICTURE_COUNT ? endings[which] : "");
}

/* A name that lane_faces_name or lane_faces_take gives. */
static bool ours(const char *name)
{
	struct rd r = rd_cstr(name);
	uint8_t c;
	bool digits = false;
	if (rd_equal(r, RD_TEXT(PART))) {
		return true;
	}
	while (rd_peek(&r, &c) && c >= '0' && c <= '9') {
		digits = rd_skip(&r, 1);
	}
	bool known = false;
	for (unsigned which = 0; which < FACE_PICTURE_COUNT; which++) {
		known = known || rd_equal(r, rd_cstr(endings[which]));
	}
	return digits && known;
}

/* A file as lane_faces_take makes it: somebody may have photographs under such names. */
static bool left_by_us(int folder, const char *name)
{
	struct stat st;
	return ours(name) && fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(st.st_mode) && (st.st_mode & ALLPERMS) == MODE && st.st_uid == geteuid();
}

enum eg_err lane_faces_begin(struct lane_faces *f)
{
	int copy = fcntl(f->folder, F_DUPFD_CLOEXEC, 0);
	DIR *all = copy < 0 ? NULL : fdopendir(copy);
	if (all == NULL) {
		eg_close(&copy);
		return EG_FAIL(EG_CONFIG, "folder for pictures cannot be listed");
	}
	bool removed = true;
	for (const struct dirent *one = readdir(all); one != NULL; one = readdir(all)) {
		removed = (!left_by_us(f->folder, one->d_name) ||
			   unlinkat(f->folder, one->d_name, 0) == 0) &&
			  removed;
	}
	(void)closedir(all); /* nothing was written through it */
	return removed ? EG_OK : EG_FAIL(EG_CONFIG, "a former picture cannot be removed");
}

enum eg_err lane_faces_open(struct lane_faces *f, const char *path)
{
	struct stat st;
	*f = (struct lane_faces){.folder = -1};
	EG_AUTO(eg_close) int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0 || fstat(folder, &st) != 0) {
		return EG_FAIL(EG_CONFIG, "folder for pictures is not there");
	}
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		return EG_FAIL(EG_CONFIG, "others may write into the folder for pictures");
	}
	f->folder = folder;
	folder = -1;
	return EG_OK;
}

static bool remove_all(struct lane_faces *f)
{
	bool any = f->written != 0;
	for (unsigned which = 0; which < FACE_PICTURE_COUNT; which++) {
		char name[LANE_FACES_NAME];
		lane_faces_name(f->traveller, which, name);
		if ((f->written & 1u << which) != 0) {
			/* Gone already is as good; else the next start removes it. */
			(void)unlinkat(f->folder, name, 0);
		}
	}
	f->written = 0;
	return any;
}

bool lane_faces_follow(struct lane_faces *f, const struct msg *status)
{
	uint32_t traveller = gate_refers(status->body.status.state) ? status->epoch : 0;
	bool removed = traveller != f->traveller && remove_all(f);
	f->traveller = traveller;
	return removed;
}

static enum eg_err write_part(int folder, struct rd bytes)
{
	EG_AUTO(eg_close)
	int fd = openat(folder, PART, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, MODE);
	if (fd < 0) {
		return EG_FAIL(EG_IO, "picture cannot be written");
	}
	return whole_write(fd, bytes);
}

enum eg_err lane_faces_take(struct lane_faces *f, const struct msg *m, int bulk_fd)
{
	const struct msg_face_picture *p = &m->body.face_picture;
	EG_AUTO(bulk_unmap) struct bulk jpeg = {0};
	char name[LANE_FACES_NAME];
	if (f->folder < 0 || m->epoch == 0 || m->epoch != f->traveller) {
		return EG_FAIL(EG_STATE, "picture of somebody who is not referred");
	}
	EG_TRY(bulk_map(bulk_fd, p->size, FACE_PICTURE_SIZE_MAX, &jpeg));
	lane_faces_name(m->epoch, p->which, name);
	enum eg_err err = write_part(f->folder, bulk_rd(&jpeg));
	if (err == EG_OK && renameat(f->folder, PART, f->folder, name) != 0) {
		err = EG_FAIL(EG_IO, "picture cannot be put into its place");
	}
	if (err != EG_OK) {
		(void)unlinkat(f->folder, PART, 0); /* may not be there */
		return err;
	}
	f->written = (uint8_t)(f->written | 1u << p->which);
	return EG_OK;
}

void lane_faces_close(struct lane_faces *f)
{
	if (f != NULL && f->folder >= 0) {
		(void)remove_all(f); /* nobody is told any more */
		eg_close(&f->folder);
	}
}

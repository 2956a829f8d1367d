/*
 * lane_faces: the pictures of whoever is referred, as files in an officer's folder.
 * Knows names, modes and when they have to go. Never knows a picture's bytes: they are written as
 * they came.
 *
 *   FOLDER/7-portrait.jpg, FOLDER/7-live.jpg     of traveller 7, while that one is referred
 *
 * Each appears whole (written beside its name, then renamed), readable by its user alone.
 */
#ifndef EG_PROG_LANE_FACES_H
#define EG_PROG_LANE_FACES_H

#include "wire/msg.h"

#define LANE_FACES_NAME 32

struct lane_faces {
	int folder;         /* owned; -1: none */
	uint32_t traveller; /* referred now; 0: nobody */
	uint8_t written;    /* 1 << enum face_picture */
};

/* "7-portrait.jpg". */
void lane_faces_name(uint32_t traveller, unsigned which, char name[LANE_FACES_NAME]);
/* Opens the folder. EG_CONFIG: it is not there, or others may write into it. */
EG_CHECK enum eg_err lane_faces_open(struct lane_faces *f, const char *path);
/*
 * The lane shows us pictures: removes what a watcher before has left in the folder, which are files
 * of our names as we write them, our user's and for nobody else to read. EG_CONFIG: one stays.
 */
EG_CHECK enum eg_err lane_faces_begin(struct lane_faces *f);
/* A status: who is not referred any more is removed; true when files were. */
bool lane_faces_follow(struct lane_faces *f, const struct msg *status);
/*
 * A MSG_FACE_PICTURE. EG_STATE: of somebody who is not referred; EG_BAD_DATA: not sealed or not as
 * told; EG_IO: could not be written. Nothing is left of it then.
 */
EG_CHECK enum eg_err lane_faces_take(struct lane_faces *f, const struct msg *m, int bulk_fd);
/* Cleanup: removes all files. */
void lane_faces_close(struct lane_faces *f);

#endif

/*
 * set_name: who is shown in a picture of a set, and in which role, told by its path alone.
 * Knows the conventions of names. Never knows files or pictures.
 *
 *   prefix   001_smiling.jpg              what stands before the first "_" is the person
 *   folder   Ada_Lovelace/Ada_0002.jpg    the folder is the person
 *
 * The rest of the name (behind the first "_", or all of it) tells the role: a role's word is the
 * rest, or its first or last part between "_".
 */
#ifndef EG_PROG_SET_NAME_H
#define EG_PROG_SET_NAME_H

#include "base/rd.h"

enum set_people { SET_PEOPLE_AUTO, SET_PEOPLE_PREFIX, SET_PEOPLE_FOLDER };

struct set_name {
	struct rd person; /* both borrowed from the path */
	struct rd rest;
};

/* Endings of pictures, in either case: jpg jpeg jp2 j2k jpc png. */
bool set_is_picture(const char *path);
/* people: one of the two conventions. The path is relative to the set's folder. */
struct set_name set_name_of(const char *path, enum set_people people);
/* The convention that paths follow: folder if all lie in folders, and in more than one. */
enum set_people set_people_of(char *const *paths, size_t count);
bool set_rest_is(struct rd rest, const char *word);
/* "prefix", "folder", "auto". EG_CONFIG for others. */
EG_CHECK enum eg_err set_people_read(const char *text, enum set_people *out);

#endif

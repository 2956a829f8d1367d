/*
 * face_album: the set-up's pictures of people, read and looked at by real models. Fails the test
 * that asks for one that is missing.
 */
#ifndef EG_TESTS_UNIT_FACE_ALBUM_H
#define EG_TESTS_UNIT_FACE_ALBUM_H

#include "base/secret.h"
#include "biometrics/face.h"

#define ALBUM_MODELS SOURCE_ROOT "/.setup/models"
#define ALBUM_MEDIA  SOURCE_ROOT "/.setup/media/"

/* False, and told, where the set-up has not been here: the program then exits 77. */
bool album_is_here(void);
void album_load(const char *path, struct bytes *out);
void album_picture(const char *path, struct picture *out);
struct face_observation album_observe(struct face_engine *e, const char *path, unsigned looks);
/* Of two pictures, x 1000. */
int16_t album_score(struct face_engine *e, const char *a, const char *b);

#endif

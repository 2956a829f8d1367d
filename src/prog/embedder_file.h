/*
 * embedder_file: the description of an embedder as a file (biometrics/models/ has the shipped
 * ones). Knows sections and keys. Never knows pictures, nor loads what a description names.
 *
 *   [model]    file = NAME in the folder of models     sha256 = 64 hexadecimal digits of it
 *   [input]    side = PIXELS   channels = bgr|rgb   mean = N N N, in that order   scale = N
 *   [anchors]  eye-left eye-right nose mouth-left mouth-right = X Y
 *   [output]   size = N   norm-good norm-min norm-portrait = N x 1000, 0 where a norm tells nothing
 *   [scores]   same replay = cosine x 1000
 *   [fmr]      1/N = SCORE FNMR MATERIAL    rates falling; 1 to FACE_EMBEDDER_FMR_MAX of them
 *
 * Every key but those of [fmr] is there once.
 */
#ifndef EG_PROG_EMBEDDER_FILE_H
#define EG_PROG_EMBEDDER_FILE_H

#include "biometrics/face_embedder.h"

#define EMBEDDER_DEFAULT "fr-feature"

/* Reads a text. EG_CONFIG with *line (from 1; 0: the whole) and the reason. */
EG_CHECK enum eg_err embedder_file_read(struct rd text, struct face_embedder *out, int *line);
/*
 * A shipped one by its name, or the file of a path (that is what has a '/' in it). EG_NOT_FOUND,
 * EG_CONFIG as above.
 */
EG_CHECK enum eg_err embedder_file_load(const char *name, struct face_embedder *out, int *line);
/* "1/N" of a false match rate, 2..FACE_EMBEDDER_ONE_IN_MAX; false for anything else. */
EG_CHECK bool embedder_rate(struct rd text, uint32_t *one_in);

#endif

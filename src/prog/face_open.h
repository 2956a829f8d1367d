/*
 * face_open: the face engine of a description, for programs. Knows both. Decides nothing.
 */
#ifndef EG_PROG_FACE_OPEN_H
#define EG_PROG_FACE_OPEN_H

#include "biometrics/face.h"
#include "prog/embedder_file.h"

/*
 * model: as embedder_file_load takes it; NULL is EMBEDDER_DEFAULT. Fails as embedder_file_load and
 * face_engine_open do.
 */
EG_CHECK enum eg_err face_open(const char *model_folder, const char *model,
			       struct face_engine **out);

#endif

/*
 * face_open: the face engine of a description, for programs. Knows both. Decides nothing.
 */
#include "prog/face_open.h"

enum eg_err face_open(const char *model_folder, const char *model, struct face_engine **out)
{
	struct face_embedder embedder;
	int line;
	*out = NULL;
	EG_TRY(embedder_file_load(model == NULL ? EMBEDDER_DEFAULT : model, &embedder, &line));
	return face_engine_open(model_folder, &embedder, out);
}

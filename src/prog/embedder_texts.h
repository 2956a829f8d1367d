/*
 * embedder_texts: the descriptions of biometrics/models, built in. Made by meson; knows nothing.
 */
#ifndef EG_PROG_EMBEDDER_TEXTS_H
#define EG_PROG_EMBEDDER_TEXTS_H

extern const char embedder_text_dlib_128[];
extern const char embedder_text_fr_feature[];

#endif

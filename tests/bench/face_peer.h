/*
 * face_peer: OpenCV's DNN alone on the same model files, as its manual's examples use it.
 * Knows OpenCV only. Never knows our code beyond plain pixels and numbers.
 */
#ifndef EG_TESTS_BENCH_FACE_PEER_H
#define EG_TESTS_BENCH_FACE_PEER_H

#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

struct face_peer;
/* NULL when a model of the folder is missing. */
struct face_peer *face_peer_open(const char *folder);
void face_peer_close(struct face_peer *p);

/* Whole pixels of the frame. */
struct face_peer_rect {
	int x0, y0, x1, y1;
};
/* A frame: BGR, rows without gaps; borrowed until the next. */
void face_peer_frame(struct face_peer *p, int width, int height, const uint8_t *bgr);
/* Each is one stage: cut or warp, resize, blobFromImage, forward. */
EG_CHECK bool face_peer_detect(struct face_peer *p);
EG_CHECK bool face_peer_landmarks(struct face_peer *p, struct face_peer_rect square);
EG_CHECK bool face_peer_embed(struct face_peer *p, const double to_aligned[6], float out[512]);
EG_CHECK bool face_peer_live(struct face_peer *p, struct face_peer_rect surroundings);
EG_CHECK bool face_peer_eye(struct face_peer *p, struct face_peer_rect eye);
EG_CHECK bool face_peer_pose(struct face_peer *p, struct face_peer_rect at);

#ifdef __cplusplus
}
#endif

#endif

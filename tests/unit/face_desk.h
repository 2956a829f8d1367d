/*
 * face_desk: the real egate-face process before a test that plays its core and its camera.
 * Knows the lane of tests/bench/face_lane, and pictures of one man. Never judges a result.
 */
#ifndef EG_TESTS_UNIT_FACE_DESK_H
#define EG_TESTS_UNIT_FACE_DESK_H

#include "../bench/face_lane.h"

#define DESK_MODELS   SOURCE_ROOT "/.setup/models"
#define DESK_MEDIA    SOURCE_ROOT "/.setup/media/"
#define DESK_QUIET_MS 20000 /* a machine under load */

/* Frames of one man, shown in turn: all of good quality, eyes open; not his portrait, which would
 * be taken for what it is. */
#define DESK_MAN_FRAMES 5
extern const char *const desk_man[DESK_MAN_FRAMES];

/* What the camera shows when it is asked; the man unless a test says otherwise. */
extern void (*desk_camera)(struct face_lane *l);
/* A file with noise of its own, and the man's next. */
void desk_show(struct face_lane *l, const char *path);
void desk_show_man(struct face_lane *l);

/* Are models and pictures there? Says so if not. */
bool desk_furnished(void);
/* cmocka's: *state is a struct face_lane whose worker runs. */
int desk_start(void **state);
int desk_stop(void **state);

/* The next message; frames that are asked for meanwhile are the camera's. */
struct msg desk_hear(struct face_lane *l);
/* The next of that kind, past guides and pictures. */
struct msg desk_hear_kind(struct face_lane *l, enum msg_kind kind);
/* Until the worker asks for a frame. */
void desk_hear_wish(struct face_lane *l);
/* A traveller begins, with this portrait in the chip: what is said of it. */
struct finding desk_portrait(struct face_lane *l, const char *path);
struct msg_face_result desk_capture(struct face_lane *l);
void desk_ends_in_failure(struct face_lane *l);

#endif

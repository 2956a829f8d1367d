/*
 * glass_camera: what a camera below the glass of a page reader sees: the empty glass, a hand that
 * lays a document, the document, a hand that takes it.
 * Knows pixels, time, light and noise. Never knows what is printed, nor who asks for a picture.
 */
#ifndef EG_SIMULATOR_GLASS_CAMERA_H
#define EG_SIMULATOR_GLASS_CAMERA_H

#include "base/secret.h"

#define GLASS_CAMERA_PERIOD_US 100000 /* 10 pictures a second */
#define GLASS_CAMERA_LAY_US    500000 /* until a document lies flat; the hand is gone soon after */

struct glass_camera;
EG_CHECK enum eg_err glass_camera_open(struct glass_camera **out);
void glass_camera_close(struct glass_camera **c); /* cleanup; leaves NULL, accepts NULL inside */
/* From now on a hand lays this: a picture of page_shelf for a camera, which is taken over. */
EG_CHECK enum eg_err glass_camera_lay(struct glass_camera *c, struct bytes *ppm, int64_t now_us);
/* From now on a hand takes it away; but nobody can before it lies, if only for a moment. */
void glass_camera_lift(struct glass_camera *c, int64_t now_us);
/* The glass now, as JPEG; borrowed until the next call. */
EG_CHECK enum eg_err glass_camera_take(struct glass_camera *c, int64_t now_us, struct rd *jpeg);

#endif

/*
 * sensor: what a camera makes of a scene: fresh noise on each picture, then one JPEG.
 * Knows planes of pixels, noise and JPEG. Never knows who is shown, nor when.
 *
 * A picture is three planes: brightness in full size, two of colour in half of it (4:2:0), as a
 * film's pictures and a camera's own are kept. So nothing is converted, and a picture costs a
 * decoding, some additions and an encoding.
 */
#ifndef EG_SIMULATOR_SENSOR_H
#define EG_SIMULATOR_SENSOR_H

#include "base/rd.h"

#define SENSOR_WIDTH  900 /* pixels of every picture */
#define SENSOR_HEIGHT 720
#define SENSOR_PLANES 3

struct sensor;
/* seed: of all its noise. Its fixed pattern is that of this one camera and stays. */
EG_CHECK enum eg_err sensor_open(struct sensor **out, uint64_t seed);
void sensor_close(struct sensor **s); /* cleanup; leaves NULL, accepts NULL inside */

/*
 * Which part of the scene a JPEG is laid on; it is always the middle of that JPEG: two people who
 * stand close together are the middle of each one's picture, side by side.
 */
enum sensor_part { SENSOR_WHOLE, SENSOR_LEFT, SENSOR_RIGHT };

/* Lays a JPEG of SENSOR_WIDTH * SENSOR_HEIGHT, 4:2:0, on the scene; EG_BAD_DATA if it is another.
 */
EG_CHECK enum eg_err sensor_lay(struct sensor *s, struct rd jpeg, enum sensor_part part);
/* Something before the lens: no light at all. */
void sensor_darken(struct sensor *s);
/* The scene as this camera gives it now; *jpeg is borrowed until the next call. */
EG_CHECK enum eg_err sensor_take(struct sensor *s, struct rd *jpeg);

#endif

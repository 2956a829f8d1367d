/*
 * camera_sim: the camera of a simulated booth; a world process hands out JPEG frames.
 * Knows the socket, one byte that asks and the header that answers. Never decodes a frame.
 *
 * AF_UNIX, SOCK_SEQPACKET; the camera connects before its sandbox, the world listens. One camera a
 * connection. Native byte order (same machine).
 *
 *   camera                                  world
 *     | 'N'  one byte: next frame wanted      |
 *     |-------------------------------------->|
 *     | struct camera_sim_header, 16 bytes    |
 *     | + one memfd (SCM_RIGHTS) of exactly   |
 *     |   header.size bytes: one JPEG         |
 *     |<--------------------------------------|
 *
 * Every 'N' has exactly one answer, in order. The camera asks for one frame at a time, so the world
 * sets the pace (a frame every 33 to 40 ms is like a real camera; it may answer at once). When
 * nobody stands before the camera the world answers a picture of the empty booth, never silence. A
 * camera that is unplugged ends the connection. The memfd must be sealed (F_SEAL_WRITE,
 * F_SEAL_SHRINK, F_SEAL_GROW): the camera maps it and refuses one that could change under it. The
 * sender closes its copy.
 */
#ifndef EG_HAL_CAMERA_SIM_H
#define EG_HAL_CAMERA_SIM_H

#include "hal/camera.h"

#define CAMERA_SIM_WANT  ((uint8_t)'N')
#define CAMERA_SIM_MAGIC UINT32_C(0x46534745) /* "EGSF" as bytes in memory */
/* Of one JPEG, 4 MiB; HD at quality 90 is 0.3 MB. */
#define CAMERA_SIM_SIZE_MAX (UINT32_C(4) * 1024 * 1024)
#define CAMERA_SIM_SIDE_MAX 4096

struct camera_sim_header {
	uint32_t magic;    /* CAMERA_SIM_MAGIC */
	uint32_t size;     /* bytes of the JPEG, 1..CAMERA_SIM_SIZE_MAX */
	uint16_t width;    /* pixels, 1..CAMERA_SIM_SIDE_MAX */
	uint16_t height;   /* pixels */
	uint32_t sequence; /* counts frames; a gap means frames that nobody asked for */
};

_Static_assert(sizeof(struct camera_sim_header) == 16, "the header is 16 bytes on the wire");

extern const struct camera_backend camera_sim;
extern const struct camera_backend camera_v4l2;

#endif

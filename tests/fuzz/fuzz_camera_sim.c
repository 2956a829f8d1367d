/*
 * fuzz_camera_sim: any answer of a simulated world to the camera, as of frame_world.h.
 */
#include "tests/fuzz/frame_world.h"
#include "tests/fuzz/fuzz.h"

#include "hal/camera_sim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame_answer a;
	struct camera *camera = NULL;
	struct camera_frame frame;
	if (!frame_answer_of(rd_of(data, size), &a)) {
		return 0;
	}
	promise(camera_sim.open(&camera, frame_world_path(), CAMERA_FACES) == EG_OK);
	EG_AUTO(eg_close) int peer = frame_world_answer(&a);
	if (camera_sim.next(camera, 0, &frame) == EG_OK) {
		/* What was accepted is the frame, to the byte, and nobody can change it. */
		promise(rd_equal(frame.bytes, a.frame) && a.sealed && a.count == 1);
	}
	camera_sim.close(&camera);
	return 0;
}

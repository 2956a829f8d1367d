/*
 * finger_peer: libfprint's own extractor on the same pixels.
 * Knows libfprint only. Never knows our extractor.
 */
#include "finger_peer.h"

#include "finger_wait.h"

#include <fprint.h>

struct job {
	bool done;
	bool good;
};

static void done(GObject *image, GAsyncResult *result, gpointer data)
{
	struct job *job = data;
	job->good = fp_image_detect_minutiae_finish(FP_IMAGE(image), result, NULL);
	job->done = true;
}

/* Its pixels can only be set through the pointer that it hands out for reading. */
static FpImage *image_of(const struct finger_image *image)
{
	FpImage *out = fp_image_new(image->width, image->height);
	gsize size = 0;
	const guchar *read_only = fp_image_get_data(out, &size);
	guchar *to = (guchar *)(uintptr_t)read_only;
	for (gsize i = 0; i < size; i++) {
		to[i] = image->grey[i];
	}
	return out;
}

enum eg_err finger_peer_extract(const struct finger_image *image, size_t *out)
{
	FpImage *its = image_of(image);
	struct job job = {0};
	fp_image_detect_minutiae(its, NULL, done, &job);
	finger_wait(&job.done);
	const GPtrArray *minutiae = job.good ? fp_image_get_minutiae(its) : NULL;
	*out = minutiae == NULL ? 0 : minutiae->len;
	g_object_unref(its);
	return job.good ? EG_OK : EG_FAIL(EG_IO, "libfprint found no minutiae");
}

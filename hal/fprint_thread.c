/*
 * fprint_thread: the thread in which libfprint runs.
 * Knows the library's device, its signals and results. Never knows deadlines or configuration.
 */
#include "hal/fprint_thread.h"

#include <fprint.h>
#include <glib-unix.h>

#include <math.h>
#include <sys/socket.h>

#define RETRIES_MAX 32 /* of one press: a device that only complains is out of order */
#define MM_OF_INCH  25.4

/* What the thread works with; its own. */
struct work {
	struct fprint_thread *told; /* borrowed */
	GMainLoop *loop;
	FpContext *context;
	FpDevice *device; /* owned */
	GCancellable *cancel;
	FpFingerStatusFlags status;
	unsigned retries;
	bool wanted; /* a press */
	bool busy;   /* a capture runs */
	bool stop;   /* is answered when it has ended */
	bool close;  /* likewise */
};

/* What cannot be handed over is dropped: nobody has listened for hundreds of words. */
static void say(struct work *w, struct fprint_word *word)
{
	word->came_us = g_get_monotonic_time();
	if (send(w->told->fd, word, sizeof(*word), MSG_NOSIGNAL | MSG_DONTWAIT) !=
	    (ssize_t)sizeof(*word)) {
		bytes_free(&word->grey);
	}
}

static void say_plain(struct work *w, enum fprint_said said)
{
	say(w, &(struct fprint_word){.said = said});
}

static void say_event(struct work *w, enum finger_event event)
{
	if (w->wanted) {
		say(w, &(struct fprint_word){.said = FPRINT_SAID_EVENT, .event = event});
	}
}

/* The newest fault of this thread ends what was asked for. */
static void say_fault(struct work *w)
{
	w->wanted = false;
	say(w, &(struct fprint_word){.said = FPRINT_SAID_FAILED, .fault = eg_fault_last()});
}

/* ---- what the library says ---- */

/* libfprint and GLib write to standard error, and can be made to end the process over a warning. */
static void be_quiet(const gchar *domain, GLogLevelFlags level, const gchar *text, gpointer data)
{
	(void)domain;
	(void)level;
	(void)text;
	(void)data;
}

static enum eg_err err_of(const GError *error)
{
	if (g_error_matches(error, FP_DEVICE_ERROR, FP_DEVICE_ERROR_REMOVED)) {
		return EG_FAIL(EG_GONE, "the finger sensor was unplugged");
	}
	if (g_error_matches(error, FP_DEVICE_ERROR, FP_DEVICE_ERROR_NOT_SUPPORTED)) {
		return EG_FAIL(EG_UNSUPPORTED, "the finger sensor does not capture");
	}
	if (g_error_matches(error, FP_DEVICE_ERROR, FP_DEVICE_ERROR_TOO_HOT)) {
		return EG_FAIL(EG_IO, "the finger sensor is too hot");
	}
	return EG_FAIL(EG_IO, "the finger sensor failed");
}

static enum finger_retry retry_of(const GError *error)
{
	switch (error->code) {
	case FP_DEVICE_RETRY_TOO_SHORT:
		return FINGER_RETRY_SHORT;
	case FP_DEVICE_RETRY_CENTER_FINGER:
		return FINGER_RETRY_CENTRE;
	case FP_DEVICE_RETRY_REMOVE_FINGER:
		return FINGER_RETRY_REMOVE;
	default:
		return FINGER_RETRY_GENERAL;
	}
}

/*
 * NEEDED goes when the device has seen enough, PRESENT when the finger goes. Both at once is the
 * end of the operation: it says nothing of the finger.
 */
static void on_status(FpDevice *device, GParamSpec *property, gpointer data)
{
	struct work *w = data;
	FpFingerStatusFlags now = fp_device_get_finger_status(device);
	FpFingerStatusFlags fresh = now & ~w->status;
	FpFingerStatusFlags past = w->status & ~now;
	(void)property;
	w->status = now;
	if ((fresh & FP_FINGER_STATUS_NEEDED) != 0) {
		say_event(w, FINGER_EVENT_NEEDED);
	}
	if ((fresh & FP_FINGER_STATUS_PRESENT) != 0) {
		say_event(w, FINGER_EVENT_PRESENT);
	}
	if (past == FP_FINGER_STATUS_NEEDED && (now & FP_FINGER_STATUS_PRESENT) != 0) {
		say_event(w, FINGER_EVENT_TAKEN);
	}
	if (past == FP_FINGER_STATUS_PRESENT) {
		say_event(w, FINGER_EVENT_LIFTED);
	}
}

/* Comes before what runs is ended; the signal of the same name after that. */
static void on_removed(FpDevice *device, GParamSpec *property, gpointer data)
{
	struct work *w = data;
	(void)device;
	(void)property;
	atomic_store(&w->told->gone, true); /* it never comes back: another one would be opened */
}

/* ---- one press ---- */

static void capture(struct work *w);

/* The library only reads its image's rows from now on, and we are the last who do. */
static void wipe(const guchar *grey, gsize size)
{
	union {
		const guchar *in;
		void *out;
	} rows = {.in = grey};
	secret_wipe(rows.out, size);
}

static void say_image(struct work *w, FpImage *image)
{
	gsize size = 0;
	const guchar *grey = fp_image_get_data(image, &size);
	double per_inch = fp_image_get_ppmm(image) * MM_OF_INCH;
	bool known = per_inch >= FINGER_SENSOR_DPI_MIN && per_inch <= FINGER_SENSOR_DPI_MAX;
	struct fprint_word word = {
		.said = FPRINT_SAID_EVENT,
		.event = FINGER_EVENT_CAPTURED,
		.width = fp_image_get_width(image),
		.height = fp_image_get_height(image),
		.dpi = known ? (uint16_t)lround(per_inch) : 0,
	};
	const size_t most = (size_t)FINGER_SENSOR_SIDE_MAX * FINGER_SENSOR_SIDE_MAX;
	if (bytes_reserve(&word.grey, size, most) != EG_OK ||
	    bytes_append(&word.grey, rd_of(grey, size)) != EG_OK) {
		bytes_free(&word.grey);
		say_fault(w);
		return;
	}
	wipe(grey, size);
	w->wanted = false;
	say(w, &word);
}

static void say_error(struct work *w, const GError *error)
{
	if (error->domain != FP_DEVICE_RETRY) {
		(void)err_of(error); /* kept as the thread's newest fault */
		say_fault(w);
		return;
	}
	if (++w->retries > RETRIES_MAX) {
		(void)EG_FAIL(EG_IO, "the finger sensor refuses every press"); /* likewise */
		say_fault(w);
		return;
	}
	say(w, &(struct fprint_word){.said = FPRINT_SAID_EVENT,
				     .event = FINGER_EVENT_RETRY,
				     .retry = retry_of(error)});
	capture(w);
}

static void on_closed(GObject *device, GAsyncResult *result, gpointer data)
{
	struct work *w = data;
	(void)fp_device_close_finish(FP_DEVICE(device), result, NULL); /* it is closed anyway */
	g_main_loop_quit(w->loop);
}

/* What was ordered while a capture ran. */
static void go_on(struct work *w)
{
	if (w->stop) {
		w->stop = false;
		say_plain(w, FPRINT_SAID_STOPPED);
	}
	if (w->close) {
		fp_device_close(w->device, NULL, on_closed, w);
	}
}

static void on_captured(GObject *device, GAsyncResult *result, gpointer data)
{
	struct work *w = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(FpImage) image = fp_device_capture_finish(FP_DEVICE(device), result, &error);
	w->busy = false;
	if (w->wanted && image != NULL) {
		say_image(w, image);
	} else if (w->wanted && error != NULL) {
		say_error(w, error);
	}
	if (!w->busy) {
		go_on(w);
	}
}

static void capture(struct work *w)
{
	g_clear_object(&w->cancel);
	w->cancel = g_cancellable_new();
	w->busy = true;
	fp_device_capture(w->device, TRUE, w->cancel, on_captured, w);
}

/* ---- orders ---- */

static void follow(struct work *w, uint8_t order)
{
	if (order == FPRINT_ORDER_START) {
		w->wanted = true;
		w->retries = 0;
		if (!w->busy) {
			capture(w);
		}
		return;
	}
	w->wanted = false;
	w->stop = w->stop || order == FPRINT_ORDER_STOP;
	w->close = w->close || order == FPRINT_ORDER_CLOSE;
	if (w->busy) {
		g_cancellable_cancel(w->cancel);
	} else {
		go_on(w);
	}
}

static gboolean on_order(gint fd, GIOCondition condition, gpointer data)
{
	struct work *w = data;
	uint8_t order = 0;
	(void)condition;
	if (recv(fd, &order, sizeof(order), MSG_DONTWAIT) == sizeof(order)) {
		follow(w, order);
		return w->close ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
	}
	follow(w, FPRINT_ORDER_CLOSE); /* nobody is there any more */
	return G_SOURCE_REMOVE;
}

/* ---- the device ---- */

static bool is_ours(const struct finger_where *where, FpDevice *device)
{
	return g_strcmp0(fp_device_get_driver(device), where->driver) == 0 &&
	       (where->id[0] == '\0' || g_strcmp0(fp_device_get_device_id(device), where->id) == 0);
}

static enum eg_err find(struct work *w)
{
	fp_context_enumerate(w->context);
	const GPtrArray *all = fp_context_get_devices(w->context);
	for (guint i = 0; i < all->len; i++) {
		FpDevice *device = g_ptr_array_index(all, i);
		if (!is_ours(&w->told->where, device)) {
			continue;
		}
		if (w->device != NULL) {
			return EG_FAIL(EG_CONFIG, "several finger sensors answer to that name");
		}
		w->device = g_object_ref(device);
	}
	return w->device != NULL ? EG_OK : EG_FAIL(EG_NOT_FOUND, "finger sensor");
}

static enum eg_err judge(const struct work *w)
{
	if (!fp_device_has_feature(w->device, FP_DEVICE_FEATURE_CAPTURE)) {
		return EG_FAIL(EG_CONFIG, "a finger sensor that shows no pictures");
	}
	if (w->told->press && fp_device_get_scan_type(w->device) != FP_SCAN_TYPE_PRESS) {
		return EG_FAIL(EG_CONFIG, "a finger sensor to swipe over is no sensor of a gate");
	}
	return EG_OK;
}

static void do_nothing(GTask *task, gpointer source, gpointer data, GCancellable *cancel)
{
	(void)source;
	(void)data;
	(void)cancel;
	g_task_return_boolean(task, TRUE);
}

static void on_warm(GObject *device, GAsyncResult *result, gpointer data)
{
	struct work *w = data;
	(void)device;
	(void)result;
	say_plain(w, FPRINT_SAID_OPENED);
}

/*
 * The library looks at each picture in a thread of GLib's pool. One is started now and kept, so
 * that none has to be started behind a sandbox, which allows it not.
 */
static void warm(struct work *w)
{
	g_autoptr(GTask) task = g_task_new(w->device, NULL, on_warm, w);
	g_thread_pool_set_max_idle_time(0); /* for ever */
	g_task_run_in_thread(task, do_nothing);
}

static void on_opened(GObject *device, GAsyncResult *result, gpointer data)
{
	struct work *w = data;
	g_autoptr(GError) error = NULL;
	if (!fp_device_open_finish(FP_DEVICE(device), result, &error)) {
		(void)err_of(error); /* kept as the thread's newest fault */
		say_fault(w);
		g_main_loop_quit(w->loop);
		return;
	}
	g_signal_connect(device, "notify::finger-status", G_CALLBACK(on_status), w);
	g_signal_connect(device, "notify::removed", G_CALLBACK(on_removed), w);
	(void)g_unix_fd_add(w->told->fd, G_IO_IN | G_IO_HUP, on_order, w); /* until CLOSE */
	warm(w);
}

void *fprint_thread_run(void *t)
{
	struct work w = {.told = t};
	g_log_set_always_fatal(G_LOG_LEVEL_ERROR);       /* whatever G_DEBUG says */
	(void)g_log_set_default_handler(be_quiet, NULL); /* the one before is of no use */
	w.loop = g_main_loop_new(NULL, FALSE);
	w.context = fp_context_new();
	if (find(&w) == EG_OK && judge(&w) == EG_OK) {
		fp_device_open(w.device, NULL, on_opened, &w);
		g_main_loop_run(w.loop);
	} else {
		say_fault(&w);
	}
	if (w.device != NULL) {
		(void)g_signal_handlers_disconnect_by_data(w.device, &w); /* none, or both */
	}
	g_clear_object(&w.device);
	g_clear_object(&w.cancel);
	g_clear_object(&w.context);
	g_main_loop_unref(w.loop);
	say_plain(&w, FPRINT_SAID_CLOSED);
	return NULL;
}

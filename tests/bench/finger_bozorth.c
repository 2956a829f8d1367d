/*
 * finger_bozorth: scores of libfprint's own extractor and matcher (mindtct and bozorth3), for the
 * same pairs as finger_accuracy compares.
 *
 *   finger_bozorth MANIFEST all|same
 *
 * Lines of the manifest: FINGER IMPRESSION CHIP.pgm LIVE.pgm, by finger, then impression. Every
 * pair of the FVC protocol is printed: CHIP LIVE SCORE, numbers of lines from 0. "same": of pairs
 * of different fingers, those of the same impression and of the first ones alone.
 *
 * libfprint tells no score, but names it in a debug message; and takes no image, but has a virtual
 * device that reads images from a socket. The prints of the chip side are those that an
 * identification returns; a live image is identified among all of them that are still to be
 * compared, again after each match, for there it stops. A program of its own: FP_VIRTUAL_IMAGE in
 * the environment is nothing that another part of this project should ever see.
 */
#include "finger_number.h"
#include "finger_wait.h"

#include <fprint.h>
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PRINTS_MAX 2048
#define SIDE_MAX   5000

struct line {
	unsigned finger;
	unsigned impression;
	char path[2][512]; /* chip, live */
	bool first;        /* of its finger */
	FpPrint *print;    /* of the chip side; NULL: libfprint found nothing in it */
};

struct peer {
	struct line line[PRINTS_MAX];
	size_t count;
	bool same; /* impostors: only pairs of the same impression, and the first ones */
	FpDevice *device;
	GSocketConnection *socket;
	GBytes *image;    /* of the operation that runs: two ints and the pixels */
	bool sent;        /* since the device last asked for a finger */
	bool done;        /* the operation that ran */
	GError *error;    /* why it failed */
	FpPrint *scanned; /* what it made of the image */
	FpPrint *enrolled;
};

static struct peer peer;
/* Scores of the identification that runs, in the order of its gallery. */
static unsigned heard[PRINTS_MAX];
static size_t heard_count;

static GLogWriterOutput listen_to(GLogLevelFlags level, const GLogField *field, gsize count,
				  gpointer user)
{
	(void)level;
	(void)user;
	for (gsize i = 0; i < count; i++) {
		unsigned score;
		if (strcmp(field[i].key, "MESSAGE") != 0 || field[i].length >= 0 ||
		    strncmp(field[i].value, "score ", 6) != 0) {
			continue;
		}
		const char *at = (const char *)field[i].value + 6;
		if (finger_number(&at, &score) && *at == '/' && heard_count < PRINTS_MAX) {
			heard[heard_count++] = score;
		}
	}
	return G_LOG_WRITER_HANDLED;
}

static bool read_manifest(const char *path)
{
	FILE *f = fopen(path, "r");
	if (f == NULL) {
		return false;
	}
	char text[1100];
	while (peer.count < PRINTS_MAX && fgets(text, sizeof(text), f) != NULL) {
		struct line *l = &peer.line[peer.count];
		const char *at = text;
		if (!finger_number(&at, &l->finger) || !finger_number(&at, &l->impression) ||
		    sscanf(at, "%511s %511s", l->path[0], l->path[1]) != 2) {
			break;
		}
		l->first = peer.count == 0 || l[-1].finger != l->finger;
		peer.count++;
	}
	return fclose(f) == 0 && peer.count > 0;
}

/* P5 as finger_accuracy writes it, into what the virtual device reads. */
static GBytes *read_image(const char *path)
{
	unsigned size[2] = {0, 0};
	unsigned most = 0;
	gchar *file = NULL;
	gsize length = 0;
	GByteArray *out = g_byte_array_new();
	const char *at =
		g_file_get_contents(path, &file, &length, NULL) && length > 2 ? file + 2 : "";
	bool good = finger_number(&at, &size[0]) && finger_number(&at, &size[1]) &&
		    finger_number(&at, &most) && most == 255 && size[0] <= SIDE_MAX &&
		    size[1] <= SIDE_MAX;
	gsize begin = good ? (gsize)(at - file) + 1 : 0; /* one line end */
	if (!good || length != begin + (gsize)size[0] * size[1]) {
		(void)fprintf(stderr, "finger_bozorth: no image in %s\n", path);
		exit(EXIT_FAILURE);
	}
	g_byte_array_append(out, (const guint8 *)size, sizeof(size));
	g_byte_array_append(out, (const guint8 *)file + begin, (guint)(length - begin));
	g_free(file);
	return g_byte_array_free_to_bytes(out);
}

static void when_written(GObject *stream, GAsyncResult *result, gpointer user)
{
	(void)user;
	if (!g_output_stream_write_all_finish(G_OUTPUT_STREAM(stream), result, NULL, NULL)) {
		(void)fprintf(stderr, "finger_bozorth: the virtual device hung up\n");
		exit(EXIT_FAILURE);
	}
}

/* An image that comes before the device waits for a finger is lost, and the device then waits for
 * ever: so one is sent only when it says that it waits. */
static void when_status(void)
{
	FpFingerStatusFlags status = fp_device_get_finger_status(peer.device);
	if ((status & FP_FINGER_STATUS_NEEDED) == 0) {
		peer.sent = false;
		return;
	}
	if (!peer.sent && peer.image != NULL) {
		gsize size;
		const void *data = g_bytes_get_data(peer.image, &size);
		peer.sent = true;
		g_output_stream_write_all_async(
			g_io_stream_get_output_stream(G_IO_STREAM(peer.socket)), data, size,
			G_PRIORITY_DEFAULT, NULL, when_written, NULL);
	}
}

static void begin(GBytes *image)
{
	g_clear_error(&peer.error);
	g_clear_object(&peer.scanned);
	peer.image = image;
	peer.done = false;
	peer.sent = false;
	heard_count = 0;
}

static void when_identified(GObject *device, GAsyncResult *result, gpointer user)
{
	FpPrint *match = NULL;
	(void)user;
	if (!fp_device_identify_finish(FP_DEVICE(device), result, &match, &peer.scanned,
				       &peer.error)) {
		g_clear_object(&peer.scanned);
	}
	g_clear_object(&match);
	peer.done = true;
}

static void identify(GBytes *image, GPtrArray *gallery)
{
	begin(image);
	fp_device_identify(peer.device, gallery, NULL, NULL, NULL, NULL, when_identified, NULL);
	finger_wait(&peer.done);
}

static void when_enrolled(GObject *device, GAsyncResult *result, gpointer user)
{
	(void)user;
	peer.enrolled = fp_device_enroll_finish(FP_DEVICE(device), result, &peer.error);
	peer.done = true;
}

/* Some print, so that the first identification has a gallery. */
static bool enroll(void)
{
	GBytes *image = read_image(peer.line[0].path[0]);
	begin(image);
	fp_device_enroll(peer.device, fp_print_new(peer.device), NULL, NULL, NULL, NULL,
			 when_enrolled, NULL);
	finger_wait(&peer.done);
	g_bytes_unref(image);
	return peer.enrolled != NULL;
}

static void scan_chips(void)
{
	GPtrArray *gallery = g_ptr_array_new();
	g_ptr_array_add(gallery, peer.enrolled);
	for (size_t i = 0; i < peer.count; i++) {
		GBytes *image = read_image(peer.line[i].path[0]);
		identify(image, gallery);
		peer.line[i].print = peer.scanned == NULL ? NULL : g_object_ref_sink(peer.scanned);
		g_bytes_unref(image);
	}
	g_ptr_array_unref(gallery);
}

static bool is_pair(const struct line *chip, const struct line *live)
{
	if (chip->finger == live->finger) {
		return chip->impression < live->impression;
	}
	return chip->finger < live->finger &&
	       (!peer.same || chip->impression == live->impression || (chip->first && live->first));
}

/* The chip prints that a live image pairs with; those that are none score nothing, at once. */
static size_t pairs_of(size_t live, size_t *todo)
{
	size_t count = 0;
	for (size_t i = 0; i < peer.count; i++) {
		if (is_pair(&peer.line[i], &peer.line[live]) && peer.line[i].print != NULL) {
			todo[count++] = i;
		} else if (is_pair(&peer.line[i], &peer.line[live])) {
			printf("%zu %zu 0\n", i, live);
		}
	}
	return count;
}

/* One live image against all of them: as often as it matches one, and stops there. */
static void compare(size_t live)
{
	static size_t todo[PRINTS_MAX];
	size_t count = pairs_of(live, todo);
	GBytes *image = read_image(peer.line[live].path[1]);
	size_t first = 0;
	while (first < count) {
		GPtrArray *gallery = g_ptr_array_new();
		for (size_t k = first; k < count; k++) {
			g_ptr_array_add(gallery, peer.line[todo[k]].print);
		}
		identify(image, gallery);
		g_ptr_array_unref(gallery);
		/* Nothing heard: libfprint found nothing in the live image. */
		size_t told = heard_count == 0 ? count - first : heard_count;
		for (size_t k = 0; k < told && first < count; k++, first++) {
			printf("%zu %zu %u\n", todo[first], live, heard_count == 0 ? 0U : heard[k]);
		}
	}
	g_bytes_unref(image);
}

static bool open_device(const char *path)
{
	GError *error = NULL;
	FpContext *context = fp_context_new();
	GPtrArray *devices = fp_context_get_devices(context);
	for (guint i = 0; i < devices->len && peer.device == NULL; i++) {
		FpDevice *d = g_ptr_array_index(devices, i);
		peer.device = strcmp(fp_device_get_driver(d), "virtual_image") == 0 ? d : NULL;
	}
	if (peer.device == NULL || !fp_device_open_sync(peer.device, NULL, &error)) {
		(void)fprintf(stderr, "finger_bozorth: libfprint has no virtual image device\n");
		return false;
	}
	GSocketClient *client = g_socket_client_new();
	GSocketAddress *address = g_unix_socket_address_new(path);
	peer.socket = g_socket_client_connect(client, G_SOCKET_CONNECTABLE(address), NULL, &error);
	g_signal_connect(peer.device, "notify::finger-status", G_CALLBACK(when_status), NULL);
	return peer.socket != NULL;
}

int main(int argc, char *argv[])
{
	char folder[] = "/tmp/finger_bozorth.XXXXXX";
	char path[sizeof(folder) + 8];
	if (argc != 3 || !read_manifest(argv[1]) || mkdtemp(folder) == NULL) {
		(void)fputs("usage: finger_bozorth MANIFEST all|same\n", stderr);
		return EXIT_FAILURE;
	}
	(void)snprintf(path, sizeof(path), "%s/socket", folder);
	peer.same = strcmp(argv[2], "same") == 0;
	g_setenv("FP_VIRTUAL_IMAGE", path, TRUE);
	g_setenv("G_MESSAGES_DEBUG", "all", TRUE);
	g_log_set_writer_func(listen_to, NULL, NULL);
	bool good = open_device(path) && enroll();
	if (good) {
		scan_chips();
		for (size_t i = 0; i < peer.count; i++) {
			compare(i);
		}
		good = fp_device_close_sync(peer.device, NULL, NULL);
	}
	(void)remove(path);   /* libfprint may have removed it */
	(void)remove(folder); /* empty by now */
	return good && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/*
 * troubled_fprint: what a worker's libfprint gets into, for tests of the worker as a process.
 * Linked with the worker's own source; --wrap puts these in the library's place.
 *
 *   TROUBLE=busy      the device is another's for the first times that it is opened
 *   TROUBLE=open      the library never comes back from opening it
 *   TROUBLE=capture   the library never comes back from the first picture
 *
 * A stuck library costs no time: the waits of the backend end at once from then on, and it counts
 * them.
 */
#include <fprint.h>

#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define BUSY_TIMES 3

int __real_poll(struct pollfd *fds, nfds_t count, int ms);
int __wrap_poll(struct pollfd *fds, nfds_t count, int ms);
void __real_fp_device_open(FpDevice *device, GCancellable *cancel, GAsyncReadyCallback done,
			   gpointer data);
void __wrap_fp_device_open(FpDevice *device, GCancellable *cancel, GAsyncReadyCallback done,
			   gpointer data);
void __real_fp_device_capture(FpDevice *device, gboolean wait, GCancellable *cancel,
			      GAsyncReadyCallback done, gpointer data);
void __wrap_fp_device_capture(FpDevice *device, gboolean wait, GCancellable *cancel,
			      GAsyncReadyCallback done, gpointer data);

static atomic_bool hurried; /* waits are over at once */

static bool trouble(const char *which)
{
	const char *said = getenv("TROUBLE");
	return said != NULL && strcmp(said, which) == 0;
}

int __wrap_poll(struct pollfd *fds, nfds_t count, int ms)
{
	return __real_poll(fds, count, atomic_load(&hurried) ? 0 : ms);
}

/* As in a transfer that never ends; the sandbox would not allow pause(). */
static _Noreturn void stay(void)
{
	atomic_store(&hurried, true);
	for (;;) {
		(void)__real_poll(NULL, 0, -1); /* cut short or not: again */
	}
}

void __wrap_fp_device_open(FpDevice *device, GCancellable *cancel, GAsyncReadyCallback done,
			   gpointer data)
{
	static unsigned times; /* of the library's threads, of which there is one at a time */
	if (trouble("open")) {
		stay();
	}
	if (trouble("busy") && times < BUSY_TIMES) {
		times++;
		g_autoptr(GTask) task = g_task_new(device, cancel, done, data);
		g_task_return_new_error(task, G_IO_ERROR, G_IO_ERROR_BUSY, "claimed");
		return;
	}
	__real_fp_device_open(device, cancel, done, data);
}

void __wrap_fp_device_capture(FpDevice *device, gboolean wait, GCancellable *cancel,
			      GAsyncReadyCallback done, gpointer data)
{
	if (trouble("capture")) {
		stay();
	}
	__real_fp_device_capture(device, wait, cancel, done, data);
}

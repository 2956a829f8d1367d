/*
 * sandbox: what a worker may still ask of the kernel once it holds foreign bytes.
 * Knows seccomp, resource limits, privileges. Never knows the worker's job.
 */
#ifndef EG_OS_SANDBOX_H
#define EG_OS_SANDBOX_H

#include "base/err.h"

struct sandbox_need {
	bool ioctl_video;    /* V4L2 buffers on descriptors opened earlier */
	bool make_memfd;     /* chip, verify and face hand bytes on */
	bool file_write;     /* journal: pread, pwrite, fsync, on files of its own folder */
	bool accept_peer;    /* modbus: connections on a listening socket opened earlier */
	bool own_timer;      /* face: cpu_limit around what a library decodes */
	bool usb_library;    /* finger sensor: libfprint, libusb and their threads of before */
	bool virtual_sensor; /* the simulator's finger sensor: libfprint accepts who injects */
	bool serve_sockets;  /* HTTP: connections on a listening socket opened earlier, and who they
				are */
	uint32_t lock_mb;    /* memory that may be kept from every disk (mlock): faces; 0: none */
	uint32_t files;      /* descriptors at most; 0: as few as a worker has */
	uint32_t memory_mb;  /* address-space limit */
	uint32_t cpu_seconds; /* hard limit for the process */
};

/*
 * No new privileges, no user of its own (nobody, if started as root), empty root directory, no
 * core dump, limits, then seccomp with kill. Everything needed later is opened before.
 * EG_SANDBOX and the program must exit if any step fails.
 */
EG_CHECK enum eg_err sandbox_enter(const struct sandbox_need *need);

/*
 * No look into another process's memory from now on, by whichever way (/proc, too), not even for
 * root; no new privileges, no dump. It holds for threads that are started later: to be called
 * before a vendor's library is loaded. Without Landlock in the kernel it rules out processes of
 * another user only, and of root by root.
 */
EG_CHECK enum eg_err sandbox_blind(void);

/*
 * For a process that holds no foreign bytes but a vendor's library, which must reach its device,
 * its files or its network: sandbox_blind, no core dump, not to be traced, and none of the calls by
 * which code becomes another program, looks into another process or changes the system
 * (EPERM). EG_SANDBOX and the program must exit if any step fails.
 */
EG_CHECK enum eg_err sandbox_enter_foreign(void);

#endif

/*
 * mock_usb: USB finger sensors that umockdev plays, for tests that run with its library preloaded.
 */
#ifndef EG_TESTS_UNIT_MOCK_USB_H
#define EG_TESTS_UNIT_MOCK_USB_H

#include <stdbool.h>

/* A hub and nothing else is there. False: umockdev is not installed, or not preloaded. */
bool mock_usb_open(void);
/* A Veridicom sensor (driver vcom5s), as its descriptors tell: one interface that nobody has
 * claimed. It can be opened, and answers no transfer. */
bool mock_usb_plug(unsigned number);
void mock_usb_unplug(unsigned number);
/* libusb complains of each answer that it does not get, thousands of times: not in this process. */
void mock_usb_hush(void);

#endif

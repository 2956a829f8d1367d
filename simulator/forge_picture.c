/*
 * forge_picture: format and sides of a picture file, from its own header.
 * Knows JPEG, JPEG 2000 files and codestreams. Never decodes one.
 */
#include "simulator/forge_picture.h"

/* SOF0..SOF15 but DHT (C4), JPG (C8), DAC (CC): ISO/IEC 10918-1, Table B.1. */
static bool is_start_of_frame(uint8_t marker)
{
	return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 &&
	       marker != 0xCC;
}

static bool read_jpeg(struct rd file, struct forge_picture *p)
{
	uint8_t mark;
	uint8_t marker;
	uint16_t size;
	struct rd segment;
	if (!rd_skip(&file, 2)) {
		return false;
	}
	while (rd_u8(&file, &mark) && mark == 0xFF && rd_u8(&file, &marker) &&
	       rd_be16(&file, &size) && size >= 2 && rd_take(&file, size - 2U, &segment)) {
		if (is_start_of_frame(marker)) {
			return rd_skip(&segment, 1) && rd_be16(&segment, &p->height) &&
			       rd_be16(&segment, &p->width);
		}
	}
	return false;
}

static bool narrow(uint32_t width, uint32_t height, struct forge_picture *p)
{
	p->width = (uint16_t)width;
	p->height = (uint16_t)height;
	return width <= UINT16_MAX && height <= UINT16_MAX;
}

/* SIZ follows SOC: marker, length, capabilities, Xsiz, Ysiz, XOsiz, YOsiz (15444-1, A.5.1). */
static bool read_codestream(struct rd file, struct forge_picture *p)
{
	uint32_t x;
	uint32_t y;
	uint32_t x0;
	uint32_t y0;
	return rd_skip(&file, 8) && rd_be32(&file, &x) && rd_be32(&file, &y) &&
	       rd_be32(&file, &x0) && rd_be32(&file, &y0) && x >= x0 && y >= y0 &&
	       narrow(x - x0, y - y0, p);
}

/* Boxes: size, type; jp2h starts with ihdr: height, width (15444-1, I.5.3). */
static bool read_jp2(struct rd file, struct forge_picture *p)
{
	uint32_t size;
	struct rd type;
	struct rd body;
	while (rd_be32(&file, &size) && size >= 8 && rd_take(&file, 4, &type) &&
	       rd_take(&file, size - 8, &body)) {
		if (rd_equal(type, RD_TEXT("jp2h"))) {
			uint32_t width;
			uint32_t height;
			return rd_skip(&body, 8) && rd_be32(&body, &height) &&
			       rd_be32(&body, &width) && narrow(width, height, p);
		}
	}
	return false;
}

enum eg_err forge_picture_read(struct rd file, struct forge_picture *p)
{
	uint32_t magic;
	struct rd start = file;
	*p = (struct forge_picture){0};
	bool ok = file.left <= FORGE_PORTRAIT_MAX && rd_be32(&start, &magic);
	if (ok && magic >> 8 == 0xFFD8FF) {
		ok = read_jpeg(file, p);
	} else if (ok && magic == 0xFF4FFF51) {
		p->jpeg2000 = true;
		ok = read_codestream(file, p);
	} else if (ok && magic == 0x0000000C) {
		p->jpeg2000 = true;
		ok = read_jp2(file, p);
	} else {
		ok = false;
	}
	return ok && p->width > 0 && p->height > 0
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "portrait is no JPEG or JPEG 2000 of fitting size");
}

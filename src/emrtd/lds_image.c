/*
 * lds_image: DG5 and DG7, pictures for people (Doc 9303-10, 4.7.5, 4.7.7), and images in details.
 * Knows where pictures lie and how many. Never decodes one.
 */
#include "emrtd/lds_image.h"

#include "emrtd/lds_file.h"
#include "emrtd/lds_picture.h"

#define TAG_DG5       0x65
#define TAG_DG7       0x67
#define TAG_PORTRAIT  0x5F40
#define TAG_SIGNATURE 0x5F43

struct lds_image lds_image_of(struct rd bytes, uint32_t *deviations)
{
	enum lds_picture format = lds_picture_of(bytes);
	if (format == LDS_JPEG) {
		return (struct lds_image){LDS_IMAGE_JPEG, bytes};
	}
	if (format == LDS_JPEG2000) {
		return (struct lds_image){LDS_IMAGE_JP2, bytes};
	}
	*deviations |= LDS_BIT(bytes.left == 0 ? LDS_ELEMENT_EMPTY : LDS_IMAGE_UNKNOWN);
	return (struct lds_image){LDS_IMAGE_OTHER, bytes};
}

static enum eg_err images(struct rd file, uint32_t group, uint32_t image, struct lds_images *out)
{
	struct lds_images i = {0};
	struct rd content;
	*out = i;
	EG_TRY(lds_open(file, group, &content, &i.deviations));
	if (!lds_count(&content, &i.announced, &i.deviations)) {
		return EG_FAIL(EG_BAD_DATA, "number of pictures");
	}
	unsigned found = 0;
	while (content.left > 0) {
		uint32_t tag;
		struct rd value;
		if (!lds_next(&content, &tag, &value, &i.deviations)) {
			return EG_FAIL(EG_BAD_DATA, "picture for people");
		}
		if (tag != image) {
			i.deviations |= LDS_BIT(LDS_ELEMENT_UNKNOWN);
			continue;
		}
		found++;
		if (i.count == LDS_IMAGES_MAX) {
			i.deviations |= LDS_BIT(LDS_TOO_MANY);
			continue;
		}
		i.of[i.count++] = lds_image_of(value, &i.deviations);
	}
	i.deviations |= found == 0 ? LDS_BIT(LDS_ELEMENT_MISSING) : 0;
	i.deviations |= i.announced != 0 && found != i.announced ? LDS_BIT(LDS_COUNT_DIFFERS) : 0;
	*out = i;
	return EG_OK;
}

enum eg_err lds_dg5(struct rd file, struct lds_images *out)
{
	return images(file, TAG_DG5, TAG_PORTRAIT, out);
}

enum eg_err lds_dg7(struct rd file, struct lds_images *out)
{
	return images(file, TAG_DG7, TAG_SIGNATURE, out);
}

const char *lds_image_text(unsigned form)
{
	static const char *const texts[] = {
		[LDS_IMAGE_ABSENT] = "absent",
		[LDS_IMAGE_JPEG] = "JPEG",
		[LDS_IMAGE_JP2] = "JPEG 2000",
		[LDS_IMAGE_OTHER] = "unknown",
	};
	return form < sizeof(texts) / sizeof(texts[0]) ? texts[form] : "?";
}

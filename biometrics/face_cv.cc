/*
 * face_cv: the one door to OpenCV, for biometrics/face*.c only.
 * Knows networks, their input layouts, resampling. Never knows thresholds or what a face means.
 */
#include "biometrics/face_cv.h"

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <new>

struct face_cv {
	cv::dnn::Net nets[FACE_NET_COUNT];
};

namespace
{

const cv::Size detect_size(320, 240);
const cv::Size landmark_size(64, 64);
const cv::Size liveness_size(128, 128);
const cv::Size eye_size(24, 24);
const cv::Size pose_size(224, 224);
const int pose_bins = 66;

/* A header over the caller's pixels: nothing here writes to them. */
cv::Mat view(const struct picture *p)
{
	return cv::Mat(static_cast<int>(p->height), static_cast<int>(p->width), CV_8UC3, p->bgr);
}

/* Throws for a rectangle that leaves the picture (cv::Mat checks) or is empty. */
cv::Mat cut(const struct picture *p, const struct face_rect &at)
{
	const cv::Rect rect(at.x0, at.y0, at.x1 - at.x0, at.y1 - at.y0);
	CV_Assert(rect.width > 0 && rect.height > 0);
	return view(p)(rect);
}

/* Softmax of one row. */
float share(const cv::Mat &row, int index)
{
	CV_Assert(row.isContinuous() && row.type() == CV_32F &&
		  index < static_cast<int>(row.total()));
	const float *v = row.ptr<float>();
	const int count = static_cast<int>(row.total());
	float most = v[0];
	for (int i = 1; i < count; i++) {
		most = std::fmax(most, v[i]);
	}
	float sum = 0;
	for (int i = 0; i < count; i++) {
		sum += std::exp(v[i] - most);
	}
	return std::exp(v[index] - most) / sum;
}

/* Expected bin of a row of bins, 3 degrees each, -99 to 99. */
float angle(const cv::Mat &bins)
{
	CV_Assert(bins.total() == pose_bins);
	float sum = 0;
	for (int i = 0; i < pose_bins; i++) {
		sum += share(bins, i) * static_cast<float>(i);
	}
	return sum * 3 - 99;
}

cv::Mat run(struct face_cv *cv_, enum face_net net, const cv::Mat &blob)
{
	cv_->nets[net].setInput(blob);
	return cv_->nets[net].forward();
}

void copy_floats(const cv::Mat &from, float *to, size_t count)
{
	CV_Assert(from.isContinuous() && from.type() == CV_32F && from.total() == count);
	std::copy_n(from.ptr<float>(), count, to);
}

cv::Mat grey_crop(const struct picture *p, const struct face_rect &at, const cv::Size &size)
{
	cv::Mat small;
	cv::Mat grey;
	cv::resize(cut(p, at), small, size, 0, 0, cv::INTER_LINEAR);
	cv::cvtColor(small, grey, cv::COLOR_BGR2GRAY);
	return grey;
}

/* Runs a function that may throw anything; nothing gets past it. */
template <typename F> bool guarded(F f) noexcept
{
	try {
		f();
		return true;
	} catch (...) {
		return false;
	}
}

} // namespace

bool face_cv_open(struct face_cv **out)
{
	*out = nullptr;
	return guarded([&] {
		/* Worker threads would be born inside the sandbox; the second processor belongs to
		 * the controller. Libraries do not print. */
		cv::setNumThreads(1);
		cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
		cv::redirectError([](int, const char *, const char *, const char *, int,
				     void *) -> int { return 0; });
		*out = new struct face_cv;
	});
}

void face_cv_close(struct face_cv **cv_)
{
	if (cv_ != nullptr) {
		(void)guarded([&] { delete *cv_; }); /* nothing to do about a failing destructor */
		*cv_ = nullptr;
	}
}

bool face_cv_load(struct face_cv *cv_, enum face_net net, struct rd onnx)
{
	return guarded([&] {
		cv::dnn::Net loaded = cv::dnn::readNetFromONNX(
			reinterpret_cast<const char *>(onnx.at), onnx.left);
		CV_Assert(!loaded.empty());
		loaded.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
		loaded.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
		cv_->nets[net] = loaded;
	});
}

bool face_cv_detect(struct face_cv *cv_, const struct picture *p,
		    struct face_prior out[FACE_CV_PRIORS], float *padded_width,
		    float *padded_height)
{
	return guarded([&] {
		const cv::Mat whole = view(p);
		/* To 4:3 by shrinking first and padding then: the same picture for the network,
		 * without a copy of a full frame. */
		const double scale = std::fmin(320.0 / whole.cols, 240.0 / whole.rows);
		const cv::Size inner(std::max(1, std::min(320, cvRound(whole.cols * scale))),
				     std::max(1, std::min(240, cvRound(whole.rows * scale))));
		cv::Mat padded(detect_size, CV_8UC3, cv::Scalar::all(0));
		cv::resize(whole, padded(cv::Rect(cv::Point(0, 0), inner)), inner, 0, 0,
			   cv::INTER_LINEAR);
		*padded_width = static_cast<float>(320.0 / scale);
		*padded_height = static_cast<float>(240.0 / scale);

		cv_->nets[FACE_NET_DETECT].setInput(cv::dnn::blobFromImage(
			padded, 1.0 / 128, detect_size, cv::Scalar::all(127), true));
		std::vector<cv::Mat> outs;
		cv_->nets[FACE_NET_DETECT].forward(outs,
						   std::vector<cv::String>{"scores", "boxes"});
		CV_Assert(outs.size() == 2 && outs[0].isContinuous() && outs[1].isContinuous() &&
			  outs[0].type() == CV_32F && outs[1].type() == CV_32F &&
			  outs[0].total() == FACE_CV_PRIORS * 2 &&
			  outs[1].total() == FACE_CV_PRIORS * 4);
		const float *score = outs[0].ptr<float>();
		const float *box = outs[1].ptr<float>();
		for (size_t i = 0; i < FACE_CV_PRIORS; i++) {
			out[i] = {score[2 * i + 1], box[4 * i], box[4 * i + 1], box[4 * i + 2],
				  box[4 * i + 3]};
		}
	});
}

bool face_cv_landmarks(struct face_cv *cv_, const struct picture *p, struct face_rect at,
		       float out[FACE_POINTS * 2])
{
	return guarded([&] {
		const cv::Mat blob = cv::dnn::blobFromImage(grey_crop(p, at, landmark_size),
							    1.0 / 256, landmark_size);
		copy_floats(run(cv_, FACE_NET_LANDMARK, blob), out, FACE_POINTS * 2);
	});
}

bool face_cv_embed(struct face_cv *cv_, const struct face_embedder *embedder,
		   const struct picture *p, const double to_aligned[6],
		   float out[FACE_TEMPLATE_SIZE])
{
	return guarded([&] {
		const cv::Matx23d m(to_aligned);
		const cv::Size size(embedder->side, embedder->side);
		/* In the order of the channels after they are swapped. */
		const cv::Scalar mean(embedder->mean[0], embedder->mean[1], embedder->mean[2]);
		cv::Mat aligned;
		cv::warpAffine(view(p), aligned, m, size, cv::INTER_LINEAR, cv::BORDER_CONSTANT,
			       cv::Scalar::all(0));
		const cv::Mat blob = cv::dnn::blobFromImage(aligned, 1.0 / embedder->scale, size,
							    mean, embedder->rgb);
		copy_floats(run(cv_, FACE_NET_FEATURE, blob), out, embedder->size);
	});
}

bool face_cv_live(struct face_cv *cv_, const struct picture *p, struct face_rect at, float *live)
{
	return guarded([&] {
		cv::Mat small;
		cv::resize(cut(p, at), small, liveness_size, 0, 0, cv::INTER_LINEAR);
		const cv::Mat blob = cv::dnn::blobFromImage(small, 1.0, liveness_size);
		const cv::Mat result = run(cv_, FACE_NET_LIVENESS, blob);
		CV_Assert(result.total() == 3);
		*live = share(result, 0);
	});
}

bool face_cv_eye(struct face_cv *cv_, const struct picture *p, struct face_rect at, float *closed)
{
	return guarded([&] {
		const cv::Mat blob =
			cv::dnn::blobFromImage(grey_crop(p, at, eye_size), 1.0 / 255, eye_size);
		const cv::Mat result = run(cv_, FACE_NET_EYE, blob);
		CV_Assert(result.total() == 2);
		*closed = share(result, 0);
	});
}

bool face_cv_pose(struct face_cv *cv_, const struct picture *p, struct face_rect at,
		  float degrees[3])
{
	return guarded([&] {
		cv::Mat small;
		cv::resize(cut(p, at), small, pose_size, 0, 0, cv::INTER_LINEAR);
		cv::Mat blob = cv::dnn::blobFromImage(small, 1.0 / 255, pose_size,
						      cv::Scalar(123.675, 116.28, 103.53), true);
		const float deviation[3] = {0.229F, 0.224F, 0.225F};
		for (int c = 0; c < 3; c++) {
			cv::Mat plane(pose_size, CV_32F, blob.ptr<float>(0, c));
			plane /= static_cast<double>(deviation[c]);
		}
		cv_->nets[FACE_NET_POSE].setInput(blob);
		std::vector<cv::Mat> outs;
		cv_->nets[FACE_NET_POSE].forward(outs,
						 std::vector<cv::String>{"output", "617", "618"});
		CV_Assert(outs.size() == 3);
		for (size_t i = 0; i < 3; i++) {
			degrees[i] = angle(outs[i]);
		}
	});
}

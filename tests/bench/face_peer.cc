/*
 * face_peer: OpenCV's DNN alone on the same model files, as its manual's examples use it.
 * Knows OpenCV only. Never knows our code beyond plain pixels and numbers.
 */
#include "face_peer.h"

#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>

struct face_peer {
	cv::dnn::Net detect, landmark, feature, liveness, eye, pose;
	cv::Mat frame;
};

namespace
{

cv::Mat forward(cv::dnn::Net &net, const cv::Mat &blob)
{
	net.setInput(blob);
	return net.forward();
}

std::vector<cv::Mat> forward(cv::dnn::Net &net, const cv::Mat &blob,
			     const std::vector<cv::String> &names)
{
	std::vector<cv::Mat> outs;
	net.setInput(blob);
	net.forward(outs, names);
	return outs;
}

cv::Mat cut(const struct face_peer *p, const struct face_peer_rect &r)
{
	return p->frame(cv::Rect(r.x0, r.y0, r.x1 - r.x0, r.y1 - r.y0));
}

cv::Mat grey_cut(const struct face_peer *p, const struct face_peer_rect &r, const cv::Size &size)
{
	cv::Mat small;
	cv::Mat grey;
	cv::resize(cut(p, r), small, size);
	cv::cvtColor(small, grey, cv::COLOR_BGR2GRAY);
	return grey;
}

template <typename F> bool guarded(F f) noexcept
{
	try {
		return f();
	} catch (...) {
		return false;
	}
}

} // namespace

struct face_peer *face_peer_open(const char *folder)
{
	struct face_peer *p = nullptr;
	(void)guarded([&] { /* p tells */
			    const std::string at = std::string(folder) + "/";
			    cv::setNumThreads(1);
			    struct face_peer made;
			    made.detect = cv::dnn::readNetFromONNX(at + "fr_detect.onnx");
			    made.landmark = cv::dnn::readNetFromONNX(at + "fr_landmark.onnx");
			    made.feature = cv::dnn::readNetFromONNX(at + "fr_feature.onnx");
			    made.liveness = cv::dnn::readNetFromONNX(at + "fr_liveness.onnx");
			    made.eye = cv::dnn::readNetFromONNX(at + "fr_eye.onnx");
			    made.pose = cv::dnn::readNetFromONNX(at + "fr_pose.onnx");
			    p = new struct face_peer(made);
			    return true;
	});
	return p;
}

void face_peer_close(struct face_peer *p)
{
	delete p;
}

void face_peer_frame(struct face_peer *p, int width, int height, const uint8_t *bgr)
{
	/* Only read from. */
	p->frame = cv::Mat(height, width, CV_8UC3, const_cast<uint8_t *>(bgr));
}

bool face_peer_detect(struct face_peer *p)
{
	return guarded([&] {
		cv::Mat padded;
		const int height = std::max(p->frame.rows, p->frame.cols * 3 / 4);
		const int width = std::max(p->frame.cols, height * 4 / 3);
		cv::copyMakeBorder(p->frame, padded, 0, height - p->frame.rows, 0,
				   width - p->frame.cols, cv::BORDER_CONSTANT);
		const cv::Mat blob = cv::dnn::blobFromImage(padded, 1.0 / 128, cv::Size(320, 240),
							    cv::Scalar::all(127), true);
		return forward(p->detect, blob, {"scores", "boxes"}).size() == 2;
	});
}

bool face_peer_landmarks(struct face_peer *p, struct face_peer_rect square)
{
	return guarded([&] {
		const cv::Mat blob =
			cv::dnn::blobFromImage(grey_cut(p, square, cv::Size(64, 64)), 1.0 / 256);
		return forward(p->landmark, blob).total() == 136;
	});
}

bool face_peer_embed(struct face_peer *p, const double to_aligned[6], float out[512])
{
	return guarded([&] {
		cv::Mat aligned;
		cv::warpAffine(p->frame, aligned, cv::Matx23d(to_aligned), cv::Size(112, 112));
		const cv::Mat blob = cv::dnn::blobFromImage(aligned, 1.0 / 127.5, cv::Size(),
							    cv::Scalar::all(127.5));
		const cv::Mat result = forward(p->feature, blob);
		std::copy_n(result.ptr<float>(), 512, out);
		return true;
	});
}

bool face_peer_live(struct face_peer *p, struct face_peer_rect surroundings)
{
	return guarded([&] {
		cv::Mat small;
		cv::resize(cut(p, surroundings), small, cv::Size(128, 128));
		return forward(p->liveness, cv::dnn::blobFromImage(small)).total() == 3;
	});
}

bool face_peer_eye(struct face_peer *p, struct face_peer_rect eye)
{
	return guarded([&] {
		const cv::Mat blob =
			cv::dnn::blobFromImage(grey_cut(p, eye, cv::Size(24, 24)), 1.0 / 255);
		return forward(p->eye, blob).total() == 2;
	});
}

bool face_peer_pose(struct face_peer *p, struct face_peer_rect at)
{
	return guarded([&] {
		cv::Mat small;
		cv::resize(cut(p, at), small, cv::Size(224, 224));
		cv::Mat blob = cv::dnn::blobFromImage(small, 1.0 / 255, cv::Size(),
						      cv::Scalar(123.675, 116.28, 103.53), true);
		const double deviation[3] = {0.229, 0.224, 0.225};
		for (int c = 0; c < 3; c++) {
			cv::Mat(224, 224, CV_32F, blob.ptr<float>(0, c)) /= deviation[c];
		}
		return forward(p->pose, blob, {"output", "617", "618"}).size() == 3;
	});
}

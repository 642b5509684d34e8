#include "core/segment/segment_clock.hpp"

namespace gassan {

std::vector<Feature> on_first_segment(std::vector<Feature> features, double segment_s) {
    for (Feature& feature : features)
        for (double* time_s : {&feature.mt_s, &feature.begin_s, &feature.end_s, &feature.a1_s}) *time_s -= segment_s;
    return features;
}

void to_file_times(double segment_s, RunAlignment& alignment) {
    alignment.warp.delay_s += segment_s;
    for (Lateness& knot : alignment.warp.late) knot.time_s += segment_s;
    for (Anchor& anchor : alignment.anchors) anchor.time_s += segment_s;
    alignment.first_anchor_s += segment_s;
    alignment.last_anchor_s += segment_s;
}

}  // namespace gassan

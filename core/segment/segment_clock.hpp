#pragma once

/// \file
/// A segment of a run beside runs of one sample: injected later, all of it comes later by as much.

#include "core/model/alignment.hpp"
#include "core/model/feature.hpp"

#include <vector>

namespace gassan {

/// The features as if the segment had been the first of its run. \param segment_s how much later it comes
[[nodiscard]] std::vector<Feature> on_first_segment(std::vector<Feature> features, double segment_s);

/// An alignment of those, for the times of the file.
void to_file_times(double segment_s, RunAlignment& alignment);

}  // namespace gassan

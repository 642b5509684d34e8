#pragma once

/// \file
/// What all variables share before any of them is corrected: their QCs, the common courses, the ways to choose from.

#include "core/correct/left_out.hpp"

namespace gassan {

/// \param table QCs in ln, bridged where they come of several pools
[[nodiscard]] CorrectionGround correction_ground(QcTable table, const CorrectParams& params, int threads);

}  // namespace gassan

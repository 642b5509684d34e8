#pragma once

/// \file
/// A real run above a simulated one, ion by ion on the same axes.

#include "core/model/run.hpp"

#include <string>

namespace gassan::realism {

/// A whole SVG document: sum of all ions, lysine, glutamic acid, paracetamol and an ion that is there all the run (of
/// the real run the one at 149.002, of the simulated one that of the nearest level). Lines are thinned to the pixels.
[[nodiscard]] std::string side_by_side_svg(const Run& real, const Run& simulated);

}  // namespace gassan::realism

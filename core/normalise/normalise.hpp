#pragma once

/// \file
/// From values without drift to values that statistics take: a common basis, numbers for gaps, a scale.

#include "core/normalise/dilution.hpp"
#include "core/normalise/fill_values.hpp"
#include "core/normalise/normalise_params.hpp"
#include "core/normalise/transform.hpp"

namespace gassan {

/// Dilution, then filling, then transform, then scale: a limit is halved on the scale on which it was told, and a mean
/// is that of all numbers.
/// \param column, unit of what tells dilution, where its name is not that of the way
/// \throws ParameterError as the steps do
[[nodiscard]] Normalised normalise(ValueTable table, const NormaliseParams& params, const std::string& column = {},
                                   const std::string& unit = {}, int threads = 1);

}  // namespace gassan
